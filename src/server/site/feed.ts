import type { News } from '../../core/news.ts';
import { type LocalText, pickText } from '../../core/text.ts';
import { escapeXml } from '../../core/xml.ts';
import { consultationUrl, eventUrl, reportUrl } from '../address.ts';
import type { Reader } from '../component/reader.tsx';

/** A consultation with its news, as a feed tells of it. */
export type FeedSource = {
  slug: string;
  title: LocalText;
  timeZone: string;
  notice: LocalText | null;
  news: readonly News[];
};

export type FeedProps = {
  reader: Reader;
  /** Where people reach the house, without a slash at the end. */
  origin: string;
  /** The feed's own path with its query, and that of the page that it belongs to. */
  url: string;
  pageUrl: string;
  title: string;
  author: string;
  sources: readonly FeedSource[];
  /** Where there are no news yet. */
  now: Date;
};

const MOST_ENTRIES = 60;

/** News as an Atom feed (RFC 4287); ids are addresses that stay. */
export function writeFeed({ reader, origin, url, pageUrl, title, author, sources, now }: FeedProps): string {
  const entries = sources
    .flatMap((source) => source.news.map((news) => ({ source, news })))
    .sort((a, b) => b.news.at.getTime() - a.news.at.getTime())
    .slice(0, MOST_ENTRIES);
  const updated = entries[0]?.news.at ?? now;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${reader.language}">`,
    `  <id>${escapeXml(origin + url)}</id>`,
    `  <title>${escapeXml(title)}</title>`,
    `  <updated>${updated.toISOString()}</updated>`,
    `  <author><name>${escapeXml(author)}</name></author>`,
    `  <link rel="self" type="application/atom+xml" href="${escapeXml(origin + url)}"/>`,
    `  <link rel="alternate" type="text/html" href="${escapeXml(origin + pageUrl)}"/>`,
    ...entries.map(({ source, news }) => entry(reader, origin, source, news)),
    '</feed>',
    '',
  ].join('\n');
}

function entry(reader: Reader, origin: string, source: FeedSource, news: News): string {
  const page = consultationUrl(source.slug);
  const { text, language } = pickText(source.title, reader.language);
  const notice = source.notice ? `${reader.localText(source.notice)} ` : '';
  return [
    '  <entry>',
    `    <id>${escapeXml(`${origin}${page}#${news.id}`)}</id>`,
    `    <title xml:lang="${language}">${escapeXml(`${text}: ${headline(reader, news)}`)}</title>`,
    `    <updated>${news.at.toISOString()}</updated>`,
    `    <link rel="alternate" type="text/html" href="${escapeXml(origin + placeOfNews(source.slug, news))}"/>`,
    `    <content type="text">${escapeXml(notice + story(reader, source, news))}</content>`,
    '  </entry>',
  ].join('\n');
}

function placeOfNews(slug: string, news: News): string {
  switch (news.kind) {
    case 'event':
      return eventUrl(slug, news.slug);
    case 'edition':
      return reportUrl(slug, news.number);
    default:
      return consultationUrl(slug);
  }
}

function headline(reader: Reader, news: News): string {
  switch (news.kind) {
    case 'published':
      return reader.text('news.published');
    case 'opened':
    case 'closed':
      return reader.text(news.kind === 'opened' ? 'news.opened' : 'news.closed', {
        stage: reader.localText(news.stage),
      });
    case 'derogation':
      return reader.text(`news.${news.derogation}`, { stage: reader.localText(news.stage) });
    case 'event':
      return reader.text('news.event', { event: reader.localText(news.event) });
    case 'edition':
      return reader.text('news.edition', { number: news.number });
  }
}

function story(reader: Reader, { timeZone: zone }: FeedSource, news: News): string {
  switch (news.kind) {
    case 'published':
      return reader.text('news.published_story');
    case 'opened':
      return reader.text(news.input ? 'news.opened_story' : 'news.going_story', {
        day: reader.lastDay(news.closesAt, zone),
        zone,
      });
    case 'closed':
      return reader.text('news.closed_story');
    case 'derogation':
      return reader.localText(news.reason);
    case 'event':
      return reader.text('news.event_story', { at: reader.moment(news.startsAt, zone), zone });
    case 'edition':
      return reader.text('news.edition_story');
  }
}
