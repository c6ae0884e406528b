import type { Child } from 'hono/jsx';
import { type Answer, isTextAnswer } from '../../core/contribution.ts';
import { pagesOf, type Question } from '../../core/question.ts';
import { previewQuestionnaireUrl, questionnairesUrl, questionnaireUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { DefinitionList } from '../component/definition-list.tsx';
import { type FormState, piped } from '../component/field-notes.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead } from '../component/heading.tsx';
import { ErrorSummary, problemTitle, QuestionFields } from '../component/question.tsx';
import { Reader } from '../component/reader.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { BackToQuestionnaire } from './questionnaire.tsx';
import { SetUpPage } from './setup.tsx';

export type DeskPreviewProps = {
  frame: Frame;
  head: ConsultationHead;
  name: string;
  languages: readonly string[];
  language: string;
  questions: readonly Question[];
  state: FormState;
  /** What a contribution would say, once the form was tried out without a problem. */
  tried: readonly Answer[] | null;
};

/** A questionnaire as people will see it, in any of its languages, to be tried out: nothing of it is kept. */
export function DeskPreview({ frame, head, name, languages, language, questions, state, tried }: DeskPreviewProps) {
  const { reader } = frame;
  const there = { ...frame, reader: new Reader(language) };
  return (
    <SetUpPage
      frame={frame}
      head={head}
      title={reader.text('desk.preview.title')}
      below={[
        { url: questionnairesUrl(head.slug), label: reader.text('desk.questionnaires.title') },
        { url: questionnaireUrl(head.slug, name), label: name },
      ]}
    >
      <PageHead kicker={name} lead={reader.say('desk.preview.lead')}>
        {reader.say('desk.preview.title')}
      </PageHead>
      <nav aria-label={reader.text('desk.translations.language')}>
        <ul class="link-row">
          {languages.map((one) => (
            <li>
              <a
                href={previewQuestionnaireUrl(head.slug, name, one)}
                lang={one}
                aria-current={one === language ? 'page' : undefined}
              >
                {reader.ownName(one)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {tried && <Tried frame={frame} questions={questions} answers={tried} />}
      <div class="preview-frame" lang={language}>
        <form class="answer-form" method="post" action={previewQuestionnaireUrl(head.slug, name, language)} novalidate>
          <CsrfField frame={frame} />
          <ErrorSummary frame={there} problems={state.problems} titleOf={problemTitle(there.reader, questions)} />
          <AllPages frame={there} questions={questions} state={state} />
          <Button>{reader.say('desk.preview.try')}</Button>
        </form>
      </div>
      <BackToQuestionnaire frame={frame} slug={head.slug} name={name} />
    </SetUpPage>
  );
}

/** All pages of a questionnaire under one another. */
export function AllPages({
  frame,
  questions,
  state,
}: {
  frame: Frame;
  questions: readonly Question[];
  state: FormState;
}): Child {
  return (
    <>
      {pagesOf(questions).map(({ section, questions: own }) => (
        <>
          {section && (
            <div class="preview-section">
              <h2>{frame.reader.local(piped(section.title, state))}</h2>
              {section.help && <p>{frame.reader.local(piped(section.help, state))}</p>}
            </div>
          )}
          <QuestionFields frame={frame} questions={own} state={state} />
        </>
      ))}
    </>
  );
}

function Tried({
  frame: { reader },
  questions,
  answers,
}: {
  frame: Frame;
  questions: readonly Question[];
  answers: readonly Answer[];
}) {
  const nameOf = (key: string) => {
    const question = questions.find((one) => key === one.key || key.startsWith(`${one.key}.`));
    return question ? (
      <>
        {key} {reader.local(question.title)}
      </>
    ) : (
      key
    );
  };
  return (
    <div class="ds-alert problems" data-color="success" role="status">
      <h2>{reader.say('desk.preview.tried')}</h2>
      <DefinitionList
        facts={answers.map((answer) => ({
          term: nameOf(answer.question),
          detail: isTextAnswer(answer) ? answer.text : answer.values.join(', '),
        }))}
      />
    </div>
  );
}
