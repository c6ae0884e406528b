import type { Child } from 'hono/jsx';
import type { FieldProblem } from '../../core/form.ts';
import type { Reader } from './reader.tsx';

export type ProblemsProps = { reader: Reader; problems: readonly FieldProblem[] };

/** All that is wrong with a form, above it: each line leads to its field, whose id is its name. */
export function Problems({ reader, problems }: ProblemsProps) {
  if (problems.length === 0) return null;
  return (
    <div class="ds-alert problems" data-color="danger" role="alert">
      <h2>{reader.say('form.problems', { n: problems.length })}</h2>
      <ul>
        {problems.map(({ field, say, values }) => (
          <li>
            <a href={`#${field}`}>{reader.say(say, values)}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What a field shows of the problems of its form; the first field that is wrong takes the focus. */
export function wrongWith(
  reader: Reader,
  problems: readonly FieldProblem[],
  field: string,
): { error?: Child; autofocus?: boolean } {
  const own = problems.filter((problem) => problem.field === field);
  if (own.length === 0) return {};
  const error = own.map(({ say, values }) => <p>{reader.say(say, values)}</p>);
  return { error, ...(problems[0]!.field === field && { autofocus: true }) };
}
