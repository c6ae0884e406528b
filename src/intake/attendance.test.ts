import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Delivery } from '../core/intake.ts';
import { makeXlsx, put, temporaryFolder } from './fixtures/make.ts';
import { makeOds } from './fixtures/ods.ts';
import type { Mapping } from './mapping-file.ts';
import { type DeliveryOptions, openDelivery } from './read.ts';

const folder = temporaryFolder();
const open = (name: string, content: string | Buffer, options: DeliveryOptions = {}) =>
  openDelivery(put(folder, name, content), options);
const mapped = (map: Partial<Mapping>) => ({ map: { columns: {}, ...map } });
const clock = (ms: number) => new Date(ms).toISOString().slice(0, 19);

/** Everybody as `name <address> role seat minutes stretches`. */
function peopleIn({ eventRecord }: Delivery): string[] {
  return eventRecord!.attendance!.people.map(({ person, role, seat, attended, minutes, stretches }) =>
    [
      `${person.name ?? ''} <${person.emailAddress ?? ''}>`,
      role,
      seat ?? 'no seat',
      attended ? `${minutes ?? '?'} min` : 'absent',
      ...stretches.map(({ joined, left }) => `${clock(joined)}/${clock(left).slice(11)}`),
    ].join(' | '),
  );
}

const ZOOM = `Attendee Report,,,,,,,,,,,,
Report generated time,02/04/2026 02:31:08 PM,,,,,,,,,,,
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,Unique Viewers,Total Users,,,,,,
Skills beyond borders,847 5984 1045,"02/03/2026 10:00:00 AM",120,5,3,4,,,,,,
Host Details,,,,,,,,,,,,
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name,,,,,
Yes,Marta Host,marta@example.org,"02/03/2026 09:50:00 AM","02/03/2026 12:00:00 PM",130,No,Belgium,,,,,
Panelist Details,,,,,,,,,,,,
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name,,,,,
Yes,Paul Speaker,paul@example.org,"02/03/2026 10:00:00 AM","02/03/2026 10:30:00 AM",30,Yes,France,,,,,
Yes,Paul Speaker,paul@example.org,"02/03/2026 10:20:00 AM","02/03/2026 11:00:00 AM",40,Yes,France,,,,,
Attendee Details,,,,,,,,,,,,
Attended,User Name (Original Name),First Name,Last Name,Email,Organization,Registration Time,Approval Status,Join Time,Leave Time,Time in Session (minutes),Is Guest,What should change?
Yes,Ola Nowak,Ola,Nowak,ola@example.org,VET Union,"01/28/2026 09:00:00 PM",approved,"02/03/2026 10:05:00 AM","02/03/2026 10:15:00 AM",10,Yes,Time
Yes,Ola N. (Ola Nowak),Ola,Nowak,Ola@example.org,VET Union,"01/28/2026 09:00:00 PM",approved,"02/03/2026 10:20:00 AM","02/03/2026 11:00:00 AM",40,Yes,Time
No,Ben,Ben,Berg,ben@example.org,,"01/29/2026 09:00:00 PM",pending approval,--,--,--,--,
Yes,Cleo,Cleo,Cruz,cleo@example.org,,"01/29/2026 09:00:00 PM",approved,"02/03/2026 11:00:00 AM","02/03/2026 10:59:00 AM",-1,Yes,
Other Attended,,,,,,,,,,,,
User Name,Join Time,Leave Time,Time in Session (minutes),Country/Region Name,,,,,,,,
Call-In User_1,"02/03/2026 10:00:00 AM","02/03/2026 11:30:00 AM",90,Malta,,,,,,,,
`;

describe('the attendee report of a Zoom webinar', () => {
  test('has a person per address: intervals merged, renames seen through, dashes nothing', async () => {
    const delivery = await open('attendee_847.csv', ZOOM);
    assert.equal(delivery.format, 'zoom-attendance');
    assert.deepEqual(peopleIn(delivery), [
      'Marta Host <marta@example.org> | host | no seat | 130 min | 2026-02-03T09:50:00/12:00:00',
      'Paul Speaker <paul@example.org> | panellist | no seat | 60 min | 2026-02-03T10:00:00/11:00:00',
      'Ola Nowak <ola@example.org> | participant | confirmed | 50 min | 2026-02-03T10:05:00/10:15:00 | 2026-02-03T10:20:00/11:00:00',
      'Ben <ben@example.org> | participant | waiting | absent',
      'Cleo <cleo@example.org> | participant | confirmed | ? min',
      'Call-In User_1 <> | participant | no seat | 90 min | 2026-02-03T10:00:00/11:30:00',
    ]);
    const { attendance, refusals } = delivery.eventRecord!;
    assert.deepEqual(
      [attendance!.clock, attendance!.merged, clock(attendance!.span!.joined), clock(attendance!.span!.left)],
      ['wall', 2, '2026-02-03T10:00:00', '2026-02-03T12:00:00'],
    );
    assert.deepEqual(
      refusals.map(({ row, field, partial, reason }) => [row, field, partial, reason]),
      [
        [
          17,
          'left',
          true,
          'The time of leaving is before that of joining. The person counts as present, for no minutes.',
        ],
      ],
    );
    assert.deepEqual(delivery.remarks?.slice(1), [
      'Topic: Skills beyond borders.',
      'Columns not read: "Is Guest", "Country/Region Name", "What should change?".',
    ]);
    assert.deepEqual(await Array.fromAsync(delivery.items()), []);
  });

  test('is the same in UTF-16 with and without its mark, with NUL characters and as a workbook', async () => {
    const people = peopleIn(await open('attendee.csv', ZOOM));
    const wide = Buffer.from(ZOOM, 'utf16le');
    const rows = ZOOM.trim()
      .split('\n')
      .map((line) => [...line.matchAll(/("[^"]*"|[^,]*)(?:,|$)/g)].map(([, cell]) => cell!.replaceAll('"', '')));
    for (const [name, content] of [
      ['mark.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), wide])],
      ['none.csv', wide],
      ['nul.csv', ZOOM.replace('Ben,Ben', 'B\u0000en,Ben')],
      ['attendee.xlsx', makeXlsx([{ name: 'Sheet', rows }])],
    ] as const) {
      const delivery = await open(name, content);
      assert.equal(delivery.format, 'zoom-attendance', name);
      assert.deepEqual(peopleIn(delivery), people, name);
    }
  });
});

test('a Zoom participants report knows its host, and who only waited was not there', async () => {
  const text = `Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
123,Round table,02/13/2026 10:00:00 AM,02/13/2026 11:00:00 AM,marta@example.org,60,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent,In Waiting Room
Marta (Host),marta@example.org,02/13/2026 10:00:00 AM,02/13/2026 11:00:00 AM,60,No,,No
Ola N. (Ola Nowak),,02/13/2026 10:10:00 AM,02/13/2026 10:20:00 AM,10,Yes,Y,No
Ola Nowak,,02/13/2026 10:15:00 AM,02/13/2026 10:30:00 AM,15,Yes,Y,No
Eve,,02/13/2026 10:00:00 AM,02/13/2026 10:02:00 AM,2,Yes,,Yes
`;
  assert.deepEqual(peopleIn(await open('participants.csv', text)), [
    'Marta <marta@example.org> | host | no seat | 60 min | 2026-02-13T10:00:00/11:00:00',
    'Ola N. <> | participant | no seat | 20 min | 2026-02-13T10:10:00/10:30:00',
    'Eve <> | participant | no seat | absent',
  ]);
});

test('a Zoom registration report has seats and nobody who was there', async () => {
  const text = `Registration Report
Topic,Webinar ID,Scheduled Time
Skills,1,"Feb 3, 2026 10:00"

First Name,Last Name,Email,Organization,Registration Time,Approval Status
Ola,Nowak,ola@example.org,VET Union,"Jan 28, 2026 21:00:11",approved
Ben,Berg,ben@example.org,,"Jan 28, 2026 21:00:12",denied
,,,,,approved
`;
  const delivery = await open('registration.csv', text);
  assert.deepEqual(peopleIn(delivery), [
    'Ola Nowak <ola@example.org> | participant | confirmed | absent',
    'Ben Berg <ben@example.org> | participant | cancelled | absent',
  ]);
  assert.deepEqual(
    delivery.eventRecord!.refusals.map(({ row, reason }) => [row, reason]),
    [[8, 'The row names nobody: neither a name nor an e-mail address stands in it.']],
  );
});

const TEAMS = `1. Summary
Meeting title\tSkills
Attended participants\t2
Start time\t2/3/26, 9:55:00 AM
End time\t2/3/26, 11:00:00 AM
Meeting duration\t1h 5m

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Marta\t2/3/26, 9:55:00 AM\t2/3/26, 11:00:00 AM\t1h 5m\tmarta@example.org\tmarta@example.org\tOrganizer
Ola\t2/3/26, 10:00:00 AM\t2/3/26, 11:00:00 AM\t40m 30s\tola@example.org\tola@example.org\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Marta\t2/3/26, 9:55:00 AM\t2/3/26, 11:00:00 AM\t1h 5m\tmarta@example.org\tOrganizer
Ola\t2/3/26, 10:00:00 AM\t2/3/26, 10:20:00 AM\t20m\tola@example.org\tAttendee
Ola\t2/3/26, 10:40:00 AM\t2/3/26, 11:00:00 AM\t20m\tola@example.org\tAttendee
`;

describe('the attendance report of Teams', () => {
  test('in UTF-16 says by its activities when somebody was there', async () => {
    const delivery = await open('teams.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(TEAMS, 'utf16le')]));
    assert.equal(delivery.format, 'teams-attendance');
    assert.deepEqual(peopleIn(delivery), [
      'Marta <marta@example.org> | host | no seat | 65 min | 2026-02-03T09:55:00/11:00:00',
      'Ola <ola@example.org> | participant | no seat | 40 min | 2026-02-03T10:00:00/10:20:00 | 2026-02-03T10:40:00/11:00:00',
    ]);
    assert.equal(clock(delivery.eventRecord!.attendance!.span!.left), '2026-02-03T11:00:00');
  });

  test('as a workbook says the same, also in OpenDocument', async () => {
    const rows = TEAMS.split('\n').map((line) => line.split('\t'));
    const people = peopleIn(await open('teams.csv', TEAMS));
    for (const [name, content] of [
      ['teams.xlsx', makeXlsx([{ name: 'Report', rows }])],
      ['teams.ods', makeOds([{ name: 'Report', rows }])],
    ] as const) {
      const delivery = await open(name, content);
      assert.deepEqual([delivery.format, peopleIn(delivery)], ['teams-attendance', people], name);
    }
  });

  test('in German, Polish and French is read by the places of its columns', async () => {
    const german = `1. Zusammenfassung
Besprechungstitel\tSkills
Startzeit\t03.02.26, 09:55:00
Endzeit\t03.02.26, 11:00:00

2. Teilnehmer
Name\tErster Beitritt\tLetztes Verlassen\tBesprechungsdauer\tE-Mail\tTeilnehmer-ID (UPN)\tRolle
Marta\t03.02.26, 09:55:00\t03.02.26, 11:00:00\t1 Std. 5 Min. 3 Sek.\tmarta@example.org\tm@example.org\tOrganisator
Ola\t03.02.26, 10:00:00\t03.02.26, 11:00:00\t40 Min.\t\t\tTeilnehmer
`;
    const polish =
      '1. Podsumowanie\nTytuł\tX\n\n2. Uczestnicy\nImię\tA\tB\tC\tD\tE\tF\nOla\t3.02.2026, 10:00:00\t3.02.2026, 12:00:00\t1 godz. 30 min 5 s\tola@example.org\t\tPrezenter\n';
    const french =
      '1. Résumé\nTitre\tX\n\n2. Participants\nNom\tA\tB\tC\tD\tE\tF\nOla\t03/02/2026, 10:00:00\t03/02/2026, 12:00:00\t1 h 30 min\tola@example.org\t\tOrganisateur\n';
    assert.deepEqual(peopleIn(await open('german.csv', german)), [
      'Marta <marta@example.org> | host | no seat | 65 min',
      'Ola <> | participant | no seat | 40 min',
    ]);
    assert.deepEqual(peopleIn(await open('polish.csv', polish)), [
      'Ola <ola@example.org> | panellist | no seat | 90 min',
    ]);
    assert.deepEqual(peopleIn(await open('french.csv', french)), ['Ola <ola@example.org> | host | no seat | 90 min']);
  });

  test('in its older layouts is read too: lines of coming and going, and live events in UTC', async () => {
    const actions =
      'Full Name\tUser Action\tTimestamp\nOla\tJoined before\t3/24/2026, 10:00:00 AM\nOla\tLeft\t3/24/2026, 10:30:00 AM\nBen\tJoined\t3/24/2026, 10:05:00 AM\n';
    const live =
      'SessionId,ParticipantId,FullName,UserAgent,UtcEventTimestamp,Action,Role\n1,a,Ola,X,2026-03-24T10:00:00Z,Joined,Attendee\n1,a,Ola,X,2026-03-24T10:40:00Z,Left,Attendee\n';
    const flat =
      'Meeting Summary\nTotal Number of Participants\t1\nMeeting Start Time\t3/24/2026, 10:00:00 AM\n\nFull Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\tParticipant ID (UPN)\nOla\t3/24/2026, 10:00:00 AM\t3/24/2026, 10:30:00 AM\t29m 30s\tola@example.org\tPresenter\tola@example.org\n';
    assert.deepEqual(peopleIn(await open('actions.csv', actions)), [
      'Ola <> | participant | no seat | 30 min | 2026-03-24T10:00:00/10:30:00',
      'Ben <> | participant | no seat | ? min',
    ]);
    const delivery = await open('live.csv', live);
    assert.deepEqual(peopleIn(delivery), ['Ola <> | participant | no seat | 40 min | 2026-03-24T10:00:00/10:40:00']);
    assert.equal(delivery.eventRecord!.attendance!.clock, 'utc');
    assert.deepEqual(peopleIn(await open('flat.csv', flat)), ['Ola <ola@example.org> | panellist | no seat | 30 min']);
  });
});

describe('the learning dashboard of BigBlueButton', () => {
  test('as CSV tells who was there, and its polls are responses', async () => {
    const text = `Name,Moderator,Activity Score,Talk Time,Webcam Time,Messages,Reactions,Poll Votes,Raise Hands,Join,Left,Duration,Which first, and why?\r
"Marta","TRUE","0","00:10:00","-","0","0","0","0","2/13/2026, 10:00:00 AM","-","01:00:30","-"\r
"Ola","FALSE","5.2","-","-","1","0","1","0","2/13/2026, 10:05:00 AM","2/13/2026, 10:30:00 AM","00:25:00","Time"\r
"Anonymous","","","","","","","","","","","","Time\r
Money"`;
    const delivery = await open('dashboard.csv', text);
    assert.equal(delivery.format, 'big-blue-button-csv');
    assert.deepEqual(peopleIn(delivery), [
      'Marta <> | host | no seat | 61 min',
      'Ola <> | participant | no seat | 25 min | 2026-02-13T10:05:00/10:30:00',
    ]);
    assert.deepEqual(
      delivery.eventRecord!.rounds.map(({ question, responses }) => [
        question.title.en?.text,
        responses.map(({ respondent, values }) => [respondent, values]),
      ]),
      [
        [
          'Which first, and why?',
          [
            ['ola', ['Time']],
            [null, ['Time']],
            [null, ['Money']],
          ],
        ],
      ],
    );
  });

  test('as JSON tells it to the millisecond, typed answers are contributions, and two people of one name are two', async () => {
    const person = (name: string, joined: number, left: number, answers: object = {}, isModerator = false) => ({
      name,
      isModerator,
      intIds: { a: { intId: 'a', sessions: [{ registeredOn: joined, leftOn: left }] } },
      answers,
    });
    const at = Date.UTC(2026, 1, 3, 9);
    const minutes = (n: number) => at + n * 60_000;
    const meeting = {
      intId: 'x',
      extId: 'y',
      name: 'Skills',
      users: {
        u1: person('Marta', at, 0, {}, true),
        u2: person('Ola', minutes(5), minutes(25), { p1: ['Time'], p2: ['A second language for all'] }),
        u3: person('Ola', minutes(5), minutes(15), { p1: ['Money'] }),
        u4: 7,
      },
      polls: {
        p2: { pollId: 'p2', pollType: 'R-', question: 'What is missing?', options: [], createdOn: 2 },
        p1: {
          pollId: 'p1',
          pollType: 'CUSTOM',
          question: 'Which first?',
          options: ['Time', 'Money', 'Trust'],
          anonymousAnswers: ['Time'],
          createdOn: 1,
        },
      },
      createdOn: at,
      endedOn: minutes(60),
    };
    const delivery = await open('learning_dashboard_data.json', JSON.stringify(meeting));
    assert.equal(delivery.format, 'big-blue-button-json');
    assert.deepEqual(peopleIn(delivery), [
      'Marta <> | host | no seat | 60 min | 2026-02-03T09:00:00/10:00:00',
      'Ola <> | participant | no seat | 20 min | 2026-02-03T09:05:00/09:25:00',
      'Ola <> | participant | no seat | 10 min | 2026-02-03T09:05:00/09:15:00',
    ]);
    const { rounds, refusals } = delivery.eventRecord!;
    assert.deepEqual(
      rounds.map(({ question, responses }) => [
        'options' in question && question.options.map(({ key }) => key),
        responses.map(({ respondent, values }) => [respondent, values]),
      ]),
      [
        [
          ['Money', 'Time', 'Trust'],
          [
            ['u2', ['Time']],
            ['u3', ['Money']],
            [null, ['Time']],
          ],
        ],
      ],
    );
    assert.deepEqual(
      (await Array.fromAsync(delivery.items())).map((item) =>
        item.kind === 'contribution' ? [item.contribution.channel, item.contribution.answers] : item.refusal,
      ),
      [['room', [{ question: 'q2', text: 'A second language for all' }]]],
    );
    assert.deepEqual(
      refusals.map(({ reason }) => reason),
      ['The entry "u4" is no person as BigBlueButton writes one.'],
    );
  });
});

describe('a list of people of any other tool', () => {
  const WEBEX =
    'Attendee Name;Attendee Email;Verbindung;Join Time;Abgang;Minuten\nOla;ola@example.org;App;03.02.2026 10:00;03.02.2026 10:30;30\n';

  test('is read by what a mapping file says of its columns', async () => {
    const delivery = await open('webex.csv', WEBEX, mapped({ attendance: { left: 'Abgang', minutes: 'Minuten' } }));
    assert.deepEqual(peopleIn(delivery), [
      'Ola <ola@example.org> | participant | no seat | 30 min | 2026-02-03T10:00:00/10:30:00',
    ]);
    assert.deepEqual(delivery.remarks?.at(-1), 'Columns not read: "Verbindung".');
  });

  test('is asked for in a sentence where the mapping names a column that is not there', async () => {
    await assert.rejects(open('webex.csv', WEBEX, mapped({ attendance: { left: 'Leave' } })), {
      code: 'wrong_use',
      message:
        'The mapping file names "Leave" (attendance > left), which is no header of the table. Its headers are: "Attendee Name", "Attendee Email", "Verbindung", "Join Time", "Abgang", "Minuten".',
    });
  });
});
