import { readFilled } from '../../core/answering.ts';
import type { Filled } from '../../core/filled.ts';
import type { Question } from '../../core/question.ts';
import { written } from '../../core/text.ts';
import type { FormState, ShownFile } from '../component/field-notes.tsx';

const option = (key: string, en: string, de: string) => ({ key, title: written({ en, de }) });
const AGREE = [
  option('1', 'Not at all', 'Gar nicht'),
  option('2', 'Little', 'Wenig'),
  option('3', 'Much', 'Viel'),
  option('4', 'Very much', 'Sehr viel'),
  option('0', 'No opinion', 'Keine Meinung'),
];

/** A questionnaire with a question of every kind, for the gallery, the tests of the pages and their pictures. */
export const QUESTIONS: Question[] = [
  {
    key: 'who',
    kind: 'profile',
    title: written({ en: 'Who you are', de: 'Wer Sie sind' }),
    purpose: 'evidence',
    required: true,
  },
  {
    key: 'about',
    kind: 'section',
    title: written({ en: 'Working across borders', de: 'Arbeiten über Grenzen' }),
    help: written({
      en: 'Six questions. What you do not want to answer can stay empty.',
      de: 'Sechs Fragen. Was Sie nicht beantworten möchten, kann leer bleiben.',
    }),
    purpose: 'evidence',
  },
  {
    key: 'trained',
    kind: 'single',
    title: written({ en: 'Have you learnt or taught abroad?', de: 'Haben Sie im Ausland gelernt oder gelehrt?' }),
    purpose: 'evidence',
    required: true,
    options: [option('yes', 'Yes', 'Ja'), option('no', 'No', 'Nein')],
  },
  {
    key: 'where',
    kind: 'country',
    title: written({ en: 'In which country?', de: 'In welchem Land?' }),
    purpose: 'evidence',
    showIf: { all: [{ question: 'trained', is: 'one_of', values: ['yes'] }] },
  },
  {
    key: 'hurdles',
    kind: 'multiple',
    title: written({ en: 'What stands in the way most?', de: 'Was steht am meisten im Weg?' }),
    purpose: 'evidence',
    maxChoices: 2,
    options: [
      option('recognition', 'Recognition of certificates', 'Anerkennung von Zeugnissen'),
      option('language', 'Language', 'Sprache'),
      option('money', 'Money', 'Geld'),
      { ...option('other', 'Something else', 'Etwas anderes'), other: true },
      { ...option('none', 'Nothing', 'Nichts'), exclusive: true },
    ],
  },
  {
    key: 'matter',
    kind: 'matrix',
    title: written({ en: 'How much do these matter to you?', de: 'Wie wichtig ist Ihnen das?' }),
    purpose: 'evidence',
    rows: [
      option('exchange', 'Exchanges of several weeks', 'Austausch über mehrere Wochen'),
      option('short', 'Short courses that count everywhere', 'Kurze Kurse, die überall zählen'),
    ],
    options: AGREE,
  },
  {
    key: 'first',
    kind: 'ranking',
    title: written({ en: 'What should come first?', de: 'Was sollte zuerst kommen?' }),
    purpose: 'evidence',
    options: [
      option('teachers', 'Time for teachers', 'Zeit für Lehrende'),
      option('firms', 'Help for small firms', 'Hilfe für kleine Betriebe'),
      option('rules', 'Fewer forms', 'Weniger Formulare'),
    ],
  },
  {
    key: 'weeks',
    kind: 'number',
    title: written({ en: 'How long should an exchange last?', de: 'Wie lange sollte ein Austausch dauern?' }),
    purpose: 'evidence',
    unit: 'weeks',
    min: 1,
    max: 52,
  },
  {
    key: 'since',
    kind: 'date',
    title: written({ en: 'Since when do you work in the field?', de: 'Seit wann arbeiten Sie auf dem Gebiet?' }),
    purpose: 'evidence',
  },
  {
    key: 'change',
    kind: 'long_text',
    title: written({ en: 'What should change by 2030?', de: 'Was soll sich bis 2030 ändern?' }),
    help: written({
      en: 'In any of the 24 languages of the Union. One point after another, if you can.',
      de: 'In jeder der 24 Sprachen der Union. Wenn möglich, ein Punkt nach dem anderen.',
    }),
    purpose: 'evidence',
    required: true,
    maxCharacters: 4000,
  },
  {
    key: 'papers',
    kind: 'file',
    title: written({ en: 'Papers that belong to it', de: 'Papiere, die dazugehören' }),
    purpose: 'evidence',
    maxFiles: 3,
  },
  {
    key: 'shown',
    kind: 'consent',
    title: written({ en: 'Your agreement', de: 'Ihre Zustimmung' }),
    purpose: 'evidence',
    required: true,
    statement: written({
      en: 'I agree that what I wrote is read by the unit that asks.',
      de: 'Ich bin einverstanden, dass das Referat, das fragt, meinen Beitrag liest.',
    }),
  },
];

const FILES: ShownFile[] = [
  { id: 'file-1', question: 'papers', name: 'dikjarazzjoni.pdf', bytes: 184_320, state: 'read', pages: 12 },
  { id: 'file-2', question: 'papers', name: 'ritratt.jpg', bytes: 2_200_000, state: 'without_text', pages: null },
];

/** The form as somebody has filled it in. */
export function exampleForm(filled: Filled, withProblems: boolean): FormState {
  const { problems, asked } = readFilled(QUESTIONS, filled);
  return {
    filled,
    problems: withProblems ? problems : [],
    asked,
    files: FILES,
    seed: 'example',
    sayOf: (question) => filled[question]?.join(', ') ?? null,
  };
}

export const HALF_FILLED: Filled = {
  'profile.user_type': ['NGO'],
  'profile.country': ['MT'],
  'profile.register_number': ['12-3'],
  trained: ['yes'],
  hurdles: ['recognition', 'other'],
  'first.rules': ['1'],
  'first.firms': ['1'],
  weeks: ['a month'],
};
