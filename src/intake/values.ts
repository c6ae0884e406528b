import { languageFromName } from '../core/language.ts';

/** Questions about a single cell; blanks at its ends are no matter. */

const FILE_NAME =
  /^[^\n]{1,250}\.(?:pdf|docx?|odt|rtf|txt|html?|xlsx?|ods|csv|pptx?|odp|jpe?g|png|tiff?|zip|eml|msg|pages)$/i;
const URL_FORM = /^https?:\/\/\S+$/i;
const EMAIL_ADDRESS = /^[^\s@<>]+@[^\s@<>]+\.[\p{L}]{2,}$/u;
const NUMBER = /^[-+]?(?:\d+(?:[.,]\d+)?|\d{1,3}(?:[ \u00a0.,']\d{3})+(?:[.,]\d+)?)\s?%?$/;
/** What spreadsheet programs write where a formula failed; the words that stood there are lost. */
const SPREADSHEET_ERROR = /^(?:#[\p{Lu}/0-9_]{2,14}[!?]|#N\/A|#NV|#N\/D|Err:\d{3})$/u;

export function isFileName(value: string): boolean {
  return FILE_NAME.test(value);
}

export function isUrl(value: string): boolean {
  return URL_FORM.test(value.trim());
}

export function isEmailAddress(value: string): boolean {
  return EMAIL_ADDRESS.test(value.trim());
}

export function isNumber(value: string): boolean {
  return NUMBER.test(value.trim());
}

export function isSpreadsheetError(cell: string): boolean {
  return cell.length < 20 && SPREADSHEET_ERROR.test(cell.trim());
}

/**
 * The same text in a memory of its own, for what is kept while a file is read: a piece that was cut out of it would hold
 * all of the text around it.
 */
export function ownCopy(text: string): string {
  return ` ${text}`.slice(1);
}

/** A code as programs make them: no blanks, and a digit in it. */
export function isCode(value: string): boolean {
  return value.length <= 64 && /\d/.test(value) && !/\s/.test(value.trim());
}

export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

/** A number as it is stored: a point before its decimals, nothing between its thousands; null where it is none. */
export function readNumber(cell: string): string | null {
  const value = cell.trim().replace(/\s?%$/, '').replace(/^\+/, '');
  if (!isNumber(value)) return null;
  const plain = value.replace(/[ \u00a0']/g, '');
  if (/^-?\d+(?:\.\d+)?$/.test(plain) && !/^-?\d{1,3}(?:\.\d{3}){2,}$/.test(plain)) return plain;
  if (/^-?\d+,\d+$/.test(plain)) return plain.replace(',', '.');
  const decimal = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  const isDecimal = plain.indexOf(plain[decimal]!) === decimal && plain.length - decimal !== 4;
  const whole = (isDecimal ? plain.slice(0, decimal) : plain).replace(/[.,]/g, '');
  return isDecimal ? `${whole}.${plain.slice(decimal + 1)}` : whole;
}

/** A language as exports state it: a name, `de`, `de-AT`, `DE`; null where it is none of the 24. */
export function readLanguage(cell: string): string | null {
  return languageFromName(cell) ?? languageFromName(cell.trim().split(/[-_]/)[0] ?? '');
}
