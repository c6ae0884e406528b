import type { Child } from 'hono/jsx';

export type Column = { label: Child; align?: 'number' };
export type Row = { heading: Child; cells: Child[] };

export type DataTableProps = {
  /** Its own on the page. */
  id: string;
  caption: Child;
  /** Where the heading above says the same: heard, not seen. */
  quietCaption?: boolean;
  /** The first one is the column of the rows' headings. */
  columns: Column[];
  rows: Row[];
};

/** A table that scrolls sideways by itself where it is too wide, also by keyboard. */
export function DataTable({ id, caption, quietCaption = false, columns, rows }: DataTableProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table is no set of fields; what scrolls has to be reachable by keyboard
    <div class="scroll" role="group" aria-labelledby={id} tabindex={0}>
      <table class="ds-table" data-size="sm">
        <caption id={id}>{quietCaption ? <span class="ds-sr-only">{caption}</span> : caption}</caption>
        <thead>
          <tr>
            {columns.map(({ label, align }) => (
              <th scope="col" class={align}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ heading, cells }) => (
            <tr>
              <th scope="row">{heading}</th>
              {cells.map((cell, i) => (
                <td class={columns[i + 1]?.align}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
