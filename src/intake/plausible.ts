import { LETTERS, SIGNS } from './alphabets.ts';

const ALPHABETS = Object.values(LETTERS).map((letters) => new Set(letters));
const ALL_LETTERS = new Set(Object.values(LETTERS).join(''));
const SIGN_SET = new Set(SIGNS);

/** A letter that no language uses with the others of its line, but another one does. */
const FOREIGN = 0.5;

/**
 * How many characters beyond ASCII are plausible, line by line: letters of the one language that fits best, letters of
 * another one by half, and signs that stand between words.
 */
export function plausibility(text: string): { plausible: number; all: number } {
  let plausible = 0;
  let all = 0;
  for (const line of text.split('\n')) {
    const special = [...line.matchAll(/[^\p{ASCII}]/gu)];
    const letters = special.filter(({ index }) => !isSign(line, index)).map((match) => letterIn(line, match));
    const best = Math.max(
      ...ALPHABETS.map((alphabet) => letters.filter((letter) => letter && alphabet.has(letter)).length),
    );
    const known = letters.filter((letter) => letter && ALL_LETTERS.has(letter)).length;
    plausible += special.length - letters.length + best + (known - best) * FOREIGN;
    all += special.length;
  }
  return { plausible, all };
}

/** A letter in lower case; null where it cannot stand there: a capital after a small letter, or Greek beside Latin. */
function letterIn(line: string, { 0: letter, index }: RegExpExecArray): string | null {
  const before = line[index - 1] ?? '';
  const capitalInside = /\p{Lu}/u.test(letter) && /\p{Ll}/u.test(before);
  const isLatin = /\p{Script=Latin}/u.test(letter);
  const mixesScripts = !isLatin && (/[a-z]/i.test(before) || /[a-z]/i.test(line[index + 1] ?? ''));
  return capitalInside || mixesScripts ? null : letter.toLowerCase();
}

function isSign(line: string, at: number): boolean {
  const sign = line[at]!;
  if (!SIGN_SET.has(sign)) return false;
  const before = line.slice(Math.max(0, at - 4), at);
  const touchesBefore = /\p{L}$/u.test(before);
  const touchesAfter = /^\p{L}/u.test(line.slice(at + 1, at + 3));
  if (INSIDE_WORDS.includes(sign)) return touchesBefore || !touchesAfter || sign !== '’';
  if (AT_WORDS.includes(sign)) return !(touchesBefore && touchesAfter);
  if ('²³'.includes(sign)) return !touchesAfter && (!touchesBefore || /(?:^|[^\p{L}])(?:[kcmd]?m|CO)$/u.test(before));
  return (!touchesAfter || '°µ'.includes(sign)) && (!touchesBefore || '€ªº'.includes(sign));
}

/** An apostrophe, a soft hyphen and a hard blank stand inside words; quotation marks and dashes touch them on one side. */
const INSIDE_WORDS = '’\u00ad\u00a0';
const AT_WORDS = '„“”‚‘«»‹›–—…¡¿·•';
