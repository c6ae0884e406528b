import { MODEL_FOLDER, readModelFile } from './model.ts';

/** Ids that stand for no piece of text. */
export const BEGIN_ID = 0;
export const END_ID = 2;
export const UNKNOWN_ID = 3;

/** How a piece that the vocabulary lacks is scored: this much below the worst piece (SentencePiece's rule). */
const UNKNOWN_PENALTY = 10;
/** Scores are sums of numbers with five decimals; closer than this, two ways are the same but for rounding. */
const SAME_SCORE = 1e-6;

/** What the vocabulary writes for a blank. */
const MARK = '\u2581';
/** Words are remembered with their ids, because people use few words often; bounds keep the memory small. */
const MOST_KNOWN_WORDS = 200_000;
const LONGEST_KNOWN_WORD = 40;

type TokeniserFile = {
  added_tokens: { id: number; content: string }[];
  model: { vocab: [string, number][] };
};

/**
 * The model's tokeniser: unigram pieces by the best sum of scores (Kudo 2018, arXiv 1804.10959), found by Viterbi's
 * algorithm over a trie. Gives the ids of `@huggingface/tokenizers`, which it replaces because it is many times faster.
 */
export class Tokeniser {
  readonly #trie: Trie;
  readonly #scores: Float64Array;
  readonly #unknownScore: number;
  readonly #special: Map<string, number>;
  readonly #specialPattern: RegExp;
  #lattice = new Lattice(1024);
  /** Ids of words met before; null where a word has two ways that are as good but for rounding. */
  readonly #known = new Map<string, number[] | null>();

  constructor(folder: string = MODEL_FOLDER) {
    const file = JSON.parse(readModelFile(folder, 'tokenizer.json').toString('utf8')) as TokeniserFile;
    const { vocab } = file.model;
    this.#trie = new Trie(vocab.map(([piece]) => piece));
    this.#scores = Float64Array.from(vocab, ([, score]) => score);
    this.#unknownScore = this.#scores.reduce((low, score) => Math.min(low, score)) - UNKNOWN_PENALTY;
    this.#scores[UNKNOWN_ID] = this.#unknownScore;
    this.#special = new Map(file.added_tokens.map(({ content, id }) => [content, id]));
    this.#specialPattern = new RegExp(`(${[...this.#special.keys()].join('|')})`);
  }

  /** The ids of a text's pieces, without those for begin and end. */
  encode(text: string): number[] {
    const ids: number[] = [];
    for (const section of text.includes('<') ? text.split(this.#specialPattern) : [text]) {
      const special = this.#special.get(section);
      if (special !== undefined) ids.push(special);
      else this.#encodeSection(section, ids);
    }
    return ids;
  }

  #encodeSection(section: string, ids: number[]): void {
    const plain = normalise(section);
    if (plain === '') return;
    const special = this.#special.get(plain);
    if (special !== undefined) ids.push(special);
    else this.#encodeMarked(plain.startsWith(MARK) ? plain : MARK + plain, ids);
  }

  /**
   * A piece has the mark of a blank at its front or not at all, so the best way through a text is the best ways through its
   * words, one after another. Only where a word has ways of equal score does the rounding of the sum before it decide, as
   * it does in the reference; then the text is read as a whole.
   */
  #encodeMarked(marked: string, ids: number[]): void {
    const before = ids.length;
    for (let start = 0; start < marked.length; ) {
      const next = marked.indexOf(MARK, start + 1);
      const end = next === -1 ? marked.length : next;
      const word = this.#encodeWord(marked.slice(start, end));
      if (word === null) {
        ids.length = before;
        this.#bestWay(marked, ids);
        return;
      }
      for (const id of word) ids.push(id);
      start = end;
    }
  }

  #encodeWord(word: string): number[] | null {
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    const ids: number[] = [];
    const isSure = this.#bestWay(word, ids);
    if (word.length > LONGEST_KNOWN_WORD) return isSure ? ids : null;
    if (this.#known.size >= MOST_KNOWN_WORDS) this.#known.clear();
    this.#known.set(word, isSure ? ids : null);
    return isSure ? ids : null;
  }

  /** Appends the ids of the best way through a text; false where another way was as good but for rounding. */
  #bestWay(text: string, ids: number[]): boolean {
    this.#lattice = this.#lattice.fitting(text.length);
    this.#fill(text);
    return this.#lattice.bestWay(text.length, ids);
  }

  /** Enters every piece that fits somewhere, from left to right. */
  #fill(text: string): void {
    const lattice = this.#lattice;
    lattice.clear(text.length);
    for (let at = 0; at < text.length; ) {
      const width = widthAt(text, at);
      lattice.open(at);
      let hasSingle = false;
      let node = 0;
      for (let end = at; end < text.length; ) {
        node = this.#trie.child(node, text.charCodeAt(end++));
        if (node === 0) break;
        const id = this.#trie.piece(node);
        if (id === NO_PIECE) continue;
        lattice.enter(end, id, this.#scores[id]!);
        hasSingle ||= end - at === width;
      }
      if (!hasSingle) lattice.enter(at + width, UNKNOWN_ID, this.#unknownScore);
      at += width;
    }
  }
}

/** NFKC; control characters out; every run of white space one mark: what tokenizer.json prescribes. */
function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u0000-\u0008\u000b\u000e-\u001f\u007f\u200b\ufeff]/g, '')
    .replace(/[\s\x85]+/g, MARK);
}

/** UTF-16 units of the character at a position; half of a surrogate pair counts as a character. */
function widthAt(text: string, at: number): number {
  return text.codePointAt(at)! > 0xffff ? 2 : 1;
}

/**
 * The ways to cut a text into pieces. Nodes are kept in the order in which the reference makes them, because among ways
 * of equal score the first one wins.
 */
class Lattice {
  readonly #capacity: number;
  /** Per position: its last node that ends there (linked backwards), or -1. */
  readonly #lastEnding: Int32Array;
  #before: Int32Array;
  #id: Int32Array;
  #total: Float64Array;
  #earlier: Int32Array;
  #count = 0;
  #position = 0;
  /** The best node ending at the open position, and whether another one is as good but for rounding. */
  #best = -1;
  #isClose = false;
  /** Whether any position had two such nodes. */
  #wasClose = false;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#lastEnding = new Int32Array(capacity + 1);
    const nodes = capacity * 4;
    this.#before = new Int32Array(nodes);
    this.#id = new Int32Array(nodes);
    this.#total = new Float64Array(nodes);
    this.#earlier = new Int32Array(nodes);
  }

  fitting(length: number): Lattice {
    return length <= this.#capacity ? this : new Lattice(length * 2);
  }

  clear(length: number): void {
    this.#lastEnding.fill(-1, 0, length + 1);
    this.#count = 0;
    this.#wasClose = false;
  }

  /** Moves to a position and settles which node ending there is best. */
  open(position: number): void {
    this.#position = position;
    this.#best = -1;
    this.#isClose = false;
    let best = Number.NEGATIVE_INFINITY;
    for (let node = this.#lastEnding[position]!; node !== -1; node = this.#earlier[node]!) {
      const total = this.#total[node]!;
      if (Math.abs(total - best) < SAME_SCORE) this.#isClose = true;
      else if (total > best) this.#isClose = false;
      if (total >= best) {
        best = total;
        this.#best = node;
      }
    }
    this.#wasClose ||= this.#isClose;
  }

  enter(end: number, id: number, score: number): void {
    if (this.#count === this.#id.length) this.#grow();
    const node = this.#count++;
    const before = this.#isClose ? this.#firstBestFor(score) : this.#best;
    this.#id[node] = id;
    this.#before[node] = before;
    this.#total[node] = (before === -1 ? 0 : this.#total[before]!) + score;
    this.#earlier[node] = this.#lastEnding[end]!;
    this.#lastEnding[end] = node;
  }

  /** The first of the nodes ending here whose sum with a score is highest, rounding included, as the reference has it. */
  #firstBestFor(score: number): number {
    let best = -1;
    let highest = Number.NEGATIVE_INFINITY;
    for (let node = this.#lastEnding[this.#position]!; node !== -1; node = this.#earlier[node]!) {
      const sum = this.#total[node]! + score;
      if (sum >= highest) {
        highest = sum;
        best = node;
      }
    }
    return best;
  }

  /**
   * Appends the ids of the best way up to the open position; neighbours without a piece become one.
   * @returns false where somewhere two ways were as good but for rounding
   */
  bestWay(length: number, ids: number[]): boolean {
    const way: number[] = [];
    this.open(length);
    let node = this.#isClose ? this.#firstBestFor(0) : this.#best;
    for (; node !== -1; node = this.#before[node]!) way.push(this.#id[node]!);
    for (let i = way.length - 1; i >= 0; i--) {
      if (way[i] !== UNKNOWN_ID || way[i + 1] !== UNKNOWN_ID) ids.push(way[i]!);
    }
    return !this.#wasClose;
  }

  #grow(): void {
    const longer = (old: Int32Array) => {
      const grown = new Int32Array(old.length * 2);
      grown.set(old);
      return grown;
    };
    this.#before = longer(this.#before);
    this.#id = longer(this.#id);
    this.#earlier = longer(this.#earlier);
    const total = new Float64Array(this.#total.length * 2);
    total.set(this.#total);
    this.#total = total;
  }
}

const NO_PIECE = -1;

/**
 * A trie over UTF-16 units in one hash table: (node, unit) -> node. Units are numbered densely, so that node and unit
 * together fit the 31 bits of a small integer.
 */
class Trie {
  readonly #unitNumber = new Uint16Array(65536);
  readonly #unitBits: number;
  readonly #mask: number;
  readonly #keys: Int32Array;
  readonly #children: Int32Array;
  readonly #pieces: Int32Array;
  #nodes = 1;

  constructor(pieces: readonly string[]) {
    let units = 0;
    let total = 1;
    for (const piece of pieces) {
      total += piece.length;
      for (let i = 0; i < piece.length; i++) this.#unitNumber[piece.charCodeAt(i)] ||= ++units;
    }
    this.#unitBits = Math.ceil(Math.log2(units + 1));
    const slots = 2 ** Math.ceil(Math.log2(total * 1.5));
    this.#mask = slots - 1;
    this.#keys = new Int32Array(slots);
    this.#children = new Int32Array(slots);
    this.#pieces = new Int32Array(total).fill(NO_PIECE);
    pieces.forEach((piece, id) => {
      this.#add(piece, id);
    });
    this.#pieces = this.#pieces.slice(0, this.#nodes);
  }

  #add(piece: string, id: number): void {
    let node = 0;
    for (let i = 0; i < piece.length; i++) {
      const key = (node << this.#unitBits) | this.#unitNumber[piece.charCodeAt(i)]!;
      const slot = this.#slotOf(key);
      if (this.#keys[slot] === 0) {
        this.#keys[slot] = key;
        this.#children[slot] = this.#nodes++;
      }
      node = this.#children[slot]!;
    }
    this.#pieces[node] = id;
  }

  /** Where a key is or would be. No key is 0, because units are numbered from 1. */
  #slotOf(key: number): number {
    let slot = (Math.imul(key, 0x9e3779b1) >>> 7) & this.#mask;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & this.#mask;
    return slot;
  }

  /** The node reached by one more unit; 0, which is the root and nobody's child, where there is none. */
  child(node: number, unit: number): number {
    const number = this.#unitNumber[unit]!;
    if (number === 0) return 0;
    return this.#children[this.#slotOf((node << this.#unitBits) | number)]!;
  }

  /** Id of the piece that ends at a node, or NO_PIECE. */
  piece(node: number): number {
    return this.#pieces[node]!;
  }
}
