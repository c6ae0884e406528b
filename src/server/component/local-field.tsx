import type { Child } from 'hono/jsx';
import { type FieldProblem, type Fields, localField } from '../../core/form.ts';
import { TextArea, TextField } from './field.tsx';
import { wrongWith } from './problems.tsx';
import type { Reader } from './reader.tsx';

export type LocalFieldProps = {
  reader: Reader;
  /** The fields are called `name-{language}`. */
  name: string;
  label: Child;
  hint?: Child;
  /** The first one is in sight; the others are folded away, open where something in them is wrong. */
  languages: readonly string[];
  fields: Fields;
  problems?: readonly FieldProblem[];
  rows?: number;
  maxLength?: number;
  required?: boolean;
};

/** A text of the organiser in each language of the consultation. */
export function LocalField(props: LocalFieldProps) {
  const { reader, name, languages, fields, problems = [] } = props;
  const [first = 'en', ...others] = languages;
  const filled = others.filter((language) => (fields[localField(name, language)] ?? '') !== '');
  const wrong = others.some((language) => problems.some(({ field }) => field === localField(name, language)));
  return (
    <div class="local-field">
      <InLanguage {...props} language={first} alone={others.length === 0} />
      {others.length > 0 && (
        <details open={wrong}>
          <summary>
            {reader.say('form.other_languages', { filled: filled.length, all: others.length })}
            <span class="ds-sr-only">: {props.label}</span>
          </summary>
          <div class="local-others">
            {others.map((language) => (
              <InLanguage {...props} language={language} alone={false} required={false} />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}

function InLanguage(props: LocalFieldProps & { language: string; alone: boolean }) {
  const { reader, name, label, hint, fields, problems = [], rows, maxLength, required, language, alone } = props;
  const id = localField(name, language);
  const shared = {
    id,
    name: id,
    label: alone ? (
      label
    ) : (
      <>
        {label} (<span lang={language}>{reader.ownName(language)}</span>)
      </>
    ),
    ...(hint !== undefined && { hint }),
    ...wrongWith(reader, problems, id),
    value: fields[id] ?? '',
    lang: language,
    ...(required && { required }),
  };
  if (rows) return <TextArea {...shared} rows={rows} />;
  return <TextField {...shared} {...(maxLength && { maxLength })} />;
}
