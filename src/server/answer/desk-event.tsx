import { countAttendance } from '../../core/attendance.ts';
import { DomainError } from '../../core/error.ts';
import { consultationBySlug, eventsOf } from '../../store/consultation.ts';
import { attendanceOf, countHostStatements, eventRecordsOf, roundTallies } from '../../store/event-record.ts';
import { renderPage } from '../component/page.tsx';
import { DeskEvent } from '../desk/event.tsx';
import { placeOf, type Route } from '../visit.ts';

/** What meeting tools reported of one event, as counts. */
export const deskEvent: Route = {
  method: 'get',
  at: 'deskEvent',
  needs: 'see the desk',
  answer: async (visit) => {
    const { context, frame, store } = visit;
    const head = await consultationBySlug(store.db, placeOf(visit, 'slug'));
    if (!head) throw new DomainError('not_found', 'There is no such consultation here.');
    const slug = placeOf(visit, 'event');
    const event = (await eventsOf(store.db, head.id)).find((one) => one.slug === slug);
    if (!event) throw new DomainError('not_found', 'There is no such event in this consultation.');
    const [people, rounds, hostStatements, records] = await Promise.all([
      attendanceOf(store.db, event.id),
      roundTallies(store.db, event.id),
      countHostStatements(store.db, event.id),
      eventRecordsOf(store.db, event.id),
    ]);
    return context.html(
      renderPage(
        <DeskEvent
          frame={frame}
          head={head}
          event={event}
          attendance={people.length > 0 ? countAttendance(people) : null}
          rounds={rounds}
          hostStatements={hostStatements}
          records={records}
        />,
      ),
    );
  },
};
