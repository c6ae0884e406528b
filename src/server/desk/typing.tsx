import type { Child } from 'hono/jsx';
import { may } from '../../core/capability.ts';
import type { WaitingPaper } from '../../store/typed-in.ts';
import { deskConsultationUrl, deskUrl, intakeUrl, typePaperUrl, typingUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { DefinitionList } from '../component/definition-list.tsx';
import { TextArea } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import { DataTable } from '../component/table.tsx';
import type { ConsultationHead } from '../site/head.ts';

export type DeskTypingProps = {
  frame: Frame;
  head: ConsultationHead;
  /** The oldest first; the first of them, where there are very many. */
  papers: WaitingPaper[];
  count: number;
};

/** What nobody can read but a person: scans and pictures, until somebody types their words in. */
export function DeskTyping({ frame, head, papers, count }: DeskTypingProps) {
  const { reader, actor } = frame;
  const mayType = actor !== null && may(actor.roles, 'import contributions');
  return (
    <TypingPage frame={frame} head={head} title={reader.text('desk.typing.title')}>
      <PageHead lead={reader.say('desk.typing.lead')}>{reader.say('desk.typing.title')}</PageHead>
      {papers.length === 0 ? (
        <p>{reader.say('desk.typing.none')}</p>
      ) : (
        <>
          {!mayType && <p class="why-not">{reader.say('desk.typing.may_not')}</p>}
          <DataTable
            id="papers"
            caption={reader.say('desk.typing.count', { n: count })}
            columns={[
              { label: reader.say('desk.typing.file') },
              { label: reader.say('desk.typing.contribution') },
              { label: reader.say('desk.typing.received') },
              { label: reader.say('desk.typing.reason') },
            ]}
            rows={papers.map(({ id, name, code, receivedAt, reason }) => ({
              heading: mayType ? <a href={typePaperUrl(head.slug, id)}>{name}</a> : name,
              cells: [code, reader.moment(receivedAt, head.timeZone), reason],
            }))}
          />
        </>
      )}
    </TypingPage>
  );
}

export type DeskTypePaperProps = { frame: Frame; head: ConsultationHead; paper: WaitingPaper };

/** One paper: how to find its file, and the field for its words. */
export function DeskTypePaper({ frame, head, paper }: DeskTypePaperProps) {
  const { reader } = frame;
  const { id, name, code, sha256, receivedAt } = paper;
  return (
    <TypingPage frame={frame} head={head} title={name} below>
      <PageHead kicker={reader.say('desk.typing.title')}>{name}</PageHead>
      <DefinitionList
        facts={[
          { term: reader.say('desk.typing.contribution'), detail: code },
          { term: reader.say('desk.typing.received'), detail: reader.moment(receivedAt, head.timeZone) },
          ...(sha256 ? [{ term: reader.say('desk.typing.sha256'), detail: <code class="hash">{sha256}</code> }] : []),
        ]}
      />
      <form class="form" method="post" action={typePaperUrl(head.slug, id)}>
        <CsrfField frame={frame} />
        <TextArea
          id="words"
          name="words"
          label={reader.say('desk.typing.words')}
          hint={reader.say('desk.typing.words_hint')}
          rows={18}
          required
        />
        <Button>{reader.say('desk.typing.save')}</Button>
        <p>
          <a href={typingUrl(head.slug)}>{reader.say('desk.typing.back')}</a>
        </p>
      </form>
    </TypingPage>
  );
}

type TypingPageProps = { frame: Frame; head: ConsultationHead; title: string; below?: boolean; children?: Child };

function TypingPage({ frame, head, title, below, children }: TypingPageProps) {
  const { reader } = frame;
  return (
    <Page
      frame={frame}
      title={title}
      crumbs={[
        { url: deskUrl(), label: reader.text('ui.desk') },
        { url: deskConsultationUrl(head.slug), label: reader.localText(head.title) },
        { url: intakeUrl(head.slug), label: reader.text('desk.intake.title') },
        ...(below ? [{ url: typingUrl(head.slug), label: reader.text('desk.typing.title') }] : []),
      ]}
      notice={head.exampleNotice}
    >
      {children}
    </Page>
  );
}
