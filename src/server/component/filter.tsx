import { ANY_CHOICE } from '../address.ts';
import type { Reader } from './reader.tsx';

export type FilterOption = { value: string; label: string; count: number | null };
export type FilterField = {
  /** Name of the query's parameter. */
  name: string;
  label: string;
  options: FilterOption[];
  chosen: string[];
};

export type FilterFormProps = {
  reader: Reader;
  /** The page that is filtered. */
  url: string;
  fields: FilterField[];
  /** Parameters that stay as they are. */
  kept: [name: string, value: string][];
  /** The page without any filter. */
  clearUrl: string;
};

/** Up to so many options all are in sight; more are in a list that opens. */
const OPTIONS_IN_SIGHT = 5;

/** Narrows a list down: a form that only asks (GET), so that every filter is an address. */
export function FilterForm({ reader, url, fields, kept, clearUrl }: FilterFormProps) {
  const active = fields.filter((field) => field.chosen.length > 0).length;
  return (
    <details class="filters" open={active > 0}>
      <summary>{reader.say('ui.filters', { n: active })}</summary>
      <form method="get" action={url}>
        {kept.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        {fields.map((field) =>
          field.options.length <= OPTIONS_IN_SIGHT ? (
            <Checkboxes reader={reader} field={field} />
          ) : (
            <Choice reader={reader} field={field} />
          ),
        )}
        <div class="filter-buttons">
          <button class="ds-button" type="submit" data-size="sm">
            {reader.say('ui.filter_apply')}
          </button>
          {active > 0 && <a href={clearUrl}>{reader.say('ui.filter_clear')}</a>}
        </div>
      </form>
    </details>
  );
}

function optionLabel(reader: Reader, { label, count }: FilterOption): string {
  return count === null ? label : `${label} (${reader.number(count)})`;
}

function Checkboxes({ reader, field }: { reader: Reader; field: FilterField }) {
  return (
    <fieldset class="ds-fieldset" data-size="sm">
      <legend class="ds-label">{field.label}</legend>
      {field.options.map((option, i) => {
        const id = `filter-${field.name}-${i}`;
        return (
          <div class="ds-field">
            <input
              class="ds-input"
              type="checkbox"
              id={id}
              name={field.name}
              value={option.value}
              checked={field.chosen.includes(option.value)}
            />
            <label for={id}>{optionLabel(reader, option)}</label>
          </div>
        );
      })}
    </fieldset>
  );
}

function Choice({ reader, field }: { reader: Reader; field: FilterField }) {
  const id = `filter-${field.name}`;
  return (
    <div class="ds-field" data-size="sm">
      <label class="ds-label" for={id}>
        {field.label}
      </label>
      <select class="ds-input" id={id} name={field.name}>
        <option value={ANY_CHOICE}>{reader.text('ui.filter_any')}</option>
        {field.options.map((option) => (
          <option value={option.value} selected={field.chosen.includes(option.value)}>
            {optionLabel(reader, option)}
          </option>
        ))}
      </select>
    </div>
  );
}
