import type { Said } from './answering.ts';
import type { Answer } from './contribution.ts';
import { type Filled, type FilledFile, oneValue } from './filled.ts';
import type { ReceivedContribution } from './intake.ts';
import { messageTexts } from './message.ts';
import { isCitizen, type PersonalData, USER_TYPES } from './profile.ts';
import type { PublicationChoice } from './publication.ts';
import type { Question } from './question.ts';
import { PROFILE_FIELDS } from './stakeholder-profile.ts';

/** Keys of what is asked of everybody at the end; no question of an organiser has one that starts so. */
export const CLOSING = {
  section: 'closing.section',
  publication: 'closing.publication',
  firstName: 'closing.first_name',
  surname: 'closing.surname',
  emailAddress: 'closing.email',
  privacy: 'closing.privacy',
} as const;

const CHOICES = ['with_name', 'anonymous', 'not_published'] as const;

/**
 * The last page of every questionnaire: how the contribution is published, the name where it is to be shown, an e-mail
 * address for the receipt, and agreement to the privacy statement. Asked like any other question, kept apart from the answers.
 */
export function closingQuestions(): Question[] {
  const withName = { question: CLOSING.publication, is: 'one_of' as const, values: ['with_name'] };
  const organisations = USER_TYPES.filter((type) => !isCitizen(type));
  const noOrganisation = { question: PROFILE_FIELDS.userType, is: 'none_of' as const, values: organisations };
  const personal = { all: [withName, noOrganisation] };
  return [
    {
      key: CLOSING.section,
      kind: 'section',
      title: messageTexts('closing.title'),
      purpose: 'logistics',
    },
    {
      key: CLOSING.publication,
      kind: 'single',
      title: messageTexts('closing.publication'),
      help: messageTexts('closing.publication_help'),
      purpose: 'logistics',
      required: true,
      options: CHOICES.map((key) => ({ key, title: messageTexts(`closing.publication.${key}`) })),
    },
    {
      key: CLOSING.firstName,
      kind: 'text',
      title: messageTexts('closing.first_name'),
      purpose: 'logistics',
      maxCharacters: 100,
      showIf: personal,
      required: true,
    },
    {
      key: CLOSING.surname,
      kind: 'text',
      title: messageTexts('closing.surname'),
      purpose: 'logistics',
      maxCharacters: 100,
      showIf: personal,
      required: true,
    },
    {
      key: CLOSING.emailAddress,
      kind: 'email',
      title: messageTexts('closing.email'),
      help: messageTexts('closing.email_help'),
      purpose: 'logistics',
    },
    {
      key: CLOSING.privacy,
      kind: 'consent',
      title: messageTexts('closing.privacy'),
      purpose: 'logistics',
      required: true,
      statement: messageTexts('closing.privacy_statement'),
    },
  ];
}

/** A questionnaire as it is asked of the public: the organiser's questions, then what is asked of everybody. */
export function withClosing(questions: readonly Question[]): Question[] {
  return [...questions, ...closingQuestions()];
}

function isClosing(key: string): boolean {
  return key.startsWith('closing.');
}

/** Whether anything was said: words, a choice, or a file. */
export function saysSomething(answers: readonly Answer[], files: readonly FilledFile[]): boolean {
  return files.length > 0 || answers.some((answer) => !isClosing(answer.question));
}

/**
 * What was filled in as a contribution on its way into the evidence base. Logistics stays out of it; the name is only kept
 * where it is to be shown.
 * @param day ISO date in the consultation's time zone
 */
export function receivedFrom(
  questions: readonly Question[],
  filled: Filled,
  said: Pick<Said, 'answers' | 'profile' | 'personal'>,
  files: readonly SubmittedFile[],
  { channel, day }: { channel: 'submission' | 'registration' | 'paper'; day: string },
): ReceivedContribution {
  const logistics = new Set(questions.filter(({ purpose }) => purpose === 'logistics').map(({ key }) => key));
  const publication = publicationFrom(filled);
  const emailAddress = oneValue(filled, CLOSING.emailAddress);
  const personal: PersonalData = {
    ...said.personal,
    ...(publication === 'with_name' && nameFrom(filled)),
    ...(emailAddress !== '' && { emailAddress }),
  };
  return {
    file: '',
    row: null,
    sourceKey: null,
    language: null, // told from the words: a form in one language is often answered in another
    channel,
    day,
    profile: said.profile,
    personal,
    publication,
    url: null,
    answers: said.answers.filter(({ question }) => !isLogistics(question, logistics)),
    attachments: files
      .filter(({ question }) => !logistics.has(question))
      .map(({ question, name, sha256, bytes, ...read }) =>
        read.state === 'read'
          ? { question, name, sha256, bytes, state: 'read', pages: read.pageStarts.length }
          : { question, name, sha256, bytes, state: read.state, reason: read.reason ?? '' },
      ),
  };
}

/** A file of a submission, with what could be read in it. */
export type SubmittedFile = FilledFile & {
  bytes: number;
  state: 'read' | 'without_text' | 'unreadable';
  reason: string | null;
};

/** The answers of a question, of a row of it and of its "other" all start with its key. */
function isLogistics(answer: string, logistics: ReadonlySet<string>): boolean {
  if (isClosing(answer) || logistics.has(answer)) return true;
  const owner = answer.slice(0, answer.lastIndexOf('.'));
  return logistics.has(owner);
}

export function publicationFrom(filled: Filled): PublicationChoice {
  return CHOICES.find((choice) => choice === oneValue(filled, CLOSING.publication)) ?? 'unknown';
}

function nameFrom(filled: Filled): PersonalData {
  const [firstName, surname] = [oneValue(filled, CLOSING.firstName), oneValue(filled, CLOSING.surname)];
  return { ...(firstName && { firstName }), ...(surname && { surname }) };
}

/** The closing page as a former version fills it. */
export function closingFields(publication: PublicationChoice, personal: PersonalData): { [field: string]: string[] } {
  return {
    [CLOSING.publication]: publication === 'unknown' ? [] : [publication],
    [CLOSING.firstName]: personal.firstName ? [personal.firstName] : [],
    [CLOSING.surname]: personal.surname ? [personal.surname] : [],
    [CLOSING.emailAddress]: personal.emailAddress ? [personal.emailAddress] : [],
    [CLOSING.privacy]: [],
  };
}
