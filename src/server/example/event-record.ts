import type { Attendance } from '../../core/attendance.ts';
import { written } from '../../core/text.ts';
import type { EventRecordEntry, RoundTally } from '../../store/event-record.ts';
import { NOW } from './cast.ts';

/** A webinar of the cast as its meeting tool reported it. */

const somebody = (n: number, one: Attendance): Attendance[] => Array.from({ length: n }, () => one);

const CAME: Attendance = { role: 'participant', seat: 'confirmed', attended: true, stretches: [], minutes: 95 };

export const EXAMPLE_ATTENDANCE: Attendance[] = [
  ...somebody(1, { ...CAME, role: 'host', seat: null, minutes: 150 }),
  ...somebody(4, { ...CAME, role: 'panellist', seat: null, minutes: 120 }),
  ...somebody(88, CAME),
  ...somebody(27, { ...CAME, minutes: 40 }),
  ...somebody(61, { ...CAME, attended: false, minutes: null }),
  ...somebody(3, { ...CAME, seat: 'waiting', attended: false, minutes: null }),
];

const option = (en: string, de: string) => ({ key: en, title: written({ en, de }) });

export const EXAMPLE_ROUNDS: RoundTally[] = [
  {
    question: {
      key: 'q1',
      title: written({ en: 'What should come first?', de: 'Was sollte zuerst kommen?' }),
      purpose: 'evidence',
      kind: 'single',
      options: [
        option('Recognition of skills', 'Anerkennung von Kompetenzen'),
        option('Mobility', 'Mobilität'),
        option('Teachers', 'Lehrende'),
      ],
    },
    respondents: 74,
    counts: [
      { value: 'Recognition of skills', count: 39 },
      { value: 'Mobility', count: 35 },
    ],
  },
];

const RECORD: EventRecordEntry = {
  id: '0199-record',
  kind: 'attendance',
  format: 'zoom-attendance',
  fileName: 'attendee_84759841045.csv',
  at: NOW,
  received: 236,
  accepted: 184,
  merged: 51,
  refused: 1,
  refusals: [
    {
      file: 'attendee_84759841045.csv',
      row: 118,
      field: null,
      reason: 'The row names nobody: neither a name nor an e-mail address stands in it.',
    },
  ],
};

export const EXAMPLE_RECORDS: EventRecordEntry[] = [
  RECORD,
  {
    ...RECORD,
    id: '0198-record',
    kind: 'responses',
    format: 'zoom-poll',
    fileName: 'poll_84759841045.csv',
    received: 74,
    accepted: 74,
    merged: 0,
    refused: 0,
    refusals: [],
  },
];
