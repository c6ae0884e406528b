import type { Child } from 'hono/jsx';
import { type Call, graceEndsAt } from '../../core/call.ts';
import { asks, pagesOf, type Question } from '../../core/question.ts';
import type { LocalText } from '../../core/text.ts';
import { answerUrl, consultationUrl, privacyUrl, receiptFormUrl } from '../address.ts';
import { Button, ButtonLink } from '../component/button.tsx';
import { DefinitionList } from '../component/definition-list.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Notice } from '../component/notice.tsx';
import { Page } from '../component/page.tsx';
import { Deadline, Moment } from '../component/time.tsx';
import { type ConsultationHead, crumbsBelow } from './head.ts';

export type CallPageProps = {
  frame: Frame;
  head: ConsultationHead & { summary: LocalText };
  call: Call & { title: LocalText };
  questions: readonly Question[];
  state: 'coming' | 'open' | 'over' | 'skipped';
  /** What came with the link for hidden questions; carried on by the form. */
  given: readonly { name: string; value: string }[];
};

/** Before answering: what for, how long it takes, what is made public, until when. One button. */
export function CallPage({ frame, head, call, questions, state, given }: CallPageProps) {
  const { reader } = frame;
  const zone = head.timeZone;
  return (
    <Page
      frame={frame}
      title={reader.text('call.title', { call: reader.localText(call.title) })}
      crumbs={crumbsBelow(reader, head)}
      notice={head.exampleNotice}
    >
      <PageHead kicker={reader.local(head.title)} lead={reader.local(head.summary)}>
        {reader.local(call.title)}
      </PageHead>
      {state === 'open' ? (
        <form class="form" method="post" action={answerUrl(head.slug)}>
          {given.map(({ name, value }) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <Button>{reader.say('call.begin')}</Button>
        </form>
      ) : (
        <NotNow frame={frame} call={call} state={state} zone={zone} slug={head.slug} />
      )}
      <Section id="before" heading={reader.say('call.before')}>
        <DefinitionList facts={facts({ frame, call, questions, zone })} />
        <p>{reader.weave('call.privacy', { statement: <a href={privacyUrl()}>{reader.say('ui.privacy')}</a> })}</p>
      </Section>
      <Section id="known" heading={reader.say('call.have_code')}>
        <p>
          <a href={receiptFormUrl()}>{reader.say('call.open_code')}</a>
        </p>
      </Section>
    </Page>
  );
}

function facts({
  frame: { reader },
  call,
  questions,
  zone,
}: {
  frame: Frame;
  call: CallPageProps['call'];
  questions: readonly Question[];
  zone: string;
}): { term: Child; detail: Child }[] {
  const count = questions.filter((question) => asks(question) && question.kind !== 'hidden').length;
  return [
    {
      term: reader.say('call.until'),
      detail: (
        <>
          <Deadline reader={reader} at={call.closesAt} zone={zone} />
          {call.graceMinutes > 0 && (
            <p class="fact-note">
              {reader.weave('call.grace', { at: <Moment reader={reader} at={graceEndsAt(call)} zone={zone} /> })}
            </p>
          )}
        </>
      ),
    },
    {
      term: reader.say('call.long'),
      detail: reader.say('call.long_is', { count, pages: pagesOf(questions).length + 1 }),
    },
    { term: reader.say('call.language'), detail: reader.say('call.language_is') },
    { term: reader.say('call.saved'), detail: reader.say('call.saved_is') },
    { term: reader.say('call.public'), detail: reader.say('call.public_is') },
    { term: reader.say('call.proof'), detail: reader.say('call.proof_is') },
  ];
}

function NotNow({
  frame: { reader },
  call,
  state,
  zone,
  slug,
}: {
  frame: Frame;
  call: CallPageProps['call'];
  state: Exclude<CallPageProps['state'], 'open'>;
  zone: string;
  slug: string;
}) {
  return (
    <>
      <Notice heading={reader.say(`call.${state}`)}>
        <p>
          {state === 'coming'
            ? reader.weave('call.coming_then', { at: <Moment reader={reader} at={call.opensAt} zone={zone} /> })
            : state === 'over'
              ? reader.weave('call.over_then', { at: <Deadline reader={reader} at={call.closesAt} zone={zone} /> })
              : reader.say('call.skipped_then')}
        </p>
      </Notice>
      <p>
        <ButtonLink kind="secondary" href={consultationUrl(slug)}>
          {reader.say('call.to_consultation')}
        </ButtonLink>
      </p>
    </>
  );
}
