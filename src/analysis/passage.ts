/** A stretch of a text that is coded: a sentence or a few. UTF-16 offsets; no white space at its ends. */
export type Passage = { start: number; end: number };

/** Shorter stretches can hardly be coded alone: they join their neighbours, over the borders of paragraphs too. */
const SHORT = 40;
/** Sentences of one paragraph join until a passage has so many characters. */
const ENOUGH = 100;
/** No passage is longer: about 200 of the encoder's 512 pieces in the languages with the most pieces a word. */
const LONGEST = 600;
/** A line of a paragraph that was broken to fit a page is at least so long. */
const BROKEN_LINE = 45;
/** So many characters go to the segmenter at a time, because its look-ahead is not linear in every text. */
const SEGMENTER_REACH = 20_000;

/**
 * Cuts a text into passages. Sentences are found by Unicode's rules (UAX 29, `Intl.Segmenter`), mended where a full stop
 * ends an abbreviation or an ordinal; borders are also headings, list items and numbered points. Short sentences join
 * their neighbours, too long ones are cut between words. Together the passages hold every character but white space.
 * @param language code of the text's language, `und` where unknown
 * @param pageStarts UTF-16 offsets at which pages start: no passage crosses one unless a sentence does
 */
export function cutPassages(text: string, language: string, pageStarts: readonly number[] = []): Passage[] {
  const segmenter = sentenceSegmenter(language);
  const pages = hardPageStarts(text, pageStarts);
  const stretches = blocksOf(text, pages).flatMap((block, number) =>
    sentencesOf(text, block, segmenter, language)
      .flatMap((sentence) => cutLong(text, sentence))
      .map((sentence): Stretch => ({ ...sentence, block: number, startsPage: pages.has(sentence.start) })),
  );
  return join(stretches);
}

/** The sentences of a text, as passages are made of them: not joined, and none cut because it is long. */
export function cutSentences(text: string, language: string): Passage[] {
  const segmenter = sentenceSegmenter(language);
  return blocksOf(text, new Set()).flatMap((block) => sentencesOf(text, block, segmenter, language));
}

type Stretch = Passage & { block: number; startsPage: boolean };

const segmenters = new Map<string, Intl.Segmenter>();

function sentenceSegmenter(language: string): Intl.Segmenter {
  let segmenter = segmenters.get(language);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(language === 'und' ? 'en' : language, { granularity: 'sentence' });
    segmenters.set(language, segmenter);
  }
  return segmenter;
}

/** Where the first words of a page stand that do not go on with a sentence of the page before. */
function hardPageStarts(text: string, pageStarts: readonly number[]): Set<number> {
  const starts = new Set<number>();
  for (const page of pageStarts) {
    const first = page + (/\S/.exec(text.slice(page, page + 1000))?.index ?? 0);
    const before = text.slice(Math.max(0, page - 200), page).trimEnd();
    const goesOn = !ENDS_SENTENCE.test(before) && /^\p{Ll}/u.test(text.slice(first, first + 2));
    if (page > 0 && !goesOn) starts.add(first);
  }
  return starts;
}

const ENDS_SENTENCE = /[.!?:;…][\p{Pe}\p{Pf}"'“”]*$/u;
const LIST_MARKER =
  /^[ \t]*(?:[-–—*•·▪◦‣●○■□✓➢►]|\(?(?:\d{1,3}(?:\.\d{1,3})*|\p{L}|[ivxIVX]{1,4})[.)]|\d{1,2}(?:\.\d{1,2})+|§+[ \t]*\d+)[ \t]/u;

/** Paragraphs, headings and list items: lines, joined where a line was broken only to fit a page. */
function blocksOf(text: string, pages: ReadonlySet<number>): Passage[] {
  const blocks: Passage[] = [];
  let before = '';
  for (const line of linesOf(text)) {
    const words = text.slice(line.start, line.end);
    const open = blocks.at(-1);
    const first = line.start + words.search(/\S/);
    if (words.trim() === '') before = '';
    else if (open && before !== '' && !pages.has(first) && goesOnInNextLine(before, words)) open.end = line.end;
    else blocks.push({ start: first, end: line.end });
    before = words.trim();
  }
  return blocks;
}

/** Lines without what ends them; an empty line too. */
function* linesOf(text: string): Generator<Passage> {
  let start = 0;
  for (const { index, 0: ending } of text.matchAll(/\r\n|[\r\n\u2028\u2029\f\v]/g)) {
    yield { start, end: index };
    start = index + ending.length;
  }
  yield { start, end: text.length };
}

/** Whether a line break stands inside a sentence or paragraph that was broken to fit a page. */
function goesOnInNextLine(line: string, next: string): boolean {
  if (LIST_MARKER.test(next)) return false;
  if (/^\s*\p{Ll}/u.test(next)) return true;
  return line.length >= BROKEN_LINE && !ENDS_SENTENCE.test(line);
}

/** In French a blank stands before the mark that closes a quotation: it belongs to the sentence before. Where »quotations« open
 * with it, no blank follows. */
const CLOSES_QUOTATION = /^[»›](?:[ \u00a0\u202f]+|$)/u;
const STARTS_SENTENCE = /^[\p{Pi}\p{Ps}"'„—–-]*[ \u00a0\u202f]*[\p{Lu}\p{N}]/u;

function sentencesOf(text: string, block: Passage, segmenter: Intl.Segmenter, language: string): Passage[] {
  const sentences: Passage[] = [];
  let holds = false; // the sentence before ended in an abbreviation: it goes on
  for (const piece of reaches(text, block)) {
    // Line breaks inside a block are no borders, but would be for the segmenter.
    const plain = text.slice(piece.start, piece.end).replace(/[\r\n\t\u2028\u2029\f\v]/g, ' ');
    for (const { index, segment } of segmenter.segment(plain)) {
      const closing = sentences.length > 0 ? CLOSES_QUOTATION.exec(segment) : null;
      if (closing) sentences.at(-1)!.end = piece.start + index + closing[0].trimEnd().length;
      const rest = closing?.[0].length ?? 0;
      if (closing && rest < segment.length) holds = !STARTS_SENTENCE.test(segment.slice(rest));
      for (const part of atInlineNumbers(segment.slice(rest), piece.start + index + rest)) {
        const trimmed = trim(text, part);
        if (!trimmed) continue;
        const last = sentences.at(-1);
        if (holds && last) last.end = trimmed.end;
        else sentences.push(trimmed);
        holds = endsInAbbreviation(text.slice(Math.max(trimmed.start, trimmed.end - 24), trimmed.end), language);
      }
    }
  }
  return sentences;
}

/** A block in pieces that the segmenter can take, cut between words where there are any. */
function reaches(text: string, block: Passage): Passage[] {
  const pieces: Passage[] = [];
  for (let start = block.start; start < block.end; ) {
    const end = Math.min(block.end, start + SEGMENTER_REACH);
    const border = end === block.end ? end : borderBefore(text, start, end);
    pieces.push({ start, end: border });
    start = border;
  }
  return pieces;
}

const INLINE_NUMBER = /(?<=\s)(?=\(?(?:\d{1,2}|[a-h])\)\s+\S)/gu;

/** A sentence that counts "1) ... 2) ..." is cut before each number. */
function atInlineNumbers(segment: string, offset: number): Passage[] {
  const borders = segment.includes(')') ? [...segment.matchAll(INLINE_NUMBER)].map(({ index }) => index) : [];
  if (borders.length < 2 && !/^\s*\(?(?:1|a)\)/.test(segment)) return [{ start: offset, end: offset + segment.length }];
  return [0, ...borders].map((from, i) => ({ start: offset + from, end: offset + (borders[i] ?? segment.length) }));
}

/** Abbreviations after which a sentence goes on, though a capital letter may follow; a word of one language is one in another. */
const ABBREVIATIONS: { readonly [language: string]: string } = {
  de: 'abs abt allg art bd bspw bzw ca ev evtl ggf hr inkl lt mind mio mrd nr pos sog str tel usw vgl zb zzgl dr prof dipl ing',
  en: 'mr mrs ms st no vs etc fig vol sec dept approx incl est inc ltd al cf eg ie ed eds pp para',
  fr: 'av bd chap cit env ex fr hab mme mlle obs réf suiv tél vol',
  es: 'avda cap cía ej etc gral máx mín núm pág págs sr sra srta teléf tfno ud uds vd',
  it: 'dott sig sigg ecc es ing avv pag pagg cfr tel ca',
  pt: 'drª exª nº pág págs sr srª eng arq',
  nl: 'bijv bv blz dhr enz excl evt incl max min mevr mln mld nl resp zgn zog drs mr',
  da: 'bl dvs evt f.eks feks fx inkl jf kl m.m mht nr osv pct pga resp tlf',
  sv: 'bl.a d.v.s exkl fr.o.m m.fl osv s.k t.ex t.o.m',
  fi: 'esim ks ml mm mrd ns puh tj tms ym yms',
  et: 'jne jpt lk lp nr nt sh st tel tn vt',
  lv: 'apm lpp nr piem t.i t.s utml utt',
  lt: 'gyv kt mln mlrd nr pan pvz tūkst vad žr',
  pl: 'al godz im itd itp m.in mln mld np nr ok p.n pkt pl prof r.p św ul tj tys tzn tzw wg zob',
  cs: 'atd apod č čl mj např odst ods okr popř příp resp roč sb str tj tzn tzv ul vč',
  sk: 'atď napr ods okr p resp str tj tzv ul vr',
  sl: 'dr gl itd itn npr oz sl sv t.i tj tzv ul',
  hr: 'br čl dr itd npr odn op sl st str sv tj tzv ul',
  hu: 'dr gr kb ker kft köz krt min pl stb sz szt tel u ún vö',
  ro: 'alin art bd bl cap dl dna dvs ex jud lit loc nr op pag pct str şi şos',
  bg: 'бул вж г гр др ж.к напр обл пл проф р.з с стр т.е т.н т.нар тел ул чл',
  el: 'αρ άρθ βλ δηλ εκ εκατ κ κ.ά κ.λπ κλπ κος κα λ.χ μ.μ π.χ παρ πρβλ σελ τηλ χιλ',
  mt: 'eż nru p.eż eċċ dott sur',
  ga: 'leath lch m.sh srl uimh uas',
};
/** Those that are written in texts of every language. */
const EVERYWHERE = 'dr prof mr mrs st etc vs tel ed eds vol ca cf pp';

const abbreviations = new Map<string, ReadonlySet<string>>();

/** The abbreviations of a language; of all where it is unknown. */
function abbreviationsOf(language: string): ReadonlySet<string> {
  let known = abbreviations.get(language);
  if (!known) {
    const own = ABBREVIATIONS[language] ?? Object.values(ABBREVIATIONS).join(' ');
    known = new Set(`${own} ${EVERYWHERE}`.split(' '));
    abbreviations.set(language, known);
  }
  return known;
}

/** A letter that stands behind a number for its unit, and ends a sentence as often as not: "през 2008 г.". */
const UNITS: { readonly [language: string]: RegExp } = { bg: /\d\s*г\.$/u };

function endsInAbbreviation(end: string, language: string): boolean {
  const word = /(?:^|[\s([„"'«/-])([\p{L}\p{N}][\p{L}\p{N}.ª]{0,9})\.$/u.exec(end)?.[1];
  if (word === undefined || UNITS[language]?.test(end)) return false;
  // One or two digits are an ordinal more often than the end of a sentence; a single letter is an initial, but for
  // words of one letter: "é" is "him" in Irish.
  if (/^(?:\d{1,2}|(?![éíáóúѝ])\p{L}|(?:\p{L}\.)+\p{L})$/u.test(word)) return true;
  return abbreviationsOf(language).has(word.toLowerCase());
}

function trim(text: string, { start, end }: Passage): Passage | null {
  const words = text.slice(start, end);
  const trimmed = words.trim();
  if (trimmed === '') return null;
  const from = start + words.indexOf(trimmed);
  return { start: from, end: from + trimmed.length };
}

/** Cuts a sentence that is too long into parts of about equal length, between words where there are any. */
function cutLong(text: string, sentence: Passage): Passage[] {
  const parts: Passage[] = [];
  let { start } = sentence;
  while (sentence.end - start > LONGEST) {
    const left = sentence.end - start;
    const border = borderBefore(
      text,
      start,
      start + Math.min(LONGEST, Math.ceil(left / Math.ceil(left / LONGEST)) + SHORT),
    );
    const part = trim(text, { start, end: border });
    if (part) parts.push(part);
    start = border;
  }
  const rest = trim(text, { start, end: sentence.end });
  return rest ? [...parts, rest] : parts;
}

/** The last border between words in the second half of a stretch, or its end where there is none; never inside a character. */
function borderBefore(text: string, start: number, end: number): number {
  const half = start + Math.floor((end - start) / 2);
  for (let at = end; at > half; at--) if (/\s/.test(text[at - 1]!)) return at;
  const splitsPair = /[\uD800-\uDBFF]/.test(text[end - 1]!) && /[\uDC00-\uDFFF]/.test(text[end] ?? '');
  return splitsPair ? end - 1 : end;
}

function join(stretches: readonly Stretch[]): Passage[] {
  const passages: (Passage & { block: number })[] = [];
  for (const stretch of stretches) {
    const last = passages.at(-1);
    if (last && belongTogether(last, stretch)) {
      last.end = stretch.end;
      last.block = stretch.block;
    } else passages.push({ start: stretch.start, end: stretch.end, block: stretch.block });
  }
  return passages.map(({ start, end }) => ({ start, end }));
}

function belongTogether(last: Passage & { block: number }, next: Stretch): boolean {
  if (next.startsPage || next.end - last.start > LONGEST) return false;
  if (last.end - last.start < SHORT) return true;
  if (last.block !== next.block) return false;
  return last.end - last.start < ENOUGH || next.end - next.start < SHORT;
}

/** Words before which the hyphen of a broken line belongs there: "Rad-" / "und Fußwege". */
const AFTER_KEPT_HYPHEN =
  /^(?:und|oder|bzw|sowie|and|or|et|ou|y|o|e|ed|och|eller|og|en|of|i|a|ja|tai|või|un|ir|és|vagy|lub|oraz|nebo|alebo|ali|in|ter|u)\b/iu;

/**
 * A passage as one reads it aloud: words that were broken at the end of a line in one piece, every run of white space one
 * blank. What is embedded and searched for terms; quotes keep the text as received.
 */
export function readingForm(text: string): string {
  return text
    .replace(/\u00ad[ \t]*(?:\r?\n[ \t]*)?/g, '')
    .replace(/(?<=\p{L}{2})[-‐][ \t]*\r?\n[ \t]*(\p{Ll}[\p{L}\p{M}]*)/gu, (_, rest: string) =>
      AFTER_KEPT_HYPHEN.test(rest) ? `- ${rest}` : rest,
    )
    .replace(/\s+/g, ' ')
    .trim();
}
