import type { Child } from 'hono/jsx';
import { asks, type Question } from '../../core/question.ts';
import { dependsOn, EDITABLE_KINDS, type Flaw } from '../../core/questionnaire.ts';
import type { Progress } from '../../core/translation.ts';
import type { QuestionnaireEntry, VersionEntry } from '../../store/questionnaire-draft.ts';
import {
  paperEntryUrl,
  previewQuestionnaireUrl,
  questionnaireFileUrl,
  questionnairesUrl,
  questionnaireUrl,
  questionUrl,
  translationsUrl,
} from '../address.ts';
import { Badge } from '../component/badge.tsx';
import { Button, ButtonLink } from '../component/button.tsx';
import { EmptyState } from '../component/empty.tsx';
import { SelectField } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { DataTable } from '../component/table.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { maySetUpConsultations, SetUpPage } from './setup.tsx';

export type DeskQuestionnaireProps = {
  frame: Frame;
  head: ConsultationHead;
  entry: QuestionnaireEntry;
  questions: readonly Question[];
  flaws: readonly Flaw[];
  progress: readonly Progress[];
  versions: readonly VersionEntry[];
};

/** A questionnaire as it is being edited: its questions in order, what is missing, its languages and versions. */
export function DeskQuestionnaire(props: DeskQuestionnaireProps) {
  const { frame, head, entry, questions } = props;
  const { reader } = frame;
  const { slug } = head;
  const mayEdit = maySetUpConsultations(frame) && !entry.isImported;
  return (
    <SetUpPage
      frame={frame}
      head={head}
      title={entry.name}
      below={[{ url: questionnairesUrl(slug), label: reader.text('desk.questionnaires.title') }]}
    >
      <PageHead kicker={reader.say('desk.questionnaires.questionnaire')} lead={stateOf(frame, entry)}>
        {entry.name}
      </PageHead>
      <ul class="link-row">
        <li>
          <a href={previewQuestionnaireUrl(slug, entry.name)}>{reader.say('desk.questionnaire.preview')}</a>
        </li>
        {entry.version > 0 && (
          <li>
            <a href={paperEntryUrl(slug, entry.name)}>{reader.say('desk.paper.title')}</a>
          </li>
        )}
      </ul>
      <Section
        id="questions"
        heading={reader.say('desk.questionnaire.questions', { n: questions.filter(asks).length })}
      >
        {questions.length === 0 ? (
          <EmptyState heading={reader.say('desk.questionnaire.empty')}>
            <p>{reader.say('desk.questionnaire.empty_then')}</p>
          </EmptyState>
        ) : (
          <ol class="question-list">
            {questions.map((question, i) => (
              <QuestionRow {...props} mayEdit={mayEdit} question={question} number={i} />
            ))}
          </ol>
        )}
        {mayEdit && <AddQuestion frame={frame} slug={slug} name={entry.name} questions={questions} />}
      </Section>
      {mayEdit && <Publish {...props} />}
      <Languages {...props} />
      <Files frame={frame} slug={slug} entry={entry} progress={props.progress} />
      <Versions {...props} />
    </SetUpPage>
  );
}

function stateOf({ reader }: Frame, entry: QuestionnaireEntry): Child {
  if (entry.isImported) return reader.say('desk.questionnaire.is_imported');
  if (entry.version === 0) return reader.say('desk.questionnaire.no_version');
  return reader.say(entry.hasDraft ? 'desk.questionnaire.has_draft' : 'desk.questionnaire.as_published', {
    version: entry.version,
  });
}

type RowProps = DeskQuestionnaireProps & { mayEdit: boolean; question: Question; number: number };

function QuestionRow({ frame, head, entry, questions, flaws, mayEdit, question, number }: RowProps) {
  const { reader } = frame;
  const { key, kind, title } = question;
  const named = Object.keys(title).length > 0 ? reader.local(title) : reader.say(`question.kind.${kind}`);
  const spoken = reader.localText(title) || reader.text(`question.kind.${kind}`);
  const own = flaws.filter((flaw) => flaw.question === key);
  return (
    <li data-kind={kind} id={`question-${key}`}>
      <div class="question-row">
        <p class="question-row-title">
          <span class="quiet">{key}</span>{' '}
          {mayEdit ? <a href={questionUrl(head.slug, entry.name, key)}>{named}</a> : named}
        </p>
        <p class="question-row-kind">
          <Badge>{reader.say(`question.kind.${kind}`)}</Badge>
          {question.required && <Badge mood="accent">{reader.say('desk.question.required')}</Badge>}
          {question.showIf && <Badge mood="accent">{reader.say('desk.question.conditional')}</Badge>}
          {question.purpose === 'logistics' && <Badge mood="accent">{reader.say('desk.question.logistics')}</Badge>}
        </p>
        {'options' in question && question.options.length > 0 && (
          <p class="quiet">
            {reader.list(question.options.slice(0, 8).map((option) => reader.localText(option.title)))}
          </p>
        )}
        {own.map(({ say, values }) => (
          <p class="field-error">{reader.say(say, values)}</p>
        ))}
      </div>
      {mayEdit && (
        <form class="question-row-actions" method="post" action={questionnaireUrl(head.slug, entry.name)}>
          <CsrfField frame={frame} />
          <input type="hidden" name="question" value={key} />
          {(
            [
              ['up', number === 0],
              ['down', number === questions.length - 1],
              ['duplicate', false],
              ['remove', dependsOn(questions, key).length > 0],
            ] as const
          ).map(([then, disabled]) => (
            <Button kind="tertiary" size="sm" name="then" value={then} disabled={disabled}>
              {reader.say(`desk.questionnaire.then.${then}`)}
              <span class="ds-sr-only">: {spoken}</span>
            </Button>
          ))}
        </form>
      )}
    </li>
  );
}

type AddProps = { frame: Frame; slug: string; name: string; questions: readonly Question[] };

function AddQuestion({ frame, slug, name, questions }: AddProps) {
  const { reader } = frame;
  const places = questions.map(({ key, title }) => ({
    value: key,
    label: reader.text('desk.questionnaire.after', { question: `${key} ${reader.localText(title)}`.slice(0, 60) }),
  }));
  return (
    <form class="form add-question" method="post" action={questionnaireUrl(slug, name)}>
      <CsrfField frame={frame} />
      <h3>{reader.say('desk.questionnaire.add')}</h3>
      <div class="when-fields">
        <SelectField
          id="kind"
          name="kind"
          label={reader.say('desk.question.kind')}
          options={EDITABLE_KINDS.map((kind) => ({ value: kind, label: reader.text(`question.kind.${kind}`) }))}
          chosen="long_text"
        />
        <SelectField
          id="after"
          name="after"
          label={reader.say('desk.questionnaire.place')}
          options={[{ value: '', label: reader.text('desk.questionnaire.at_the_end') }, ...places]}
          chosen=""
        />
      </div>
      <Button name="then" value="add">
        {reader.say('desk.questionnaire.add')}
      </Button>
    </form>
  );
}

function Publish({ frame, head, entry, flaws }: DeskQuestionnaireProps) {
  const { reader } = frame;
  const whole = flaws.filter(({ question }) => question === null);
  const isNew = entry.hasDraft || entry.version === 0;
  const whyNot = flaws.length > 0 ? 'desk.questionnaire.flaws_first' : isNew ? null : 'desk.questionnaire.no_change';
  return (
    <Section id="publish" heading={reader.say('desk.questionnaire.publish_title')}>
      <p>{reader.say('desk.questionnaire.publish_is')}</p>
      {whole.map(({ say, values }) => (
        <p class="field-error">{reader.say(say, values)}</p>
      ))}
      {flaws.length > whole.length && (
        <ul>
          {flaws.flatMap(({ question, say, values }) =>
            question === null
              ? []
              : [
                  <li>
                    <a href={`#question-${question}`}>{question}</a>: {reader.say(say, values)}
                  </li>,
                ],
          )}
        </ul>
      )}
      <form class="action" method="post" action={questionnaireUrl(head.slug, entry.name)}>
        <CsrfField frame={frame} />
        <Button name="then" value="publish" disabled={whyNot !== null}>
          {reader.say('desk.questionnaire.publish', { version: entry.version + 1 })}
        </Button>
        {entry.hasDraft && entry.version > 0 && (
          <Button kind="tertiary" name="then" value="discard">
            {reader.say('desk.questionnaire.discard', { version: entry.version })}
          </Button>
        )}
        {whyNot && <p class="why-not">{reader.say(whyNot)}</p>}
      </form>
    </Section>
  );
}

function Languages({ frame: { reader }, head, entry, progress }: DeskQuestionnaireProps) {
  return (
    <Section id="languages" heading={reader.say('desk.translations.title')}>
      <DataTable
        id="translations"
        caption={reader.say('desk.translations.title')}
        quietCaption
        columns={[
          { label: reader.say('desk.translations.language') },
          { label: reader.say('desk.translations.missing'), align: 'number' },
          { label: reader.say('desk.translations.not_reviewed'), align: 'number' },
          { label: reader.say('desk.translations.all'), align: 'number' },
          { label: reader.say('desk.questionnaire.preview') },
        ]}
        rows={progress.map(({ language, all, missing, machine }) => ({
          heading: (
            <a href={translationsUrl(head.slug, entry.name, language)} lang={language}>
              {reader.ownName(language)}
            </a>
          ),
          cells: [
            missing > 0 ? <strong>{reader.number(missing)}</strong> : reader.number(0),
            reader.number(machine),
            reader.number(all),
            <a href={previewQuestionnaireUrl(head.slug, entry.name, language)}>
              {reader.say('desk.questionnaire.look')}
              <span class="ds-sr-only">: {reader.ownName(language)}</span>
            </a>,
          ],
        }))}
      />
    </Section>
  );
}

type FilesProps = { frame: Frame; slug: string; entry: QuestionnaireEntry; progress: readonly Progress[] };

/** What can be taken along: for another tool, for paper, for translators. */
function Files({ frame: { reader }, slug, entry, progress }: FilesProps) {
  const file = (name: string) => questionnaireFileUrl(slug, entry.name, name);
  return (
    <Section id="files" heading={reader.say('desk.questionnaire.files')}>
      <ul>
        <li>
          <a href={file('surveyjs.json')}>{reader.say('desk.questionnaire.surveyjs')}</a>
        </li>
        <li>
          {reader.say('desk.questionnaire.print')}
          {': '}
          {progress.map(({ language }, i) => (
            <>
              {i > 0 && ', '}
              <a href={file(`print-${language}.pdf`)} lang={language}>
                {reader.ownName(language)}
              </a>
            </>
          ))}
        </li>
      </ul>
    </Section>
  );
}

function Versions({ frame: { reader }, head, versions }: DeskQuestionnaireProps) {
  if (versions.length === 0) return null;
  return (
    <Section id="versions" heading={reader.say('desk.questionnaire.versions')}>
      <DataTable
        id="version-list"
        caption={reader.say('desk.questionnaire.versions_are')}
        columns={[
          { label: reader.say('desk.questionnaires.version') },
          { label: reader.say('desk.questionnaire.published_at') },
          { label: reader.say('desk.questionnaires.answers'), align: 'number' },
        ]}
        rows={versions.map(({ version, publishedAt, answers }) => ({
          heading: reader.number(version),
          cells: [reader.moment(publishedAt, head.timeZone), reader.number(answers)],
        }))}
      />
    </Section>
  );
}

export type BackProps = { frame: Frame; slug: string; name: string };

/** The way back to the questionnaire. */
export function BackToQuestionnaire({ frame: { reader }, slug, name }: BackProps) {
  return (
    <p>
      <ButtonLink kind="tertiary" href={questionnaireUrl(slug, name)}>
        {reader.say('desk.questionnaire.back')}
      </ButtonLink>
    </p>
  );
}
