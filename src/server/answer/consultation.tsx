import { type Call, callState } from '../../core/call.ts';
import { valueName } from '../../core/definition.ts';
import { COARSENED, type GroupingColumn } from '../../core/evidence.ts';
import type { EvidenceIndex } from '../../core/figure.ts';
import { callsOf } from '../../store/call.ts';
import { eventsOf, stagesOf } from '../../store/consultation.ts';
import { type ContributionCounts, contributionCounts } from '../../store/contribution.ts';
import { documentsOf } from '../../store/document.ts';
import { answerUrl, evidenceUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { ConsultationPage, type SoFar } from '../site/consultation.tsx';
import { aboutConsultation } from '../site/metadata.ts';
import { consultationOf, originOf, type Route, type Visit } from '../visit.ts';

export const consultation: Route = {
  method: 'get',
  at: 'consultation',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, frame, now, store, shelf } = visit;
    const found = await consultationOf(visit);
    const [stages, events, counts, open, documents, calls] = await Promise.all([
      stagesOf(store.db, found.id),
      eventsOf(store.db, found.id),
      contributionCounts(store.db, found.id),
      shelf.open(store.db, found.id),
      documentsOf(store.db, found.id),
      callsOf(store.db, found.id),
    ]);
    return context.html(
      renderPage(
        <ConsultationPage
          frame={frame}
          now={now}
          consultation={found}
          stages={stages}
          events={events}
          action={actionOf(visit, found.slug, calls)}
          soFar={soFar(visit, found.slug, counts, open?.index ?? null)}
          report={open && { edition: open.edition.number, madeAt: open.edition.madeAt }}
          documents={documents}
          about={aboutConsultation({
            reader: frame.reader,
            origin: originOf(visit),
            consultation: found,
            stages,
            events,
            answerUrl: calls.length > 0 ? answerUrl(found.slug) : null,
            edition: open && { number: open.edition.number, madeAt: open.edition.madeAt },
            now,
          })}
        />,
      ),
    );
  },
};

/** The one thing that can be done now: answer the call that is open. */
function actionOf({ frame, now }: Visit, slug: string, calls: readonly Call[]): { url: string; label: string } | null {
  const isOpen = calls.some((call) => callState(call, now) === 'open');
  return isOpen ? { url: answerUrl(slug), label: frame.reader.text('call.answer') } : null;
}

/** The column that says most about who was heard, in this order. */
const TELLING: GroupingColumn[] = ['user_type', 'country', 'language'];
const BARS = 8;

function soFar(visit: Visit, slug: string, counts: ContributionCounts, index: EvidenceIndex | null): SoFar {
  const { reader } = visit.frame;
  const rows = index?.evidence.rows ?? [];
  const column = TELLING.find((name) => rows.some((row) => row[name] !== '' && row[name] !== COARSENED));
  if (!column) return { ...counts, groups: null };
  const groups = [...Map.groupBy(rows, (row) => row[column])]
    .filter(([value]) => value !== '' && value !== COARSENED)
    .map(([value, list]) => ({ value, count: list.length }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return {
    ...counts,
    groups: {
      caption: reader.say(`selection.column.${column}`),
      labelHeading: reader.say(`selection.column.${column}`),
      bars: groups.slice(0, BARS).map(({ value, count }) => ({
        label: valueName(column, value, reader.language),
        value: count,
        of: rows.length,
        href: evidenceUrl(slug, { unit: 'contributions', where: { [column]: [value] } }),
      })),
    },
  };
}
