import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Delivery } from '../core/intake.ts';
import { collect } from './fixtures/collect.ts';
import { put, temporaryFolder } from './fixtures/make.ts';
import { openDelivery } from './read.ts';

const folder = temporaryFolder();
const open = (name: string, content: string) => openDelivery(put(folder, name, content));

const roundsOf = ({ eventRecord }: Delivery) =>
  eventRecord!.rounds.map(({ question, responses }) => ({
    title: question.title.en?.text,
    kind: question.kind,
    options: 'options' in question ? question.options.map(({ key }) => key) : [],
    responses: responses.map(({ respondent, values }) => `${respondent}: ${values.join(' + ')}`),
  }));

test('a Zoom question report is contributions of the room, and its answers are statements of hosts', async () => {
  const text = `Question and Answer Report
Topic,Webinar ID
"Skills, beyond borders",847

#,Question,Asker Name,Asker Email,Answer(s)
1,Who pays for the second language?,Ola Nowak,ola@example.org,"Answered by Marta: The Member States.
Answered by Host: And the Fund."
2,Will there be time?,Anonymous Attendee,,live answered
3,And the teachers?,Ola N.,Ola@example.org,
,,,,Answered by Host: See the programme.
4,!?,Ben,ben@example.org,
`;
  const delivery = await open('qa.csv', text);
  assert.equal(delivery.format, 'zoom-questions');
  const { contributions, counted } = await collect(delivery);
  assert.deepEqual(
    contributions.map(({ sourceKey, person, personal, channel, publication, answers }) => [
      sourceKey,
      person,
      personal,
      channel,
      publication,
      answers,
    ]),
    [
      [
        '1',
        'ola@example.org',
        { name: 'Ola Nowak', emailAddress: 'ola@example.org' },
        'room',
        'unknown',
        [{ question: 'q1', text: 'Who pays for the second language?' }],
      ],
      ['2', undefined, {}, 'room', 'unknown', [{ question: 'q1', text: 'Will there be time?' }]],
      [
        '3',
        'ola@example.org',
        { name: 'Ola N.', emailAddress: 'Ola@example.org' },
        'room',
        'unknown',
        [{ question: 'q1', text: 'And the teachers?' }],
      ],
    ],
  );
  assert.deepEqual(
    delivery.eventRecord!.hostStatements.map(({ sourceKey, text, speaker }) => [sourceKey, text, speaker]),
    [
      ['1 answer 1', 'The Member States.', 'Marta'],
      ['1 answer 2', 'And the Fund.', null],
      ['row 9 answer 1', 'See the programme.', null],
    ],
  );
  assert.deepEqual(
    counted.map(({ row, reason }) => [row, reason]),
    [[10, 'Nothing is asked here: the question has no letter.']],
  );
});

describe('a Zoom poll report', () => {
  const HEAD =
    'Poll Report\nReport Generated:,"Feb 04, 2026"\nTopic,Webinar ID,Actual Start Time\nSkills,847,"Feb 03, 2026"\n\n';

  test('with pairs of question and answer is responses, and words are contributions', async () => {
    const text = `${HEAD}#,User Name,User Email,Submitted Date/Time,
1,Ola,ola@example.org,"Feb 03, 2026 10:01:00",Which first?,Time;Money,What is missing?,A second language for all apprentices
2,Ben,ben@example.org,"Feb 03, 2026 10:01:10",Which first?,Time,What is missing?,Somebody who recognises what they learnt abroad
3,Anonymous Attendee,,"Feb 03, 2026 10:02:00",Which first?,Money,What is missing?,Teachers who know the trade of today
`;
    const delivery = await open('poll.csv', text);
    assert.equal(delivery.format, 'zoom-poll');
    assert.deepEqual(roundsOf(delivery), [
      {
        title: 'Which first?',
        kind: 'multiple',
        options: ['Money', 'Time'],
        responses: ['ola@example.org: Time + Money', 'ben@example.org: Time', 'null: Money'],
      },
    ]);
    const { contributions } = await collect(delivery);
    assert.deepEqual(
      contributions.map(({ person, channel, answers }) => [person, channel, answers]),
      [
        ['ola@example.org', 'room', [{ question: 'q2', text: 'A second language for all apprentices' }]],
        ['ben@example.org', 'room', [{ question: 'q2', text: 'Somebody who recognises what they learnt abroad' }]],
        [undefined, 'room', [{ question: 'q2', text: 'Teachers who know the trade of today' }]],
      ],
    );
  });

  test('with a column per question is the same, and a scale keeps its order', async () => {
    const text = `${HEAD}#,User Name,User Email,Submitted Date/Time,How sure are you?
1,Ola,ola@example.org,10:01,2 - fairly
2,Ben,ben@example.org,10:01,10 - wholly
3,Cleo,cleo@example.org,10:02,1 - not at all
`;
    const delivery = await open('poll2.csv', text);
    assert.deepEqual(roundsOf(delivery), [
      {
        title: 'How sure are you?',
        kind: 'scale',
        options: ['1 - not at all', '2 - fairly', '10 - wholly'],
        responses: ['ola@example.org: 2 - fairly', 'ben@example.org: 10 - wholly', 'cleo@example.org: 1 - not at all'],
      },
    ]);
    assert.deepEqual(delivery.questions, []);
  });
});

test('questions of Slido are contributions of the room with their votes beside them; who is anonymous is linked with nothing', async () => {
  const table = `Question,Author,Upvotes,Downvotes,Date,Status
Who pays?,Ola,12,1,2026-02-03 10:00,Answered
Who else?,Anonymous,2,0,2026-02-03 10:01,
`;
  const json = [
    {
      event_question_id: 37,
      author: { event_user_id: 17, name: 'Ola' },
      text: 'Who pays?',
      is_anonymous: false,
      score_positive: 12,
      score_negative: -1,
      date_created: '2026-02-03T10:00:00.000Z',
    },
    {
      event_question_id: 38,
      author: { event_user_id: 17 },
      text: 'Who else?',
      is_anonymous: true,
      score_positive: 2,
      score_negative: 0,
    },
  ];
  const read = async (name: string, text: string) => {
    const delivery = await open(name, text);
    const { contributions } = await collect(delivery);
    return [
      delivery.format,
      contributions.map(({ person, channel, day, answers }) => [
        person,
        channel,
        day,
        answers.map((answer) => ('text' in answer ? answer.text : answer.values[0])),
      ]),
    ];
  };
  assert.deepEqual(await read('slido.csv', table), [
    'slido-questions',
    [
      ['Ola', 'room', '2026-02-03', ['Who pays?', '12', '1']],
      [undefined, 'room', '2026-02-03', ['Who else?', '2', '0']],
    ],
  ]);
  assert.deepEqual(await read('slido.json', JSON.stringify(json)), [
    'slido-questions',
    [
      ['17', 'room', '2026-02-03', ['Who pays?', '12', '-1']],
      [undefined, 'room', null, ['Who else?', '2', '0']],
    ],
  ]);
});
