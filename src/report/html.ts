import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { barLengths, barSvg } from '../core/chart.ts';
import { describeSelection, type SelectionNames } from '../core/definition.ts';
import { COARSENED, type EvidenceRow } from '../core/evidence.ts';
import { type EvidenceIndex, type Figure, percentage } from '../core/figure.ts';
import type { Bar, Block, Label, Quote, Report, Section, Wording } from '../core/finding.ts';
import { languageName } from '../core/language.ts';
import { type MessageKey, type MessageValues, message } from '../core/message.ts';
import { backingOf, type Prose, type ProsePart, proseParts, type WrittenFinding } from '../core/prose.ts';
import type { Scale } from '../core/scale.ts';
import { webUrl } from '../core/url.ts';
import {
  figureText,
  formatNumber,
  formatPercentage,
  labelText,
  pickWords,
  wordingParts,
  wordingText,
} from '../core/wording.ts';
import type { ReportDocument } from './document.ts';

/** Where the numbers and quotes of a page lead. */
export type Links = { figure: (figure: Figure) => string; quote: (quote: Quote) => string | null };

const ENTITIES: { [char: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}

/** Draws a report as HTML; pure: the same document and evidence give the same bytes. */
export class ReportPage {
  readonly #made: ReportDocument;
  readonly #index: EvidenceIndex;
  readonly #links: Links;
  readonly #figures: Map<string, Figure>;
  readonly #quotes: Map<string, Quote>;
  readonly language: string;

  /** @param language one of the report's languages; its first where none is asked for */
  constructor(made: ReportDocument, index: EvidenceIndex, links: Links, language = made.report.language) {
    this.#made = made;
    this.#index = index;
    this.#links = links;
    this.language = language;
    this.#figures = new Map(made.report.figures.map((figure) => [figure.id, figure]));
    this.#quotes = new Map(made.report.quotes.map((quote) => [quote.id, quote]));
  }

  readonly #figureOf = (id: string): Figure => {
    const figure = this.#figures.get(id);
    if (!figure) throw new RangeError(`no figure "${id}"`);
    return figure;
  };

  readonly #quoteOf = (id: string): Quote => {
    const quote = this.#quotes.get(id);
    if (!quote) throw new RangeError(`no quote "${id}"`);
    return quote;
  };

  #say(key: MessageKey, values?: MessageValues): string {
    return escapeHtml(message(key, this.language, values).text);
  }

  label(label: Label): string {
    const { text, language } = labelText(label, this.language);
    return language ? `<span lang="${escapeHtml(language)}">${escapeHtml(text)}</span>` : escapeHtml(text);
  }

  wording(wording: Wording): string {
    return wordingParts(wording, this.language, this.#figureOf)
      .map((part) => {
        if (part.kind === 'words') return escapeHtml(part.text);
        if (part.kind === 'figure') return this.#figureLink(part.id, part.text);
        return part.language
          ? `<span lang="${escapeHtml(part.language)}">${escapeHtml(part.text)}</span>`
          : escapeHtml(part.text);
      })
      .join('');
  }

  #figureLink(id: string, text: string): string {
    return `<a class="figure" href="${escapeHtml(this.#links.figure(this.#figureOf(id)))}">${escapeHtml(text)}</a>`;
  }

  notices(): string {
    const list = this.noticeList().map((notice) => `<p>${notice}</p>`);
    return list.length === 0 ? '' : `<aside class="report-notices">${list.join('')}</aside>`;
  }

  contents(): string {
    const items = this.#made.report.sections.map(
      (section) => `<li><a href="#${escapeHtml(section.id)}">${this.wording(section.title)}</a></li>`,
    );
    return `<nav class="report-contents" aria-labelledby="contents"><h2 id="contents">${this.#say('report.contents')}</h2><ul>${items.join('')}</ul></nav>`;
  }

  /** The sections, each with its title as plain text and its content without the heading. */
  sections(): { id: string; title: string; html: string }[] {
    const own = this.#made.report.sections.map((section: Section) => ({
      id: section.id,
      title: wordingText(section.title, this.language, this.#figureOf),
      html: section.blocks.map((block) => this.block(block)).join('\n'),
    }));
    const { scale } = this.#made.report;
    if (!scale) return own;
    return [
      ...own,
      { id: 'scale', title: message('report.scale.title', this.language).text, html: this.#scale(scale) },
    ];
  }

  #scale(scale: Scale): string {
    const rows = scale.map(({ above, words }, i) => {
      const to = scale[i + 1]?.above ?? 100;
      const list = words[this.language] ?? words[this.#made.report.language] ?? [];
      return `<tr><th scope="row">${escapeHtml(list.join(', '))}</th><td>${this.#say('report.scale.above', { above, to })}</td></tr>`;
    });
    return `<p class="note">${this.#say('report.scale.how')}</p><table class="definitions"><thead><tr><th scope="col">${this.#say('report.scale.words')}</th><th scope="col">${this.#say('report.scale.share')}</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  }

  /** What the reader must know first, paragraph by paragraph; without what the page says already. */
  noticeList(without: readonly MessageKey[] = []): string[] {
    const said = this.#made.report.notices.filter(({ say }) => !without.some((key) => key === say));
    return said.map((wording) => this.wording(wording));
  }

  /** One block as it stands in the report. */
  block(block: Block): string {
    switch (block.kind) {
      case 'prose':
        return `<div class="prose" id="${escapeHtml(block.prose.id)}">${this.#prose(block.prose)}</div>`;
      case 'written':
        return this.#written(block.finding);
      case 'finding': {
        const quotes = (block.finding.quotes ?? []).map((id) => this.#quote(this.#quoteOf(id))).join('');
        return `<p class="finding" id="${escapeHtml(block.finding.id)}">${this.wording(block.finding.wording)}</p>${quotes}`;
      }
      case 'note':
        return `<p class="note">${this.wording(block.wording)}</p>`;
      case 'heading':
        return this.#heading(block);
      case 'bars':
        return this.#bars(block.caption, block.bars);
      case 'table':
        return this.#table(block);
      case 'list':
        return `<ul class="note">${block.items.map((item) => `<li>${this.wording(item)}</li>`).join('')}</ul>`;
      case 'excerpt':
        return `<figure class="excerpt"><figcaption>${this.wording(block.label)}</figcaption><blockquote${langAttribute(block.language)}>${paragraphs(block.text)}</blockquote></figure>`;
    }
  }

  /** What people wrote: paragraphs, where a quote that is a paragraph of its own is set apart. */
  #prose({ texts }: Pick<Prose, 'texts'>): string {
    const { text, language } = pickWords(texts, this.language);
    const lang = language ? langAttribute(language) : '';
    return proseParts(text)
      .map((parts) => {
        const [only] = parts;
        if (parts.length === 1 && only?.kind === 'quote') return this.#quote(this.#quoteOf(only.id), false);
        return `<p${lang}>${parts.map((part) => this.#prosePart(part)).join('')}</p>`;
      })
      .join('');
  }

  #prosePart(part: ProsePart): string {
    switch (part.kind) {
      case 'words':
      case 'stray':
        return escapeHtml(part.text);
      case 'figure':
        return this.#figureLink(part.id, figureText(this.#figureOf(part.id), this.language, this.#figureOf));
      case 'word': {
        const behind = figureText(this.#figureOf(part.figure), this.language, this.#figureOf);
        const href = escapeHtml(this.#links.figure(this.#figureOf(part.figure)));
        return `<a class="figure" href="${href}" title="${escapeHtml(behind)}">${escapeHtml(part.text)}</a>`;
      }
      case 'quote': {
        const quote = this.#quoteOf(part.id);
        const source = this.#source(quote, this.#index.row(quote.contribution));
        return `<q${langAttribute(quote.language)}>${escapeHtml(quote.exact)}</q> <small class="source">(${source})</small>`;
      }
    }
  }

  /** A finding in people's words, what supports it, what speaks against it, and who answers for that. */
  #written(finding: WrittenFinding): string {
    const id = escapeHtml(finding.id);
    const quotes = finding.quotes.map((one) => this.#quote(this.#quoteOf(one), false)).join('');
    const against = finding.opposing.map((one) => this.#quote(this.#quoteOf(one), false)).join('');
    const opposing =
      against === ''
        ? ''
        : `<div class="opposing"><p class="note">${this.#say('report.written.opposing')}</p>${against}</div>`;
    return `<div class="finding written" id="${id}">${this.#prose(finding)}${this.#backing(finding)}</div>${quotes}${opposing}`;
  }

  #backing(finding: WrittenFinding): string {
    const backing = backingOf(finding, this.#quotes);
    const note = (text: string) => `<p class="note backing">${text}</p>`;
    if (backing.kind === 'none') return note(this.#say('report.written.no_evidence'));
    if (backing.kind === 'figures') return '';
    const confirmed = finding.confirmed ?? [];
    const names = [...new Set(confirmed.map(({ by }) => by))];
    const languages = confirmed.map(({ language }) => languageName(language, this.language));
    const list = new Intl.ListFormat(this.language);
    const said =
      names.length === 0
        ? ''
        : note(this.#say('report.written.confirmed', { names: list.format(names), languages: list.format(languages) }));
    return said + (backing.unconfirmed.length > 0 ? note(this.#say('report.written.unconfirmed')) : '');
  }

  #heading({ label, badge, anchor }: Extract<Block, { kind: 'heading' }>): string {
    const id = anchor ? ` id="${escapeHtml(anchor)}"` : '';
    const mark = badge ? ` <span class="badge badge-${badge}">${this.#say(`report.badge.${badge}`)}</span>` : '';
    return `<h3${id}>${this.label(label)}${mark}</h3>`;
  }

  /** A chart and its table in one: each row has its label, its bar and its number. */
  #bars(caption: Wording, bars: Bar[]): string {
    const figures = bars.map((bar) => this.#figureOf(bar.figure));
    const lengths = barLengths(figures.map(({ value, of }) => ({ value, of: of ? this.#figureOf(of).value : null })));
    const rows = bars.map(
      (bar, i) =>
        `<tr><th scope="row">${this.label(bar.label)}</th><td class="number">${barSvg(lengths[i]!)} ${this.#figureLink(bar.figure, figureText(figures[i]!, this.language, this.#figureOf))}</td></tr>`,
    );
    return this.#scrollable(
      caption,
      `<table class="bars"><caption>${this.wording(caption)}</caption><thead class="visually-hidden"><tr><th scope="col">${this.#say('report.table.what')}</th><th scope="col">${this.#say('report.table.count')}</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
    );
  }

  #table({ caption, columns, rows }: Extract<Block, { kind: 'table' }>): string {
    const head = columns.map((column) => `<th scope="col">${this.label(column)}</th>`).join('');
    const body = rows.map(({ label, figures }) => {
      const cells = figures.map((id) => `<td class="number">${id === null ? '' : this.#cell(this.#figureOf(id))}</td>`);
      return `<tr><th scope="row">${this.label(label)}</th>${cells.join('')}</tr>`;
    });
    return this.#scrollable(
      caption,
      `<table><caption>${this.wording(caption)}</caption><thead><tr><th scope="col">${this.#say('report.table.what')}</th>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`,
    );
  }

  #scrollable(caption: Wording, table: string): string {
    const name = escapeHtml(wordingText(caption, this.language, this.#figureOf));
    return `<div class="table-frame" role="region" tabindex="0" aria-label="${name}">${table}</div>`;
  }

  /** Number and percentage in a narrow cell; the denominator stands in the number's own definition. */
  #cell(figure: Figure): string {
    const value = this.#figureLink(figure.id, formatNumber(figure.value, this.language));
    const percent = figure.of ? percentage(figure.value, this.#figureOf(figure.of).value) : null;
    return percent === null ? value : `${value} <small>${formatPercentage(percent, this.language)}</small>`;
  }

  /** @param isNamed whether it can be linked to: a quote that several findings show is named once only */
  #quote(quote: Quote, isNamed = true): string {
    const row = this.#index.row(quote.contribution);
    const context =
      quote.prefix + quote.suffix === ''
        ? ''
        : `<details><summary>${this.#say('report.quote.context')}</summary><p${langAttribute(quote.language)}>… ${escapeHtml(quote.prefix)}<b>${escapeHtml(quote.exact)}</b>${escapeHtml(quote.suffix)} …</p></details>`;
    const id = isNamed ? ` id="${escapeHtml(quote.id)}"` : '';
    return `<figure class="quote"${id}><blockquote${langAttribute(quote.language)}>${paragraphs(quote.exact)}</blockquote><figcaption>${this.#source(quote, row)}</figcaption>${context}</figure>`;
  }

  #source(quote: Quote, row: EvidenceRow | undefined): string {
    const href = this.#links.quote(quote);
    const code = escapeHtml(quote.contribution);
    const source = webUrl(row?.url ?? null);
    const parts = [
      href ? `<a href="${escapeHtml(href)}">${code}</a>` : code,
      row && isShown(row.user_type) ? this.label({ message: `profile.user_type.${row.user_type}` }) : '',
      row && isShown(row.country) ? this.label({ country: row.country }) : '',
      quote.language === 'und' || quote.language === this.language
        ? ''
        : escapeHtml(languageName(quote.language, this.language)),
      quote.page ? this.#say('report.quote.page', { page: quote.page }) : '',
      source ? `<a href="${escapeHtml(source.href)}">${escapeHtml(source.host)}</a>` : '',
    ];
    return parts.filter((part) => part !== '').join(', ');
  }

  /** All figures in words, so that a reader of the file alone knows what each counts. */
  definitions(): string {
    const names = selectionNames(this.#made, this.language);
    const rows = this.#made.report.figures.map((figure) => {
      const of = figure.of
        ? ` <span class="note">${this.#say('report.figures.out_of')} <a href="#${escapeHtml(figure.of)}">${formatNumber(this.#figureOf(figure.of).value, this.language)}</a></span>`
        : '';
      return `<tr id="${escapeHtml(figure.id)}"><th scope="row" class="number">${formatNumber(figure.value, this.language)}</th><td>${escapeHtml(describeSelection(figure.unit, figure.where, this.language, names))}${of}</td></tr>`;
    });
    return `<section class="report-section" aria-labelledby="figures"><h2 id="figures">${this.#say('report.figures.title')}</h2><p class="note">${this.#say('report.figures.how')}</p><table class="definitions"><thead><tr><th scope="col">${this.#say('report.figures.number')}</th><th scope="col">${this.#say('report.figures.counts')}</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></section>`;
  }

  head(): string {
    const { report, leadBody, ledger } = this.#made;
    const body = leadBody ? `<p class="lead-body">${this.label(leadBody)}</p>` : '';
    return `<header>${body}<h1>${this.label(report.title)}: ${this.#say(kindTitle(report))}</h1><p class="note">${this.authorship()} ${this.#say('report.ledger', { size: ledger.size })} <code>${escapeHtml(ledger.root)}</code></p></header>`;
  }

  /** Who made it: the program alone, or the people who wrote it and the one who approved it. */
  authorship(): string {
    const { report, madeBy } = this.#made;
    const version = madeBy.replace(/^\S+ /, '');
    if (!report.writtenBy) return `${this.#say('report.made_by', { version })}.`;
    const names = new Intl.ListFormat(this.language).format(report.writtenBy);
    const { approved } = report;
    const said = approved
      ? ` ${this.#say('report.approved', { name: approved.by, role: approved.role, at: approved.at.slice(0, 10) })}`
      : '';
    return this.#say('report.written_by', { names, version }) + said;
  }

  title(): string {
    const { report } = this.#made;
    return `${labelText(report.title, this.language).text}: ${message(kindTitle(report), this.language).text}`;
  }
}

function kindTitle({ kind }: Report): MessageKey {
  return kind === undefined ? 'report.title' : `report.kind.${kind}`;
}

/** The names that definitions of numbers use, in the report's language. */
export function selectionNames(made: ReportDocument, language: string): SelectionNames {
  const plain = (names: { [key: string]: Label }) =>
    Object.fromEntries(Object.entries(names).map(([key, label]) => [key, labelText(label, language).text]));
  return {
    themes: plain(made.names.themes),
    questions: plain(made.names.questions),
    campaigns: plain(made.names.campaigns),
  };
}

/** Whether a grouping column says something that may be read. */
function isShown(value: string): boolean {
  return value !== '' && value !== COARSENED;
}

function langAttribute(language: string): string {
  return language === 'und' ? '' : ` lang="${escapeHtml(language)}"`;
}

function paragraphs(text: string): string {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => `<p>${escapeHtml(paragraph.trim())}</p>`)
    .join('');
}

const STANDALONE_STYLE = ['./standalone.css', './report.css']
  .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
  .join('');

/** A report may show its own style sheet and nothing else: no script, no image, no address. */
export const STANDALONE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STANDALONE_STYLE).digest('base64')}'`;

function sectionHtml({ id, title, html }: { id: string; title: string; html: string }): string {
  const anchor = escapeHtml(id);
  return `<section class="report-section" aria-labelledby="${anchor}"><h2 id="${anchor}">${escapeHtml(title)}</h2>\n${html}</section>`;
}

/** `report.html`: one file that needs nothing else, readable without script and on paper. */
export function standalonePage(made: ReportDocument, index: EvidenceIndex): string {
  const page = new ReportPage(made, index, { figure: (figure) => `#${figure.id}`, quote: () => null });
  return [
    '<!doctype html>',
    `<html lang="${escapeHtml(page.language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${STANDALONE_POLICY}">`,
    `<title>${escapeHtml(page.title())}</title>`,
    `<style>${STANDALONE_STYLE}</style>`,
    '</head>',
    '<body>',
    '<main class="report">',
    page.head(),
    page.notices(),
    page.contents(),
    ...page.sections().map(sectionHtml),
    page.definitions(),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
