import { stageState } from '../../core/stage.ts';
import type { ConsultationEvent } from '../../store/consultation.ts';
import { DefinitionList } from '../component/definition-list.tsx';
import { EmptyState } from '../component/empty.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import { Span } from '../component/time.tsx';
import { type ConsultationHead, crumbsBelow } from './head.ts';

export type EventPageProps = { frame: Frame; now: Date; head: ConsultationHead; event: ConsultationEvent };

/** A webinar or workshop: when, what for, what it talks about; afterwards what was heard. */
export function EventPage({ frame, now, head, event }: EventPageProps) {
  const { reader } = frame;
  const { timeZone: zone } = head;
  const state = stageState({ opensAt: event.startsAt, closesAt: event.endsAt }, now);
  return (
    <Page
      frame={frame}
      title={reader.localText(event.title)}
      crumbs={crumbsBelow(reader, head)}
      notice={head.exampleNotice}
    >
      <PageHead kicker={reader.say(`page.event.${event.kind}`)} lead={reader.local(event.summary)}>
        {reader.local(event.title)}
      </PageHead>
      <DefinitionList
        facts={[
          {
            term: reader.say('page.event.when'),
            detail: <Span reader={reader} from={event.startsAt} to={event.endsAt} zone={zone} />,
          },
          {
            term: reader.say('page.event.state'),
            detail: reader.say(state === 'open' ? 'stage.state.going' : `stage.state.${state}`),
          },
        ]}
      />
      <Section id="core-areas" heading={reader.say('page.event.core_areas')}>
        <ol class="event-areas">
          {event.coreAreas.map(({ title }) => (
            <li>{reader.local(title)}</li>
          ))}
        </ol>
      </Section>
      <Section id="heard" heading={reader.say('page.event.heard')}>
        <EmptyState heading={reader.say('page.event.nothing_heard')}>
          <p>{reader.say('page.event.nothing_heard_then')}</p>
        </EmptyState>
      </Section>
    </Page>
  );
}
