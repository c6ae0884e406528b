import type { CampaignRole } from '../core/campaign.ts';
import type { OnProgress } from '../core/progress.ts';
import { normalForm } from '../core/text.ts';

/** A text as it came in; `count` says how many contributions brought exactly this text (1 unless given). */
export type CampaignText = { id: string; text: string; count?: number };

export type CampaignMember = {
  id: string;
  role: CampaignRole;
  /** Share of the member's runs of three words that stand in the template too; 1 for a copy. */
  overlap: number;
};

export type Campaign = {
  /** `c001` is the largest. */
  key: string;
  /** Id of the text that is most like all others. */
  template: string;
  /** In the order of the input; the template is one of them. */
  members: CampaignMember[];
  /** Contributions that brought one of the members. */
  contributions: number;
};

/** Fewer contributions than this that share a text are no campaign. */
const FEWEST_CONTRIBUTIONS = 3;
/** Texts of fewer words are short answers that agree by chance ("yes", "see attached"). */
const FEWEST_WORDS = 8;
/** Words of a shingle: short enough that changed words leave some shingles as they were. */
const SHINGLE = 3;
/** MinHash (Broder 1997) with 32 bands of 2: texts that share a third of all shingles meet in 97 of 100 cases. */
const BANDS = 32;
const ROWS = 2;
/** Two texts are variants of one another where they share this part of the shingles of the shorter one ... */
const VARIANT_OF_SHORTER = 0.5;
/** ... and this part of those of the longer one. */
const VARIANT_OF_LONGER = 0.25;
/** A text that shares a run of so many words with a template, or has so many of its words in runs of five, has a part of it. */
const PART_WORDS = 12;
const RUN = 5;
/** With how many earlier texts of one bucket a text is compared. */
const MOST_COMPARISONS = 24;
/** So many members decide which one is the template. */
const TEMPLATE_SAMPLE = 400;

/**
 * Finds campaigns: texts that at least three contributions share, of at least eight words.
 * 1. Texts with the same normal form are the same. 2. Texts that share half the runs of three words of the shorter and a
 * quarter of those of the longer one are variants (MinHash with locality-sensitive hashing proposes, the real overlap
 * decides). 3. Other texts that hold at least twelve words of a campaign's template in a row, or in runs of five, have a
 * part of it. 4. Texts that share a run of twelve words with at least two more are a campaign of parts.
 * The order of the input makes no difference; time and memory grow with the length of all texts.
 */
export function findCampaigns(texts: readonly CampaignText[], onProgress?: OnProgress): Campaign[] {
  const bodies = distinctBodies(texts, onProgress);
  const leaders = groupVariants(bodies, texts, onProgress);
  const found = leaders.filter((group) => group.weight >= FEWEST_CONTRIBUTIONS);
  const rest = leaders.filter((group) => group.weight < FEWEST_CONTRIBUTIONS).flatMap((group) => group.bodies);
  const drafts = mergeByTemplate(
    found.map((group) => draftOf(group.bodies, texts)),
    texts,
  );
  const alone = attachParts(rest, drafts, texts);
  drafts.push(...sharedRuns(alone, texts));
  return nameCampaigns(drafts, texts);
}

/** Texts with the same normal form. `hash` orders bodies the same way whatever the order of the input. */
type Body = { hash: string; ids: number[]; weight: number };
type Group = { bodies: Body[]; weight: number };
/** A campaign in the making: its template and who belongs to it how. */
type Draft = { template: Body; variants: Body[]; parts: Body[] };

function distinctBodies(texts: readonly CampaignText[], onProgress?: OnProgress): Body[] {
  const byHash = new Map<string, Body>();
  texts.forEach(({ text, count = 1 }, at) => {
    if (at % 10_000 === 0) onProgress?.({ step: 'campaign.read', done: at, total: texts.length, unit: 'texts' });
    const normal = normalForm(text);
    if (wordCount(normal) < FEWEST_WORDS) return;
    const hash = textHash(normal);
    const body = byHash.get(hash);
    if (body) {
      body.ids.push(at);
      body.weight += count;
    } else byHash.set(hash, { hash, ids: [at], weight: count });
  });
  // Most frequent first: what many sent word for word is the best first guess at a template.
  return [...byHash.values()].sort((a, b) => b.weight - a.weight || (a.hash < b.hash ? -1 : 1));
}

function wordCount(normal: string): number {
  let count = normal === '' ? 0 : 1;
  for (let at = normal.indexOf(' '); at !== -1; at = normal.indexOf(' ', at + 1)) count++;
  return count;
}

/** 106 bits of a text: two unlike texts share them with a chance of 1 in 10^20 for a million texts. */
function textHash(normal: string): string {
  const [a, b] = [new Mix(0x9e3779b9), new Mix(0x7f4a7c15)];
  for (let i = 0; i < normal.length; i++) {
    a.add(normal.charCodeAt(i));
    b.add(normal.charCodeAt(i) + 0x10001);
  }
  return a.hex() + b.hex();
}

/** 53 bits by two multiplications a unit (cyrb53, public domain). */
class Mix {
  #a: number;
  #b: number;
  constructor(seed: number) {
    this.#a = 0xdeadbeef ^ seed;
    this.#b = 0x41c6ce57 ^ seed;
  }
  add(unit: number): void {
    this.#a = Math.imul(this.#a ^ unit, 2654435761);
    this.#b = Math.imul(this.#b ^ unit, 1597334677);
  }
  hex(): string {
    let a = Math.imul(this.#a ^ (this.#a >>> 16), 2246822507) ^ Math.imul(this.#b ^ (this.#b >>> 13), 3266489909);
    let b = Math.imul(this.#b ^ (this.#b >>> 16), 2246822507) ^ Math.imul(this.#a ^ (this.#a >>> 13), 3266489909);
    a >>>= 0;
    b >>>= 0;
    return a.toString(16).padStart(8, '0') + b.toString(16).padStart(8, '0');
  }
}

function wordsOf(body: Body, texts: readonly CampaignText[]): Uint32Array {
  return Uint32Array.from(normalForm(texts[body.ids[0]!]!.text).split(' '), wordHash);
}

function wordHash(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return mix32(hash);
}

function mix32(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Hash of every run of `length` words, in the order of the text. */
function runsOf(words: Uint32Array, length: number): Uint32Array {
  const runs = new Uint32Array(Math.max(0, words.length - length + 1));
  for (let i = 0; i < runs.length; i++) {
    let hash = length;
    for (let j = 0; j < length; j++) hash = Math.imul(hash, 31) + words[i + j]!;
    runs[i] = mix32(hash);
  }
  return runs;
}

/** Shingles in ascending order, each once. */
function shinglesOf(words: Uint32Array): Uint32Array {
  const sorted = runsOf(words, SHINGLE).sort();
  let kept = 0;
  for (const hash of sorted) if (kept === 0 || sorted[kept - 1] !== hash) sorted[kept++] = hash;
  return sorted.slice(0, kept);
}

/** How many numbers two ascending lists share. */
function shared(a: Uint32Array, b: Uint32Array): number {
  let [i, j, count] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    if (a[i]! < b[j]!) i++;
    else if (a[i]! > b[j]!) j++;
    else {
      count++;
      i++;
      j++;
    }
  }
  return count;
}

function areVariants(a: Uint32Array, b: Uint32Array): boolean {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  if (longer.length * VARIANT_OF_LONGER > shorter.length) return false;
  const both = shared(a, b);
  return both >= VARIANT_OF_SHORTER * shorter.length && both >= VARIANT_OF_LONGER * longer.length;
}

/** Every text joins the first earlier group whose leader it is a variant of, or leads a group of its own. */
function groupVariants(bodies: readonly Body[], texts: readonly CampaignText[], onProgress?: OnProgress): Group[] {
  const groups: Group[] = [];
  const leaders: Uint32Array[] = [];
  const buckets = new Buckets();
  const bands = new Uint32Array(BANDS);
  bodies.forEach((body, at) => {
    if (at % 10_000 === 0) onProgress?.({ step: 'campaign.compare', done: at, total: bodies.length, unit: 'texts' });
    const shingles = shinglesOf(wordsOf(body, texts));
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

const MULTIPLIERS = Uint32Array.from({ length: BANDS * ROWS }, (_, i) => mix32(i + 1) | 1);
const minima = new Uint32Array(BANDS * ROWS);

/** The smallest shingle under each of 64 hash functions, two to a band. */
function bandsOf(shingles: Uint32Array, bands: Uint32Array): void {
  minima.fill(0xffffffff);
  for (const shingle of shingles) {
    for (let i = 0; i < minima.length; i++) {
      const hash = Math.imul(shingle ^ (shingle >>> 15), MULTIPLIERS[i]!) >>> 0;
      if (hash < minima[i]!) minima[i] = hash;
    }
  }
  for (let band = 0; band < BANDS; band++) {
    let hash = band + 1;
    for (let row = 0; row < ROWS; row++) hash = mix32(Math.imul(hash, 31) + minima[band * ROWS + row]!);
    bands[band] = hash;
  }
}

/** Who has the same bands, in flat arrays: millions of entries would be too much for a Map. */
class Buckets {
  #size = 0;
  #heads = new Int32Array(1 << 16).fill(-1);
  #keys = new Uint32Array(1 << 16);
  #owners = new Int32Array(1 << 16);
  #next = new Int32Array(1 << 16);

  /** Owners that share a band, those that share most first, then the earliest. */
  meet(bands: Uint32Array): number[] {
    const met = new Map<number, number>();
    for (const band of bands) {
      let left = MOST_COMPARISONS;
      for (let at = this.#heads[band & (this.#heads.length - 1)]!; at !== -1 && left > 0; at = this.#next[at]!) {
        if (this.#keys[at] !== band) continue;
        left--;
        const owner = this.#owners[at]!;
        met.set(owner, (met.get(owner) ?? 0) + 1);
      }
    }
    const owners = [...met].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST_COMPARISONS);
    return owners.map(([owner]) => owner);
  }

  enter(bands: Uint32Array, owner: number): void {
    for (const band of bands) {
      if (this.#size === this.#keys.length) this.#grow();
      const at = this.#size++;
      this.#keys[at] = band;
      this.#owners[at] = owner;
      this.#link(at);
    }
  }

  #link(at: number): void {
    const head = this.#keys[at]! & (this.#heads.length - 1);
    this.#next[at] = this.#heads[head]!;
    this.#heads[head] = at;
  }

  #grow(): void {
    const length = this.#keys.length * 2;
    const [keys, owners] = [new Uint32Array(length), new Int32Array(length)];
    keys.set(this.#keys);
    owners.set(this.#owners);
    this.#keys = keys;
    this.#owners = owners;
    this.#next = new Int32Array(length);
    this.#heads = new Int32Array(length).fill(-1);
    for (let at = 0; at < this.#size; at++) this.#link(at);
  }
}

/** The member whose shingles most others have too is the template. */
function draftOf(bodies: readonly Body[], texts: readonly CampaignText[]): Draft {
  const template = centralBody(bodies, texts);
  return { template, variants: bodies.filter((body) => body !== template), parts: [] };
}

function centralBody(bodies: readonly Body[], texts: readonly CampaignText[]): Body {
  const sample = bodies.slice(0, TEMPLATE_SAMPLE); // most frequent first
  const shingles = sample.map((body) => shinglesOf(wordsOf(body, texts)));
  const support = new Map<number, number>();
  sample.forEach((body, i) => {
    for (const hash of shingles[i]!) support.set(hash, (support.get(hash) ?? 0) + body.weight);
  });
  const total = sample.reduce((sum, body) => sum + body.weight, 0);
  // What is shared by more than half counts for a member, what is not counts against it.
  const centrality = shingles.map((own) => own.reduce((sum, hash) => sum + support.get(hash)! / total - 0.5, 0));
  return sample[centrality.indexOf(Math.max(...centrality))]!;
}

/** Campaigns of which one's template is a variant of another's are one. */
function mergeByTemplate(drafts: Draft[], texts: readonly CampaignText[]): Draft[] {
  const groups = groupVariants(
    drafts.map((draft) => draft.template),
    texts,
  );
  const byTemplate = new Map(drafts.map((draft) => [draft.template, draft]));
  return groups.map(({ bodies }) => {
    const mine = bodies.map((body) => byTemplate.get(body)!);
    if (mine.length === 1) return mine[0]!;
    return draftOf(mine.flatMap((draft) => [draft.template, ...draft.variants]).sort(byWeight), texts);
  });
}

function byWeight(a: Body, b: Body): number {
  return b.weight - a.weight || (a.hash < b.hash ? -1 : 1);
}

/** Adds texts that hold a part of a template to its campaign; returns those that hold none. */
function attachParts(bodies: readonly Body[], drafts: readonly Draft[], texts: readonly CampaignText[]): Body[] {
  const index = new Map<number, number>(); // first campaign, the largest, that has this run
  drafts.forEach((draft, number) => {
    for (const run of runsOf(wordsOf(draft.template, texts), RUN)) if (!index.has(run)) index.set(run, number);
  });
  if (index.size === 0) return [...bodies];
  return bodies.filter((body) => {
    const number = partOf(runsOf(wordsOf(body, texts), RUN), index);
    if (number !== -1) drafts[number]!.parts.push(body);
    return number === -1;
  });
}

/** The campaign with which a text shares most words in runs of five, if enough; -1 where there is none. */
function partOf(runs: Uint32Array, index: ReadonlyMap<number, number>): number {
  const covered = new Map<number, number>();
  const lastOf = new Map<number, number>();
  runs.forEach((run, at) => {
    const number = index.get(run);
    if (number === undefined) return;
    const last = lastOf.get(number) ?? Number.NEGATIVE_INFINITY;
    covered.set(number, (covered.get(number) ?? 0) + Math.min(RUN, at - last));
    lastOf.set(number, at);
  });
  let best = -1;
  let most = PART_WORDS - 1;
  for (const [number, words] of covered)
    if (words > most || (words === most && number < best)) [best, most] = [number, words];
  return best;
}

/** Campaigns of which nobody sent the text alone: letters that share a run of twelve words. */
function sharedRuns(bodies: readonly Body[], texts: readonly CampaignText[]): Draft[] {
  const firstWith = new Map<number, number>();
  const leader = Int32Array.from(bodies.keys());
  const find = (at: number): number => {
    while (leader[at] !== at) at = leader[at] = leader[leader[at]!]!;
    return at;
  };
  bodies.forEach((body, at) => {
    for (const run of new Set(runsOf(wordsOf(body, texts), PART_WORDS))) {
      const first = firstWith.get(run);
      if (first === undefined) firstWith.set(run, at);
      else leader[Math.max(find(at), find(first))] = Math.min(find(at), find(first));
    }
  });
  const groups = Map.groupBy(bodies.keys(), find);
  return [...groups.values()]
    .map((ats) => ats.map((at) => bodies[at]!))
    .filter((group) => group.reduce((sum, body) => sum + body.weight, 0) >= FEWEST_CONTRIBUTIONS)
    .map((group) => {
      const { template, variants } = draftOf(group, texts);
      return { template, variants: [], parts: variants };
    });
}

function nameCampaigns(drafts: readonly Draft[], texts: readonly CampaignText[]): Campaign[] {
  const weightOf = (draft: Draft) =>
    [draft.template, ...draft.variants, ...draft.parts].reduce((sum, body) => sum + body.weight, 0);
  const sorted = drafts
    .map((draft) => ({ draft, weight: weightOf(draft) }))
    .sort((a, b) => b.weight - a.weight || (a.draft.template.hash < b.draft.template.hash ? -1 : 1));
  return sorted.map(({ draft, weight }, i) => ({
    key: `c${String(i + 1).padStart(3, '0')}`,
    template: texts[smallestId(draft.template, texts)]!.id,
    members: membersOf(draft, texts),
    contributions: weight,
  }));
}

/** Among copies, the one whose id comes first: the order of the input makes no difference. */
function smallestId(body: Body, texts: readonly CampaignText[]): number {
  return body.ids.reduce((least, at) => (texts[at]!.id < texts[least]!.id ? at : least));
}

function membersOf(draft: Draft, texts: readonly CampaignText[]): CampaignMember[] {
  const template = shinglesOf(wordsOf(draft.template, texts));
  const overlap = (body: Body) => {
    const shingles = shinglesOf(wordsOf(body, texts));
    return Math.round((shared(shingles, template) / shingles.length) * 1000) / 1000;
  };
  const entries = [
    ...draft.template.ids.map((at) => ({ at, role: 'template' as const, overlap: 1 })),
    ...(['variants', 'parts'] as const).flatMap((kind) =>
      draft[kind].flatMap((body) => {
        const share = overlap(body);
        return body.ids.map((at) => ({
          at,
          role: kind === 'variants' ? ('variant' as const) : ('part' as const),
          overlap: share,
        }));
      }),
    ),
  ];
  return entries
    .sort((a, b) => a.at - b.at)
    .map(({ at, role, overlap: share }) => ({ id: texts[at]!.id, role, overlap: share }));
}
