import type { Child } from 'hono/jsx';
import { MOST_CHARACTERS } from '../../core/answering.ts';
import { COUNTRY_CODES } from '../../core/country.ts';
import { seededRandom } from '../../core/id.ts';
import { LANGUAGES, languageName } from '../../core/language.ts';
import { type Option, otherKey, type Question } from '../../core/question.ts';
import {
  describedBy,
  FieldNotes,
  type FormState,
  fieldId,
  piped,
  problemsOf,
  type QuestionProps,
  QuestionTitle,
} from './field-notes.tsx';
import type { Frame } from './frame.ts';
import type { Reader } from './reader.tsx';

type Asked<Kind extends Question['kind']> = Extract<Question, { kind: Kind }>;
type Answerable = Exclude<Question, { kind: 'section' | 'info' | 'profile' | 'hidden' }>;

/** The field or fields of one question. */
export function QuestionInput({ frame, question, state }: QuestionProps<Answerable>) {
  switch (question.kind) {
    case 'text':
    case 'word':
    case 'idea':
    case 'long_text':
      return <WordsField frame={frame} question={question} state={state} />;
    case 'single':
    case 'scale':
    case 'multiple':
      return <ChoiceField frame={frame} question={question} state={state} />;
    case 'ranking':
    case 'points':
      return <NumberPerOption frame={frame} question={question} state={state} />;
    case 'matrix':
      return <MatrixField frame={frame} question={question} state={state} />;
    case 'number':
      return <LineField frame={frame} question={question} state={state} inputmode="decimal" unit={question.unit} />;
    case 'date':
    case 'time':
    case 'email':
    case 'url':
      return <LineField frame={frame} question={question} state={state} type={question.kind} />;
    case 'country':
      return <ListField frame={frame} question={question} state={state} options={countryOptions(frame.reader)} />;
    case 'language':
      return <ListField frame={frame} question={question} state={state} options={languageOptions(frame.reader)} />;
    case 'consent':
      return <ConsentField frame={frame} question={question} state={state} />;
    case 'file':
      return <FilesField frame={frame} question={question} state={state} />;
  }
}

function helpOf({ frame, question, state }: QuestionProps): Child | undefined {
  return question.help && frame.reader.local(piped(question.help, state));
}

function isWrong(state: FormState, field: string): 'true' | undefined {
  return problemsOf(state, field).length > 0 ? 'true' : undefined;
}

function WordsField(props: QuestionProps<Asked<'text' | 'word' | 'idea' | 'long_text'>>) {
  const { frame, question, state } = props;
  const { key, kind } = question;
  const most = question.maxCharacters ?? MOST_CHARACTERS[kind];
  const help = helpOf(props);
  const common = {
    class: 'ds-input',
    id: fieldId(key),
    name: key,
    'aria-invalid': isWrong(state, key),
    'aria-describedby': describedBy(state, key, { help: help !== undefined, limit: true }),
    'data-most': String(most),
  };
  const value = state.filled[key]?.[0] ?? '';
  return (
    <div class="ds-field">
      <label class="ds-label" for={fieldId(key)}>
        <QuestionTitle {...props} />
      </label>
      <FieldNotes
        frame={frame}
        field={key}
        state={state}
        help={help}
        limit={
          <span class="characters-left" data-most={String(most)}>
            {frame.reader.say('question.most_characters', { most })}
          </span>
        }
      />
      {kind === 'long_text' || kind === 'idea' ? (
        <textarea {...common} rows={kind === 'idea' ? 3 : 8}>
          {`\n${value}`}
        </textarea>
      ) : (
        <input {...common} type="text" value={value} />
      )}
    </div>
  );
}

function LineField(
  props: QuestionProps<Asked<'number' | 'date' | 'time' | 'email' | 'url'>> & {
    type?: 'date' | 'time' | 'email' | 'url';
    inputmode?: 'decimal';
    unit?: string | undefined;
  },
) {
  const { frame, question, state, type = 'text', inputmode, unit } = props;
  const { key } = question;
  const help = helpOf(props);
  return (
    <div class="ds-field">
      <label class="ds-label" for={fieldId(key)}>
        <QuestionTitle {...props} />
        {unit && <span class="unit"> ({unit})</span>}
      </label>
      <FieldNotes frame={frame} field={key} state={state} help={help} />
      <input
        class={type === 'email' || type === 'url' ? 'ds-input line' : 'ds-input short'}
        type={type}
        inputmode={inputmode}
        id={fieldId(key)}
        name={key}
        value={state.filled[key]?.[0] ?? ''}
        autocomplete={type === 'email' ? 'email' : undefined}
        aria-invalid={isWrong(state, key)}
        aria-describedby={describedBy(state, key, { help: help !== undefined })}
      />
    </div>
  );
}

type ListOption = { value: string; label: string };

function ListField(props: QuestionProps<Asked<'country' | 'language'>> & { options: readonly ListOption[] }) {
  const { frame, question, state, options } = props;
  const { key } = question;
  const help = helpOf(props);
  return (
    <div class="ds-field">
      <label class="ds-label" for={fieldId(key)}>
        <QuestionTitle {...props} />
      </label>
      <FieldNotes frame={frame} field={key} state={state} help={help} />
      <OptionList frame={frame} field={key} state={state} options={options} hasHelp={help !== undefined} />
    </div>
  );
}

/** A list that opens, with an empty first line. */
export function OptionList({
  frame,
  field,
  state,
  options,
  hasHelp,
}: {
  frame: Frame;
  field: string;
  state: FormState;
  options: readonly ListOption[];
  hasHelp: boolean;
}) {
  const chosen = state.filled[field]?.[0] ?? '';
  return (
    <select
      class="ds-input short"
      id={fieldId(field)}
      name={field}
      aria-invalid={isWrong(state, field)}
      aria-describedby={describedBy(state, field, { help: hasHelp })}
    >
      <option value="">{frame.reader.text('question.choose')}</option>
      {options.map(({ value, label }) => (
        <option value={value} selected={value === chosen}>
          {label}
        </option>
      ))}
    </select>
  );
}

const listsOfCountries = new Map<string, ListOption[]>();

/** All countries by their names in the reader's language. */
export function countryOptions(reader: Reader): ListOption[] {
  let options = listsOfCountries.get(reader.language);
  if (!options) {
    const { compare } = new Intl.Collator(reader.language);
    options = COUNTRY_CODES.map(({ alpha2 }) => ({ value: alpha2, label: reader.country(alpha2) }));
    options.sort((a, b) => compare(a.label, b.label));
    listsOfCountries.set(reader.language, options);
  }
  return options;
}

function languageOptions(reader: Reader): ListOption[] {
  const { compare } = new Intl.Collator(reader.language);
  return LANGUAGES.map((code) => ({ value: code, label: languageName(code, reader.language) })).sort((a, b) =>
    compare(a.label, b.label),
  );
}

/** Options in their order, or shuffled: the same way for the same person (Fisher-Yates). */
export function orderedOptions(options: readonly Option[], random: boolean, seed: string): Option[] {
  if (!random) return [...options];
  const bytes = seededRandom(seed)(new Uint8Array(options.length * 4));
  const numbers = new Uint32Array(bytes.buffer);
  const fixed = (option: Option) => option.exclusive || option.other;
  const shuffled = options.filter((option) => !fixed(option));
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = numbers[i]! % (i + 1);
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return [...shuffled, ...options.filter(fixed)];
}

function ChoiceField(props: QuestionProps<Asked<'single' | 'scale' | 'multiple'>>) {
  const { frame, question, state } = props;
  const { key } = question;
  const help = helpOf(props);
  const options = orderedOptions(question.options, question.randomOrder === true, `${state.seed} ${key}`);
  const limit = question.kind === 'multiple' ? choiceLimit(frame.reader, question) : undefined;
  return (
    <fieldset
      class="ds-fieldset"
      aria-describedby={describedBy(state, key, { help: help !== undefined, limit: limit !== undefined })}
    >
      <legend class="ds-label">
        <QuestionTitle {...props} />
      </legend>
      <FieldNotes frame={frame} field={key} state={state} help={help} limit={limit} />
      <div class={question.kind === 'scale' ? 'options scale' : 'options'}>
        {options.map((option, i) => (
          <OptionField
            frame={frame}
            state={state}
            field={key}
            option={option}
            type={question.kind === 'multiple' ? 'checkbox' : 'radio'}
            first={i === 0}
          />
        ))}
      </div>
    </fieldset>
  );
}

function choiceLimit(reader: Reader, { minChoices, maxChoices, options }: Asked<'multiple'>): Child {
  const most = maxChoices !== undefined && maxChoices < options.length ? maxChoices : undefined;
  if (minChoices !== undefined && most !== undefined)
    return reader.say('question.choose_between', { least: minChoices, most });
  if (most !== undefined) return reader.say('question.choose_most', { most });
  if (minChoices !== undefined) return reader.say('question.choose_least', { least: minChoices });
  return reader.say('question.choose_several');
}

type OptionFieldProps = {
  frame: Frame;
  state: FormState;
  field: string;
  option: Option;
  type: 'radio' | 'checkbox';
  /** The first one takes the id that a link from the list of problems goes to. */
  first: boolean;
};

function OptionField({ frame, state, field, option, type, first }: OptionFieldProps) {
  const id = first ? fieldId(field) : fieldId(`${field}-${option.key}`);
  const wordsField = otherKey(field, option.key);
  return (
    <>
      <div class="ds-field option">
        <input
          class="ds-input"
          type={type}
          id={id}
          name={field}
          value={option.key}
          checked={state.filled[field]?.includes(option.key) ?? false}
          aria-invalid={first ? isWrong(state, field) : undefined}
        />
        <label for={id}>{frame.reader.local(option.title)}</label>
      </div>
      {option.other && (
        <div class="ds-field other-words" {...otherShown(field, option)}>
          <label class="ds-label" for={fieldId(wordsField)}>
            {frame.reader.say('question.other_words')}
          </label>
          <FieldNotes frame={frame} field={wordsField} state={state} />
          <input
            class="ds-input"
            type="text"
            id={fieldId(wordsField)}
            name={wordsField}
            value={state.filled[wordsField]?.[0] ?? ''}
            aria-invalid={isWrong(state, wordsField)}
            aria-describedby={describedBy(state, wordsField, { help: false })}
          />
        </div>
      )}
    </>
  );
}

/** With script the words beside "other" show only once it is chosen. */
function otherShown(field: string, option: Option): { 'data-script-show-if': string } {
  return {
    'data-script-show-if': JSON.stringify({ all: [{ question: field, is: 'one_of', values: [option.key] }] }),
  };
}

function NumberPerOption(props: QuestionProps<Asked<'ranking' | 'points'>>) {
  const { frame, question, state } = props;
  const { key, options } = question;
  const { reader } = frame;
  const help = helpOf(props);
  const isRanking = question.kind === 'ranking';
  const ordered = orderedOptions(options, isRanking && question.randomOrder === true, `${state.seed} ${key}`);
  const ranks = options.map((_, i) => ({ value: String(i + 1), label: reader.number(i + 1) }));
  return (
    <fieldset class="ds-fieldset" aria-describedby={describedBy(state, key, { help: help !== undefined, limit: true })}>
      <legend class="ds-label">
        <QuestionTitle {...props} />
      </legend>
      <FieldNotes
        frame={frame}
        field={key}
        state={state}
        help={help}
        limit={isRanking ? reader.say('question.rank') : reader.say('question.points', { budget: question.budget })}
      />
      <div class="options">
        {ordered.map((option, i) => {
          const field = otherKey(key, option.key);
          return (
            <div class="ds-field ranked" id={i === 0 ? fieldId(key) : undefined}>
              <label for={fieldId(field)}>{reader.local(option.title)}</label>
              <FieldNotes frame={frame} field={field} state={state} />
              {isRanking ? (
                <OptionList frame={frame} field={field} state={state} options={ranks} hasHelp={false} />
              ) : (
                <input
                  class="ds-input short"
                  type="text"
                  inputmode="numeric"
                  id={fieldId(field)}
                  name={field}
                  value={state.filled[field]?.[0] ?? ''}
                  aria-invalid={isWrong(state, field)}
                />
              )}
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}

function MatrixField(props: QuestionProps<Asked<'matrix'>>) {
  const { frame, question, state } = props;
  const { key, rows } = question;
  const help = helpOf(props);
  const ordered = question.randomOrder ? orderedOptions(rows, true, `${state.seed} ${key}`) : rows;
  return (
    <fieldset class="ds-fieldset matrix" aria-describedby={describedBy(state, key, { help: help !== undefined })}>
      <legend class="ds-label">
        <QuestionTitle {...props} />
      </legend>
      <FieldNotes frame={frame} field={key} state={state} help={help} />
      {ordered.map((row) => {
        const field = `${key}.${row.key}`;
        return (
          <fieldset class="ds-fieldset matrix-row" aria-describedby={describedBy(state, field, { help: false })}>
            <legend>{frame.reader.local(row.title)}</legend>
            <FieldNotes frame={frame} field={field} state={state} />
            <div class="options scale">
              {question.options.map((option, i) => (
                <OptionField
                  frame={frame}
                  state={state}
                  field={field}
                  option={option}
                  type={question.multiple ? 'checkbox' : 'radio'}
                  first={i === 0}
                />
              ))}
            </div>
          </fieldset>
        );
      })}
    </fieldset>
  );
}

function ConsentField(props: QuestionProps<Asked<'consent'>>) {
  const { frame, question, state } = props;
  const { key } = question;
  const help = helpOf(props);
  return (
    <fieldset class="ds-fieldset" aria-describedby={describedBy(state, key, { help: help !== undefined })}>
      <legend class="ds-label">
        <QuestionTitle {...props} />
      </legend>
      <FieldNotes frame={frame} field={key} state={state} help={help} />
      <div class="ds-field option">
        <input
          class="ds-input"
          type="checkbox"
          id={fieldId(key)}
          name={key}
          value="yes"
          checked={state.filled[key]?.includes('yes') ?? false}
          aria-invalid={isWrong(state, key)}
        />
        <label for={fieldId(key)}>{frame.reader.local(question.statement)}</label>
      </div>
    </fieldset>
  );
}

function FilesField(props: QuestionProps<Asked<'file'>>) {
  const { frame, question, state } = props;
  const { reader } = frame;
  const { key } = question;
  const most = question.maxFiles ?? 1;
  const files = state.files.filter((file) => file.question === key);
  const help = helpOf(props);
  return (
    <fieldset class="ds-fieldset" aria-describedby={describedBy(state, key, { help: help !== undefined, limit: true })}>
      <legend class="ds-label">
        <QuestionTitle {...props} />
      </legend>
      <FieldNotes
        frame={frame}
        field={key}
        state={state}
        help={help}
        limit={reader.say('question.file_limit', { most })}
      />
      {files.length > 0 && (
        <ul class="files">
          {files.map(({ id, name, bytes, state: read, pages }) => (
            <li>
              <span class="file-name">{name}</span>{' '}
              <span class="file-state">
                {reader.text('question.file_size', { kilobytes: Math.ceil(bytes / 1024) })},{' '}
                {reader.text(`question.file.${read}`, { pages: pages ?? 0 })}
              </span>{' '}
              <button class="ds-button" data-variant="tertiary" data-size="sm" type="submit" name=":remove" value={id}>
                {reader.text('question.file_remove', { name })}
              </button>
            </li>
          ))}
        </ul>
      )}
      {files.length < most && (
        <div class="ds-field">
          <label class="ds-label" for={fieldId(key)}>
            {reader.say('question.file_choose')}
          </label>
          <input
            class="ds-input"
            type="file"
            id={fieldId(key)}
            name={`file.${key}`}
            accept=".pdf,.docx,.odt,.rtf,.txt,.html,.png,.jpg,.jpeg"
            multiple={most - files.length > 1}
            aria-invalid={isWrong(state, key)}
          />
          <button class="ds-button" data-variant="secondary" data-size="sm" type="submit" name=":then" value="stay">
            {reader.say('question.file_upload')}
          </button>
        </div>
      )}
    </fieldset>
  );
}
