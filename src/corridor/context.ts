import type { Question } from '../core/question.ts';
import type { Store } from '../store/open.ts';
import { currentQuestions } from '../store/questionnaire.ts';
import type { CutPassages, DistinctPassage } from './passage.ts';
import type { DistinctReply } from './reply.ts';

/**
 * Passages that are read together: those of a title and the answer under it, or a stretch of a long answer. Its text is
 * put together when it is asked for: kept ones would hold every word twice.
 */
export class PassageContext {
  /** Positions in the list of distinct passages. */
  readonly passages: readonly number[];
  readonly language: string;
  readonly #distinct: readonly DistinctPassage[];

  constructor(passages: readonly number[], distinct: readonly DistinctPassage[]) {
    this.passages = passages;
    this.#distinct = distinct;
    this.language = mostUsual(passages.map((at) => distinct[at]!));
  }

  get text(): string {
    return this.passages.map((at) => this.#distinct[at]!.text).join(' ');
  }
}

/** A long answer is several contexts, each of about so many characters: the page of a paper has themes of its own. */
const CONTEXT_LENGTH = 1200;

/** The distinct contexts in which the passages of a consultation stand. */
export async function gatherContexts(
  store: Store,
  consultationId: string,
  replies: readonly DistinctReply[],
  { distinct, bodies }: CutPassages,
): Promise<PassageContext[]> {
  const titles = titleKeys(await currentQuestions(store.db, consultationId));
  const contexts = new Map<string, PassageContext>();
  for (const reply of replies) {
    for (const members of readTogether(reply, titles, bodies)) {
      for (const some of stretches(members, distinct)) {
        const key = some.join(' ');
        if (!contexts.has(key)) contexts.set(key, new PassageContext(some, distinct));
      }
    }
  }
  return [...contexts.values()];
}

function titleKeys(questions: readonly Question[]): Set<string> {
  const titles = questions.filter((question) => question.kind === 'text' && question.role === 'title');
  return new Set(titles.map(({ key }) => key));
}

/** Each answer in words with the title over it; a title by itself where there is nothing else. */
function readTogether(
  { answers }: DistinctReply,
  titles: ReadonlySet<string>,
  bodies: CutPassages['bodies'],
): number[][] {
  const texts = answers.map(({ question, body }) => ({
    isTitle: titles.has(question),
    members: Array.from(bodies.get(body)?.passages ?? []),
  }));
  const title = texts.filter((text) => text.isTitle).flatMap(({ members }) => members);
  const under = texts.filter((text) => !text.isTitle).map(({ members }) => [...title, ...members]);
  return under.length > 0 ? under : [title];
}

function stretches(members: readonly number[], passages: readonly DistinctPassage[]): number[][] {
  const found: number[][] = [];
  let room = 0;
  for (const at of members) {
    const { length } = passages[at]!.text;
    if (length > room) {
      found.push([]);
      room = Math.max(CONTEXT_LENGTH, length);
    }
    found.at(-1)!.push(at);
    room -= length;
  }
  return found;
}

/** The language of most of the words. */
function mostUsual(passages: readonly DistinctPassage[]): string {
  const lengths = new Map<string, number>();
  for (const { language, text } of passages) lengths.set(language, (lengths.get(language) ?? 0) + text.length);
  return [...lengths].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]![0];
}
