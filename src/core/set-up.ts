import type { ConsultationDescription } from './consultation.ts';
import { type Stage, stageState, takesInput } from './stage.ts';
import type { LocalText } from './text.ts';

export const SET_UP_PARTS = [
  'title',
  'summary',
  'lead_body',
  'contact',
  'privacy',
  'languages',
  'stages',
  'questionnaire',
  'events',
  'documents',
  'stakeholders',
] as const; // prettier-ignore
export type SetUpPart = (typeof SET_UP_PARTS)[number];

/** One line of the checklist of a consultation that is being set up. */
export type SetUpItem = {
  part: SetUpPart;
  done: boolean;
  /** It cannot be shown to everybody without this. */
  needed: boolean;
};

/** What the checklist looks at. */
export type SetUpState = {
  slug: string;
  description: ConsultationDescription;
  stages: readonly (Stage & { hasQuestionnaire: boolean; events: number })[];
  /** Documents, and targets of the stakeholder map. */
  documents: number;
  targets: number;
  now: Date;
};

/**
 * The checklist of a consultation. Everybody needs to know what it is called, what it decides and who leads it; whom to ask
 * and what becomes of the answers is needed where people can still take part, a questionnaire where they can still answer.
 */
export function setUpChecklist({ slug, description, stages, documents, targets, now }: SetUpState): SetUpItem[] {
  const ahead = stages.filter((stage) => ['coming', 'open'].includes(stageState(stage, now)));
  const input = ahead.some(({ kind }) => takesInput(kind));
  const calls = ahead.filter(({ kind }) => kind === 'call_for_evidence');
  const series = ahead.filter(({ kind }) => kind === 'event_series' || kind === 'workshop');
  const item = (part: SetUpPart, done: boolean, needed: boolean): SetUpItem => ({ part, done, needed });
  const { title, summary, leadBody, contact, contactEmailAddress, privacyStatement, languages } = description;
  return [
    item('title', isSaid(title, slug), true),
    item('summary', isSaid(summary), true),
    item('lead_body', isSaid(leadBody), true),
    item('contact', isSaid(contact) || contactEmailAddress !== null, input),
    item('privacy', isSaid(privacyStatement), input),
    item(
      'languages',
      languages.every((language) => isIn(title, language) && isIn(summary, language)),
      false,
    ),
    item('stages', stages.length > 0, false),
    ...(calls.length > 0
      ? [
          item(
            'questionnaire',
            calls.every(({ hasQuestionnaire }) => hasQuestionnaire),
            true,
          ),
        ]
      : []),
    ...(series.length > 0
      ? [
          item(
            'events',
            series.every(({ events }) => events > 0),
            false,
          ),
        ]
      : []),
    item('documents', documents > 0, false),
    item('stakeholders', targets > 0, false),
  ];
}

function isIn(local: LocalText, language: string): boolean {
  return Boolean(local[language as keyof LocalText]?.text.trim());
}

/** Whether there is a text at all. A title that is only the name in the address is none. */
function isSaid(local: LocalText, slug?: string): boolean {
  return Object.values(local).some(({ text }) => text.trim() !== '' && text !== slug);
}
