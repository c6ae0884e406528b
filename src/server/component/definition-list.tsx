import type { Child } from 'hono/jsx';

export type Fact = { term: Child; detail: Child };

/** Facts in two columns: what, and what it is. */
export function DefinitionList({ facts }: { facts: Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(({ term, detail }) => (
        <div>
          <dt>{term}</dt>
          <dd>{detail}</dd>
        </div>
      ))}
    </dl>
  );
}
