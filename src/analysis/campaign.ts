import type { CampaignRole } from '../core/campaign.ts';
import type { OnProgress } from '../core/progress.ts';
import { BANDS, Buckets, bandsOf, shared, shinglesOf } from './minhash.ts';
import { joinByFingerprints, type Reuse, RunIndex, sharesSentences } from './reuse.ts';
import { templateRuns, templateWords, wordsFrom, writeTemplate } from './template.ts';
import { mix32, readWords, sentenceNumbers, type Words } from './words.ts';

/** A text as it came in; `count` says how many contributions brought exactly this text (1 unless given). */
export type CampaignText = { id: string; text: string; count?: number };

export type CampaignMember = {
  id: string;
  role: CampaignRole;
  /** Share of the member's words that stand in the template too; 1 for a copy. The rest is the author's own. */
  overlap: number;
};

export type Campaign = {
  /** `c001` is the largest. */
  key: string;
  /** Id of the text that is most like all others. */
  template: string;
  /** What at least half of them share of that text; `[…]` stands for what differs. */
  text: string;
  /** The same in other languages, the most frequent first; found by `findCampaignsAcrossLanguages` alone. */
  translations: { language: string; template: string; text: string }[];
  /** In the order of the input; the template is one of them. */
  members: CampaignMember[];
  /** Contributions that brought one of the members. */
  contributions: number;
};

/** Fewer contributions than this that share a text are no campaign. */
export const FEWEST_CONTRIBUTIONS = 3;
/** Texts of fewer words are short answers that agree by chance ("yes", "see attached"). */
const FEWEST_WORDS = 8;
/** Two texts are variants of one another where they share this part of the shingles of the shorter one ... */
const VARIANT_OF_SHORTER = 0.5;
/** ... and this part of those of the longer one ... */
const VARIANT_OF_LONGER = 0.25;
/** ... and so many: ten words in a row. Fewer are a turn of phrase. */
const VARIANT_SHINGLES = 8;
/** A text has a part of a campaign's template where it shares so many words in a row, and they are this share of it. */
const PART_WORDS = 12;
const PART_SHARE = 0.06;
/** ... or so many words in two sentences or more. */
const PART_WORDS_OF_SENTENCES = 20;
/** Texts that share sentences belong together where these are this share of the shorter one, or so many words. */
const SHARED_SHARE = 0.1;
const SHARED_WORDS = 60;
/** A member of which more than this share is its own words is an own text with a part of the template. */
const MOSTLY_OWN = 0.5;
/** A template is in another one where this share of its words is. */
const CONTAINED = 0.6;
/** So many members decide which one is the template. */
const TEMPLATE_SAMPLE = 400;

/**
 * Finds campaigns: texts that at least three contributions share, of at least eight words.
 * 1. Texts with the same words are the same. 2. Texts that share half the runs of three words of the shorter and a quarter
 * of those of the longer one are variants (MinHash with locality-sensitive hashing proposes, the real overlap decides).
 * 3. Other texts with a stretch of a campaign's template have a part of it. 4. Texts that share two sentences or more, one
 * after the other, with at least two more are a campaign of parts. One sentence that several quote, headings of a form,
 * greetings and closings make no campaign.
 * The order of the input makes no difference; time and memory grow with the length of all texts.
 */
export function findCampaigns(texts: readonly CampaignText[], onProgress?: OnProgress): Campaign[] {
  const { drafts } = findDrafts(texts, onProgress);
  return nameCampaigns(
    drafts.map((draft) => [draft]),
    texts,
  );
}

/** Texts with the same words. `hash` orders bodies the same way whatever the order of the input. */
export type Body = { hash: string; ids: number[]; weight: number; words: Words };
type Group = { bodies: Body[]; weight: number };
/** A campaign in the making: its template, which words of it count, and who belongs to it. */
export type Draft = { template: Body; kept: Uint8Array; whole: Body[]; parts: Body[] };

/** Campaigns, and what is left: texts and groups of texts that fewer than three contributions brought. */
export function findDrafts(
  texts: readonly CampaignText[],
  onProgress?: OnProgress,
): { drafts: Draft[]; rest: Draft[] } {
  const bodies = distinctBodies(texts, onProgress);
  const groups = groupVariants(bodies, onProgress);
  const found = groups.filter(isCampaign).map((group) => draftOf(group.bodies, []));
  const anchors = mergeDrafts(found);
  const left = groups.filter((group) => !isCampaign(group)).flatMap((group) => group.bodies);
  const alone = attachParts(left.sort(byWeight), anchors);
  const sharing = groupSharing(alone, onProgress).map((group) => ({ group, draft: draftOf([], group.bodies) }));
  return {
    drafts: [...anchors, ...sharing.filter(({ group }) => isCampaign(group)).map(({ draft }) => draft)],
    rest: sharing.filter(({ group }) => !isCampaign(group)).map(({ draft }) => draft),
  };
}

function isCampaign({ weight }: Group): boolean {
  return weight >= FEWEST_CONTRIBUTIONS;
}

function distinctBodies(texts: readonly CampaignText[], onProgress?: OnProgress): Body[] {
  const byHash = new Map<string, Body>();
  texts.forEach(({ text, count = 1 }, at) => {
    if (at % 10_000 === 0) onProgress?.({ step: 'campaign.read', done: at, total: texts.length, unit: 'texts' });
    const words = readWords(text);
    if (words.hashes.length < FEWEST_WORDS) return;
    const hash = textHash(words);
    const body = byHash.get(hash);
    if (body) {
      body.ids.push(at);
      body.weight += count;
    } else byHash.set(hash, { hash, ids: [at], weight: count, words });
  });
  // Most frequent first: what many sent word for word is the best first guess at a template.
  return [...byHash.values()].sort(byWeight);
}

function byWeight(a: Body, b: Body): number {
  return b.weight - a.weight || (a.hash < b.hash ? -1 : 1);
}

/** 96 bits of a text: two unlike texts share them with a chance of 1 in 10^17 for a million texts. */
function textHash({ hashes }: Words): string {
  let [a, b, c] = [hashes.length, 0x9e3779b9, 0x7f4a7c15];
  for (const hash of hashes) {
    a = mix32(Math.imul(a, 31) + hash);
    b = Math.imul(b ^ hash, 0x9e3779b1) + (b >>> 15);
    c = mix32(c + Math.imul(hash, 0xc2b2ae3d));
  }
  return [a, mix32(b), c].map((x) => (x >>> 0).toString(16).padStart(8, '0')).join('');
}

function areVariants(a: Uint32Array, b: Uint32Array): boolean {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  if (longer.length * VARIANT_OF_LONGER > shorter.length) return false;
  const both = shared(a, b);
  const least = Math.max(VARIANT_SHINGLES, VARIANT_OF_SHORTER * shorter.length, VARIANT_OF_LONGER * longer.length);
  return both >= least;
}

/** Every text joins the earlier group whose leader it is most like, if it is a variant of one, or leads a group of its own. */
function groupVariants(bodies: readonly Body[], onProgress?: OnProgress): Group[] {
  const groups: Group[] = [];
  const leaders: Uint32Array[] = [];
  const buckets = new Buckets();
  const bands = new Uint32Array(BANDS);
  bodies.forEach((body, at) => {
    if (at % 10_000 === 0) onProgress?.({ step: 'campaign.compare', done: at, total: bodies.length, unit: 'texts' });
    const shingles = shinglesOf(body.words);
    bandsOf(shingles, bands);
    const leader = bestLeader(buckets.meet(bands), shingles, leaders);
    if (leader !== -1) {
      groups[leader]!.bodies.push(body);
      groups[leader]!.weight += body.weight;
      return;
    }
    buckets.enter(bands, leaders.length);
    leaders.push(shingles);
    groups.push({ bodies: [body], weight: body.weight });
  });
  return groups;
}

function bestLeader(candidates: readonly number[], shingles: Uint32Array, leaders: readonly Uint32Array[]): number {
  let best = -1;
  let most = 0;
  for (const candidate of candidates) {
    const other = leaders[candidate]!;
    if (!areVariants(shingles, other)) continue;
    const likeness = shared(shingles, other) / (shingles.length + other.length);
    if (likeness > most) {
      most = likeness;
      best = candidate;
    }
  }
  return best;
}

function draftOf(whole: readonly Body[], parts: readonly Body[]): Draft {
  const sample = [...whole, ...parts].sort(byWeight).slice(0, TEMPLATE_SAMPLE);
  const template = centralBody(sample);
  return { template, kept: templateWords(template.words, sample), whole: [...whole], parts: [...parts] };
}

/** The member whose shingles most others have too. What more than half share counts for a member, what not, against it. */
function centralBody(sample: readonly Body[]): Body {
  if (sample.length === 1) return sample[0]!;
  const shingles = sample.map(({ words }) => shinglesOf(words));
  const support = new Map<number, number>();
  sample.forEach((body, i) => {
    for (const hash of shingles[i]!) support.set(hash, (support.get(hash) ?? 0) + body.weight);
  });
  const total = sample.reduce((sum, body) => sum + body.weight, 0);
  const centrality = shingles.map((own) => own.reduce((sum, hash) => sum + support.get(hash)! / total - 0.5, 0));
  return sample[centrality.indexOf(Math.max(...centrality))]!;
}

/** Campaigns of which one's template is a variant of another's, or is in it, are one. */
function mergeDrafts(drafts: readonly Draft[]): Draft[] {
  const order = drafts.toSorted((a, b) => weightOf(b) - weightOf(a) || byWeight(a.template, b.template));
  const index = new RunIndex({ skipQuoted: false });
  const merged: Draft[][] = [];
  for (const draft of order) {
    const length = draft.kept.reduce((sum, kept) => sum + kept, 0);
    const into = index
      .match(draft.template.words)
      .find((reuse) => sharesSentences(reuse) && reuse.words >= CONTAINED * length);
    if (into) merged[into.owner]!.push(draft);
    else {
      index.add(draft.template.words, merged.length, draft.kept);
      merged.push([draft]);
    }
  }
  return merged.map((some) =>
    some.length === 1
      ? some[0]!
      : draftOf(
          some.flatMap(({ whole }) => whole),
          [],
        ),
  );
}

export function weightOf({ whole, parts }: Draft): number {
  return [...whole, ...parts].reduce((sum, { weight }) => sum + weight, 0);
}

/** Adds texts that hold a part of a template to its campaign; returns those that hold none. */
function attachParts(bodies: readonly Body[], drafts: readonly Draft[]): Body[] {
  if (drafts.length === 0) return [...bodies];
  const order = drafts.toSorted((a, b) => weightOf(b) - weightOf(a) || byWeight(a.template, b.template));
  const index = new RunIndex({ skipQuoted: false });
  for (const [number, { template, kept }] of order.entries()) index.add(template.words, number, kept);
  const matches = bodies.map((body) => ({ body, reuses: index.match(body.words) }));
  const common = commonSentences(matches, order);
  return matches.flatMap(({ body, reuses }) => {
    const best = reuses
      .map((reuse) => withoutCommon(reuse, common))
      .filter((reuse) => isPart(reuse, body.words.hashes.length))
      .sort((a, b) => b.words - a.words || a.owner - b.owner)[0];
    if (!best) return [body];
    order[best.owner]!.parts.push(body);
    return [];
  });
}

function isPart(reuse: Reuse, length: number): boolean {
  const sentences = new Set(reuse.chains.flatMap((chain) => chain.sentences));
  if (sentences.size >= 2 && reuse.words >= PART_WORDS_OF_SENTENCES) return true;
  return reuse.chains.some(({ words }) => words >= PART_WORDS && words >= PART_SHARE * length);
}

/** A sentence that so many hold, and twice as many as hold the others of its template, is common to more than the campaign. */
const FEWEST_COMMON = 3;
const COMMONER = 2;
/** Who has this share of a template has the template, not a sentence of it. */
const MOST_OF_TEMPLATE = 0.5;

/**
 * Sentences of templates that outsiders hold by themselves much more often than other sentences of the same template:
 * quotations, greetings, closings, headings of a form. Who takes a part of a template takes this part or that. Keys are
 * `campaign sentence`.
 */
function commonSentences(
  matches: readonly { body: Body; reuses: readonly Reuse[] }[],
  drafts: readonly Draft[],
): ReadonlySet<string> {
  const lengths = drafts.map(({ kept }) => kept.reduce((sum, mark) => sum + mark, 0));
  const holders = drafts.map(() => new Map<number, number>());
  for (const { body, reuses } of matches) {
    for (const { owner, words, chains } of reuses) {
      if (words >= MOST_OF_TEMPLATE * lengths[owner]!) continue;
      const counts = holders[owner]!;
      for (const sentence of new Set(chains.flatMap(({ sentences }) => sentences)))
        counts.set(sentence, (counts.get(sentence) ?? 0) + body.weight);
    }
  }
  const common = new Set<string>();
  holders.forEach((counts, owner) => {
    const usual = lowerMedian(keptSentences(drafts[owner]!).map((sentence) => counts.get(sentence) ?? 0));
    for (const [sentence, count] of counts)
      if (count >= FEWEST_COMMON && count > COMMONER * (usual + 1)) common.add(`${owner} ${sentence}`);
  });
  return common;
}

function keptSentences({ template, kept }: Draft): number[] {
  const numbers = sentenceNumbers(template.words);
  return [...new Set(numbers.filter((_, at) => kept[at] === 1))];
}

function lowerMedian(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[(numbers.length - 1) >> 1] ?? 0;
}

function withoutCommon(reuse: Reuse, common: ReadonlySet<string>): Reuse {
  if (common.size === 0) return reuse;
  const { owner } = reuse;
  const chains = reuse.chains.filter(
    ({ sentences }) => sentences.length === 0 || sentences.some((sentence) => !common.has(`${owner} ${sentence}`)),
  );
  return { owner, chains, words: chains.reduce((sum, { words }) => sum + words, 0) };
}

/** Texts that share sentences with one another, in groups; every text is in one. */
function groupSharing(bodies: readonly Body[], onProgress?: OnProgress): Group[] {
  const leader = Int32Array.from(bodies.keys());
  const find = (at: number): number => {
    while (leader[at] !== at) at = leader[at] = leader[leader[at]!]!;
    return at;
  };
  const indexes = new Map<number, RunIndex>();
  const share = (text: number, head: number) => {
    const [reuse] = indexOf(indexes, head, bodies).match(bodies[text]!.words);
    if (!reuse || !belongTogether(reuse, bodies[text]!.words, bodies[head]!.words)) return false;
    const [a, b] = [find(text), find(head)];
    leader[Math.max(a, b)] = Math.min(a, b);
    return true;
  };
  onProgress?.({ step: 'campaign.compare', done: 0, total: bodies.length, unit: 'texts' });
  joinByFingerprints(
    bodies.map(({ words }) => words),
    find,
    share,
  );
  const groups = Map.groupBy(bodies.keys(), find);
  return [...groups.values()].map((ats) => {
    const mine = ats.map((at) => bodies[at]!);
    return { bodies: mine, weight: mine.reduce((sum, { weight }) => sum + weight, 0) };
  });
}

/** So many indexes of texts are kept at a time. */
const INDEXES_KEPT = 200;

function indexOf(indexes: Map<number, RunIndex>, head: number, bodies: readonly Body[]): RunIndex {
  let index = indexes.get(head);
  if (!index) {
    index = new RunIndex({ skipQuoted: true });
    index.add(bodies[head]!.words, head);
    if (indexes.size >= INDEXES_KEPT) indexes.clear();
    indexes.set(head, index);
  }
  return index;
}

function belongTogether(reuse: Reuse, a: Words, b: Words): boolean {
  const shorter = Math.min(a.hashes.length, b.hashes.length);
  return sharesSentences(reuse) && (reuse.words >= SHARED_WORDS || reuse.words >= SHARED_SHARE * shorter);
}

/**
 * Gives campaigns their keys and members, the largest first.
 * @param groups the drafts of each campaign: one, or one or more for each of its languages
 */
export function nameCampaigns(
  groups: readonly (readonly (Draft & { language?: string })[])[],
  texts: readonly CampaignText[],
): Campaign[] {
  const sorted = groups
    .map((group) => group.toSorted(byDraft))
    .sort((a, b) => weightOfAll(b) - weightOfAll(a) || byDraft(a[0]!, b[0]!));
  return sorted.map((group, i) => {
    const [main, ...others] = group as [Draft & { language?: string }, ...(Draft & { language?: string })[]];
    return {
      key: `c${String(i + 1).padStart(3, '0')}`,
      ...versionOf(main, texts),
      translations: others
        .filter(({ language }) => language !== main.language)
        .map((draft) => ({ language: draft.language!, ...versionOf(draft, texts) })),
      members: group
        .flatMap((draft) => membersOf(draft, draft.language !== main.language))
        .sort((a, b) => a.at - b.at)
        .map(({ at, role, overlap }) => ({ id: texts[at]!.id, role, overlap })),
      contributions: weightOfAll(group),
    };
  });
}

function byDraft(a: Draft, b: Draft): number {
  return weightOf(b) - weightOf(a) || (a.template.hash < b.template.hash ? -1 : 1);
}

function weightOfAll(group: readonly Draft[]): number {
  return group.reduce((sum, draft) => sum + weightOf(draft), 0);
}

function versionOf(draft: Draft, texts: readonly CampaignText[]): { template: string; text: string } {
  const template = texts[smallestId(draft.template, texts)]!;
  return { template: template.id, text: writeTemplate(template.text, draft.kept) };
}

/** Among copies, the one whose id comes first: the order of the input makes no difference. */
function smallestId(body: Body, texts: readonly CampaignText[]): number {
  return body.ids.reduce((least, at) => (texts[at]!.id < texts[least]!.id ? at : least));
}

type Member = { at: number; role: CampaignRole; overlap: number };

function membersOf(draft: Draft, isTranslation: boolean): Member[] {
  const template = templateRuns(draft.template.words, draft.kept);
  return [...draft.whole, ...draft.parts].flatMap((body) => {
    const from = wordsFrom(body.words, template);
    const share = from.reduce((sum, mark) => sum + mark, 0) / from.length;
    const role = roleOf(body, draft, share, isTranslation);
    const overlap = Math.round(share * 1000) / 1000;
    return body.ids.map((at) => ({ at, role, overlap }));
  });
}

function roleOf(body: Body, { template }: Draft, share: number, isTranslation: boolean): CampaignRole {
  if (1 - share > MOSTLY_OWN && body !== template) return 'part';
  if (isTranslation) return 'translation';
  return body === template ? 'template' : 'variant';
}
