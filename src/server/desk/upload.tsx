import { isTextAnswer } from '../../core/contribution.ts';
import { CAPTIONS } from '../../core/event-record.ts';
import { FIELD_ROLES, type FieldReading, type ReceivedContribution } from '../../core/intake.ts';
import { LANGUAGES } from '../../core/language.ts';
import type { Question } from '../../core/question.ts';
import { closedItems } from '../../core/question.ts';
import { pickText } from '../../core/text.ts';
import type { GivenColumn, Mapping } from '../../intake/mapping-file.ts';
import type { FilePreview } from '../../intake/preview.ts';
import { deskConsultationUrl, deskUrl, intakeUrl, uploadMapUrl, uploadUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { CheckField, SelectField, TextField } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Notice } from '../component/notice.tsx';
import { Page } from '../component/page.tsx';
import type { Reader } from '../component/reader.tsx';
import { DataTable } from '../component/table.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { Refusals } from './intake.tsx';

export type UploadView = { id: string; fileName: string; bytes: number };

export type DeskUploadProps = {
  frame: Frame;
  head: ConsultationHead;
  upload: UploadView;
  /** How it would be taken in; or the sentence that says why it cannot be read so. */
  look: { preview: FilePreview } | { problem: string };
  /** What a person said: now, or of an earlier export. */
  mapping: Mapping;
  /** By column, from 0: what a person said about it. */
  given: ReadonlyMap<number, GivenColumn>;
  remembered: boolean;
  format: string | null;
  formats: readonly string[];
  hasAttachments: boolean;
  hasQuestionnaire: boolean;
};

/** Up to so many columns are shown to be put right; for more a mapping file does it. */
export const COLUMNS_SHOWN = 300;

/** How a file is read, column by column, and what comes of it; put right here, then imported. */
export function DeskUpload(props: DeskUploadProps) {
  const { frame, head, upload, look, remembered } = props;
  const { reader } = frame;
  const { slug } = head;
  const preview = 'preview' in look ? look.preview : null;
  return (
    <Page
      frame={frame}
      title={reader.text('desk.upload.title', { file: upload.fileName })}
      crumbs={[
        { url: deskUrl(), label: reader.text('ui.desk') },
        { url: deskConsultationUrl(slug), label: reader.localText(head.title) },
        { url: intakeUrl(slug), label: reader.text('desk.intake.title') },
      ]}
      notice={head.exampleNotice}
    >
      <PageHead kicker={reader.say('desk.upload.kicker')} lead={reader.say('desk.upload.lead')}>
        {upload.fileName}
      </PageHead>
      {'problem' in look && (
        <Notice mood="danger" heading={reader.say('desk.upload.problem')}>
          <p lang="en">{look.problem}</p>
        </Notice>
      )}
      {remembered && <p>{reader.say('desk.upload.remembered')}</p>}
      <form class="mapping" id="mapping" method="post" action={uploadUrl(slug, upload.id)}>
        <CsrfField frame={frame} />
        {preview && preview.reading.length > 0 && <Columns {...props} preview={preview} />}
        {preview && (
          <live-preview for="mapping" data-busy={reader.text('desk.upload.busy')}>
            <Preview frame={frame} preview={preview} />
          </live-preview>
        )}
        <Whole {...props} preview={preview} />
        <div class="buttons">
          {preview && (
            <Button name="then" value="import">
              {preview.expected === null
                ? reader.say('desk.upload.import')
                : reader.say('desk.upload.import_n', { n: preview.expected })}
            </Button>
          )}
          <Button kind="secondary" name="then" value="look">
            {reader.say('desk.upload.look')}
          </Button>
          <Button kind="tertiary" name="then" value="discard">
            {reader.say('desk.upload.discard')}
          </Button>
        </div>
        {preview && preview.reading.length > 0 && (
          <p>
            <a href={uploadMapUrl(slug, upload.id)} download>
              {reader.say('desk.upload.map_file')}
            </a>
          </p>
        )}
      </form>
    </Page>
  );
}

type WithPreview = DeskUploadProps & { preview: FilePreview };

function Columns(props: WithPreview) {
  const { reader } = props.frame;
  const { reading } = props.preview;
  const hidden = reading.length - COLUMNS_SHOWN;
  return (
    <Section id="columns" heading={reader.say('desk.upload.columns')}>
      <div class="mapping-head" aria-hidden="true">
        <span>{reader.say('desk.upload.column_of_file')}</span>
        <span>{reader.say('desk.upload.our_field')}</span>
      </div>
      <ol class="mapping-columns">
        {reading.slice(0, COLUMNS_SHOWN).map((field) => (
          <Column reader={reader} field={field} given={props.given.get(field.position - 1)} />
        ))}
      </ol>
      {hidden > 0 && <p>{reader.say('desk.upload.columns_hidden', { n: hidden })}</p>}
    </Section>
  );
}

function Column({ reader, field, given }: { reader: Reader; field: FieldReading; given: GivenColumn | undefined }) {
  const { position, role, reason, decidedBy } = field;
  const id = `column-${position}`;
  const guessed = decidedBy === 'guessed';
  const rule = guessed
    ? reader.text('desk.upload.guess_is', { role: reader.text(`desk.role.${role}`) })
    : reader.text('desk.upload.guess');
  const options = [
    { value: '', label: rule },
    ...FIELD_ROLES.map((one) => ({ value: one, label: reader.text(`desk.role.${one}`) })),
  ];
  return (
    <li class="mapping-column" data-role={role}>
      <div class="mapping-header">
        <label for={id}>
          <span class="mapping-number">{reader.number(position)}</span>{' '}
          {field.field.trim() === '' ? reader.say('desk.upload.no_header') : field.field}
        </label>
      </div>
      <div class="mapping-field">
        <div class="ds-field">
          <select class="ds-input" id={id} name={`role-${position}`} aria-describedby={`${id}-reason`}>
            {options.map(({ value, label }) => (
              <option value={value} selected={value === (given?.as ?? '')}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <p class="mapping-reason" id={`${id}-reason`} data-live>
          {guessed ? <span lang="en">{reason}</span> : reader.say('desk.intake.given')}
        </p>
        <details open={hasMore(given)}>
          <summary>{reader.say('desk.upload.more')}</summary>
          <More reader={reader} position={position} given={given} />
        </details>
      </div>
    </li>
  );
}

function hasMore(given: GivenColumn | undefined): boolean {
  return given !== undefined && Object.keys(given).length > 1;
}

function More({ reader, position, given }: { reader: Reader; position: number; given: GivenColumn | undefined }) {
  return (
    <div class="mapping-more" data-size="sm">
      <TextField
        id={`question-${position}`}
        name={`question-${position}`}
        label={reader.say('desk.upload.question')}
        value={given?.question ?? ''}
      />
      <TextField
        id={`row-${position}`}
        name={`row-${position}`}
        label={reader.say('desk.upload.row')}
        value={given?.row ?? ''}
      />
      <SelectField
        id={`separator-${position}`}
        name={`separator-${position}`}
        label={reader.say('desk.upload.separator')}
        chosen={given?.separator ?? ''}
        options={[
          { value: '', label: reader.text('desk.upload.guess') },
          { value: ';', label: ';' },
          { value: '|', label: '|' },
          { value: '\n', label: reader.text('desk.upload.separator.line') },
          { value: ', ', label: ',' },
        ]}
      />
      <SelectField
        id={`order-${position}`}
        name={`order-${position}`}
        label={reader.say('desk.upload.order')}
        chosen={given?.order ?? ''}
        options={[
          { value: '', label: reader.text('desk.upload.guess') },
          { value: 'day first', label: reader.text('desk.upload.order.day') },
          { value: 'month first', label: reader.text('desk.upload.order.month') },
        ]}
      />
    </div>
  );
}

/** What holds for the file as a whole. */
function Whole({
  frame,
  mapping,
  preview,
  format,
  formats,
  hasAttachments,
  hasQuestionnaire,
}: DeskUploadProps & { preview: FilePreview | null }) {
  const { reader } = frame;
  const languages = LANGUAGES.map((code) => ({ value: code, label: reader.ownName(code) }));
  const nobodySaid = { value: '', label: reader.text('desk.upload.not_said') };
  return (
    <Section id="whole" heading={reader.say('desk.upload.whole')}>
      {hasAttachments && <p>{reader.say('desk.upload.with_attachments')}</p>}
      {hasQuestionnaire && <p>{reader.say('desk.upload.with_questionnaire')}</p>}
      <div class="form-grid">
        <TextField
          id="source"
          name="source"
          label={reader.say('desk.upload.source')}
          hint={reader.say('desk.upload.source_hint')}
          value={mapping.source ?? preview?.source ?? ''}
          maxLength={100}
        />
        <SelectField
          id="format"
          name="format"
          label={reader.say('desk.upload.format')}
          hint={preview && reader.say('desk.upload.format_is', { format: preview.format })}
          chosen={format ?? ''}
          options={[
            { value: '', label: reader.text('desk.upload.format_by_content') },
            ...formats.map((name) => ({ value: name, label: name })),
          ]}
        />
        <SelectField
          id="language"
          name="language"
          label={reader.say('desk.upload.language')}
          chosen={mapping.language ?? ''}
          options={[nobodySaid, ...languages]}
        />
        <SelectField
          id="header-language"
          name="headerLanguage"
          label={reader.say('desk.upload.header_language')}
          chosen={mapping.headerLanguage ?? ''}
          options={[{ value: '', label: reader.text('desk.upload.guess') }, ...languages]}
        />
        <SelectField
          id="publication"
          name="publication"
          label={reader.say('desk.upload.publication')}
          hint={reader.say('desk.upload.publication_hint')}
          chosen={mapping.publication?.all ?? ''}
          options={[
            nobodySaid,
            ...(['with_name', 'anonymous', 'not_published'] as const).map((choice) => ({
              value: choice,
              label: reader.text(`claim.choice.${choice}`),
            })),
          ]}
        />
        <TextField
          id="because"
          name="because"
          label={reader.say('desk.upload.because')}
          hint={reader.say('desk.upload.because_hint')}
          value={mapping.publication?.because ?? ''}
        />
        <SelectField
          id="captions"
          name="captions"
          label={reader.say('desk.upload.captions')}
          chosen={mapping.captions ?? ''}
          options={[
            nobodySaid,
            ...CAPTIONS.map((one) => ({ value: one, label: reader.text(`desk.upload.captions.${one}`) })),
          ]}
        />
      </div>
      <CheckField
        id="others"
        name="others"
        value="ignore"
        label={reader.say('desk.upload.others')}
        checked={mapping.others === 'ignore'}
      />
    </Section>
  );
}

/** What the first rows become. */
function Preview({ frame, preview }: { frame: Frame; preview: FilePreview }) {
  const { reader } = frame;
  const { contributions, refusals, questions, remarks } = preview;
  return (
    <Section id="preview" heading={reader.say('desk.upload.preview')}>
      {remarks.length > 0 && (
        <ul lang="en">
          {remarks.map((remark) => (
            <li>{remark}</li>
          ))}
        </ul>
      )}
      {contributions.length === 0 ? (
        <p>{reader.say('desk.upload.nothing')}</p>
      ) : (
        <DataTable
          id="preview-rows"
          caption={reader.say('desk.upload.preview_n', { n: contributions.length })}
          columns={[
            { label: reader.say('desk.upload.row_number') },
            { label: reader.say('desk.upload.about') },
            { label: reader.say('desk.upload.words') },
            { label: reader.say('desk.upload.choices') },
          ]}
          rows={contributions.map((one) => ({
            heading: one.row === null ? one.file : reader.number(one.row),
            cells: [
              <About reader={reader} one={one} />,
              <InWords {...{ reader, one, questions }} />,
              <Chosen {...{ reader, one, questions }} />,
            ],
          }))}
        />
      )}
      {refusals.length > 0 && <Refusals frame={frame} refusals={refusals} id="preview-refusals" />}
    </Section>
  );
}

function About({ reader, one }: { reader: Reader; one: ReceivedContribution }) {
  const { sourceKey, day, language, publication, profile, personal, url } = one;
  const facts: [string, string | null | undefined][] = [
    ['id', sourceKey],
    ['day', day],
    ['language', language && reader.ownName(language)],
    ['user_type', profile.userType && reader.text(`profile.user_type.${profile.userType}`)],
    ['country', profile.country && reader.country(profile.country)],
    ['size', profile.size && reader.text(`profile.size.${profile.size}`)],
    ['scope', profile.scope && reader.text(`profile.scope.${profile.scope}`)],
    ['organisation', personal.organisation],
    ['register_number', personal.registerNumber],
    ['first_name', personal.firstName],
    ['surname', personal.surname],
    ['email_address', personal.emailAddress],
    ['url', url],
    ['publication', reader.text(`publication.${publication}`)],
  ];
  return (
    <ul class="preview-facts">
      {facts
        .filter(([, value]) => value)
        .map(([role, value]) => (
          <li>
            <span class="quiet">{reader.say(`desk.role.${role as 'id'}`)}</span> {value}
          </li>
        ))}
    </ul>
  );
}

const WORDS_SHOWN = 200;

type Answered = { reader: Reader; one: ReceivedContribution; questions: Question[] };

function InWords({ reader, one, questions }: Answered) {
  const texts = one.answers.filter(isTextAnswer);
  if (texts.length === 0) return <span>–</span>;
  return (
    <ul class="preview-facts">
      {texts.map(({ question, text }) => (
        <li>
          <span class="quiet">{titleOf(questions, question, reader.language)}</span>{' '}
          {text.length > WORDS_SHOWN ? `${text.slice(0, WORDS_SHOWN)}…` : text}
        </li>
      ))}
    </ul>
  );
}

function Chosen({ reader, one, questions }: Answered) {
  const chosen = one.answers.filter((answer) => !isTextAnswer(answer));
  if (chosen.length === 0) return <span>–</span>;
  const items = closedItems(questions);
  return (
    <ul class="preview-facts">
      {chosen.slice(0, CHOICES_SHOWN).map((answer) => (
        <li>
          <span class="quiet">
            {pickText(items.find(({ key }) => key === answer.question)?.title ?? {}, reader.language).text ||
              titleOf(questions, answer.question, reader.language)}
          </span>{' '}
          {isTextAnswer(answer) ? '' : answer.values.join('; ')}
        </li>
      ))}
      {chosen.length > CHOICES_SHOWN && (
        <li>{reader.say('desk.upload.more_choices', { n: chosen.length - CHOICES_SHOWN })}</li>
      )}
    </ul>
  );
}

const CHOICES_SHOWN = 8;

function titleOf(questions: readonly Question[], key: string, language: string): string {
  const question = questions.find((one) => one.key === key);
  return question ? pickText(question.title, language).text : key;
}
