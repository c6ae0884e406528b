import { newsOf } from '../../core/news.ts';
import { escapeXml } from '../../core/xml.ts';
import { type Consultation, eventsOf, publishedConsultations, stagesOf } from '../../store/consultation.ts';
import { editionsOf } from '../../store/edition.ts';
import {
  aboutUrl,
  accessibilityUrl,
  consultationFeedUrl,
  consultationUrl,
  contributionsUrl,
  dataUrl,
  eventUrl,
  feedUrl,
  homeUrl,
  privacyUrl,
  reportUrl,
  sitemapUrl,
} from '../address.ts';
import { Reader } from '../component/reader.tsx';
import { type FeedSource, writeFeed } from '../site/feed.ts';
import { consultationOf, originOf, queryOf, type Route, type Visit } from '../visit.ts';

const ATOM = 'application/atom+xml; charset=utf-8';

async function feedSource({ store: { db }, now }: Visit, consultation: Consultation): Promise<FeedSource> {
  const { id, slug, title, timeZone, publishedAt, exampleNotice } = consultation;
  const [stages, events, editions] = await Promise.all([stagesOf(db, id), eventsOf(db, id), editionsOf(db, id)]);
  return { slug, title, timeZone, notice: exampleNotice, news: newsOf({ publishedAt, stages, events, editions }, now) };
}

/** A feed is subscribed to in one language, whatever the program that fetches it asks for. */
function readerOf(visit: Visit): { reader: Reader; language: string | undefined } {
  const wanted = queryOf(visit).get('language') ?? undefined;
  const known = wanted !== undefined && visit.frame.house.languages.includes(wanted) ? wanted : undefined;
  return { reader: known ? new Reader(known) : visit.frame.reader, language: known };
}

/** What became of all consultations that everybody can see. */
export const feed: Route = {
  method: 'get',
  at: 'feed',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, frame, store, now } = visit;
    const { reader, language } = readerOf(visit);
    const consultations = await publishedConsultations(store.db);
    const sources = await Promise.all(consultations.map((consultation) => feedSource(visit, consultation)));
    context.header('content-type', ATOM);
    return context.body(
      writeFeed({
        reader,
        origin: originOf(visit),
        url: feedUrl(language),
        pageUrl: homeUrl(),
        title: frame.house.name,
        author: frame.house.name,
        sources,
        now,
      }),
    );
  },
};

/** What became of one consultation. */
export const consultationFeed: Route = {
  method: 'get',
  at: 'consultationFeed',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, frame, now } = visit;
    const { reader, language } = readerOf(visit);
    const found = await consultationOf(visit);
    context.header('content-type', ATOM);
    return context.body(
      writeFeed({
        reader,
        origin: originOf(visit),
        url: consultationFeedUrl(found.slug, language),
        pageUrl: consultationUrl(found.slug),
        title: reader.localText(found.title),
        author: reader.localText(found.leadBody) || frame.house.name,
        sources: [await feedSource(visit, found)],
        now,
      }),
    );
  },
};

/** Every public page that has an address of its own, for search engines. */
export const sitemap: Route = {
  method: 'get',
  at: 'sitemap',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, store } = visit;
    const consultations = await publishedConsultations(store.db);
    const below = await Promise.all(
      consultations.map(async ({ id, slug }) => {
        const [events, editions] = await Promise.all([eventsOf(store.db, id), editionsOf(store.db, id)]);
        return [
          { url: consultationUrl(slug), changed: null },
          { url: contributionsUrl(slug), changed: null },
          ...events.map((event) => ({ url: eventUrl(slug, event.slug), changed: null })),
          ...(editions.length > 0 ? [{ url: dataUrl(slug), changed: editions[0]!.madeAt }] : []),
          ...editions.map(({ number, madeAt }) => ({ url: reportUrl(slug, number), changed: madeAt })),
        ];
      }),
    );
    const own = [homeUrl(), aboutUrl(), accessibilityUrl(), privacyUrl()].map((url) => ({ url, changed: null }));
    const origin = originOf(visit);
    const lines = [...own, ...below.flat()].map(({ url, changed }) => {
      const when = changed ? `<lastmod>${changed.toISOString()}</lastmod>` : '';
      return `  <url><loc>${escapeXml(origin + url)}</loc>${when}</url>`;
    });
    context.header('content-type', 'application/xml; charset=utf-8');
    return context.body(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        ...lines,
        '</urlset>',
        '',
      ].join('\n'),
    );
  },
};

/** What search engines should leave alone: the desk, and what belongs to single persons. */
export const robots: Route = {
  method: 'get',
  at: 'robots',
  needs: 'see public pages',
  answer: async (visit) => {
    const kept = ['/desk', '/sign-in/', '/preview/', '/claim', '/r/'];
    const lines = [
      'User-agent: *',
      ...kept.map((path) => `Disallow: ${path}`),
      '',
      `Sitemap: ${originOf(visit)}${sitemapUrl()}`,
    ];
    return visit.context.text(`${lines.join('\n')}\n`);
  },
};
