import { isTextAnswer } from '../core/contribution.ts';
import { mayBeQuoted } from '../core/publication.ts';
import type { Question } from '../core/question.ts';
import { currentContributions, type StoredContribution } from '../store/contribution.ts';
import type { Store } from '../store/open.ts';
import { currentQuestions } from '../store/questionnaire.ts';
import type { DistinctPassage } from './passage.ts';

/** Passages that are read together: those of a title and the answer under it, or a stretch of a long answer. */
export type PassageContext = { text: string; language: string; passages: number[] };

/** A long answer is several contexts, each of about so many characters: the page of a paper has themes of its own. */
const CONTEXT_LENGTH = 1200;

export type Contexts = {
  contexts: PassageContext[];
  /** Texts (their hashes in hex) that somebody contributed whose words may be quoted. */
  showable: ReadonlySet<string>;
};

/** The distinct contexts in which the passages of a consultation stand. */
export async function gatherContexts(
  store: Store,
  consultationId: string,
  passages: readonly DistinctPassage[],
): Promise<Contexts> {
  const titles = titleKeys(await currentQuestions(store.db, consultationId));
  const passagesOf = passagesByBody(passages);
  const contexts = new Map<string, PassageContext>();
  const showable = new Set<string>();
  for await (const page of currentContributions(store.db, consultationId)) {
    for (const contribution of page) {
      const { bodies } = contribution;
      if (!mayBeQuoted(contribution)) continue;
      for (const body of bodies) if (body) showable.add(body.toString('hex'));
    }
    for (const members of page.flatMap((contribution) => readTogether(contribution, titles, passagesOf))) {
      for (const some of stretches(members, passages)) contexts.set(some.join(' '), contextOf(some, passages));
    }
  }
  return { contexts: [...contexts.values()], showable };
}

function titleKeys(questions: readonly Question[]): Set<string> {
  const titles = questions.filter((question) => question.kind === 'text' && question.role === 'title');
  return new Set(titles.map(({ key }) => key));
}

/** Per text body (its hash in hex) the positions of its passages, in the order of the text. */
function passagesByBody(passages: readonly DistinctPassage[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  passages.forEach(({ places }, at) => {
    for (const { body, position } of places) {
      const key = body.toString('hex');
      const own = found.get(key) ?? [];
      own[position] = at;
      found.set(key, own);
    }
  });
  return found;
}

/** Each answer in words with the title over it; a title by itself where there is nothing else. */
function readTogether(
  { answers, bodies }: StoredContribution,
  titles: ReadonlySet<string>,
  passagesOf: ReadonlyMap<string, number[]>,
): number[][] {
  const texts = answers.filter(isTextAnswer).map(({ question }, i) => {
    const body = bodies.filter((one) => one !== null)[i]!;
    return { isTitle: titles.has(question), members: passagesOf.get(body.toString('hex')) ?? [] };
  });
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

function contextOf(members: number[], passages: readonly DistinctPassage[]): PassageContext {
  const own = members.map((at) => passages[at]!);
  return { text: own.map(({ text }) => text).join(' '), language: mostUsual(own), passages: members };
}

/** The language of most of the words. */
function mostUsual(passages: readonly DistinctPassage[]): string {
  const lengths = new Map<string, number>();
  for (const { language, text } of passages) lengths.set(language, (lengths.get(language) ?? 0) + text.length);
  return [...lengths].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]![0];
}
