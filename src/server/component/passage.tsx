import type { Child } from 'hono/jsx';
import type { StatementKind } from '../../core/statement.ts';
import type { LocalText } from '../../core/text.ts';
import type { AssignedBy, Stance } from '../../core/theme.ts';
import { passageId } from '../address.ts';
import type { Origin } from './badge.tsx';
import type { Reader } from './reader.tsx';

/** A theme as it is named beside a passage. */
export type ThemeName = Origin & { key: string; name: LocalText };

export type PassageCoding = {
  theme: ThemeName;
  stance: Stance | null;
  /** 0 to 1; null where a person decided. */
  sureness: number | null;
  assignedBy: AssignedBy;
  /** Everything under this theme. */
  href: string;
};

/** A stretch of the text with its themes; offsets are UTF-16 units of the text. */
export type CodedPassage = {
  /** Number of the passage within its contribution, from 1. */
  number: number;
  start: number;
  end: number;
  language: string | null;
  /** What the passage does, as the machine told it; null where it was not told. */
  kind: StatementKind | null;
  codings: PassageCoding[];
};

export type PassageTextProps = {
  reader: Reader;
  text: string;
  language: string | null;
  /** In the order of the text; they do not overlap. */
  passages: CodedPassage[];
  /** Where the pages of a paper start, as UTF-16 offsets; empty where the words have no pages. */
  pageStarts?: readonly number[];
};

/** A contribution's words with its passages marked, each followed by the themes it stands under. */
export function PassageText({ reader, text, language, passages, pageStarts = [] }: PassageTextProps) {
  const words = (from: number, to: number) => withPages({ reader, text, pageStarts }, from, to);
  let at = 0;
  const pieces = passages.flatMap((passage): Child[] => {
    const before = words(at, passage.start);
    at = passage.end;
    return [
      ...before,
      <Passage reader={reader} passage={passage} words={words(passage.start, passage.end)} around={language} />,
    ];
  });
  return (
    <div class="voice passages" lang={language ?? undefined}>
      {pieces}
      {words(at, text.length)}
    </div>
  );
}

type Paged = { reader: Reader; text: string; pageStarts: readonly number[] };

/** A stretch of the text with a mark where a page begins, from the second one on; of pages without words the last counts. */
function withPages({ reader, text, pageStarts }: Paged, from: number, to: number): Child[] {
  const pieces: Child[] = [];
  let at = from;
  for (const [index, start] of pageStarts.entries()) {
    if (index === 0 || start < from || start >= to || pageStarts[index + 1] === start) continue;
    pieces.push(
      text.slice(at, start),
      <span class="page-mark" lang={reader.language}>
        {reader.say('ui.passage.page', { n: index + 1 })}
      </span>,
    );
    at = start;
  }
  return [...pieces, text.slice(at, to)];
}

function Passage({
  reader,
  passage,
  words,
  around,
}: {
  reader: Reader;
  passage: CodedPassage;
  words: Child[];
  around: string | null;
}) {
  const own = passage.language !== null && passage.language !== around ? passage.language : undefined;
  const id = passageId(passage.number);
  const kind = passage.kind === 'none' ? null : passage.kind;
  if (passage.codings.length === 0 && kind === null) {
    return (
      <span id={id} lang={own}>
        {words}
      </span>
    );
  }
  return (
    <>
      <mark class="passage" id={id} lang={own}>
        {words}
      </mark>
      <span class="passage-themes" lang={reader.language}>
        {passage.codings.map((coding) => (
          <ThemeLink reader={reader} coding={coding} />
        ))}
        {kind !== null && (
          <span class="statement-kind" title={reader.text('statement.kind.told')}>
            {reader.say(`statement.kind.${kind}`)}
          </span>
        )}
      </span>
    </>
  );
}

function ThemeLink({ reader, coding }: { reader: Reader; coding: PassageCoding }) {
  const { theme, stance } = coding;
  const origin =
    theme.origin === 'candidate'
      ? reader.text('theme.candidate')
      : reader.text('theme.adopted_by', { person: theme.adoptedBy });
  return (
    <a
      class="theme-link"
      data-origin={theme.origin}
      href={coding.href}
      title={`${reader.localText(theme.name)} (${origin})`}
    >
      <span class="ds-sr-only">{reader.say('ui.passage.theme')} </span>
      <span class="theme-link-name">{reader.local(theme.name)}</span>
      {stance !== null && stance !== 'none' && <span class="stance">{reader.say(`theme.stance.${stance}`)}</span>}
      <span class="ds-sr-only"> ({origin})</span>
    </a>
  );
}
