import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { describe, test } from 'node:test';
import { DomainError } from '../core/error.ts';
import { collect } from './fixtures/collect.ts';
import { put, temporaryFolder } from './fixtures/make.ts';
import type { Mapping } from './mapping-file.ts';
import { momentOrder, readMinutes, readMoment } from './moment.ts';
import { openDelivery } from './read.ts';

const folder = temporaryFolder();

/** Everybody agreed, so that what is taken can be told from what only waits. */
const AGREED: Mapping = { columns: {}, publication: { all: 'anonymous', because: 'a test' } };

/** What a file comes to: one sentence, or how much was taken of words and people, and each loss with its place. */
async function outcome(name: string, content: string | Buffer) {
  const path = put(folder, name, content);
  try {
    const delivery = await openDelivery(path, { map: AGREED });
    const { contributions, counted, partial } = await collect(delivery);
    const beside = delivery.eventRecord?.refusals ?? [];
    return {
      taken: contributions.length,
      people: delivery.eventRecord?.attendance?.people.map(({ person }) => person.name ?? '') ?? [],
      lost: [...counted, ...partial, ...beside].map(({ row, reason }) => `${row}: ${reason}`),
    };
  } catch (error) {
    assert.ok(
      error instanceof DomainError,
      `a sentence for a person, not ${error instanceof Error ? error.stack : error}`,
    );
    return `${error.code}: ${error.message.replace(basename(path), 'FILE')}`;
  }
}

const CUE = '00:00:01.000 --> 00:00:02.000\nOla: words\n';
const ATTENDEES = (rows: string) =>
  `Attendee Report\nAttendee Details\nAttended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,Leave Time,Time in Session (minutes)\n${rows}`;
const CAME = '"02/13/2026 10:00:00 AM","02/13/2026 10:30:00 AM",30';
const OLA = `Yes,Ola,Ola,N,ola@example.org,,approved,${CAME}\n`;

type Case = [kind: string, name: string, content: string | Buffer, outcome: Awaited<ReturnType<typeof outcome>>];

const CASES: Case[] = [
  [
    'a transcript whose times run backwards',
    'a.vtt',
    'WEBVTT\n\n00:00:09.000 --> 00:00:05.000\nOla: one\n\n00:00:03.000 --> 00:00:04.000\nBen: two\n',
    {
      taken: 2,
      people: [],
      lost: [
        '3: The cue ends before it starts. Its words were taken at its start.',
        '6: The cue starts before the one above it. Its words were taken in the order of the file.',
      ],
    },
  ],
  [
    'a transcript with a header that is none',
    'b.vtt',
    `WEB VTT 1.0\n\n${CUE}`,
    { taken: 1, people: [], lost: ['1: These lines are no cue: no time stands before them. They were left out.'] },
  ],
  [
    'a transcript with its header and nothing in it',
    'c.vtt',
    'WEBVTT\n\nNOTE nothing was said\n',
    'unreadable: FILE has no cue: nothing was said at a time that can be read. Export it again.',
  ],
  [
    'a cue of a mebibyte among others',
    'd.vtt',
    `WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nBen: ${'word '.repeat(209_716)}\n\n${CUE}`,
    {
      taken: 1,
      people: [],
      lost: [
        '3: The turn has 1048579 characters; up to 100000 can be taken in. Check whether the file has its cues apart.',
      ],
    },
  ],
  [
    'a transcript in UTF-16 without its mark',
    'e.vtt',
    Buffer.from(`WEBVTT\n\n${CUE}`, 'utf16le'),
    { taken: 1, people: [], lost: [] },
  ],
  [
    'a transcript with NUL characters',
    'f.vtt',
    `WEBVTT\n\n${CUE.replace('words', 'wo\u0000rds')}`,
    { taken: 1, people: [], lost: [] },
  ],
  [
    'a transcript in a damaged encoding',
    'g.vtt',
    Buffer.concat([
      Buffer.from('WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nOla: fa'),
      Buffer.from([0xc3]),
      Buffer.from('ade\n'),
    ]),
    { taken: 1, people: [], lost: [] },
  ],
  [
    'a chat with private messages only',
    'h.txt',
    '09:15:03 From Ola to Ben (Direct Message):\n\tpsst\n',
    {
      taken: 0,
      people: [],
      lost: ['1: The message was not for everybody: what is written to one person or to the hosts stays there.'],
    },
  ],
  [
    'a name that turns the text around it',
    'i.csv',
    ATTENDEES(`Yes,Ola\u202Egro.live@mada\u202C,,,ola@example.org,,approved,${CAME}\n`),
    { taken: 0, people: ['Ola gro.live@mada'], lost: [] },
  ],
  [
    'an attendee report with a NUL character, a person without a name and one who left before coming',
    'j.csv',
    ATTENDEES(
      `Yes,B\u0000en,Ben,B,ben@example.org,,approved,${CAME}\nYes,,,,,,approved,${CAME}\nYes,Cleo,,,cleo@example.org,,,"02/13/2026 10:30:00 AM","02/13/2026 10:00:00 AM",-30\n`,
    ),
    {
      taken: 0,
      people: ['Ben', 'Cleo'],
      lost: [
        '5: The row names nobody: neither a name nor an e-mail address stands in it.',
        '6: The time of leaving is before that of joining. The person counts as present, for no minutes.',
      ],
    },
  ],
  [
    'an attendee report whose times are none',
    'k.csv',
    ATTENDEES('Yes,Ola,,,ola@example.org,,approved,soon,99/99/2026 10:00,long\n'),
    {
      taken: 0,
      people: ['Ola'],
      lost: [
        '4: "soon" is no day with a time that can be read. The rest of the row was taken.',
        '4: "99/99/2026 10:00" is no day with a time that can be read. The rest of the row was taken.',
        '4: "long" is no duration that can be read. The rest of the row was taken.',
      ],
    },
  ],
  [
    'an attendee report of which only the titles are left',
    'l.csv',
    'Attendee Report\nAttendee Details\nAttended,User Name (Original Name),Email,Join Time,Leave Time\n',
    'unreadable: FILE names nobody who registered or was there. Export the report again, or name its columns in a mapping file (attendance).',
  ],
  [
    'an attendee report with a quotation mark that never closes',
    'm.csv',
    ATTENDEES(
      `${OLA}Yes,"Ben,Ben,B,ben@example.org,,approved,x,y,1\n${OLA.replaceAll('Ola', 'Cleo').replace('ola@', 'cleo@')}`,
    ),
    {
      taken: 0,
      people: ['Ola', 'Cleo'],
      lost: [
        '5: After the quotation mark that closes a cell comes more text. Double the quotation marks that belong to the text.',
      ],
    },
  ],
  [
    'a BigBlueButton file that is cut off',
    'n.json',
    '{"intId":"x","extId":"y","name":"z","users":{"a":{"name":"Ola"',
    "unreadable: FILE is no whole JSON (Expected ',' or '}' after property value in JSON at position 62 (line 1 column 63)). Download it again.",
  ],
  [
    'a question report whose questions are empty',
    'o.csv',
    '#,Question,Asker Name,Asker Email,Answer(s)\n1,Who pays?,Ola,,\n2,???,Ben,,\n',
    { taken: 1, people: [], lost: ['3: Nothing is asked here: the question has no letter.'] },
  ],
];

describe('files of webinars that are not right', () => {
  for (const [kind, name, content, expected] of CASES) {
    test(`${kind}: what is good is taken, and the rest has a sentence`, async () => {
      assert.deepEqual(await outcome(name, content), expected);
    });
  }

  test('dates are read in six orders, with and without AM and PM', () => {
    const ten = Date.UTC(2026, 1, 13, 10, 5);
    const cells = [
      ['02/13/2026 10:05:00 AM', 'month first'],
      ['13/02/2026, 10:05', 'day first'],
      ['13.2.26 10:05:00', 'day first'],
      ['2026-02-13T10:05:00', 'day first'],
      ['Feb 13, 2026 10:05 AM', 'month first'],
      ['13 février 2026 10:05', 'day first'],
    ] as const;
    for (const [cell, order] of cells)
      assert.deepEqual(
        readMoment(cell, momentOrder([cell]).order),
        { ms: ten, isInstant: false },
        `${cell} (${order})`,
      );
    assert.deepEqual(readMoment('2026-02-13T10:05:00+02:00', 'day first'), {
      ms: ten - 2 * 3_600_000,
      isInstant: true,
    });
    assert.equal(readMoment('02/13/2026 12:00:00 AM', 'month first')?.ms, Date.UTC(2026, 1, 13));
    assert.deepEqual(
      ['13/13/2026 10:00', '2026-02-30 10:00', '10:00', '', 'AM'].map((cell) => readMoment(cell, 'day first')),
      [null, null, null, null, null],
    );
  });

  test('durations are read in the languages of their tools', () => {
    const cells = [
      '1h 27m 51s',
      '1 Std. 5 Min. 3 Sek.',
      '2 godz. 3 min',
      '1 u 5 min',
      '1 óra 5 perc',
      '01:27:51',
      '87',
      '1 t 5 min',
    ];
    assert.deepEqual(cells.map(readMinutes), [88, 65, 123, 65, 65, 88, 87, 65]);
    assert.deepEqual(['', 'long', '5 bananas'].map(readMinutes), [null, null, null]);
  });
});
