import { type Consultation, publishedConsultations, stagesOf } from '../../store/consultation.ts';
import { contributionCounts } from '../../store/contribution.ts';
import { editionsOf } from '../../store/edition.ts';
import { type Run, runsOf } from '../../store/run.ts';
import { feedUrl, homeUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { workOf } from '../component/work.ts';
import { Home } from '../site/home.tsx';
import { originOf, type Route, type Visit } from '../visit.ts';

export const home: Route = {
  method: 'get',
  at: 'home',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, frame, now, store } = visit;
    const consultations = await publishedConsultations(store.db);
    const entries = await Promise.all(consultations.map((consultation) => entryOf(visit, consultation)));
    const loading = await loadingExample(visit, consultations);
    return context.html(
      renderPage(
        <Home
          frame={frame}
          now={now}
          consultations={entries}
          loading={loading && workOf(loading)}
          about={{
            description: frame.reader.text('page.home.lead'),
            url: `${originOf(visit)}${homeUrl()}`,
            feedUrl: feedUrl(frame.reader.language),
            data: null,
          }}
        />,
      ),
    );
  },
};

async function entryOf({ store: { db } }: Visit, consultation: Consultation) {
  const [stages, counts, editions] = await Promise.all([
    stagesOf(db, consultation.id),
    contributionCounts(db, consultation.id),
    editionsOf(db, consultation.id),
  ]);
  return { ...consultation, stages, contributions: counts.contributions, edition: editions[0]?.number ?? null };
}

/** The run that loads an example, until it is done. */
async function loadingExample({ store }: Visit, consultations: readonly Consultation[]): Promise<Run | null> {
  for (const { id, exampleNotice } of consultations) {
    if (exampleNotice === null) continue;
    const run = (await runsOf(store.db, id)).find(({ kind }) => kind === 'example');
    if (run && run.state !== 'done') return run;
  }
  return null;
}
