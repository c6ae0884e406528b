import { readFilled } from '../../core/answering.ts';
import type { Filled } from '../../core/filled.ts';
import { pagesOf } from '../../core/question.ts';
import { CLOSING, withClosing } from '../../core/submission.ts';
import { written } from '../../core/text.ts';
import { endOfDay, startOfDay } from '../../core/time.ts';
import { evidenceUrl, receiptFileUrl } from '../address.ts';
import type { FormState } from '../component/field-notes.tsx';
import type { Frame } from '../component/frame.ts';
import { profileInWords } from '../component/profile.tsx';
import { saidToQuestions, sayAnswers } from '../component/said.tsx';
import { BRUSSELS, NOW, RECOGNITION, STRATEGY } from '../example/cast.ts';
import type { PageExample } from '../example/page-example.ts';
import { exampleForm, HALF_FILLED, QUESTIONS } from '../example/questionnaire.ts';
import { CallPage } from './call.tsx';
import { ClosedPage, type DraftFrame, DraftPage, ReviewPage, SavedPage } from './draft.tsx';
import { ReceiptForm, ReceiptPage } from './receipt.tsx';

const CODE = '4H7Q-0ZKX-93TB-W2MD-6CRE-5V';
const HASH = '3fa94c17d0b28e65'.repeat(4);
const ASKED = withClosing(QUESTIONS);
const PAGES = pagesOf(ASKED);
const CALL = {
  stageId: 'stage-1',
  title: written({ en: 'Call for evidence', de: 'Aufforderung zur Stellungnahme' }),
  opensAt: startOfDay('2026-01-26', BRUSSELS),
  closesAt: endOfDay('2026-02-19', BRUSSELS),
  skippedAt: null,
  graceMinutes: 30,
};

const FILLED: Filled = {
  ...HALF_FILLED,
  'profile.organisation': ['Għaqda tal-Apprendisti'],
  'profile.register_number': ['123456789012-34'],
  where: ['DE'],
  'hurdles.other': ['Two sets of forms for one exchange'],
  'matter.exchange': ['4'],
  'first.firms': ['2'],
  weeks: ['4'],
  change: ['Il-kwalifiki għandhom jiġu rikonoxxuti kullimkien.\nUffiċċju wieħed għandu jiddeċiedi, darba.'],
  shown: ['yes'],
  [CLOSING.publication]: ['anonymous'],
  [CLOSING.privacy]: ['yes'],
};
const SAID = readFilled(ASKED, FILLED);

function draftFrame(frame: Frame): DraftFrame {
  const draft = { code: CODE, savedAt: NOW, revision: 7, corrects: false, isTest: false };
  return { frame, head: STRATEGY, call: CALL, draft, inGrace: false, pages: PAGES };
}

function formState(frame: Frame, filled: Filled, withProblems: boolean): FormState {
  return { ...exampleForm(filled, withProblems), sayOf: sayAnswers(frame.reader, QUESTIONS, filled) };
}

/** The pages on which a call is answered, from before one begins to the receipt. */
export const ANSWERING_EXAMPLES: PageExample[] = [
  {
    name: 'call',
    render: (frame) => (
      <CallPage frame={frame} head={STRATEGY} call={CALL} questions={QUESTIONS} state="open" given={[]} />
    ),
  },
  {
    name: 'draft',
    render: (frame) => (
      <DraftPage {...draftFrame(frame)} page={1} state={formState(frame, FILLED, false)} questions={ASKED} />
    ),
  },
  {
    name: 'draft-elsewhere',
    render: (frame) => (
      <DraftPage
        {...draftFrame(frame)}
        draft={{ ...draftFrame(frame).draft, corrects: true }}
        inGrace
        page={1}
        state={{
          ...formState(frame, HALF_FILLED, true),
          elsewhere: { change: ['What I had written on my telephone.'] },
        }}
        questions={ASKED}
      />
    ),
  },
  {
    name: 'draft-review',
    render: (frame) => (
      <ReviewPage
        {...draftFrame(frame)}
        questions={ASKED}
        answers={SAID.answers}
        profile={profileInWords(frame.reader, SAID.profile, SAID.personal)}
        problems={readFilled(ASKED, { ...FILLED, weeks: ['a month'] }).problems}
        pageOf={() => 1}
        isEmpty={false}
        files={[{ question: 'papers', name: 'ritratt.jpg' }]}
      />
    ),
  },
  {
    name: 'draft-later',
    render: (frame) => (
      <SavedPage
        {...draftFrame(frame)}
        url={`https://consult.example.org/c/${STRATEGY.slug}/answer/${CODE}`}
        mailedTo="maria@example.org"
        wrong={false}
      />
    ),
  },
  {
    name: 'draft-closed',
    render: (frame) => <ClosedPage {...draftFrame(frame)} reason="over" questions={QUESTIONS} answers={SAID.answers} />,
  },
  { name: 'receipt-form', render: (frame) => <ReceiptForm frame={frame} wrong="4H7Q-0ZKX" /> },
  {
    name: 'receipt',
    render: (frame) => (
      <ReceiptPage
        frame={frame}
        head={STRATEGY}
        receipt={{ code: CODE, contributionCode: '7K3M-Q2XD-94TP', madeAt: NOW, erasureAskedAt: null }}
        versions={[2, 1].map((version) => ({
          version,
          publication: 'anonymous',
          profile: profileInWords(frame.reader, SAID.profile, SAID.personal),
          said: saidToQuestions(frame.reader, QUESTIONS, SAID.answers, 'mt'),
          files: [{ name: 'dikjarazzjoni.pdf', url: receiptFileUrl(CODE, 'file-1') }],
        }))}
        standing="counted"
        inGrace={false}
        correctUntil={CALL.closesAt}
        proof={{ position: 411, leaves: 1083, leaf: HASH, root: HASH }}
        themes={[
          {
            theme: RECOGNITION,
            href: evidenceUrl(STRATEGY.slug, { unit: 'contributions', where: { theme: ['t01'] } }),
            passages: 2,
          },
        ]}
        edition={1}
        done="submitted"
      />
    ),
  },
];
