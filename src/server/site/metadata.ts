import { type Stage, stageState } from '../../core/stage.ts';
import { pickText } from '../../core/text.ts';
import type { Consultation, ConsultationEvent } from '../../store/consultation.ts';
import { consultationFeedUrl, consultationUrl, dataUrl, eventUrl } from '../address.ts';
import type { About } from '../component/page.tsx';
import type { Reader } from '../component/reader.tsx';

export type ConsultationMetadata = {
  reader: Reader;
  origin: string;
  consultation: Consultation;
  stages: readonly Stage[];
  events: readonly ConsultationEvent[];
  /** Path of the page where the call is answered; null where nothing can be answered. */
  answerUrl: string | null;
  /** The newest edition; null where there is none. */
  edition: { number: number; madeAt: Date } | null;
  now: Date;
};

/** What a consultation's page tells programs: search engines, and those that draw a card of a link. */
export function aboutConsultation(known: ConsultationMetadata): About {
  const { reader, origin, consultation } = known;
  const url = origin + consultationUrl(consultation.slug);
  const description = reader.localText(consultation.summary);
  return {
    description,
    url,
    feedUrl: consultationFeedUrl(consultation.slug, reader.language),
    data: { '@context': 'https://schema.org', '@graph': graph(known, url, description) },
  };
}

function graph(
  { reader, origin, consultation, stages, events, answerUrl, edition, now }: ConsultationMetadata,
  url: string,
  description: string,
) {
  const { title, leadBody, slug, licence, publishedAt, contactEmailAddress } = consultation;
  const name = pickText(title, reader.language);
  const organiser = {
    '@type': 'GovernmentOrganization',
    name: reader.localText(leadBody),
    ...(contactEmailAddress && { email: contactEmailAddress }),
  };
  const call = stages.find((stage) => stage.kind === 'call_for_evidence' && stageState(stage, now) !== 'over');
  const page = {
    '@type': 'WebPage',
    '@id': url,
    url,
    name: name.text,
    inLanguage: name.language,
    description,
    publisher: organiser,
    ...(publishedAt && { datePublished: publishedAt.toISOString() }),
    ...(call &&
      answerUrl && {
        potentialAction: {
          '@type': 'ReplyAction',
          target: origin + answerUrl,
          startTime: call.opensAt.toISOString(),
          endTime: call.closesAt.toISOString(),
        },
      }),
  };
  const online = events.map((event) => ({
    '@type': 'Event',
    name: reader.localText(event.title),
    description: reader.localText(event.summary),
    startDate: event.startsAt.toISOString(),
    endDate: event.endsAt.toISOString(),
    eventAttendanceMode: 'https://schema.org/OnlineEventAttendanceMode',
    eventStatus: 'https://schema.org/EventScheduled',
    isAccessibleForFree: true,
    location: { '@type': 'VirtualLocation', url: origin + eventUrl(slug, event.slug) },
    organizer: organiser,
    url: origin + eventUrl(slug, event.slug),
  }));
  const dataset = edition && {
    '@type': 'Dataset',
    name: name.text,
    description,
    url: origin + dataUrl(slug),
    version: String(edition.number),
    dateModified: edition.madeAt.toISOString(),
    creator: organiser,
    isAccessibleForFree: true,
    ...(licence && { license: reader.localText(licence) }),
  };
  return [page, ...online, ...(dataset ? [dataset] : [])];
}
