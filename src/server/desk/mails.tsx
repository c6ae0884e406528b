import type { MailContent, MailCounts, MailEntry } from '../../store/mail.ts';
import { deskConsultationUrl, deskUrl, mailsUrl, mailUrl } from '../address.ts';
import { Badge, type Mood } from '../component/badge.tsx';
import { Button } from '../component/button.tsx';
import { DefinitionList } from '../component/definition-list.tsx';
import { EmptyState } from '../component/empty.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Notice } from '../component/notice.tsx';
import { Page } from '../component/page.tsx';
import { DataTable } from '../component/table.tsx';
import type { ConsultationHead } from '../site/head.ts';

const MOODS = { waiting: 'neutral', sent: 'success', failed: 'danger', kept: 'warning' } as const satisfies {
  [state in MailEntry['state']]: Mood;
};

export type DeskMailsProps = { frame: Frame; head: ConsultationHead; mails: MailEntry[]; counts: MailCounts };

/** What was sent to whom, what came back, and what waits or is kept because there is no mail server. */
export function DeskMails({ frame, head, mails, counts }: DeskMailsProps) {
  const { reader } = frame;
  const states = ['sent', 'waiting', 'failed', 'kept'] as const;
  return (
    <Page
      frame={frame}
      title={reader.text('desk.mails.title')}
      crumbs={[
        { url: deskUrl(), label: reader.text('ui.desk') },
        { url: deskConsultationUrl(head.slug), label: reader.localText(head.title) },
      ]}
      notice={head.exampleNotice}
    >
      <PageHead lead={reader.say('desk.mails.lead')}>{reader.say('desk.mails.title')}</PageHead>
      <DefinitionList
        facts={states.map((state) => ({
          term: reader.say(`mail.state.${state}`),
          detail: reader.number(counts[state]),
        }))}
      />
      {counts.kept > 0 && (
        <Notice mood="warning" heading={reader.say('desk.mails.kept', { n: counts.kept })}>
          <p>{reader.say('desk.mails.kept_then')}</p>
          <form class="form" method="post" action={mailsUrl(head.slug)}>
            <CsrfField frame={frame} />
            <Button kind="secondary" name="then" value="send">
              {reader.say('desk.mails.send_kept')}
            </Button>
          </form>
        </Notice>
      )}
      <Section id="list" heading={reader.say('desk.mails.list')}>
        {mails.length === 0 ? (
          <EmptyState heading={reader.say('desk.mails.none')}>
            <p>{reader.say('desk.mails.none_then')}</p>
          </EmptyState>
        ) : (
          <MailTable frame={frame} head={head} mails={mails} />
        )}
      </Section>
    </Page>
  );
}

function MailTable({ frame: { reader }, head, mails }: Omit<DeskMailsProps, 'counts'>) {
  return (
    <DataTable
      id="mails"
      caption={reader.say('desk.mails.newest', { n: mails.length })}
      columns={[
        { label: reader.say('desk.mails.to') },
        { label: reader.say('desk.mails.what') },
        { label: reader.say('desk.mails.state') },
        { label: reader.say('desk.mails.when') },
        { label: reader.say('desk.mails.said') },
      ]}
      rows={mails.map((mail) => ({
        heading: <a href={mailUrl(head.slug, mail.id)}>{mail.recipient}</a>,
        cells: [
          reader.say(`mail.kind.${mail.kind}`),
          <Badge mood={MOODS[mail.state]}>{reader.say(`mail.state.${mail.state}`)}</Badge>,
          reader.moment(mail.settledAt ?? mail.queuedAt, head.timeZone),
          mail.said ?? '–',
        ],
      }))}
    />
  );
}

export type DeskMailProps = {
  frame: Frame;
  head: ConsultationHead;
  mail: MailEntry;
  /** Null once it was sent: its words held links that open things. */
  content: Pick<MailContent, 'text'> | null;
};

/** One mail: where it stands, and its words while it has them. */
export function DeskMail({ frame, head, mail, content }: DeskMailProps) {
  const { reader } = frame;
  const isStuck = mail.state === 'kept' || mail.state === 'failed';
  return (
    <Page
      frame={frame}
      title={mail.subject}
      crumbs={[
        { url: deskUrl(), label: reader.text('ui.desk') },
        { url: deskConsultationUrl(head.slug), label: reader.localText(head.title) },
        { url: mailsUrl(head.slug), label: reader.text('desk.mails.title') },
      ]}
      notice={head.exampleNotice}
    >
      <PageHead kicker={reader.say(`mail.kind.${mail.kind}`)}>
        <span lang={mail.language}>{mail.subject}</span>
      </PageHead>
      <DefinitionList
        facts={[
          { term: reader.say('desk.mails.to'), detail: mail.recipient },
          {
            term: reader.say('desk.mails.state'),
            detail: <Badge mood={MOODS[mail.state]}>{reader.say(`mail.state.${mail.state}`)}</Badge>,
          },
          {
            term: reader.say('desk.mails.when'),
            detail: reader.moment(mail.settledAt ?? mail.queuedAt, head.timeZone),
          },
          { term: reader.say('desk.mails.attempts'), detail: reader.number(mail.attempts) },
          ...(mail.said ? [{ term: reader.say('desk.mails.said'), detail: mail.said }] : []),
        ]}
      />
      <Section id="words" heading={reader.say('desk.mails.words')}>
        {content ? (
          <>
            <p>{reader.say('desk.mails.words_secret')}</p>
            <div class="mail-text" lang={mail.language}>
              {content.text}
            </div>
          </>
        ) : (
          <p>{reader.say('desk.mails.words_gone')}</p>
        )}
      </Section>
      {isStuck && content && (
        <form class="form" method="post" action={mailsUrl(head.slug)}>
          <CsrfField frame={frame} />
          <input type="hidden" name="id" value={mail.id} />
          <Button kind="secondary" name="then" value="send">
            {reader.say('desk.mails.send_again')}
          </Button>
        </form>
      )}
    </Page>
  );
}
