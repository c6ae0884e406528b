import type { FieldProblem, Fields } from '../../core/form.ts';
import type { QuestionnaireEntry } from '../../store/questionnaire-draft.ts';
import { questionnairesUrl, questionnaireUrl, setupUrl } from '../address.ts';
import { Badge } from '../component/badge.tsx';
import { Button } from '../component/button.tsx';
import { EmptyState } from '../component/empty.tsx';
import { FileField, SelectField, TextField } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Problems, wrongWith } from '../component/problems.tsx';
import { DataTable } from '../component/table.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { maySetUpConsultations, SetUpPage } from './setup.tsx';

export type DeskQuestionnairesProps = {
  frame: Frame;
  head: ConsultationHead;
  entries: readonly QuestionnaireEntry[];
  fields: Fields;
  problems: readonly FieldProblem[];
  /** Why a file could not be read as a questionnaire, in a sentence. */
  unreadable?: string | null;
  /** A questionnaire that was just made from a file, and what of the file was not taken. */
  made?: { name: string; skipped: readonly string[] } | null;
};

/** The questionnaires of a consultation, and the ways to a new one: empty, a copy, a file of another tool. */
export function DeskQuestionnaires({
  frame,
  head,
  entries,
  fields,
  problems,
  unreadable,
  made,
}: DeskQuestionnairesProps) {
  const { reader } = frame;
  const { slug } = head;
  return (
    <SetUpPage frame={frame} head={head} title={reader.text('desk.questionnaires.title')} below={[]}>
      <PageHead lead={reader.say('desk.questionnaires.lead')}>{reader.say('desk.questionnaires.title')}</PageHead>
      <Problems reader={reader} problems={problems} />
      {unreadable && (
        <div class="ds-alert problems" data-color="danger" role="alert">
          <h2>{reader.say('desk.questionnaires.unreadable')}</h2>
          <p lang="en">{unreadable}</p>
        </div>
      )}
      {made && (
        <div class="ds-alert problems" data-color="warning" role="status">
          <p>
            {reader.weave('desk.questionnaires.made', {
              name: <a href={questionnaireUrl(slug, made.name)}>{made.name}</a>,
            })}
          </p>
          <ul lang="en">
            {made.skipped.map((sentence) => (
              <li>{sentence}</li>
            ))}
          </ul>
        </div>
      )}
      {entries.length === 0 ? (
        <EmptyState heading={reader.say('desk.questionnaires.none')}>
          <p>{reader.say('desk.questionnaires.none_then')}</p>
        </EmptyState>
      ) : (
        <DataTable
          id="questionnaires"
          caption={reader.say('desk.questionnaires.title')}
          quietCaption
          columns={[
            { label: reader.say('desk.questionnaires.name') },
            { label: reader.say('desk.questionnaires.version'), align: 'number' },
            { label: reader.say('desk.questionnaires.answers'), align: 'number' },
            { label: reader.say('desk.questionnaires.state') },
          ]}
          rows={entries.map((entry) => ({
            heading: <a href={questionnaireUrl(slug, entry.name)}>{entry.name}</a>,
            cells: [
              entry.version === 0 ? '–' : reader.number(entry.version),
              reader.number(entry.answers),
              <EntryState frame={frame} entry={entry} />,
            ],
          }))}
        />
      )}
      {maySetUpConsultations(frame) ? (
        <NewQuestionnaire frame={frame} slug={slug} entries={entries} fields={fields} problems={problems} />
      ) : (
        <p class="why-not">{reader.say('desk.setup.may_not')}</p>
      )}
      <p>
        <a href={setupUrl(slug)}>{reader.say('desk.setup.back')}</a>
      </p>
    </SetUpPage>
  );
}

function EntryState({ frame: { reader }, entry }: { frame: Frame; entry: QuestionnaireEntry }) {
  if (entry.isImported) return <Badge>{reader.say('desk.questionnaires.imported')}</Badge>;
  if (entry.version === 0) return <Badge mood="warning">{reader.say('desk.draft')}</Badge>;
  if (entry.hasDraft) return <Badge mood="warning">{reader.say('desk.questionnaires.changed')}</Badge>;
  return <Badge mood="success">{reader.say('desk.questionnaires.published')}</Badge>;
}

type NewProps = Pick<DeskQuestionnairesProps, 'frame' | 'entries' | 'fields' | 'problems'> & { slug: string };

function NewQuestionnaire({ frame, slug, entries, fields, problems }: NewProps) {
  const { reader } = frame;
  const empty = { value: '', label: reader.text('desk.questionnaires.empty') };
  return (
    <Section id="new" heading={reader.say('desk.questionnaires.new')}>
      <form class="form" method="post" action={questionnairesUrl(slug)} enctype="multipart/form-data">
        <CsrfField frame={frame} />
        <TextField
          id="name"
          name="name"
          label={reader.say('desk.questionnaires.name')}
          hint={reader.say('desk.questionnaires.name_hint')}
          value={fields.name ?? ''}
          maxLength={80}
          autocomplete="off"
          required
          {...wrongWith(reader, problems, 'name')}
        />
        {entries.length > 0 && (
          <SelectField
            id="copy"
            name="copy"
            label={reader.say('desk.questionnaires.copy')}
            options={[empty, ...entries.map(({ name }) => ({ value: name, label: name }))]}
            chosen={fields.copy ?? ''}
          />
        )}
        <FileField
          id="file"
          name="file"
          label={reader.say('desk.questionnaires.file')}
          hint={reader.say('desk.questionnaires.file_hint')}
        />
        <Button>{reader.say('desk.questionnaires.make')}</Button>
      </form>
    </Section>
  );
}
