import type { Child } from 'hono/jsx';
import type { Question } from '../../core/question.ts';
import type { RegistrationWindow } from '../../core/registration.ts';
import { isEvidence } from '../../core/registration-form.ts';
import type { HostedEvent } from '../../store/hosted-event.ts';
import { eventUrl, registerUrl } from '../address.ts';
import { Button, ButtonLink } from '../component/button.tsx';
import { DefinitionList } from '../component/definition-list.tsx';
import type { FormState } from '../component/field-notes.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead } from '../component/heading.tsx';
import { Notice } from '../component/notice.tsx';
import { Page } from '../component/page.tsx';
import { ErrorSummary, problemTitle, QuestionFields } from '../component/question.tsx';
import { Span } from '../component/time.tsx';
import { eventFacts, type FreeSeats, Seats } from './event.tsx';
import { type ConsultationHead, crumbsBelow } from './head.ts';

type Shared = { frame: Frame; head: ConsultationHead; event: HostedEvent };

export type RegisterPageProps = Shared & {
  questions: readonly Question[];
  state: FormState;
  /** The secret that the form carries: the same form sent twice makes one registration. */
  code: string;
  seats: FreeSeats[];
};

/** The registration form of an event, on one page. */
export function RegisterPage({ frame, head, event, questions, state, code, seats }: RegisterPageProps) {
  const { reader } = frame;
  const isFull = seats.every(({ free }) => free === 0);
  return (
    <RegisterFrame frame={frame} head={head} event={event}>
      <div class="gap">
        <ErrorSummary frame={frame} problems={state.problems} titleOf={problemTitle(reader, questions)} />
      </div>
      <DefinitionList
        facts={[
          {
            term: reader.say('page.event.when'),
            detail: <Span reader={reader} from={event.startsAt} to={event.endsAt} zone={head.timeZone} />,
          },
          ...eventFacts(reader, event),
        ]}
      />
      {isFull ? (
        <div class="gap">
          <Notice heading={reader.say('register.full')}>
            <p>{reader.say('register.full_then', { hours: event.offerHours })}</p>
          </Notice>
        </div>
      ) : (
        <Seats reader={reader} seats={seats} />
      )}
      {questions.some(isEvidence) && (
        <p>{reader.say('register.evidence', { policy: policyOf(event), days: event.logisticsDays })}</p>
      )}
      <form class="questionnaire" method="post" action={registerUrl(head.slug, event.slug)} novalidate>
        <input type="hidden" name="code" value={code} />
        <QuestionFields frame={frame} questions={questions} state={state} />
        <p class="quiet before-action">{reader.say('register.deleted', { days: event.logisticsDays })}</p>
        <Button>{reader.say(isFull ? 'page.event.join_waiting_list' : 'page.event.register')}</Button>
      </form>
    </RegisterFrame>
  );
}

function policyOf({ countsWaiting, countsCancelled }: HostedEvent): string {
  if (countsWaiting) return countsCancelled ? 'all' : 'waiting';
  return countsCancelled ? 'cancelled' : 'seated';
}

function RegisterFrame({ frame, head, event, children }: Shared & { children?: Child }) {
  const { reader } = frame;
  return (
    <Page
      frame={frame}
      title={reader.text('register.title', { event: reader.localText(event.title) })}
      crumbs={crumbsBelow(reader, head, {
        url: eventUrl(head.slug, event.slug),
        label: reader.localText(event.title),
      })}
      notice={head.exampleNotice}
    >
      <PageHead kicker={reader.say(`page.event.${event.kind}`)}>
        {reader.say('register.title', { event: reader.localText(event.title) })}
      </PageHead>
      {children}
    </Page>
  );
}

export type NoRegistrationProps = Shared & {
  /** Why one cannot register; `already`: this address has a registration. */
  why: Exclude<RegistrationWindow, 'open'> | 'already';
};

/** Says why one cannot register now, and what one can do. */
export function NoRegistration({ frame, head, event, why }: NoRegistrationProps) {
  const { reader } = frame;
  return (
    <RegisterFrame frame={frame} head={head} event={event}>
      <Notice mood={why === 'already' ? 'info' : 'warning'} heading={reader.say(`register.no.${why}`)}>
        <p>
          {reader.say(`register.no.${why}_then`, {
            opens: event.registrationOpensAt ? reader.moment(event.registrationOpensAt, head.timeZone) : '',
          })}
        </p>
        {event.cancelReason && <p>{reader.local(event.cancelReason)}</p>}
      </Notice>
      <ButtonLink kind="secondary" href={eventUrl(head.slug, event.slug)}>
        {reader.say('register.to_event')}
      </ButtonLink>
    </RegisterFrame>
  );
}
