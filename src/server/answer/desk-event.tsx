import { countAttendance } from '../../core/attendance.ts';
import { DomainError } from '../../core/error.ts';
import type { UserType } from '../../core/profile.ts';
import { consultationBySlug } from '../../store/consultation.ts';
import { attendanceOf, countHostStatements, eventRecordsOf, roundTallies } from '../../store/event-record.ts';
import { hostedEvent } from '../../store/hosted-event.ts';
import { seatCounts } from '../../store/registration-list.ts';
import { targetsOf } from '../../store/stakeholder-map.ts';
import { renderPage } from '../component/page.tsx';
import { DeskEvent } from '../desk/event.tsx';
import { SeatsOverview } from '../desk/registrations.tsx';
import { placeOf, type Route } from '../visit.ts';

/** What meeting tools reported of one event, as counts. */
export const deskEvent: Route = {
  method: 'get',
  at: 'deskEvent',
  needs: 'see the desk',
  answer: async (visit) => {
    const { context, frame, store, now } = visit;
    const head = await consultationBySlug(store.db, placeOf(visit, 'slug'));
    if (!head) throw new DomainError('not_found', 'There is no such consultation here.');
    const slug = placeOf(visit, 'event');
    const event = await hostedEvent(store.db, head.id, slug);
    if (!event) throw new DomainError('not_found', 'There is no such event in this consultation.');
    const [people, rounds, hostStatements, records, counts, targets] = await Promise.all([
      attendanceOf(store.db, event.id),
      roundTallies(store.db, event.id),
      countHostStatements(store.db, event.id),
      eventRecordsOf(store.db, event.id),
      seatCounts(store.db, event.id),
      targetsOf(store.db, head.id),
    ]);
    const registered = new Set(
      counts.filter((one) => one.seated + one.offered + one.waiting > 0).map((one) => one.userType),
    );
    const missing = targets.filter(({ kind, name }) => kind === 'group' && !registered.has(name as UserType));
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
          seats={<SeatsOverview frame={frame} head={head} event={event} now={now} counts={counts} missing={missing} />}
        />,
      ),
    );
  },
};
