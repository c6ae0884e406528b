import type { Actor } from '../../core/capability.ts';
import { written } from '../../core/text.ts';
import { atWallClock, endOfDay, startOfDay } from '../../core/time.ts';
import type { Consultation, ConsultationEvent, StageWithDerogations } from '../../store/consultation.ts';
import type { HostedEvent } from '../../store/hosted-event.ts';
import type { Assets } from '../asset.ts';
import type { Frame } from '../component/frame.ts';
import type { CodedPassage, ThemeName } from '../component/passage.tsx';
import { Reader } from '../component/reader.tsx';
import type { ContributionRow } from '../site/contribution-row.tsx';

/** The small cast of the gallery, of the tests of the pages and of their pictures. All of it is made up. */

export const ANNA: Actor = { id: '00000000-0000-7000-8000-00000000000a', label: 'Anna Analyst', roles: ['analyst'] };
export const AUDREY: Actor = {
  id: '00000000-0000-7000-8000-00000000000b',
  label: 'Audrey Auditor',
  roles: ['auditor'],
};

const ASSETS: Assets = { style: '/assets/antiphon.css', script: '/assets/antiphon.js' };

/** What a page is shown in, for a reader of a language. */
export function exampleFrame(language: string, changes: Partial<Frame> = {}): Frame {
  return {
    reader: new Reader(language),
    house: {
      name: language === 'de' ? 'Beispielministerium für Bildung' : 'Example Ministry of Education',
      emailAddress: 'consultations@example.org',
      languages: ['en', 'de'],
      url: 'https://consultations.example.org',
    },
    assets: ASSETS,
    nonce: 'bm9uY2U',
    path: '/',
    actor: null,
    csrfToken: null,
    ...changes,
  };
}

/** The same at the desk. */
export function deskFrame(language: string, actor: Actor = ANNA): Frame {
  return exampleFrame(language, { actor, csrfToken: 'csrf-of-the-example' });
}

export const NOW = new Date('2026-02-07T09:00:00Z');
export const BRUSSELS = 'Europe/Brussels';

export const STRATEGY: Consultation = {
  id: '00000000-0000-7000-8000-000000000001',
  slug: 'vocational-education-2030',
  title: written({
    en: 'A strategy for vocational education and training 2026–2030',
    de: 'Eine Strategie für die berufliche Bildung 2026–2030',
  }),
  summary: written({
    en: 'What should change in vocational education and training by 2030, at home and in cooperation with other countries?',
    de: 'Was soll sich bis 2030 in der beruflichen Bildung ändern, zu Hause und in der Zusammenarbeit mit anderen Ländern?',
  }),
  leadBody: written({ en: 'Unit for Vocational Education', de: 'Referat für berufliche Bildung' }),
  timeZone: BRUSSELS,
  languages: ['en', 'de', 'el', 'mt', 'bg'],
  exampleNotice: written({
    en: 'Example, modelled on the Commission’s process of 2026. Nobody is being consulted here.',
    de: 'Beispiel nach dem Vorbild des Verfahrens der Kommission von 2026. Hier wird niemand konsultiert.',
  }),
  licence: written({ en: 'Contributions: CC BY 4.0', de: 'Beiträge: CC BY 4.0' }),
  contact: written({ en: 'Unit for Vocational Education', de: 'Referat für berufliche Bildung' }),
  contactEmailAddress: 'vet@example.org',
  privacyStatement: written({
    en: 'We keep your e-mail address until the report is out, and your answers for ten years.',
    de: 'Ihre E-Mail-Adresse behalten wir, bis der Bericht erschienen ist, Ihre Antworten zehn Jahre.',
  }),
  publishedAt: new Date('2026-01-20T08:00:00Z'),
  announcedAt: new Date('2026-01-20T08:00:00Z'),
};

export const STAGES: StageWithDerogations[] = [
  {
    id: 'stage-1',
    kind: 'call_for_evidence',
    title: written({ en: 'Call for evidence', de: 'Aufforderung zur Stellungnahme' }),
    opensAt: startOfDay('2026-01-26', BRUSSELS),
    closesAt: endOfDay('2026-02-19', BRUSSELS),
    derogations: [
      {
        kind: 'shortened',
        reason: written({
          en: 'Four weeks instead of twelve, so that the results reach the meeting of Directors-General in March.',
          de: 'Vier Wochen statt zwölf, damit die Ergebnisse das Treffen der Generaldirektorinnen und -direktoren im März erreichen.',
        }),
        at: new Date('2026-01-10T10:00:00Z'),
      },
    ],
  },
  {
    id: 'stage-2',
    kind: 'event_series',
    title: written({ en: 'Four webinars', de: 'Vier Webinare' }),
    opensAt: startOfDay('2026-02-03', BRUSSELS),
    closesAt: endOfDay('2026-03-10', BRUSSELS),
    derogations: [],
  },
  {
    id: 'stage-3',
    kind: 'synthesis',
    title: written({ en: 'Synthesis report', de: 'Synthesebericht' }),
    opensAt: startOfDay('2026-03-11', BRUSSELS),
    closesAt: endOfDay('2026-04-30', BRUSSELS),
    derogations: [],
  },
  {
    id: 'stage-4',
    kind: 'outcome',
    title: written({ en: 'Answer of the ministry', de: 'Antwort des Ministeriums' }),
    opensAt: startOfDay('2026-06-15', BRUSSELS),
    closesAt: endOfDay('2026-06-30', BRUSSELS),
    derogations: [],
  },
];

export const EVENTS: ConsultationEvent[] = [
  {
    id: 'event-1',
    stageId: 'stage-2',
    slug: 'international-dimension',
    kind: 'webinar',
    title: written({ en: 'The international dimension', de: 'Die internationale Dimension' }),
    summary: written({
      en: 'Priorities, challenges and opportunities for cooperation with other countries in vocational education.',
      de: 'Schwerpunkte, Herausforderungen und Chancen der Zusammenarbeit mit anderen Ländern in der beruflichen Bildung.',
    }),
    startsAt: atWallClock('2026-02-03', '10:00', BRUSSELS),
    endsAt: atWallClock('2026-02-03', '12:30', BRUSSELS),
    coreAreas: [
      { id: 'area-1', title: written({ en: 'Attracting skilled talent', de: 'Fachkräfte gewinnen' }) },
      {
        id: 'area-2',
        title: written({ en: 'Improving systems through cooperation', de: 'Systeme durch Zusammenarbeit verbessern' }),
      },
      { id: 'area-3', title: written({ en: 'Learning from each other', de: 'Voneinander lernen' }) },
    ],
  },
  {
    id: 'event-2',
    stageId: 'stage-2',
    slug: 'teachers-and-trainers',
    kind: 'webinar',
    title: written({ en: 'Teachers and trainers', de: 'Lehrende und Ausbildende' }),
    summary: written({
      en: 'How people who teach keep up with the work they teach.',
      de: 'Wie Lehrende mit der Arbeit Schritt halten, die sie lehren.',
    }),
    startsAt: atWallClock('2026-02-23', '14:00', BRUSSELS),
    endsAt: atWallClock('2026-02-23', '16:00', BRUSSELS),
    coreAreas: [
      { id: 'area-4', title: written({ en: 'Time for further training', de: 'Zeit für Weiterbildung' }) },
      { id: 'area-5', title: written({ en: 'Industry in the classroom', de: 'Betriebe im Unterricht' }) },
    ],
  },
];

/** The second webinar as its hosts describe it. */
export const WEBINAR: HostedEvent = {
  ...EVENTS[1]!,
  consultationId: STRATEGY.id,
  place: {},
  joinUrl: 'https://meet.example.org/teachers',
  languages: ['en', 'de'],
  interpretation: ['fr', 'mt'],
  accessibility: written({
    en: 'Live captions in English; sign language on request.',
    de: 'Untertitel auf Englisch; Gebärdensprache auf Wunsch.',
  }),
  recording: written({
    en: 'The talks are recorded, the exchange is not.',
    de: 'Die Vorträge werden aufgezeichnet, der Austausch nicht.',
  }),
  takesRegistrations: true,
  registrationOpensAt: null,
  registrationClosesAt: endOfDay('2026-02-20', BRUSSELS),
  capacity: 120,
  groups: [
    {
      key: 'unions',
      title: written({ en: 'Trade unions', de: 'Gewerkschaften' }),
      userTypes: ['TRADE_UNION'],
      capacity: 20,
    },
  ],
  offerHours: 48,
  reminderHours: 24,
  questionnaireId: null,
  countsWaiting: true,
  countsCancelled: false,
  logisticsDays: 30,
  logisticsDeletedAt: null,
  agenda: [
    {
      kind: 'opening',
      title: {},
      minutes: 10,
      coreArea: null,
      speakers: [
        {
          name: 'Maria Borg',
          role: written({ en: 'Head of unit', de: 'Referatsleiterin' }),
          body: written({ en: 'Example Ministry', de: 'Beispielministerium' }),
        },
      ],
    },
    {
      kind: 'scene_setting',
      title: written({ en: 'A week in the workshop', de: 'Eine Woche in der Werkstatt' }),
      minutes: 30,
      coreArea: 1,
      speakers: [
        {
          name: 'Jonas Weber',
          role: written({ en: 'Trainer', de: 'Ausbilder' }),
          body: written({ en: 'Weber Joinery', de: 'Tischlerei Weber' }),
        },
      ],
    },
    { kind: 'interactive_exchange', title: {}, minutes: 70, coreArea: 0, speakers: [] },
    { kind: 'wrap_up', title: {}, minutes: 10, coreArea: null, speakers: [] },
  ],
  sequence: 0,
  changedAt: null,
  cancelledAt: null,
  cancelReason: null,
  lastPosition: 140,
};

/** A finished one. */
export const CYCLING: Consultation = {
  ...STRATEGY,
  id: '00000000-0000-7000-8000-000000000002',
  slug: 'cycling',
  title: written({ en: 'Cycling in the city', de: 'Radfahren in der Stadt' }),
  summary: written({
    en: 'Where is cycling dangerous or tedious, and what would help? The answers go into the plan for the cycle network.',
    de: 'Wo ist Radfahren gefährlich oder mühsam, und was würde helfen? Die Antworten gehen in den Plan für das Radnetz ein.',
  }),
  leadBody: written({ en: 'City of Exampleton', de: 'Stadt Beispielingen' }),
  timeZone: 'Europe/Berlin',
  exampleNotice: null,
};
export const CYCLING_STAGES: StageWithDerogations[] = [
  {
    id: 'stage-5',
    kind: 'call_for_evidence',
    title: written({ en: 'Dialogue', de: 'Dialog' }),
    opensAt: startOfDay('2025-09-13', 'Europe/Berlin'),
    closesAt: endOfDay('2025-10-25', 'Europe/Berlin'),
    derogations: [],
  },
];

export const RECOGNITION: ThemeName = {
  key: 't01',
  name: written({ en: 'Recognition of qualifications', de: 'Anerkennung von Abschlüssen' }),
  origin: 'adopted',
  adoptedBy: 'Anna Analyst',
};
export const BURDEN: ThemeName = {
  key: 't02',
  name: written({ en: 'forms, paperwork, administrative burden', de: 'Formulare, Papierkram, Verwaltungsaufwand' }),
  origin: 'candidate',
};
export const TALENT: ThemeName = {
  key: 't03',
  name: written({ en: 'talent, brain drain, skilled workers abroad', de: 'Fachkräfte, Abwanderung, Ausland' }),
  origin: 'candidate',
};

const LETTER = [
  'Our apprentices lose a year because their certificates are checked twice. One office should decide, once, and the others should accept it.',
  'We are not against control. But a workshop of nine people cannot fill in forty pages for one exchange of three weeks.',
  'What we teach is in demand everywhere. Many leave as soon as they have finished, and few come back.',
] as const;

/** A letter of three paragraphs, each of them a passage. */
export const TEXT = LETTER.join('\n\n');
export const PASSAGES: CodedPassage[] = LETTER.map((words, i) => {
  const start = TEXT.indexOf(words);
  const themes = [[RECOGNITION], [BURDEN, RECOGNITION], []][i]!;
  return {
    number: i + 1,
    start,
    end: start + words.length,
    language: 'en',
    kind: (['reason', 'evidence', null] as const)[i]!,
    codings: themes.map((theme, n) => ({
      theme,
      stance: n === 0 ? ('for' as const) : ('mixed' as const),
      sureness: theme.origin === 'candidate' ? 0.82 : null,
      assignedBy: theme.origin === 'candidate' ? ('machine' as const) : ('person' as const),
      href: `/c/${STRATEGY.slug}/evidence?unit=contributions&theme=${theme.key}`,
    })),
  };
});

export const ROWS: ContributionRow[] = [
  {
    code: '7K3M-Q2XD-94TP',
    source: { userType: 'COMPANY', country: 'DE', channel: 'submission', language: 'en', day: '2026-02-01' },
    title: null,
    excerpt: { text: LETTER[0], before: false, after: true },
    passage: 1,
    themes: [RECOGNITION, BURDEN],
    url: null,
    campaignSize: null,
  },
  {
    code: '0RJ8-4WVN-H3C6',
    source: {
      userType: 'TRADE_UNION',
      country: 'GR',
      channel: 'submission',
      language: 'el',
      day: '2026-02-03',
      organisation: 'Ένωση Εκπαιδευτικών',
    },
    title: null,
    excerpt: {
      text: 'Η αναγνώριση των προσόντων αργεί πολύ και κάθε υπηρεσία ζητά άλλα έγγραφα.',
      before: true,
      after: false,
    },
    passage: 2,
    themes: [RECOGNITION],
    url: null,
    campaignSize: null,
  },
  {
    code: 'M5ZE-TB10-Y9KA',
    source: { userType: 'EU_CITIZEN', country: 'MT', channel: 'paper', language: 'mt', day: '2026-02-04' },
    title: 'Il-kwalifiki għandhom jiġu rikonoxxuti kullimkien',
    excerpt: {
      text: 'Ħafna żgħażagħ jitilqu għax hawn ma jsibux xogħol li jaqbel ma’ dak li tgħallmu.',
      before: false,
      after: false,
    },
    passage: null,
    themes: [TALENT],
    url: null,
    campaignSize: 214,
  },
  {
    code: 'C2XQ-8DHW-5PVR',
    source: { userType: 'NGO', country: 'BG', channel: 'e-mail', language: 'bg', day: null },
    title: null,
    excerpt: null,
    passage: null,
    themes: [],
    url: null,
    campaignSize: null,
  },
];
