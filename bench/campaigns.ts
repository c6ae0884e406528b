/**
 * Campaigns that were planted among replies of citizens, and how many of them are found. `-- --small` takes a part. Exits 1
 * when campaigns depend on the order of the input or when one planted text in ten is missed; 2 where the data is absent.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { type CampaignText, findCampaigns } from '../src/analysis/campaign.ts';
import { repeatableRandom, shuffle } from '../src/analysis/random.ts';
import { normalForm } from '../src/core/text.ts';

const small = process.argv.includes('--small');
const shared = process.env.ANTIPHON_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url));
const data = join(shared, 'data');
const NEEDED = ['egov-bonn/dataset.csv'];
const absent = NEEDED.filter((path) => !existsSync(join(data, path)));
if (absent.length > 0) {
  console.error(
    `The benchmark needs other people's data, which is not in the repository: ${absent.join(', ')} is absent from ${data}. Name the folder that has it with ANTIPHON_SHARED.`,
  );
  process.exit(2);
}

const figures: { [name: string]: number } = {};
const wrong: string[] = [];
const round = (x: number, digits = 3) => Math.round(x * 10 ** digits) / 10 ** digits;
const secondsOf = (work: () => void) => {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
};

/** Prints our figure beside a peer's, and keeps both with their ratio. */
function compare(name: string, unit: string, own: number, peer: number, peerName: string): void {
  const ratio = round(own / peer, 2);
  figures[name] = round(own);
  figures[`${name}_peer`] = round(peer);
  figures[`${name}_ratio`] = ratio;
  console.log(`${name}: ${round(own)} ${unit}; ${peerName}: ${round(peer)}; ratio ${ratio}`);
}

type BonnRow = { title: string; text: string };

const bonnRows: BonnRow[] = parse(readFileSync(join(data, 'egov-bonn/dataset.csv')), { columns: true, bom: true });
const wholeOf = ({ title, text }: BonnRow) => `${title.trim()}\n${text.trim()}`.trim();

/** A text that came in, and the number of the letter that was planted in it; -1 for somebody's own words. */
type Sent = { text: string; letter: number };

/**
 * Replies of Bonn's citizens, each different, among them four that were sent thirty times: a third word for word, a third
 * with one word in twelve left out and a greeting, a third as a run of thirty words inside somebody's own reply.
 */
function plantLetters(random: () => number): Sent[] {
  const texts = bonnRows.filter((_, i) => !small || i % 6 === 0).map(wholeOf);
  const letters = texts.filter((text) => text.split(/\s+/).length >= 90).slice(0, 4);
  const own = texts.filter((text) => !letters.includes(text));
  const hosts = own.splice(0, 40);
  const sent = letters.flatMap((letter, number) => {
    const words = letter.split(/\s+/);
    return Array.from({ length: 30 }, (_, i): Sent => {
      if (i % 3 === 0) return { text: letter, letter: number };
      const changed = `Hallo Nummer ${i}! ${words.filter(() => random() > 1 / 12).join(' ')}`;
      if (i % 3 === 1) return { text: changed, letter: number };
      const from = Math.floor(random() * (words.length - 30));
      const host = hosts[number * 10 + Math.floor(i / 3)]!;
      return { text: `${host}\n${words.slice(from, from + 30).join(' ')}`, letter: number };
    });
  });
  return [...own.map((text) => ({ text, letter: -1 })), ...sent];
}

/** Groups of texts with the same words, as a spreadsheet would find them. */
function sameWords(sent: readonly Sent[]): number[][] {
  const groups = [...Map.groupBy(sent.keys(), (at) => normalForm(sent[at]!.text)).values()];
  return groups.filter((group) => group.length >= 3);
}

/**
 * F1 of the texts that were found in groups, where a group stands for the letter that most of it holds. What a few citizens
 * of Bonn really wrote alike counts as wrong.
 */
function f1OfGroups(sent: readonly Sent[], groups: readonly (readonly number[])[]): number {
  const planted = sent.filter(({ letter }) => letter >= 0).length;
  const right = groups.map((group) => {
    const counts = [0, 1, 2, 3].map((letter) => group.filter((at) => sent[at]!.letter === letter).length);
    return Math.max(...counts);
  });
  const sum = (numbers: readonly number[]) => numbers.reduce((total, x) => total + x, 0);
  return (2 * sum(right)) / (planted + sum(groups.map((group) => group.length)));
}

function benchCampaigns(): void {
  const random = repeatableRandom(4);
  const sent = plantLetters(random);
  const texts = sent.map(({ text }, at): CampaignText => ({ id: String(at), text }));
  const groupsIn = (some: readonly CampaignText[]) =>
    findCampaigns(some).map(({ members }) => members.map(({ id }) => Number(id)).sort((a, b) => a - b));
  let groups: number[][] = [];
  const seconds = secondsOf(() => {
    groups = groupsIn(texts);
  });
  let same: number[][] = [];
  const peer = secondsOf(() => {
    same = sameWords(sent);
  });
  const own = f1OfGroups(sent, groups);
  const what = `F1 of 120 planted among ${sent.length}, in ${groups.length} campaigns`;
  compare('campaign_f1', what, own, f1OfGroups(sent, same), 'same words');
  compare('campaign_texts_per_s', 'texts/s', sent.length / seconds, sent.length / peer, 'normal form and a map');
  if (own < 0.9) wrong.push('of the planted campaigns more than one text in ten is missed or wrong');
  const shuffled = Array.from(shuffle(Uint32Array.from(texts.keys()), random), (at) => texts[at]!);
  const isSame = JSON.stringify(groupsIn(shuffled)) === JSON.stringify(groups);
  figures.campaign_order_independent = isSame ? 1 : 0;
  console.log(`campaigns: texts in another order are ${isSame ? 'the same' : 'OTHER'} campaigns.`);
  if (!isSame) wrong.push('campaigns depend on the order of the input');
}

const started = performance.now();
benchCampaigns();
figures.seconds = round((performance.now() - started) / 1000, 1);
for (const what of wrong) console.error(`Wrong: ${what}.`);
console.log(JSON.stringify({ bench: 'campaigns', small, ok: wrong.length === 0, figures }));
process.exitCode = wrong.length === 0 ? 0 : 1;
