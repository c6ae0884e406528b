import type { Child } from 'hono/jsx';
import type { MessageKey } from '../../core/message.ts';
import { type ConsultationState, consultationState } from '../../core/stage.ts';
import { ConsultationCard, type ConsultationEntry } from '../component/consultation.tsx';
import { EmptyState } from '../component/empty.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { type About, Page } from '../component/page.tsx';
import { Progress, REFRESH_SECONDS, type Work } from '../component/progress.tsx';

export type HomeProps = {
  frame: Frame;
  now: Date;
  consultations: ConsultationEntry[];
  /** The loading of the examples at the first start, as long as it runs or where it failed. */
  loading: Work | null;
  /** What the page tells programs. */
  about?: About;
};

/** In the order in which a visitor looks for them. */
const ORDER = ['open', 'coming', 'analysed', 'answered'] as const satisfies ConsultationState[];

/** What one can take part in, and what became of the rest. */
export function Home({ frame, now, consultations, loading, about }: HomeProps) {
  const { reader, house } = frame;
  const groups = Map.groupBy(consultations, ({ stages }) => consultationState(stages, now));
  const running = loading?.state === 'waiting' || loading?.state === 'running';
  return (
    <Page
      frame={frame}
      title={house.name}
      {...(about && { about })}
      {...(running && { refreshSeconds: REFRESH_SECONDS })}
    >
      <PageHead lead={reader.say('page.home.lead')}>{reader.say('ui.consultations')}</PageHead>
      {loading && (
        <Progress frame={frame} work={loading} title={reader.text('page.home.loading_examples')} cancelUrl={null} />
      )}
      {ORDER.map((state) => {
        const entries = groups.get(state) ?? [];
        if (entries.length === 0 && state !== 'open') return null;
        return (
          <Section id={state} heading={reader.say(`page.home.${state}` satisfies MessageKey)}>
            {entries.length === 0 ? (
              <NothingOpen frame={frame} />
            ) : (
              entries.map((entry) => <ConsultationCard reader={reader} entry={entry} now={now} />)
            )}
          </Section>
        );
      })}
    </Page>
  );
}

function NothingOpen({ frame: { reader } }: { frame: Frame }): Child {
  return (
    <EmptyState heading={reader.say('page.home.nothing_open')}>{reader.say('page.home.nothing_open_then')}</EmptyState>
  );
}
