import { isTextAnswer } from '../../core/contribution.ts';
import { DomainError } from '../../core/error.ts';
import { COARSENED, type EvidenceRow } from '../../core/evidence.ts';
import { parseCode } from '../../core/id.ts';
import { hex, leafContent, leafHash, profileContent, profileHash } from '../../core/ledger.ts';
import type { Size, UserType } from '../../core/profile.ts';
import { mayBePublished } from '../../core/publication.ts';
import { closedItems, isOpen, type Question } from '../../core/question.ts';
import { type LocalText, written } from '../../core/text.ts';
import type { Theme } from '../../core/theme.ts';
import { codingsOf, type StoredCoding, themesOf } from '../../store/analysis.ts';
import type { Consultation } from '../../store/consultation.ts';
import { contributionByCode, organisationOf, type StoredContribution } from '../../store/contribution.ts';
import { vanishedSince } from '../../store/import-change.ts';
import { currentQuestions } from '../../store/questionnaire.ts';
import { evidenceUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import type { CodedPassage, ThemeName } from '../component/passage.tsx';
import type { Source } from '../component/source-line.tsx';
import type { OpenEdition } from '../edition-shelf.ts';
import { ContributionPage, type ContributionPageProps, type ShownText } from '../site/contribution.tsx';
import { consultationOf, placeOf, type Route, type Visit } from '../visit.ts';

/** Who a contribution is from, as the evidence shows it: what is coarsened stays hidden. */
export function sourceOf(row: EvidenceRow): Source {
  const shown = (value: string) => (value === '' || value === COARSENED ? null : value);
  return {
    userType: shown(row.user_type) as UserType | null,
    size: shown(row.size) as Size | null,
    country: shown(row.country),
    channel: row.channel as Source['channel'],
    language: shown(row.language),
    day: shown(row.day),
  };
}

export function themeNames(themes: readonly Theme[]): Map<string, ThemeName> {
  return new Map(themes.map((theme) => [theme.key, theme]));
}

export const contribution: Route = {
  method: 'get',
  at: 'contribution',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, frame, store } = visit;
    const head = await consultationOf(visit);
    const code = parseCode('contribution', placeOf(visit, 'code'));
    const found = code === null ? undefined : await contributionByCode(store.db, head.id, code);
    if (!found)
      throw new DomainError('not_found', 'There is no contribution with this code. Check each letter and digit.');
    const shown = await contributionView(visit, head, found);
    return context.html(renderPage(<ContributionPage frame={frame} head={head} contribution={shown} />));
  },
};

async function contributionView(
  visit: Visit,
  head: Consultation,
  found: StoredContribution,
): Promise<ContributionPageProps['contribution']> {
  const { store, shelf } = visit;
  const [questions, open] = await Promise.all([currentQuestions(store.db, head.id), shelf.open(store.db, head.id)]);
  const withheld = !mayBePublished(found.publication) || found.standing !== 'counted';
  const row = open?.index.row(found.code);
  const title = withheld ? null : titleOf(found, questions);
  return {
    code: found.code,
    version: found.version,
    source: await publicSource(visit, found, row),
    title,
    url: withheld ? null : found.url,
    licence: head.licence,
    texts: withheld ? [] : await shownTexts(visit, head, found, questions, open, title),
    withheld,
    aside: asideOf(found),
    vanishedSince: found.vanished ? await vanishedSince(store.db, found.id) : null,
    choices: withheld ? [] : choicesOf(found, questions),
    campaign: campaignOf(row, open),
    leaf: found.leaf,
    hash: hex(leafOf(found)),
  };
}

/** A late one that waits is not found at all, so it is not among these. */
function asideOf({ standing }: StoredContribution): ContributionPageProps['contribution']['aside'] {
  return standing === 'counted' || standing === 'waiting' ? null : standing;
}

/** Before there is evidence to coarsen by, only those who chose to be named are shown with who they are. */
async function publicSource(visit: Visit, found: StoredContribution, row: EvidenceRow | undefined): Promise<Source> {
  const named = found.publication === 'with_name';
  const organisation = named ? await organisationOf(visit.store.db, found.stakeholderId) : null;
  if (row) return { ...sourceOf(row), organisation };
  const { channel, language, profile, day } = found;
  if (!named) return { userType: null, country: null, channel, language: null };
  return {
    userType: profile.userType,
    size: profile.size,
    country: profile.country,
    channel,
    language,
    day,
    organisation,
  };
}

function leafOf(found: StoredContribution): Uint8Array {
  const profile = profileHash(found.profileSalt, profileContent(found));
  return leafHash(found.salt, leafContent(found, profile));
}

function campaignOf(row: EvidenceRow | undefined, open: OpenEdition | null) {
  if (!row || !open || row.campaign === '' || row.campaign_role === '') return null;
  const contributions = open.index.count('contributions', { campaign: [row.campaign] });
  return { key: row.campaign, role: row.campaign_role, contributions };
}

/** A short text in answer to the first question is what the contribution is called. */
export function isTitle(question: Question): boolean {
  return question.kind === 'text' && question.role === 'title';
}

export function titleOf(found: StoredContribution, questions: Question[]): string | null {
  const key = questions.find(isTitle)?.key;
  const answer = found.answers.filter(isTextAnswer).find((answer) => answer.question === key);
  return answer?.text.trim() || null;
}

async function shownTexts(
  { store: { db } }: Visit,
  head: Consultation,
  found: StoredContribution,
  questions: Question[],
  open: OpenEdition | null,
  title: string | null,
): Promise<ShownText[]> {
  const bodies = found.bodies.filter((body) => body !== null);
  const codings = open
    ? Map.groupBy(await codingsOf(db, open.edition.runId, bodies), ({ body }) => body.toString('hex'))
    : new Map();
  const themes = open ? themeNames(await themesOf(db, open.edition.runId)) : new Map<string, ThemeName>();
  const titles = new Map(questions.filter(isOpen).map(({ key, title }) => [key, title]));
  const several = titles.size > 1 + Number(title !== null);
  let number = 0;
  return found.answers.filter(isTextAnswer).flatMap((answer, i): ShownText[] => {
    const own: StoredCoding[] = codings.get(bodies[i]!.toString('hex')) ?? [];
    const passages = codedPassages(own, themes, head.slug, number);
    number = passages.at(-1)?.number ?? number;
    if (title !== null && answer.text.trim() === title) return [];
    const question = several ? (titles.get(answer.question) ?? null) : null;
    const language = own[0]?.language ?? found.language;
    const file = found.publication === 'with_name' ? (answer.file?.name ?? null) : null; // it can name a person
    return [{ question, text: answer.text, language, passages, file, pageStarts: answer.file?.pageStarts ?? [] }];
  });
}

/** The passages of one answer, numbered on through the contribution as in `codings.csv`. */
function codedPassages(
  codings: StoredCoding[],
  themes: Map<string, ThemeName>,
  slug: string,
  before: number,
): CodedPassage[] {
  return [...Map.groupBy(codings, ({ position }) => position).values()].map((own, i) => ({
    number: before + i + 1,
    start: own[0]!.start,
    end: own[0]!.end,
    language: own[0]!.language,
    kind: own[0]!.kind,
    codings: own.flatMap(({ theme: key, stance, sureness, assignedBy }) => {
      const theme = themes.get(key);
      const href = evidenceUrl(slug, { unit: 'contributions', where: { theme: [key] } });
      return theme ? [{ theme, stance, sureness, assignedBy, href }] : [];
    }),
  }));
}

function choicesOf(found: StoredContribution, questions: Question[]): { question: LocalText; values: string[] }[] {
  const items = new Map([...questions, ...closedItems(questions)].map((item) => [item.key, item.title]));
  return found.answers.flatMap((answer) =>
    isTextAnswer(answer)
      ? []
      : [{ question: items.get(answer.question) ?? written({ en: answer.question }), values: answer.values }],
  );
}

/** The themes that the passages of a contribution were put to, the most passages first. */
export async function themesOfContribution(
  visit: Visit,
  head: Consultation,
  found: StoredContribution,
  open: OpenEdition,
): Promise<{ theme: ThemeName; href: string; passages: number }[]> {
  const texts = await shownTexts(visit, head, found, [], open, null);
  const codings = texts.flatMap(({ passages }) => passages.flatMap((passage) => passage.codings));
  return [...Map.groupBy(codings, ({ theme }) => theme.key).values()]
    .map((own) => ({ theme: own[0]!.theme, href: own[0]!.href, passages: own.length }))
    .sort((a, b) => b.passages - a.passages || (a.theme.key < b.theme.key ? -1 : 1));
}
