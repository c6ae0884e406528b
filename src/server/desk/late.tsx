import type { Child } from 'hono/jsx';
import { may } from '../../core/capability.ts';
import type { LateContribution } from '../../store/late.ts';
import { contributionUrl, deskConsultationUrl, deskUrl, intakeUrl, lateUrl } from '../address.ts';
import { Badge } from '../component/badge.tsx';
import { Button } from '../component/button.tsx';
import { TextArea } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import { Pagination } from '../component/pagination.tsx';
import { DataTable } from '../component/table.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { Words } from './import.tsx';

export type DeskLateProps = {
  frame: Frame;
  head: ConsultationHead;
  /** Those that wait first. */
  late: LateContribution[];
  counts: { waiting: number; accepted: number; refused: number };
  /** Until when contributions were in time. */
  lastDay: string | null;
  page: number;
  pages: number;
};

/** What came after the call had closed: choose, look again, then accept or refuse with a reason. */
export function DeskLate({ frame, head, late, counts, lastDay, page, pages }: DeskLateProps) {
  const { reader, actor } = frame;
  const mayDecide = actor !== null && may(actor.roles, 'import contributions');
  const { waiting, accepted, refused } = counts;
  const waitingOnes = late.filter(({ decision }) => decision === null);
  const decided = late.filter(({ decision }) => decision !== null);
  return (
    <LatePage frame={frame} head={head}>
      <PageHead lead={reader.say('desk.late.lead')}>{reader.say('desk.late.title')}</PageHead>
      <p>
        {reader.say('desk.late.sum', { all: waiting + accepted + refused, waiting, accepted, refused })}{' '}
        {lastDay && reader.say('desk.late.until', { day: reader.day(lastDay) })}
      </p>
      <Section id="waiting" heading={reader.say('desk.late.waiting')}>
        {waitingOnes.length === 0 ? (
          <p>{reader.say(waiting === 0 ? 'desk.late.none' : 'desk.late.none_here')}</p>
        ) : mayDecide ? (
          <form class="form" method="post" action={lateUrl(head.slug)}>
            <CsrfField frame={frame} />
            <Choose frame={frame} head={head} late={waitingOnes} name="waiting-list" />
            <div class="buttons">
              <Button kind="secondary" name="then" value="chosen">
                {reader.say('desk.late.look')}
              </Button>
              <Button kind="secondary" name="then" value="all">
                {reader.say('desk.late.look_all', { n: waiting })}
              </Button>
            </div>
          </form>
        ) : (
          <>
            <p class="why-not">{reader.say('desk.late.may_not')}</p>
            <LateTable frame={frame} head={head} late={waitingOnes} id="waiting-list" />
          </>
        )}
      </Section>
      {decided.length > 0 && (
        <Section id="decided" heading={reader.say('desk.late.decided')}>
          <LateTable frame={frame} head={head} late={decided} id="decided-list" />
        </Section>
      )}
      <Pagination reader={reader} page={page} pages={pages} urlOfPage={(n) => lateUrl(head.slug, n)} />
    </LatePage>
  );
}

export type DeskLatePreviewProps = { frame: Frame; head: ConsultationHead; chosen: LateContribution[] };

/** What was chosen, once more before the decision. */
export function DeskLatePreview({ frame, head, chosen }: DeskLatePreviewProps) {
  const { reader } = frame;
  return (
    <LatePage frame={frame} head={head}>
      <PageHead>{reader.say('desk.late.preview', { n: chosen.length })}</PageHead>
      <LateTable frame={frame} head={head} late={chosen} id="chosen" />
      <form class="form" method="post" action={lateUrl(head.slug)}>
        <CsrfField frame={frame} />
        {chosen.map(({ id }) => (
          <input type="hidden" name="id" value={id} />
        ))}
        <TextArea
          id="reason"
          name="reason"
          label={reader.say('desk.reason')}
          hint={reader.say('desk.reason_hint')}
          required
        />
        <div class="buttons">
          <Button name="then" value="accept">
            {reader.say('desk.late.accept', { n: chosen.length })}
          </Button>
          <Button kind="secondary" name="then" value="refuse">
            {reader.say('desk.late.refuse', { n: chosen.length })}
          </Button>
        </div>
        <p>
          <a href={lateUrl(head.slug)}>{reader.say('desk.late.back')}</a>
        </p>
      </form>
    </LatePage>
  );
}

function LatePage({ frame, head, children }: { frame: Frame; head: ConsultationHead; children?: Child }) {
  const { reader } = frame;
  return (
    <Page
      frame={frame}
      title={reader.text('desk.late.title')}
      crumbs={[
        { url: deskUrl(), label: reader.text('ui.desk') },
        { url: deskConsultationUrl(head.slug), label: reader.localText(head.title) },
        { url: intakeUrl(head.slug), label: reader.text('desk.intake.title') },
      ]}
      notice={head.exampleNotice}
    >
      {children}
    </Page>
  );
}

type ListProps = { frame: Frame; head: ConsultationHead; late: LateContribution[] };

function Choose({ frame, head, late, name }: ListProps & { name: string }) {
  const { reader } = frame;
  return (
    <fieldset class="ds-fieldset">
      <legend class="ds-label">{reader.say('desk.late.choose')}</legend>
      <ul class="choose-list" id={name}>
        {late.map((one) => (
          <li>
            <div class="ds-field">
              <input class="ds-input" type="checkbox" id={`late-${one.code}`} name="id" value={one.id} />
              <label for={`late-${one.code}`}>
                {one.code} <span class="quiet">{when(frame, head, one)}</span>
              </label>
            </div>
            <Words words={one.words} language={one.language} />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function when({ reader }: Frame, { timeZone }: ConsultationHead, { day, receivedAt }: LateContribution) {
  return day
    ? reader.say('desk.late.made_on', { day: reader.day(day) })
    : reader.say('desk.late.arrived', { at: reader.moment(receivedAt, timeZone) });
}

function LateTable({ frame, head, late, id }: ListProps & { id: string }) {
  const { reader } = frame;
  const decided = late.some(({ decision }) => decision !== null);
  return (
    <DataTable
      id={id}
      caption={reader.say('desk.late.count', { n: late.length })}
      columns={[
        { label: reader.say('desk.import.change.contribution') },
        { label: reader.say('desk.late.when') },
        { label: reader.say('desk.import.change.words') },
        ...(decided ? [{ label: reader.say('desk.late.decision') }] : []),
      ]}
      rows={late.map((one) => ({
        heading: one.decision?.accepted ? <a href={contributionUrl(head.slug, one.code)}>{one.code}</a> : one.code,
        cells: [
          when(frame, head, one),
          <Words words={one.words} language={one.language} />,
          ...(decided ? [<Decided frame={frame} head={head} decision={one.decision} />] : []),
        ],
      }))}
    />
  );
}

type DecidedProps = { frame: Frame; head: ConsultationHead; decision: LateContribution['decision'] };

function Decided({ frame: { reader }, head, decision }: DecidedProps) {
  if (decision === null) return <Badge mood="warning">{reader.say('desk.late.state.waiting')}</Badge>;
  const { accepted, by, at, reason } = decision;
  return (
    <>
      <Badge mood={accepted ? 'success' : 'danger'}>
        {reader.say(accepted ? 'desk.late.state.accepted' : 'desk.late.state.refused')}
      </Badge>{' '}
      {reader.say('desk.late.decided_by', { person: by, at: reader.moment(at, head.timeZone) })} <q>{reason}</q>
    </>
  );
}
