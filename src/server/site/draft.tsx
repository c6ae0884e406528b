import type { Child } from 'hono/jsx';
import { type Call, graceEndsAt } from '../../core/call.ts';
import type { Condition } from '../../core/condition.ts';
import { testsOf } from '../../core/condition.ts';
import type { Answer } from '../../core/contribution.ts';
import type { Filled, Problem } from '../../core/filled.ts';
import type { Question, QuestionPage } from '../../core/question.ts';
import type { LocalText } from '../../core/text.ts';
import { consultationUrl, draftUrl } from '../address.ts';
import { Button, ButtonLink } from '../component/button.tsx';
import { TextField } from '../component/field.tsx';
import type { FormState } from '../component/field-notes.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Notice } from '../component/notice.tsx';
import { Page } from '../component/page.tsx';
import { ErrorSummary, problemTitle, QuestionFields } from '../component/question.tsx';
import { saidToQuestions } from '../component/said.tsx';
import { Deadline, Moment } from '../component/time.tsx';
import { type ConsultationHead, crumbsBelow } from './head.ts';

/** What all pages of an answer that is being written share. */
export type DraftFrame = {
  frame: Frame;
  head: ConsultationHead;
  call: Call & { title: LocalText };
  draft: { code: string; savedAt: Date; revision: number; corrects: boolean; isTest: boolean };
  /** Whether the call has closed and the grace is running. */
  inGrace: boolean;
  pages: readonly QuestionPage[];
};

export type DraftPageProps = DraftFrame & {
  /** From 0. */
  page: number;
  state: FormState;
  questions: readonly Question[];
};

/** One page of the questionnaire: its questions, and what has been saved. */
export function DraftPage(props: DraftPageProps) {
  const { frame, head, call, draft, pages, page, state, questions } = props;
  const { reader } = frame;
  const { section, questions: shown } = pages[page]!;
  const title = section?.title ?? call.title;
  const carriesFiles = shown.some(({ kind }) => kind === 'file');
  return (
    <Page
      frame={frame}
      title={reader.text('draft.page_title', { page: page + 1, pages: pages.length, title: reader.localText(title) })}
      crumbs={crumbsBelow(reader, head)}
      notice={head.exampleNotice}
    >
      <PageHead
        kicker={reader.say('draft.page', { page: page + 1, pages: pages.length })}
        lead={section?.help && reader.local(section.help)}
      >
        {reader.local(title)}
      </PageHead>
      <DraftNotices {...props} />
      <ErrorSummary frame={frame} problems={state.problems} titleOf={problemTitle(reader, questions)} />
      <answer-form
        data-said={JSON.stringify(saidElsewhere(shown, state.filled))}
        data-saving={reader.text('draft.saving')}
        data-offline={reader.text('draft.offline')}
        data-left={reader.text('question.characters_left_plain')}
        data-over={reader.text('question.characters_over_plain')}
      >
        <form
          method="post"
          action={draftUrl(head.slug, draft.code, page)}
          enctype={carriesFiles ? 'multipart/form-data' : undefined}
          novalidate
        >
          <button type="submit" name=":then" value="next" hidden tabindex={-1}>
            {reader.say('draft.next')}
          </button>
          <input type="hidden" name=":revision" value={draft.revision} />
          <QuestionFields frame={frame} questions={shown} state={state} />
          <div class="buttons">
            <Button name=":then" value="next">
              {reader.say(page === pages.length - 1 ? 'draft.review' : 'draft.next')}
            </Button>
            {page > 0 && (
              <Button kind="secondary" name=":then" value="back">
                {reader.say('draft.back')}
              </Button>
            )}
            <Button kind="tertiary" name=":then" value="later">
              {reader.say('draft.later')}
            </Button>
          </div>
          <p class="saved-state" role="status">
            {reader.say('draft.saved', { at: reader.clockTime(draft.savedAt, head.timeZone) })}
          </p>
        </form>
      </answer-form>
    </Page>
  );
}

/** What was said on other pages, as far as conditions on this one look at it. */
function saidElsewhere(shown: readonly Question[], filled: Filled): Filled {
  const conditions = shown.flatMap(({ showIf }): Condition[] => (showIf ? [showIf] : []));
  const keys = new Set(conditions.flatMap((condition) => testsOf(condition).map(({ question }) => question)));
  return Object.fromEntries([...keys].map((key) => [key, filled[key] ?? []]));
}

/** What must be known while writing: that it is a trial, a correction, or that the time is up. */
function DraftNotices({ frame: { reader }, head, call, draft, inGrace }: DraftFrame) {
  return (
    <>
      {draft.isTest && (
        <Notice mood="warning" heading={reader.say('draft.test')}>
          <p>{reader.say('draft.test_then')}</p>
        </Notice>
      )}
      {draft.corrects && (
        <Notice>
          <p>{reader.say('draft.correction')}</p>
        </Notice>
      )}
      {inGrace && (
        <Notice mood="warning" heading={reader.say('draft.grace')}>
          <p>
            {reader.weave('draft.grace_then', {
              at: <Moment reader={reader} at={graceEndsAt(call)} zone={head.timeZone} />,
            })}
          </p>
        </Notice>
      )}
    </>
  );
}

export type ReviewPageProps = DraftFrame & {
  questions: readonly Question[];
  answers: readonly Answer[];
  /** The profile in words. */
  profile: readonly { term: Child; detail: Child }[];
  problems: readonly Problem[];
  /** On which page the field of a problem is. */
  pageOf: (question: string) => number;
  /** Nothing was said yet. */
  isEmpty: boolean;
  files: readonly { question: string; name: string }[];
};

/** Everything that was said, with a way back to each page, before it is handed in. */
export function ReviewPage(props: ReviewPageProps) {
  const { frame, head, call, draft, pages, problems, isEmpty, pageOf } = props;
  const { reader } = frame;
  return (
    <Page
      frame={frame}
      title={reader.text('draft.review_title')}
      crumbs={crumbsBelow(reader, head)}
      notice={head.exampleNotice}
    >
      <PageHead kicker={reader.local(call.title)} lead={reader.say('draft.review_lead')}>
        {reader.say('draft.review_title')}
      </PageHead>
      <DraftNotices {...props} />
      {isEmpty && (
        <Notice mood="warning" heading={reader.say('draft.empty')}>
          <p>{reader.say('draft.empty_then')}</p>
        </Notice>
      )}
      {problems.length > 0 && (
        <section class="ds-error-summary" aria-labelledby="problems-heading">
          <h2 id="problems-heading">{reader.say('question.problems', { count: problems.length })}</h2>
          <ul>
            {problems.map((problem) => (
              <li>
                <a
                  class="ds-link"
                  href={`${draftUrl(head.slug, draft.code, pageOf(problem.question))}#question-${problem.question}`}
                >
                  {problemTitle(reader, props.questions)(problem)}:{' '}
                  {reader.say(`question.problem.${problem.code}`, problem.values)}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {pages.map((page, i) => (
        <ReviewedPage {...props} page={page} number={i} />
      ))}
      <form class="form" method="post" action={draftUrl(head.slug, draft.code, 'review')}>
        <p>
          {reader.weave('draft.hand_in_then', {
            at: <Deadline reader={reader} at={call.closesAt} zone={head.timeZone} />,
          })}
        </p>
        <div class="buttons">
          <Button name="then" value="submit" disabled={draft.isTest}>
            {reader.say('draft.hand_in')}
          </Button>
          <Button kind="tertiary" name="then" value="later">
            {reader.say('draft.later')}
          </Button>
        </div>
        {draft.isTest && <p class="why-not">{reader.say('draft.test_then')}</p>}
      </form>
    </Page>
  );
}

function ReviewedPage({
  frame,
  head,
  call,
  draft,
  page,
  number,
  answers,
  profile,
  files,
}: ReviewPageProps & { page: QuestionPage; number: number }) {
  const { reader } = frame;
  const said = saidToQuestions(reader, page.questions, answers);
  const hasProfile = page.questions.some(({ kind }) => kind === 'profile') && profile.length > 0;
  const unread = files.filter(
    (file) =>
      page.questions.some(({ key }) => key === file.question) &&
      !answers.some((answer) => 'file' in answer && answer.file?.name === file.name),
  );
  return (
    <Section id={`page-${number + 1}`} heading={reader.local(page.section?.title ?? call.title)}>
      {!hasProfile && said.length === 0 && unread.length === 0 && <p>{reader.say('draft.nothing_here')}</p>}
      <dl class="said-list">
        {hasProfile &&
          profile.map(({ term, detail }) => (
            <div>
              <dt>{term}</dt>
              <dd>{detail}</dd>
            </div>
          ))}
        {said.map(({ title, said: words }) => (
          <div>
            <dt>{reader.local(title)}</dt>
            <dd>{words}</dd>
          </div>
        ))}
        {unread.map(({ name }) => (
          <div>
            <dt>{reader.say('draft.file')}</dt>
            <dd>{name}</dd>
          </div>
        ))}
      </dl>
      <p>
        <a href={draftUrl(head.slug, draft.code, number)}>
          {reader.say('draft.change', { page: reader.localText(page.section?.title ?? call.title) })}
        </a>
      </p>
    </Section>
  );
}

export type SavedPageProps = DraftFrame & { url: string; mailedTo: string | null; wrong: boolean };

/** Saved for later: the link that opens it again, on any device. */
export function SavedPage({ frame, head, call, draft, url, mailedTo, wrong, inGrace }: SavedPageProps) {
  const { reader } = frame;
  const until = inGrace ? graceEndsAt(call) : call.closesAt;
  return (
    <Page
      frame={frame}
      title={reader.text('draft.later_title')}
      crumbs={crumbsBelow(reader, head)}
      notice={head.exampleNotice}
    >
      <PageHead kicker={reader.local(call.title)} lead={reader.say('draft.later_lead')}>
        {reader.say('draft.later_title')}
      </PageHead>
      <p class="secret-link">
        <a href={draftUrl(head.slug, draft.code)}>{url}</a>
      </p>
      <p>
        {reader.weave('draft.later_code', { code: <code class="code">{draft.code}</code> })}{' '}
        {reader.weave('draft.later_until', { at: <Deadline reader={reader} at={until} zone={head.timeZone} /> })}
      </p>
      {mailedTo !== null && (
        <Notice mood="success">
          <p>{reader.say('draft.mailed', { to: mailedTo })}</p>
        </Notice>
      )}
      <Section id="mail" heading={reader.say('draft.mail_title')}>
        {wrong && (
          <Notice mood="danger">
            <p>{reader.say('question.problem.not_an_email')}</p>
          </Notice>
        )}
        <form class="form" method="post" action={draftUrl(head.slug, draft.code, 'later')}>
          <TextField
            id="email"
            name="email"
            label={reader.say('draft.mail_to')}
            hint={reader.say('draft.mail_hint')}
            autocomplete="email"
            maxLength={254}
            required
          />
          <Button kind="secondary" name="then" value="mail">
            {reader.say('draft.mail')}
          </Button>
        </form>
      </Section>
      <Section id="discard" heading={reader.say('draft.discard_title')}>
        <p>{reader.say(draft.corrects ? 'draft.discard_correction' : 'draft.discard_then')}</p>
        <form class="form" method="post" action={draftUrl(head.slug, draft.code, 'later')}>
          <Button kind="tertiary" name="then" value="discard">
            {reader.say('draft.discard')}
          </Button>
        </form>
      </Section>
    </Page>
  );
}

export type ClosedPageProps = Omit<DraftFrame, 'inGrace'> & {
  reason: 'over' | 'coming' | 'skipped';
  questions: readonly Question[];
  answers: readonly Answer[];
};

/** It can no longer be handed in: what one can do, and all that was written, so that nothing is lost. */
export function ClosedPage({ frame, head, call, reason, questions, answers }: ClosedPageProps) {
  const { reader, house } = frame;
  return (
    <Page
      frame={frame}
      title={reader.text(`call.${reason}`)}
      crumbs={crumbsBelow(reader, head)}
      notice={head.exampleNotice}
    >
      <PageHead kicker={reader.local(call.title)}>{reader.say(`call.${reason}`)}</PageHead>
      <Notice mood="warning">
        <p>
          {reason === 'over'
            ? reader.weave('draft.over', { at: <Deadline reader={reader} at={call.closesAt} zone={head.timeZone} /> })
            : reader.say('draft.not_now')}
        </p>
        {house.emailAddress && <p>{reader.say('draft.over_mail', { to: house.emailAddress })}</p>}
      </Notice>
      <Section id="written" heading={reader.say('draft.written')}>
        <dl class="said-list">
          {saidToQuestions(reader, questions, answers).map(({ title, said }) => (
            <div>
              <dt>{reader.local(title)}</dt>
              <dd>{said}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <p>
        <ButtonLink kind="secondary" href={consultationUrl(head.slug)}>
          {reader.say('call.to_consultation')}
        </ButtonLink>
      </p>
    </Page>
  );
}
