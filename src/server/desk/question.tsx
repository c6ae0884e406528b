import type { Child } from 'hono/jsx';
import { type FieldProblem, type Fields, localField } from '../../core/form.ts';
import type { Language } from '../../core/language.ts';
import type { Question } from '../../core/question.ts';
import { type TestChoice, testChoices } from '../../core/question-form.ts';
import { type ConditionItem, conditionItems, kindsAlike } from '../../core/questionnaire.ts';
import { questionnairesUrl, questionnaireUrl, questionUrl, translationsUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { CheckField, SelectField, TextArea, TextField } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead } from '../component/heading.tsx';
import { Problems, wrongWith } from '../component/problems.tsx';
import type { Reader } from '../component/reader.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { BackToQuestionnaire } from './questionnaire.tsx';
import { SetUpPage } from './setup.tsx';

export type DeskQuestionProps = {
  frame: Frame;
  head: ConsultationHead;
  /** Name of the questionnaire. */
  name: string;
  question: Question;
  earlier: readonly Question[];
  /** In which the form is filled in; the others are on the page of translations. */
  language: Language;
  /** What the question was when the form was made: it is not written over where somebody else changed it since. */
  seen: string;
  fields: Fields;
  problems: readonly FieldProblem[];
};

/** One question: what it asks, its answers, when it is asked. */
export function DeskQuestion(props: DeskQuestionProps) {
  const { frame, head, name, question, language, seen, problems } = props;
  const { reader } = frame;
  return (
    <SetUpPage
      frame={frame}
      head={head}
      title={`${question.key} – ${name}`}
      below={[
        { url: questionnairesUrl(head.slug), label: reader.text('desk.questionnaires.title') },
        { url: questionnaireUrl(head.slug, name), label: name },
      ]}
    >
      <PageHead kicker={question.key} lead={reader.say('desk.question.lead', { language: reader.ownName(language) })}>
        {reader.say(`question.kind.${question.kind}`)}
      </PageHead>
      <Problems reader={reader} problems={problems} />
      <form class="form" method="post" action={questionUrl(head.slug, name, question.key)} novalidate>
        <CsrfField frame={frame} />
        <input type="hidden" name="seen" value={seen} />
        <KindField {...props} />
        <Words {...props} />
        <KindFields {...props} />
        <ConditionFields {...props} condition="showIf" />
        {question.kind !== 'section' && question.kind !== 'info' && (
          <>
            <CheckField
              id="required"
              name="required"
              value="yes"
              label={reader.say('desk.question.is_required')}
              checked={isChecked(props.fields, 'required')}
            />
            <ConditionFields {...props} condition="requiredIf" />
            <SelectField
              id="purpose"
              name="purpose"
              label={reader.say('desk.question.purpose')}
              hint={reader.say('desk.question.purpose_hint')}
              options={[
                { value: 'evidence', label: reader.text('desk.question.evidence') },
                { value: 'logistics', label: reader.text('desk.question.logistics') },
              ]}
              chosen={props.fields.purpose ?? 'evidence'}
            />
          </>
        )}
        <div class="buttons">
          <Button name="then" value="save">
            {reader.say('desk.setup.save')}
          </Button>
          <Button kind="secondary" name="then" value="stay">
            {reader.say('desk.question.save_and_stay')}
          </Button>
        </div>
      </form>
      <p>
        <a href={translationsUrl(head.slug, name, language)}>{reader.say('desk.translations.title')}</a>
      </p>
      <BackToQuestionnaire frame={frame} slug={head.slug} name={name} />
    </SetUpPage>
  );
}

function isChecked(fields: Fields, name: string): boolean {
  return (fields[name] ?? '') !== '';
}

function KindField({ frame: { reader }, question, fields }: DeskQuestionProps) {
  const kinds = kindsAlike(question.kind);
  if (kinds.length === 1) return <input type="hidden" name="kind" value={question.kind} />;
  return (
    <SelectField
      id="kind"
      name="kind"
      label={reader.say('desk.question.kind')}
      options={kinds.map((kind) => ({ value: kind, label: reader.text(`question.kind.${kind}`) }))}
      chosen={fields.kind ?? question.kind}
    />
  );
}

function Words({ frame: { reader }, question, language, fields, problems }: DeskQuestionProps) {
  const of = (name: string) => {
    const id = localField(name, language);
    return { id, name: id, value: fields[id] ?? '', lang: language, ...wrongWith(reader, problems, id) };
  };
  return (
    <>
      <TextArea {...of('title')} label={reader.say('desk.question.title')} rows={2} />
      <TextArea
        {...of('help')}
        label={reader.say(question.kind === 'section' ? 'desk.question.introduction' : 'desk.question.help')}
        hint={reader.say('desk.question.pipe_hint')}
        rows={2}
      />
      {question.kind === 'consent' && (
        <TextArea {...of('statement')} label={reader.say('desk.question.statement')} rows={2} />
      )}
    </>
  );
}

/** The fields that only this kind has. */
function KindFields(props: DeskQuestionProps): Child {
  const { frame, question, fields, problems } = props;
  const { reader } = frame;
  const line = (name: string, label: Child, isNumber = true) => (
    <TextField
      id={name}
      name={name}
      label={label}
      value={fields[name] ?? ''}
      autocomplete="off"
      {...(isNumber && { inputmode: 'numeric' as const })}
      {...wrongWith(reader, problems, name)}
    />
  );
  const check = (name: string, label: Child) => (
    <CheckField id={name} name={name} value="yes" label={label} checked={isChecked(fields, name)} />
  );
  switch (question.kind) {
    case 'text':
      return (
        <>
          {line('maxCharacters', reader.say('desk.question.max_characters'))}
          {check('isTitle', reader.say('desk.question.is_title'))}
        </>
      );
    case 'long_text':
    case 'word':
    case 'idea':
      return line('maxCharacters', reader.say('desk.question.max_characters'));
    case 'single':
    case 'scale':
      return (
        <>
          <Rows {...props} rows="option" />
          {check('randomOrder', reader.say('desk.question.random_order'))}
        </>
      );
    case 'multiple':
    case 'ranking':
      return (
        <>
          <Rows {...props} rows="option" />
          <div class="when-fields">
            {line('minChoices', reader.say('desk.question.min_choices'))}
            {line('maxChoices', reader.say('desk.question.max_choices'))}
          </div>
          {check('randomOrder', reader.say('desk.question.random_order'))}
        </>
      );
    case 'points':
      return (
        <>
          <Rows {...props} rows="option" />
          {line('budget', reader.say('desk.question.budget'))}
        </>
      );
    case 'matrix':
      return (
        <>
          <Rows {...props} rows="row" />
          <Rows {...props} rows="option" />
          {check('multiple', reader.say('desk.question.multiple'))}
          {check('randomOrder', reader.say('desk.question.random_order'))}
        </>
      );
    case 'number':
      return (
        <>
          <div class="when-fields">
            {line('unit', reader.say('desk.question.unit'), false)}
            {line('min', reader.say('desk.question.min'))}
            {line('max', reader.say('desk.question.max'))}
          </div>
          {check('whole', reader.say('desk.question.whole'))}
        </>
      );
    case 'file':
      return line('maxFiles', reader.say('desk.question.max_files'));
    case 'hidden':
      return line('parameter', reader.say('desk.question.parameter'), false);
    default:
      return null;
  }
}

/** Options or rows: one line each, with what can be done to it; then a field for more, one a line. */
function Rows({
  frame: { reader },
  question,
  language,
  fields,
  problems,
  rows,
}: DeskQuestionProps & { rows: 'option' | 'row' }) {
  const isChoice = rows === 'option' && (question.kind === 'single' || question.kind === 'multiple');
  const indexes: number[] = [];
  while (fields[`${rows}-${indexes.length}-key`] !== undefined) indexes.push(indexes.length);
  return (
    <fieldset class="ds-fieldset">
      <legend class="ds-label">{reader.say(`desk.question.${rows}s`)}</legend>
      {indexes.length > 0 && (
        <ol class="row-fields">
          {indexes.map((i) => {
            const base = `${rows}-${i}`;
            const id = localField(base, language);
            const label = reader.text(`desk.question.${rows}`, { n: i + 1 });
            const move = (then: 'up' | 'down', disabled: boolean) => (
              <Button kind="tertiary" size="sm" name="then" value={`${then}:${base}`} disabled={disabled}>
                {reader.say(`desk.questionnaire.then.${then}`)}
                <span class="ds-sr-only">: {label}</span>
              </Button>
            );
            return (
              <li>
                <input type="hidden" name={`${base}-key`} value={fields[`${base}-key`]} />
                <TextField
                  id={id}
                  name={id}
                  label={<span class="ds-sr-only">{label}</span>}
                  value={fields[id] ?? ''}
                  lang={language}
                  {...wrongWith(reader, problems, id)}
                />
                <div class="row-actions">
                  {isChoice && (
                    <RowCheck
                      reader={reader}
                      fields={fields}
                      name={`${base}-other`}
                      label="desk.question.other"
                      of={label}
                    />
                  )}
                  {isChoice && question.kind === 'multiple' && (
                    <RowCheck
                      reader={reader}
                      fields={fields}
                      name={`${base}-exclusive`}
                      label="desk.question.exclusive"
                      of={label}
                    />
                  )}
                  <RowCheck
                    reader={reader}
                    fields={fields}
                    name={`${base}-remove`}
                    label="desk.question.remove"
                    of={label}
                  />
                  {move('up', i === 0)}
                  {move('down', i === indexes.length - 1)}
                </div>
              </li>
            );
          })}
        </ol>
      )}
      <TextArea
        id={`${rows}-more`}
        name={`${rows}-more`}
        label={reader.say(`desk.question.more_${rows}s`)}
        hint={reader.say('desk.question.more_hint')}
        value={fields[`${rows}-more`] ?? ''}
        rows={indexes.length === 0 ? 5 : 2}
        lang={language}
        {...wrongWith(reader, problems, `${rows}-more`)}
      />
    </fieldset>
  );
}

type RowCheckProps = {
  reader: Reader;
  fields: Fields;
  name: string;
  label: 'desk.question.other' | 'desk.question.exclusive' | 'desk.question.remove';
  /** What it is said of. */
  of: string;
};

function RowCheck({ reader, fields, name, label, of }: RowCheckProps) {
  return (
    <CheckField
      id={name}
      name={name}
      value="yes"
      label={
        <>
          {reader.say(label)}
          <span class="ds-sr-only">: {of}</span>
        </>
      }
      checked={isChecked(fields, name)}
    />
  );
}

/** Empty rows of a condition beyond those that are filled. */
const MORE_TESTS = 2;

function ConditionFields(props: DeskQuestionProps & { condition: 'showIf' | 'requiredIf' }) {
  const { frame, question, earlier, fields, problems, condition } = props;
  const { reader } = frame;
  const choices = testChoices(conditionItems(earlier), question[condition]);
  if (choices.length === 0) return null;
  let filled = 0;
  while ((fields[`${condition}-${filled}`] ?? '') !== '') filled++;
  const rows = Array.from({ length: filled + MORE_TESTS }, (_, i) => `${condition}-${i}`);
  return (
    <details class="condition" open={filled > 0 || problems.some(({ field }) => field.startsWith(condition))}>
      <summary>{reader.say(`desk.question.${condition === 'showIf' ? 'show_if' : 'required_if'}`)}</summary>
      <div class="form-more">
        <SelectField
          id={`${condition}-join`}
          name={`${condition}-join`}
          label={reader.say('desk.question.join')}
          options={[
            { value: 'all', label: reader.text('desk.question.join_all') },
            { value: 'any', label: reader.text('desk.question.join_any') },
          ]}
          chosen={fields[`${condition}-join`] ?? 'all'}
        />
        {rows.map((name, i) => (
          <div class="test-fields">
            <TestSelect
              reader={reader}
              name={name}
              label={reader.text('desk.question.test', { n: i + 1 })}
              choices={choices}
              chosen={fields[name] ?? ''}
              error={wrongWith(reader, problems, name).error}
            />
            {choices.some(({ item }) => item.isNumber) && (
              <TextField
                id={`${name}-number`}
                name={`${name}-number`}
                label={reader.say('desk.question.test_number')}
                value={fields[`${name}-number`] ?? ''}
                inputmode="numeric"
                autocomplete="off"
                {...wrongWith(reader, problems, `${name}-number`)}
              />
            )}
          </div>
        ))}
      </div>
    </details>
  );
}

type TestSelectProps = {
  reader: Reader;
  name: string;
  label: string;
  choices: readonly TestChoice[];
  chosen: string;
  error: Child;
};

function TestSelect({ reader, name, label, choices, chosen, error }: TestSelectProps) {
  const groups = [...Map.groupBy(choices, ({ item }) => item)];
  return (
    <div class="ds-field">
      <label class="ds-label" for={name}>
        {label}
      </label>
      {error && (
        <div class="field-error" id={`${name}-error`}>
          {error}
        </div>
      )}
      <select class="ds-input" id={name} name={name} aria-describedby={error ? `${name}-error` : undefined}>
        <option value="">{reader.text('desk.question.no_test')}</option>
        {groups.map(([item, tests]) => (
          <optgroup label={itemName(reader, item)}>
            {tests.map(({ value, test }) => (
              <option value={value} selected={value === chosen}>
                {testName(reader, item, test)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

function itemName(reader: Reader, { key, question, row }: ConditionItem): string {
  const title = reader.localText(question.title) || reader.text(`question.kind.${question.kind}`);
  return `${key} ${row ? `${title}: ${reader.localText(row)}` : title}`.slice(0, 100);
}

function testName(reader: Reader, item: ConditionItem, test: TestChoice['test']): string {
  const answers = 'values' in test ? test.values.map((value) => optionName(reader, item, value)) : [];
  return reader.text(`desk.question.test.${test.is}`, { answers: reader.list(answers) });
}

function optionName(reader: Reader, item: ConditionItem, key: string): string {
  const option = item.options.find((one) => one.key === key);
  if (!option) return key;
  return 'userType' in option ? reader.text(`profile.user_type.${option.userType}`) : reader.localText(option.title);
}
