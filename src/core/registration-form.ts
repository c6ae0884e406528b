import { readFilled } from './answering.ts';
import type { Answer } from './contribution.ts';
import { type Filled, oneValue, type Problem } from './filled.ts';
import { newCode, seededRandom } from './id.ts';
import type { ReceivedContribution } from './intake.ts';
import { parseEmailAddress } from './mail.ts';
import { messageTexts } from './message.ts';
import { NO_PROFILE, type StakeholderProfile } from './profile.ts';
import { asks, type Question } from './question.ts';
import { CLOSING, closingQuestions, receivedFrom, saysSomething } from './submission.ts';

/** Keys of what everybody is asked who registers; no question of an organiser has one that starts so. */
export const REGISTRATION = {
  name: 'registration.name',
  emailAddress: 'registration.email',
  profile: 'registration.profile',
} as const;

/**
 * The registration form as questions: who registers, the organiser's questions, and, where some of these are evidence, how
 * what is said is published. Files are not asked for here, and the form is one page: sections become headings in it.
 */
export function registrationQuestions(questions: readonly Question[]): Question[] {
  const own = questions
    .filter(({ kind }) => kind !== 'file')
    .map((question): Question => (question.kind === 'section' ? { ...question, kind: 'info' } : question));
  const closing = closingQuestions();
  const pick = (key: string) => closing.filter((question) => question.key === key);
  return [
    {
      key: REGISTRATION.name,
      kind: 'text',
      title: messageTexts('registration.name'),
      purpose: 'logistics',
      required: true,
      maxCharacters: 150,
    },
    {
      key: REGISTRATION.emailAddress,
      kind: 'email',
      title: messageTexts('registration.email'),
      help: messageTexts('registration.email_help'),
      purpose: 'logistics',
      required: true,
    },
    ...(own.some(({ kind }) => kind === 'profile') ? [] : [profileQuestion()]),
    ...own,
    ...(own.some(isEvidence) ? pick(CLOSING.publication) : []),
    ...pick(CLOSING.privacy),
  ];
}

function profileQuestion(): Question {
  return {
    key: REGISTRATION.profile,
    kind: 'profile',
    title: messageTexts('registration.profile'),
    purpose: 'logistics',
    required: true,
  };
}

/** The profile goes with evidence, it is none by itself. */
export function isEvidence(question: Question): boolean {
  return question.purpose === 'evidence' && asks(question) && question.kind !== 'profile';
}

/** A registration form as it was read. */
export type ReadRegistration = {
  person: { name: string; emailAddress: string; organisation?: string };
  profile: StakeholderProfile;
  logistics: Answer[];
  /** Null where nothing was said. */
  evidence: ReceivedContribution | null;
};

/** Reads a registration form. What is wrong is told field by field; then nothing of it is taken. */
export function readRegistration(
  questions: readonly Question[],
  filled: Filled,
  day: string,
): { read: ReadRegistration; problems: [] } | { read: null; problems: Problem[]; asked: ReadonlySet<string> } {
  const said = readFilled(questions, filled);
  const emailAddress = parseEmailAddress(oneValue(filled, REGISTRATION.emailAddress));
  const isKnown = said.problems.some(({ question }) => question === REGISTRATION.emailAddress);
  const problems: Problem[] =
    emailAddress !== null || isKnown
      ? said.problems
      : [
          { field: REGISTRATION.emailAddress, question: REGISTRATION.emailAddress, code: 'not_an_email' },
          ...said.problems,
        ];
  if (problems.length > 0 || emailAddress === null) return { read: null, problems, asked: said.asked };
  const name = oneValue(filled, REGISTRATION.name).replace(/\s+/g, ' ');
  const received = receivedFrom(questions, filled, said, [], { channel: 'registration', day });
  const isNamed = received.publication === 'with_name' && received.personal.organisation === undefined;
  const { organisation } = said.personal;
  return {
    read: {
      person: { name, emailAddress, ...(organisation !== undefined && { organisation }) },
      profile: said.profile ?? NO_PROFILE,
      logistics: logisticsOf(questions, said.answers),
      evidence: saysSomething(received.answers, [])
        ? { ...received, personal: { ...received.personal, ...(isNamed && { name }) } }
        : null,
    },
    problems: [],
  };
}

/** Answers to the organiser's questions of logistics; name and address are kept elsewhere. */
function logisticsOf(questions: readonly Question[], answers: readonly Answer[]): Answer[] {
  const keys = questions.filter(({ key, purpose }) => purpose === 'logistics' && !isFixed(key)).map(({ key }) => key);
  return answers.filter(({ question }) => keys.some((key) => question === key || question.startsWith(`${key}.`)));
}

function isFixed(key: string): boolean {
  return key.startsWith('registration.') || key.startsWith('closing.');
}

/**
 * The code of the receipt for what was said at registration. It follows from the secret that the form carried, so that the
 * same form sent again has the same receipt, and the page after registering can show it although only its hash is stored.
 */
export function receiptCodeFor(registrationCode: string): string {
  return newCode('receipt', seededRandom(`receipt of registration ${registrationCode}`));
}
