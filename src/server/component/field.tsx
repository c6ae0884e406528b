import type { Child } from 'hono/jsx';

type FieldProps = {
  id: string;
  name: string;
  label: Child;
  /** What to write and why, below the label. */
  hint?: Child;
  /** What is wrong with what was written, and what to do. */
  error?: Child;
  /** Where the reader is taken when the page opens: the first field that is wrong. */
  autofocus?: boolean;
};

/** What a screen reader reads with a field. */
function described({ id, hint, error }: Pick<FieldProps, 'id' | 'hint' | 'error'>): string | undefined {
  const parts = [...(hint ? [`${id}-hint`] : []), ...(error ? [`${id}-error`] : [])];
  return parts.length > 0 ? parts.join(' ') : undefined;
}

/** A line of text. */
export function TextField({
  id,
  name,
  label,
  hint,
  error,
  autofocus,
  value = '',
  required,
  maxLength,
  lang,
  type = 'text',
  autocomplete,
  inputmode,
}: FieldProps & {
  value?: string;
  required?: boolean;
  maxLength?: number;
  lang?: string;
  type?: 'text' | 'search' | 'date' | 'time' | 'email' | 'url';
  autocomplete?: string;
  inputmode?: 'numeric';
}) {
  return (
    <div class="ds-field">
      <Label id={id} label={label} hint={hint} error={error} />
      <input
        class="ds-input"
        type={type}
        id={id}
        name={name}
        value={value}
        required={required}
        maxlength={maxLength}
        lang={lang}
        autocomplete={autocomplete}
        inputmode={inputmode}
        autofocus={autofocus}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={described({ id, hint, error })}
      />
    </div>
  );
}

/** Several lines of text. */
export function TextArea({
  id,
  name,
  label,
  hint,
  error,
  autofocus,
  value = '',
  required,
  rows = 3,
  lang,
}: FieldProps & { value?: string; required?: boolean; rows?: number; lang?: string }) {
  return (
    <div class="ds-field">
      <Label id={id} label={label} hint={hint} error={error} />
      <textarea
        class="ds-input"
        id={id}
        name={name}
        rows={rows}
        required={required}
        lang={lang}
        autofocus={autofocus}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={described({ id, hint, error })}
      >
        {value}
      </textarea>
    </div>
  );
}

export type Choice = { value: string; label: string };

/** One of several, in a list that opens. */
export function SelectField({
  id,
  name,
  label,
  hint,
  error,
  autofocus,
  options,
  chosen,
}: FieldProps & { options: readonly Choice[]; chosen: string }) {
  return (
    <div class="ds-field">
      <Label id={id} label={label} hint={hint} error={error} />
      <select
        class="ds-input"
        id={id}
        name={name}
        autofocus={autofocus}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={described({ id, hint, error })}
      >
        {options.map(({ value, label: text }) => (
          <option value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Yes or no. */
export function CheckField({ id, name, label, value, checked }: FieldProps & { value: string; checked?: boolean }) {
  return (
    <div class="ds-field">
      <input class="ds-input" type="checkbox" id={id} name={name} value={value} checked={checked} />
      <label for={id}>{label}</label>
    </div>
  );
}

/** One of several, all in sight. */
export function RadioFields({
  name,
  legend,
  options,
  chosen,
}: {
  name: string;
  legend: Child;
  options: readonly { value: string; label: Child }[];
  chosen?: string;
}) {
  return (
    <fieldset class="ds-fieldset">
      <legend class="ds-label">{legend}</legend>
      {options.map(({ value, label }) => {
        const id = `${name}-${value}`;
        return (
          <div class="ds-field">
            <input
              class="ds-input"
              type="radio"
              id={id}
              name={name}
              value={value}
              checked={value === chosen}
              required
            />
            <label for={id}>{label}</label>
          </div>
        );
      })}
    </fieldset>
  );
}

/** A file of the reader's machine. */
export function FileField({ id, name, label, hint, required }: FieldProps & { required?: boolean }) {
  return (
    <div class="ds-field">
      <Label id={id} label={label} hint={hint} />
      <input
        class="ds-input"
        type="file"
        id={id}
        name={name}
        required={required}
        aria-describedby={hint ? `${id}-hint` : undefined}
      />
    </div>
  );
}

function Label({ id, label, hint, error }: { id: string; label: Child; hint: Child; error?: Child }) {
  return (
    <>
      <label class="ds-label" for={id}>
        {label}
      </label>
      {hint && (
        <div class="field-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {error && (
        <div class="field-error" id={`${id}-error`}>
          {error}
        </div>
      )}
    </>
  );
}
