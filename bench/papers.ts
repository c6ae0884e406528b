/**
 * How much of real papers is read, and in which order: our reader beside poppler's `pdftotext`, on 37 position papers in 11
 * languages. Words are compared as multisets after Unicode NFKC, in lower case, hyphens at line ends undone; what runs
 * along at the edges of pages is left out of the peer's side, too, where it stands on most pages or is the stamp of the
 * register. `-- --small` takes every third paper. Exits 1 when less than 0.97 of the words are recovered or the order of
 * words differs; 2 where the data or the peer is absent.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readingForm } from '../src/analysis/passage.ts';
import { openPaperReader } from '../src/intake/paper.ts';

const small = process.argv.includes('--small');
const shared = process.env.ANTIPHON_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url));
const folder = join(shared, 'data/ai-whitepaper-2020/position-papers');
if (!existsSync(folder) || spawnSync('pdftotext', ['-v']).error) {
  console.error(
    `The benchmark needs ${folder} (name its root with ANTIPHON_SHARED) and pdftotext (Debian package poppler-utils).`,
  );
  process.exit(2);
}

const RECALL_MIN = 0.97;
const ORDER_MIN = 0.95;
const RUNNING_SHARE = 0.4;
/** Lines at the top and bottom of a page that may run along. */
const EDGE_LINES = 4;
const STAMP = /^Ref\. Ares\(\d{4}\)\d+ - \d{2}\/\d{2}\/\d{4}$/;

/** Letters with marks that a PDF draws one over the other are the letters that they show. */
function wordsOf(text: string): string[] {
  return (
    readingForm(text)
      .replace(/¨\s?([aouAOU])|([aouAOU])\s?¨/g, (_, after, before) => `${after ?? before}\u0308`)
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

function countOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** The peer's pages: all of it, and without the lines that run along. */
function peerText(path: string): { all: string; body: string } {
  const all = execFileSync('pdftotext', ['-enc', 'UTF-8', path, '-'], {
    maxBuffer: 1024 ** 3,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString();
  const pages = all
    .split('\f')
    .slice(0, -1)
    .map((page) => page.split('\n').filter((line) => line.trim() !== ''));
  const key = (line: string) => line.trim().replace(/\d+/g, '#').toLowerCase();
  const edges = pages.map((lines) => new Set([...lines.slice(0, EDGE_LINES), ...lines.slice(-EDGE_LINES)]));
  const onPages = countOf(edges.flatMap((lines) => [...new Set([...lines].map(key))]));
  const needed = Math.max(Math.min(3, pages.length), pages.length * RUNNING_SHARE);
  const runs = (line: string, at: number) =>
    STAMP.test(line.trim()) ||
    (pages.length > 1 &&
      edges[at]!.has(line) &&
      ((onPages.get(key(line)) ?? 0) >= needed || /^\W*\d{1,3}\W*$/.test(line)));
  const body = pages.map((lines, at) => lines.filter((line) => !runs(line, at)).join('\n')).join('\n');
  return { all, body };
}

function sharedWords(a: readonly string[], b: readonly string[]): number {
  const counts = countOf(a);
  let found = 0;
  for (const [word, n] of countOf(b)) found += Math.min(n, counts.get(word) ?? 0);
  return found;
}

/** Share of our neighbouring words that are neighbours in the peer's text, too: the order within lines and across them. */
function orderOf(own: readonly string[], peer: readonly string[]): number {
  const pairs = (words: readonly string[]) => words.slice(1).map((word, at) => `${words[at]} ${word}`);
  const [ours, theirs] = [pairs(own), pairs(peer)];
  return ours.length === 0 ? 1 : sharedWords(theirs, ours) / Math.min(ours.length, theirs.length);
}

const round = (x: number) => Math.round(x * 10_000) / 10_000;
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.pdf'))
  .sort()
  .filter((_, index) => !small || index % 3 === 0);
const reader = openPaperReader();
const sum = { papers: 0, pages: 0, words: 0, peer: 0, peerBody: 0, found: 0, foundBody: 0, order: 0, orderOf: 0 };
const wrong: string[] = [];
let milliseconds = 0;
let lowest = { name: '', recall: 1 };
for (const name of names) {
  const started = performance.now();
  const found = await reader.read(join(folder, name));
  milliseconds += performance.now() - started;
  if (found.state !== 'read') {
    wrong.push(`${name} was not read: ${found.reason}`);
    continue;
  }
  const peer = peerText(join(folder, name));
  const [own, all, body] = [wordsOf(found.text), wordsOf(peer.all), wordsOf(peer.body)];
  const [inAll, inBody] = [sharedWords(own, all), sharedWords(own, body)];
  const order = orderOf(own, all);
  sum.papers++;
  sum.pages += found.pages;
  sum.words += own.length;
  sum.peer += all.length;
  sum.peerBody += body.length;
  sum.found += inAll;
  sum.foundBody += inBody;
  sum.order += order * own.length;
  const recall = inBody / Math.max(1, body.length);
  if (recall < lowest.recall) lowest = { name, recall };
  console.log(
    `${name.slice(0, 40).padEnd(40)} ${String(found.pages).padStart(3)} pages  words ${own.length}  recall ${round(recall)} (with what runs along ${round(inAll / all.length)})  precision ${round(inAll / own.length)}  order ${round(order)}`,
  );
}
await reader.close();

const figures = {
  papers: sum.papers,
  pages: sum.pages,
  words: sum.words,
  recall: round(sum.foundBody / sum.peerBody),
  recall_with_running_lines: round(sum.found / sum.peer),
  precision: round(sum.found / sum.words),
  order: round(sum.order / sum.words),
  lowest_recall: round(lowest.recall),
  pages_per_s: Math.round((sum.pages / milliseconds) * 1000),
};
if (figures.recall < RECALL_MIN) wrong.push(`only ${figures.recall} of the words were recovered`);
if (figures.order < ORDER_MIN) wrong.push(`only ${figures.order} of the neighbouring words are neighbours`);
for (const what of wrong) console.error(`Wrong: ${what}.`);
console.log(`Lowest recall: ${lowest.name}`);
console.log(JSON.stringify({ bench: 'papers', small, ok: wrong.length === 0, figures }));
process.exitCode = wrong.length === 0 ? 0 : 1;
