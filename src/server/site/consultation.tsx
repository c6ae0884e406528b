import type { Child } from 'hono/jsx';
import { type Stage, stageState } from '../../core/stage.ts';
import type { LocalText } from '../../core/text.ts';
import type { Consultation, ConsultationEvent, StageWithDerogations } from '../../store/consultation.ts';
import {
  consultationFeedUrl,
  contributionsUrl,
  dataUrl,
  eventUrl,
  evidenceUrl,
  homeUrl,
  ledgerUrl,
  reportUrl,
} from '../address.ts';
import { Badge } from '../component/badge.tsx';
import { Bars, type BarsProps } from '../component/bars.tsx';
import { ButtonLink } from '../component/button.tsx';
import { DefinitionList } from '../component/definition-list.tsx';
import { EmptyState } from '../component/empty.tsx';
import { FigureLink } from '../component/figure.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { type About, Page } from '../component/page.tsx';
import type { Reader } from '../component/reader.tsx';
import { Countdown, nextDate, StageTimeline } from '../component/stage.tsx';
import { Span } from '../component/time.tsx';

/** What came in so far, each total with its own unit. */
export type SoFar = {
  contributions: number;
  stakeholders: number;
  countries: number;
  languages: number;
  /** Contributions by one group, the one that tells most: user type, country or language. */
  groups: Pick<BarsProps, 'caption' | 'labelHeading' | 'bars'> | null;
};

export type ConsultationPageProps = {
  frame: Frame;
  now: Date;
  consultation: Consultation;
  stages: StageWithDerogations[];
  events: ConsultationEvent[];
  /** The one thing that can be done now; null where there is none. */
  action: { url: string; label: string } | null;
  soFar: SoFar | null;
  /** The newest edition of the report; null where there is none yet. */
  report: { edition: number; madeAt: Date } | null;
  documents: { url: string; title: LocalText }[];
  /** What the page tells programs. */
  about?: About;
};

/** One consultation: what it decides, what can be done now, how it goes on, what came in. */
export function ConsultationPage(props: ConsultationPageProps) {
  const { frame, now, consultation, stages, events, soFar, report, documents, about } = props;
  const { reader } = frame;
  const { slug, timeZone: zone } = consultation;
  const next = nextDate(stages, now);
  return (
    <Page
      frame={frame}
      title={reader.localText(consultation.title)}
      crumbs={[{ url: homeUrl(), label: reader.text('ui.consultations') }]}
      notice={consultation.exampleNotice}
      {...(about && { about })}
    >
      <PageHead kicker={reader.local(consultation.leadBody)} lead={reader.local(consultation.summary)}>
        {reader.local(consultation.title)}
      </PageHead>
      <div class="now">
        {next && <Countdown reader={reader} next={next} now={now} zone={zone} />}
        <MainAction {...props} />
      </div>
      <div class="beside">
        <div>
          <Section id="so-far" heading={reader.say('page.consultation.so_far')}>
            {soFar && soFar.contributions > 0 ? (
              <WhatCameIn reader={reader} slug={slug} soFar={soFar} />
            ) : (
              <EmptyState heading={reader.say('page.consultation.nothing_yet')}>
                <p>{reader.say('page.consultation.nothing_yet_then')}</p>
              </EmptyState>
            )}
          </Section>
          {events.length > 0 && (
            <Section id="events" heading={reader.say('page.consultation.events')}>
              <ol class="events">
                {events.map((event) => (
                  <EventEntry reader={reader} slug={slug} event={event} now={now} zone={zone} />
                ))}
              </ol>
            </Section>
          )}
        </div>
        <div>
          <Section id="stages" heading={reader.say('page.consultation.stages')}>
            <StageTimeline
              reader={reader}
              stages={stages}
              now={now}
              zone={zone}
              outcomeOf={(stage) => outcomeOf(props, stage)}
            />
            <p class="feed-link">
              <a href={consultationFeedUrl(slug, reader.language)}>{reader.say('page.consultation.feed')}</a>
            </p>
          </Section>
          <Section id="documents" heading={reader.say('page.consultation.documents')}>
            <ul class="links">
              {documents.map(({ url, title }) => (
                <li>
                  <a href={url}>{reader.local(title)}</a>
                </li>
              ))}
              {report && (
                <li>
                  <a href={reportUrl(slug)}>
                    {reader.say('page.consultation.report_edition', { edition: report.edition })}
                  </a>
                </li>
              )}
              <li>
                <a href={contributionsUrl(slug)}>{reader.say('page.contributions.title')}</a>
              </li>
              <li>
                <a href={dataUrl(slug)}>{reader.say('page.data.title')}</a>
              </li>
              <li>
                <a href={ledgerUrl(slug)}>{reader.say('page.ledger.title')}</a>
              </li>
            </ul>
            {consultation.licence && <p class="licence">{reader.local(consultation.licence)}</p>}
          </Section>
          <WhomToAsk reader={reader} consultation={consultation} />
        </div>
      </div>
    </Page>
  );
}

/** What became of a stage that is over, as a link to where it can be read; null where there is nothing to read yet. */
function outcomeOf(
  { frame: { reader }, consultation: { slug }, events, soFar, report }: ConsultationPageProps,
  stage: Stage,
): Child {
  switch (stage.kind) {
    case 'call_for_evidence':
      return soFar && soFar.contributions > 0 ? (
        <a href={contributionsUrl(slug)}>{reader.say('page.consultation.became.call')}</a>
      ) : null;
    case 'event_series':
    case 'workshop':
      return events.some(({ stageId }) => stageId === stage.id) ? (
        <a href="#events">{reader.say('page.consultation.became.events')}</a>
      ) : null;
    case 'synthesis':
      return report ? <a href={reportUrl(slug)}>{reader.say('page.consultation.read_report')}</a> : null;
    case 'outcome':
      return null;
  }
}

/** Whom one can ask, and what becomes of what one says. */
function WhomToAsk({ reader, consultation }: { reader: Reader; consultation: Consultation }) {
  const { contact, contactEmailAddress, privacyStatement } = consultation;
  const hasContact = Object.keys(contact).length > 0 || contactEmailAddress !== null;
  return (
    <>
      {hasContact && (
        <Section id="contact" heading={reader.say('page.consultation.contact')}>
          {Object.keys(contact).length > 0 && <p class="own-words">{reader.local(contact)}</p>}
          {contactEmailAddress && (
            <p>
              <a href={`mailto:${contactEmailAddress}`}>{contactEmailAddress}</a>
            </p>
          )}
        </Section>
      )}
      {Object.keys(privacyStatement).length > 0 && (
        <Section id="privacy" heading={reader.say('page.consultation.privacy')}>
          <p class="own-words">{reader.local(privacyStatement)}</p>
        </Section>
      )}
    </>
  );
}

/** The one thing open now as the button; the report where nothing is open. */
function MainAction({ frame: { reader }, consultation: { slug }, action, report }: ConsultationPageProps): Child {
  if (action) return <ButtonLink href={action.url}>{action.label}</ButtonLink>;
  if (report) return <ButtonLink href={reportUrl(slug)}>{reader.say('page.consultation.read_report')}</ButtonLink>;
  return <p class="why-not">{reader.say('page.consultation.nothing_to_do')}</p>;
}

function WhatCameIn({ reader, slug, soFar }: { reader: Reader; slug: string; soFar: SoFar }) {
  const { contributions, stakeholders, countries, languages, groups } = soFar;
  const link = (unit: 'contributions' | 'stakeholders', value: number) => (
    <FigureLink reader={reader} value={value} unit={unit} withUnit href={evidenceUrl(slug, { unit, where: {} })} />
  );
  return (
    <>
      <p class="so-far">
        {reader.weave('page.consultation.came_in', {
          contributions: link('contributions', contributions),
          stakeholders: link('stakeholders', stakeholders),
        })}
      </p>
      <DefinitionList
        facts={[
          ...(countries > 0
            ? [{ term: reader.say('page.consultation.countries'), detail: reader.number(countries) }]
            : []),
          { term: reader.say('page.consultation.languages'), detail: reader.number(languages) },
        ]}
      />
      {groups && <Bars reader={reader} id="groups" unit="contributions" {...groups} />}
      <p class="caveat">{reader.say('page.consultation.no_poll')}</p>
    </>
  );
}

type EventEntryProps = { reader: Reader; slug: string; event: ConsultationEvent; now: Date; zone: string };

function EventEntry({ reader, slug, event, now, zone }: EventEntryProps) {
  const state = stageState({ opensAt: event.startsAt, closesAt: event.endsAt }, now);
  return (
    <li class="event">
      <h3>
        <a href={eventUrl(slug, event.slug)}>{reader.local(event.title)}</a>
      </h3>
      <p class="event-when">
        <Badge mood={state === 'over' ? 'neutral' : 'accent'}>{reader.say(`page.event.${event.kind}`)}</Badge>
        <Span reader={reader} from={event.startsAt} to={event.endsAt} zone={zone} />
      </p>
      {event.coreAreas.length > 0 && (
        <>
          <p class="event-areas-title">{reader.say('page.event.core_areas')}</p>
          <ul class="event-areas">
            {event.coreAreas.map(({ title }) => (
              <li>{reader.local(title)}</li>
            ))}
          </ul>
        </>
      )}
    </li>
  );
}
