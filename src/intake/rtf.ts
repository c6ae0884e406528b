import iconv from 'iconv-lite';
import { hasLetter } from '../core/text.ts';
import { PAPER_CHARACTERS_MAX } from './limits.ts';
import { PaperBlocks } from './paper-blocks.ts';
import { type PaperBytes, type PaperText, refusePaper, unpaged, withoutText } from './paper-text.ts';

/**
 * Reads the words of an RTF document (Rich Text Format Specification 1.9.1): bytes in the code page of the document or of
 * the font (`\'e9`), Unicode (`\u`, with what stands for it elsewhere skipped), headings by outline level or style, list
 * labels, tables, footnotes. Headers, footers, pictures, hidden and deleted text are left out.
 * @throws DomainError unreadable, with a sentence about this file
 */
export function readRtf({ name, bytes }: PaperBytes): PaperText {
  const reader = new RtfReader(bytes.toString('latin1'));
  const { text, title } = reader.read();
  if (reader.isCutOff) refusePaper(name, 'is cut off: groups in it are not closed', 'Ask for it again.');
  if (text.length > PAPER_CHARACTERS_MAX)
    refusePaper(name, `has more than ${PAPER_CHARACTERS_MAX} characters`, 'Split it, or give only what answers.');
  if (!hasLetter(text)) return withoutText(name, 'has no text: what it shows are pictures');
  return unpaged(text, title);
}

/** Code pages by the character set of a font (`\fcharset`). */
const CODE_PAGES: { readonly [charset: number]: string } = {
  77: 'macintosh',
  128: 'cp932',
  129: 'cp949',
  134: 'cp936',
  136: 'cp950',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  222: 'windows-874',
  238: 'windows-1250',
  255: 'cp850',
};
const SYMBOLS = 2;

/** Groups whose words are not the document's. */
const SKIPPED = new Set(
  `colortbl info pict object objdata header headerl headerr headerf footer footerl footerr footerf fldinst nonshppict
  shprslt sp xe tc rxe annotation atnid atnauthor atndate atnref atnicn bkmkstart bkmkend listtable listoverridetable
  listpicture revtbl rsidtbl generator themedata colorschememapping latentstyles datastore filetbl template ftnsep ftnsepc
  ftncn aftnsep aftnsepc aftncn pn pnseclvl keywords comment private userprops xmlnstbl mmathPr wgrffmtfilter`.split(
    /\s+/,
  ),
);
/** Groups that say `\*`, may be skipped by others, and hold words of the document. */
const STARRED_WORDS = new Set(['shpinst', 'shptxt', 'ud']);

const SIGNS: { readonly [word: string]: string } = {
  tab: ' ',
  emdash: '—',
  endash: '–',
  emspace: ' ',
  enspace: ' ',
  qmspace: ' ',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
};

type Group = {
  skips: boolean;
  /** What the words of this group are for. */
  role: 'text' | 'fonts' | 'styles' | 'label' | 'note';
  starred: boolean;
  font: number | null;
  fallback: number;
  hidden: boolean;
};

class RtfReader {
  isCutOff = false;
  readonly #rtf: string;
  readonly #blocks = new PaperBlocks();
  readonly #groups: Group[] = [];
  #group: Group = { skips: false, role: 'text', starred: false, font: null, fallback: 1, hidden: false };
  #at = 0;
  #codePage = 'windows-1252';
  #defaultFont: number | null = null;
  readonly #fonts = new Map<number, number>();
  readonly #styles = new Map<number, string>();
  #defined = { number: 0, name: '' };
  /** Bytes and halves of characters that wait for the rest. */
  #bytes: number[] = [];
  #half = '';
  #toSkip = 0;
  #label = '';
  #notes = 0;
  #paragraph = { inTable: false, level: 0 };
  #table: 'none' | 'between rows' | 'in row' | 'in cell' = 'none';

  constructor(rtf: string) {
    this.#rtf = rtf;
  }

  read(): ReturnType<PaperBlocks['done']> {
    const rtf = this.#rtf;
    while (this.#at < rtf.length) {
      const sign = rtf[this.#at]!;
      if (sign === '{') this.#openGroup();
      else if (sign === '}') this.#closeGroup();
      else if (sign === '\\') this.#control();
      else {
        this.#at++;
        if (sign !== '\r' && sign !== '\n') this.#byte(sign.charCodeAt(0));
      }
      if (this.#groups.length === 0 && this.#at > 1 && sign === '}') break; // what follows the document is none of it
    }
    this.#flush();
    this.isCutOff = this.#groups.length > 0;
    return this.#blocks.done();
  }

  #openGroup(): void {
    this.#flush();
    this.#at++;
    this.#groups.push(this.#group);
    this.#group = { ...this.#group, starred: false };
  }

  #closeGroup(): void {
    this.#flush();
    this.#at++;
    const closed = this.#group;
    this.#group = this.#groups.pop() ?? closed;
    if (closed.role === this.#group.role) return;
    if (closed.role === 'note') this.#blocks.closeNote();
    if (closed.role === 'label') this.#openItem();
  }

  #openItem(): void {
    const label = this.#label.trim();
    this.#label = '';
    const isBullet = !/[\p{L}\p{N}]/u.test(label) || label === 'o';
    if (label !== '') this.#blocks.openItem(isBullet ? undefined : () => label);
  }

  #control(): void {
    const match = CONTROL.exec(this.#rtf.slice(this.#at, this.#at + 64));
    if (match?.[1] !== undefined) {
      this.#at += match[0].length;
      const number = match[2] === undefined ? null : Number(match[2]);
      if (match[1] === 'bin') this.#at += Math.max(0, number ?? 0);
      else if (this.#toSkip > 0 && match[1] !== 'u') this.#toSkip--;
      else this.#word(match[1], number);
      return;
    }
    const sign = this.#rtf[this.#at + 1] ?? '';
    if (sign === "'") {
      this.#byte(Number.parseInt(this.#rtf.slice(this.#at + 2, this.#at + 4), 16) || 0x3f);
      this.#at += 4;
      return;
    }
    this.#at += 2;
    if (sign === '*') this.#group.starred = true;
    else if (sign === '~') this.#text(' ');
    else if (sign === '_') this.#text('-');
    else if (sign === '\r' || sign === '\n') this.#word('par', null);
    else if (sign === '\\' || sign === '{' || sign === '}') this.#byte(sign.charCodeAt(0));
  }

  #word(word: string, number: number | null): void {
    if (word === 'u') {
      this.#unicode(number ?? 0x3f);
      return;
    }
    this.#flush();
    const group = this.#group;
    if (group.starred && !STARRED_WORDS.has(word)) group.skips = true;
    group.starred = false;
    const sign = SIGNS[word];
    if (sign !== undefined) this.#text(sign);
    else if (SKIPPED.has(word)) group.skips = true;
    else if (!this.#property(word, number)) this.#structure(word);
  }

  /** @returns whether the word only says how what follows is meant */
  #property(word: string, number: number | null): boolean {
    const group = this.#group;
    switch (word) {
      case 'ansicpg':
        if (number && iconv.encodingExists(`cp${number}`)) this.#codePage = `cp${number}`;
        return true;
      case 'mac':
        this.#codePage = 'macintosh';
        return true;
      case 'pc':
        this.#codePage = 'cp437';
        return true;
      case 'pca':
        this.#codePage = 'cp850';
        return true;
      case 'uc':
        group.fallback = Math.min(16, Math.max(0, number ?? 1));
        return true;
      case 'deff':
        this.#defaultFont = number;
        return true;
      case 'f':
        group.font = number;
        return true;
      case 'fcharset':
        if (group.role === 'fonts' && group.font !== null) this.#fonts.set(group.font, number ?? 0);
        return true;
      case 'plain':
        group.font = this.#defaultFont;
        group.hidden = false;
        return true;
      case 'v':
      case 'deleted':
        group.hidden = number !== 0;
        return true;
      case 'pard':
        this.#paragraph = { inTable: false, level: 0 };
        return true;
      case 'intbl':
        this.#paragraph.inTable = true;
        return true;
      case 'outlinelevel':
        this.#paragraph.level = number !== null && number < 9 ? number + 1 : 0;
        return true;
      case 's':
        if (group.role === 'styles') this.#defined.number = number ?? 0;
        else this.#paragraph.level = headingLevel(this.#styles.get(number ?? 0) ?? '') || this.#paragraph.level;
        return true;
      default:
        return false;
    }
  }

  #structure(word: string): void {
    const group = this.#group;
    switch (word) {
      case 'fonttbl':
        group.role = 'fonts';
        break;
      case 'stylesheet':
        group.role = 'styles';
        break;
      case 'pntext':
      case 'listtext':
        group.role = 'label';
        break;
      case 'footnote':
        group.role = 'note';
        if (!group.skips) this.#blocks.openNote(String(++this.#notes));
        break;
      case 'par':
      case 'sect':
      case 'page':
        this.#endParagraph();
        break;
      case 'line':
        if (this.#isRead()) this.#blocks.lineBreak();
        break;
      case 'cell':
      case 'nestcell':
        this.#endCell();
        break;
      case 'row':
        this.#endRow();
        break;
    }
  }

  #isRead(): boolean {
    const { skips, role, hidden } = this.#group;
    return !skips && !hidden && (role === 'text' || role === 'note');
  }

  #endParagraph(): void {
    if (!this.#isRead()) return;
    this.#blocks.closeHeading();
    this.#blocks.closeItem();
  }

  #endCell(): void {
    if (!this.#isRead() || this.#table === 'none') return;
    if (this.#table === 'between rows') this.#openCell();
    if (this.#table === 'in row') this.#blocks.openCell();
    this.#blocks.closeHeading();
    this.#blocks.closeCell();
    this.#table = 'in row';
  }

  #endRow(): void {
    if (this.#table === 'in cell') this.#endCell();
    if (this.#table !== 'none') this.#table = 'between rows';
  }

  #openCell(): void {
    if (this.#table === 'none') this.#blocks.openTable();
    if (this.#table !== 'in row') this.#blocks.openRow();
    this.#blocks.openCell();
    this.#table = 'in cell';
  }

  /** Characters beyond U+FFFF come in two halves. */
  #unicode(number: number): void {
    const unit = String.fromCharCode(number < 0 ? number + 0x10000 : number);
    this.#flush();
    this.#toSkip = this.#group.fallback;
    if (/[\uD800-\uDBFF]/.test(unit)) this.#half = unit;
    else {
      this.#text(this.#half + unit);
      this.#half = '';
    }
  }

  #byte(byte: number): void {
    if (this.#toSkip > 0) this.#toSkip--;
    else this.#bytes.push(byte);
  }

  /** Bytes become characters once the font that they are in is at its end: some take two. */
  #flush(): void {
    this.#toSkip = 0;
    if (this.#bytes.length === 0) return;
    const bytes = Buffer.from(this.#bytes);
    this.#bytes = [];
    const { font, role } = this.#group;
    const charset = font === null ? undefined : this.#fonts.get(font);
    const codePage = (charset !== undefined && CODE_PAGES[charset]) || this.#codePage;
    if (charset === SYMBOLS && role !== 'fonts') this.#text(role === 'label' ? '•' : '');
    else this.#text(iconv.decode(bytes, codePage));
  }

  #text(text: string): void {
    const { skips, hidden, role } = this.#group;
    if (skips || hidden) return;
    if (role === 'label') this.#label += text;
    else if (role === 'styles') this.#defineStyle(text);
    else if (role !== 'fonts') this.#words(text);
  }

  #defineStyle(text: string): void {
    this.#defined.name += text;
    if (!this.#defined.name.includes(';')) return;
    this.#styles.set(this.#defined.number, this.#defined.name.split(';')[0]!.trim());
    this.#defined = { number: 0, name: '' };
  }

  #words(text: string): void {
    const { inTable, level } = this.#paragraph;
    if (this.#group.role === 'text') {
      if (inTable && this.#table !== 'in cell') this.#openCell();
      if (!inTable && this.#table !== 'none' && text.trim() !== '') {
        this.#blocks.closeTable();
        this.#table = 'none';
      }
      if (level > 0 && !inTable && text.trim() !== '') this.#blocks.continueHeading(level);
    }
    this.#blocks.words(text);
  }
}

const CONTROL = /^\\([a-zA-Z]{1,32})(-?\d{1,10})? ?/;

function headingLevel(style: string): number {
  if (/^title$/i.test(style)) return 1;
  const level =
    /^(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift|otsikko|nagłówek|nadpis|naslov|címsor|titlu|επικεφαλίδα|заглавие)\s*([1-9])$/i.exec(
      style,
    )?.[1];
  return level === undefined ? 0 : Number(level);
}
