import type { HostedEvent } from '../../store/hosted-event.ts';
import type { OwnRegistration } from '../../store/registration.ts';
import { eventUrl, registrationUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { DefinitionList } from '../component/definition-list.tsx';
import { CheckField } from '../component/field.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Notice } from '../component/notice.tsx';
import { Page } from '../component/page.tsx';
import { Moment, Span } from '../component/time.tsx';
import { eventFacts } from './event.tsx';
import { type ConsultationHead, crumbsBelow } from './head.ts';

/** What was done just now, told once above the page. */
export type JustDone = 'registered' | 'accepted' | 'cancelled' | 'returned' | 'lapsed' | 'too_late' | 'registered_anew';

export type RegistrationPageProps = {
  frame: Frame;
  now: Date;
  head: ConsultationHead;
  event: HostedEvent;
  own: OwnRegistration;
  /** The secret of the address: forms are sent there. */
  code: string;
  done: JustDone | null;
  /** Where the receipt of what was said is; null where nothing was, or where this link does not lead to it. */
  receiptUrl: string | null;
};

/** One person's registration, by its secret link: where it stands, and what can be done. */
export function RegistrationPage(props: RegistrationPageProps) {
  const { frame, head, event, own, done } = props;
  const { reader } = frame;
  return (
    <Page
      frame={frame}
      title={reader.text('own.title')}
      crumbs={crumbsBelow(reader, head, {
        url: eventUrl(head.slug, event.slug),
        label: reader.localText(event.title),
      })}
      notice={head.exampleNotice}
    >
      <PageHead kicker={reader.local(event.title)}>{reader.say('own.title')}</PageHead>
      {done && (
        <Notice mood={done === 'lapsed' || done === 'too_late' ? 'warning' : 'success'}>
          <p>{reader.say(`own.done.${done}`)}</p>
        </Notice>
      )}
      <Standing {...props} />
      <DefinitionList
        facts={[
          {
            term: reader.say('page.event.when'),
            detail: <Span reader={reader} from={event.startsAt} to={event.endsAt} zone={head.timeZone} />,
          },
          ...(hasSeat(own) && event.joinUrl
            ? [{ term: reader.say('own.join'), detail: <a href={event.joinUrl}>{event.joinUrl}</a> }]
            : []),
          ...eventFacts(reader, event),
          { term: reader.say('own.name'), detail: own.person.name },
          { term: reader.say('own.email'), detail: own.person.emailAddress },
        ]}
      />
      <Evidence {...props} />
      <Decisions {...props} />
    </Page>
  );
}

function hasSeat({ seat }: OwnRegistration): boolean {
  return seat.state === 'confirmed' || seat.state === 'attended';
}

/** Where it stands, big. */
function Standing({ frame: { reader }, head, own, now, event, code }: RegistrationPageProps) {
  const { seat } = own;
  switch (seat.state) {
    case 'confirmed':
      return (
        <div class="seat">
          <p class="seat-state">{reader.say('own.confirmed')}</p>
          <p>
            {reader.say('own.seat_code')} <span class="seat-code">{own.seatCode}</span>
          </p>
        </div>
      );
    case 'attended':
      return (
        <div class="seat">
          <p class="seat-state">{reader.say('own.attended')}</p>
        </div>
      );
    case 'waiting':
      return (
        <div class="seat">
          <p class="seat-state">{reader.say('own.waiting', { before: own.before ?? 0 })}</p>
          <p>
            {reader.say(now < event.startsAt ? 'own.waiting_then' : 'own.waiting_over', { hours: event.offerHours })}
          </p>
        </div>
      );
    case 'offered':
      return (
        <div class="seat">
          <p class="seat-state">{reader.say('own.offered')}</p>
          <p>
            {reader.weave('own.offered_until', {
              when: <Moment reader={reader} at={seat.expiresAt} zone={head.timeZone} />,
            })}
          </p>
          <form class="form" method="post" action={registrationUrl(code)}>
            <Button name="then" value="accept">
              {reader.say('own.accept')}
            </Button>
          </form>
        </div>
      );
    case 'cancelled':
      return (
        <div class="seat">
          <p class="seat-state">{reader.say(`own.cancelled.${seat.because}`)}</p>
          {event.cancelReason && <p>{reader.local(event.cancelReason)}</p>}
        </div>
      );
  }
}

function Evidence({ frame: { reader }, own, receiptUrl }: RegistrationPageProps) {
  if (own.contributionId === null) return null;
  return (
    <Section id="said" heading={reader.say('own.said')}>
      <p>{reader.say(receiptUrl ? 'own.said_receipt' : 'own.said_mail')}</p>
      {receiptUrl && (
        <p>
          <a href={receiptUrl}>{reader.say('own.receipt')}</a>
        </p>
      )}
    </Section>
  );
}

/** What can be done now: take the seat, leave it, or come back. */
function Decisions({ frame: { reader }, now, event, own, code }: RegistrationPageProps) {
  const url = registrationUrl(code);
  const isOver = now >= event.endsAt || event.cancelledAt !== null;
  const { seat } = own;
  if (isOver || seat.state === 'attended') return null;
  if (seat.state === 'cancelled') {
    if (now >= event.startsAt || seat.because === 'organiser' || seat.because === 'event') return null;
    return (
      <Section id="return" heading={reader.say('own.return')}>
        <p>{reader.say('own.return_does')}</p>
        <form class="form" method="post" action={url}>
          <Button name="then" value="return">
            {reader.say('own.return_button')}
          </Button>
        </form>
      </Section>
    );
  }
  return (
    <Section id="cancel" heading={reader.say(seat.state === 'confirmed' ? 'own.cancel' : 'own.leave')}>
      <p>{reader.say('own.cancel_does')}</p>
      <form class="form" method="post" action={url}>
        <CheckField id="sure" name="sure" value="yes" label={reader.say('own.sure')} />
        <Button kind="secondary" name="then" value="cancel">
          {reader.say(seat.state === 'confirmed' ? 'own.cancel_button' : 'own.leave_button')}
        </Button>
      </form>
    </Section>
  );
}
