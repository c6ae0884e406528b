import type { Child } from 'hono/jsx';
import type { Reader } from './reader.tsx';

/** The head of a page: what it is about in a word, its heading, one sentence. */
export function PageHead({ kicker, lead, children }: { kicker?: Child; lead?: Child; children?: Child }) {
  return (
    <header class="page-head">
      {kicker && <p class="kicker">{kicker}</p>}
      <h1>{children}</h1>
      {lead && <p class="lead">{lead}</p>}
    </header>
  );
}

export type SectionProps = { id: string; heading: Child; aside?: Child; children?: Child };

/** A part of a page under its heading; `aside` stands at the heading's end: a badge, a link. */
export function Section({ id, heading, aside, children }: SectionProps) {
  return (
    <section class="group" aria-labelledby={id}>
      <div class="group-head">
        <h2 id={id}>{heading}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** The parts of a long page, as links. */
export function Contents({ reader, parts }: { reader: Reader; parts: { id: string; label: Child }[] }) {
  return (
    <nav class="contents" aria-labelledby="contents">
      <h2 id="contents">{reader.say('ui.contents')}</h2>
      <ol>
        {parts.map(({ id, label }) => (
          <li>
            <a href={`#${id}`}>{label}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
