import type { FieldProblem, Fields } from '../../core/form.ts';
import type { Question } from '../../core/question.ts';
import type { TypedPaper } from '../../store/paper-entry.ts';
import { contributionUrl, paperEntryUrl, questionnairesUrl, questionnaireUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { TextArea, TextField } from '../component/field.tsx';
import type { FormState } from '../component/field-notes.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead } from '../component/heading.tsx';
import { Problems, wrongWith } from '../component/problems.tsx';
import { ErrorSummary, problemTitle } from '../component/question.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { BackToQuestionnaire } from './questionnaire.tsx';
import { AllPages } from './questionnaire-preview.tsx';
import { SetUpPage } from './setup.tsx';

export type DeskPaperEntryProps = {
  frame: Frame;
  head: ConsultationHead;
  name: string;
  version: number;
  questions: readonly Question[];
  state: FormState;
  fields: Fields;
  problems: readonly FieldProblem[];
  /** The last day on which papers came in time; null where no call asks this. */
  lastDay: string | null;
  /** What was typed in just before; null at the beginning. */
  typed: TypedPaper | null;
};

/** The questions of a questionnaire for a clerk who types in what a paper says: all on one page, none of them required. */
export function DeskPaperEntry(props: DeskPaperEntryProps) {
  const { frame, head, name, version, questions, state, fields, problems, lastDay, typed } = props;
  const { reader } = frame;
  return (
    <SetUpPage
      frame={frame}
      head={head}
      title={reader.text('desk.paper.title')}
      below={[
        { url: questionnairesUrl(head.slug), label: reader.text('desk.questionnaires.title') },
        { url: questionnaireUrl(head.slug, name), label: name },
      ]}
    >
      <PageHead kicker={reader.say('desk.paper.version', { name, version })} lead={reader.say('desk.paper.lead')}>
        {reader.say('desk.paper.title')}
      </PageHead>
      {typed && <Typed frame={frame} slug={head.slug} typed={typed} />}
      <Problems reader={reader} problems={problems} />
      <ErrorSummary frame={frame} problems={state.problems} titleOf={problemTitle(reader, questions)} />
      <form class="answer-form" method="post" action={paperEntryUrl(head.slug, name)} novalidate>
        <CsrfField frame={frame} />
        <TextField
          id="day"
          name="day"
          type="date"
          label={reader.say('desk.paper.day')}
          hint={lastDay ? reader.say('desk.paper.day_hint', { day: reader.day(lastDay) }) : undefined}
          value={fields.day ?? ''}
          required
          {...wrongWith(reader, problems, 'day')}
        />
        <TextArea
          id="late"
          name="late"
          label={reader.say('desk.paper.late')}
          hint={reader.say('desk.paper.late_hint')}
          value={fields.late ?? ''}
          rows={2}
          {...wrongWith(reader, problems, 'late')}
        />
        <AllPages frame={frame} questions={questions} state={state} />
        <Button>{reader.say('desk.paper.save')}</Button>
      </form>
      <BackToQuestionnaire frame={frame} slug={head.slug} name={name} />
    </SetUpPage>
  );
}

function Typed({ frame: { reader }, slug, typed }: { frame: Frame; slug: string; typed: TypedPaper }) {
  return (
    <div class="ds-alert problems" data-color="success" role="status">
      <p>
        {reader.weave('desk.paper.typed', {
          contribution: <a href={contributionUrl(slug, typed.code)}>{typed.code}</a>,
        })}
      </p>
      <p>{reader.say('desk.paper.receipt')}</p>
      <p class="secret">
        <code>{typed.receipt}</code>
      </p>
    </div>
  );
}
