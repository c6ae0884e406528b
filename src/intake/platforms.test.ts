import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isTextAnswer } from '../core/contribution.ts';
import type { Delivery } from '../core/intake.ts';
import { collect } from './fixtures/collect.ts';
import { makeXlsx, put, temporaryFolder } from './fixtures/make.ts';
import { openDelivery } from './read.ts';

const folder = temporaryFolder();
const open = (name: string, content: string | Buffer) => openDelivery(put(folder, name, content));

/** Answers under the titles of their questions. */
async function read(delivery: Delivery) {
  const titles = new Map(delivery.questions.map(({ key, title }) => [key, Object.values(title)[0]!.text]));
  const { contributions, counted, partial } = await collect(delivery);
  return {
    refused: [...counted, ...partial].map(({ row, reason }) => [row, reason]),
    taken: contributions.map(({ sourceKey, person, language, day, publication, url, personal, answers }) => ({
      about: [sourceKey, person ?? null, language, day, publication, url],
      personal,
      answers: Object.fromEntries(
        answers.map((answer) => [
          titles.get(answer.question),
          isTextAnswer(answer) ? answer.text : answer.values.join(' | '),
        ]),
      ),
    })),
  };
}

const unreadOf = (delivery: Delivery) =>
  delivery.reading.filter(({ role }) => role === 'ignore').map(({ field }) => field);

describe('Decidim', () => {
  const PROPOSALS = `id;author/id;author/name;category/name/en;category/name/fr;participatory_space/id;component/id;title/en;title/fr;body/en;body/fr;body/machine_translations/en;state;votes;likes/total_count;comments;published_at;url;withdrawn;answer/en;new_column
12;7;Ola Nowak;Mobility;Mobilité;1;3;;Plus de pistes;;Il faut plus de pistes cyclables.;More bike lanes are needed.;accepted;41;3;2;2026-02-03 10:00:00 UTC;https://decidim.example/p/12;false;We agree;x
13;8;Ben;Mobility;Mobilité;1;3;Later buses;;"<p>Buses should run <b>later</b>.</p><p>Also on Sundays.</p>";;;not_answered;5;0;0;2026-02-04 10:00:00 UTC;https://decidim.example/p/13;false;;
14;8;Ben;Mobility;Mobilité;1;3;Gone;;Gone words;;;withdrawn;0;0;0;2026-02-04 10:00:00 UTC;https://decidim.example/p/14;true;;
`;
  const EXPECTED = [
    {
      about: ['12', '7', 'fr', '2026-02-03', 'unknown', 'https://decidim.example/p/12'],
      personal: { surname: 'Ola Nowak' },
      answers: {
        title: 'Plus de pistes',
        body: 'Il faut plus de pistes cyclables.',
        'category/name': 'Mobilité',
        state: 'accepted',
        votes: '41',
        'likes/total_count': '3',
        comments: '2',
      },
    },
    {
      about: ['13', '8', 'en', '2026-02-04', 'unknown', 'https://decidim.example/p/13'],
      personal: { surname: 'Ben' },
      answers: {
        title: 'Later buses',
        body: 'Buses should run later.\n\nAlso on Sundays.',
        'category/name': 'Mobility',
        state: 'not_answered',
        votes: '5',
        'likes/total_count': '0',
        comments: '0',
      },
    },
  ];

  test('gives proposals in the language in which they were written, with votes as numbers of their own', async () => {
    const delivery = await open('open-data-proposals.csv', PROPOSALS);
    assert.equal(delivery.format, 'decidim-proposals');
    assert.deepEqual(unreadOf(delivery), [
      'participatory_space/id',
      'component/id',
      'body/machine_translations/en',
      'withdrawn',
      'answer/en',
      'new_column',
    ]);
    const { taken, refused } = await read(delivery);
    const sorted = taken.map(({ about, personal, answers }) => ({ about, personal, answers }));
    assert.deepEqual(sorted, EXPECTED);
    assert.deepEqual(refused, [[4, 'The author withdrew the proposal on the platform: it counts nowhere.']]);
  });

  test('gives the same proposals from JSON', async () => {
    const records = [
      {
        id: 12,
        author: { id: [7], name: ['Ola Nowak'] },
        category: { name: { en: 'Mobility', fr: 'Mobilité' } },
        participatory_space: { id: 1 },
        component: { id: 3 },
        title: { fr: 'Plus de pistes' },
        body: { fr: 'Il faut plus de pistes cyclables.', machine_translations: { en: 'More bike lanes are needed.' } },
        state: 'accepted',
        votes: 41,
        likes: { total_count: 3 },
        comments: 2,
        published_at: '2026-02-03 10:00:00 UTC',
        url: 'https://decidim.example/p/12',
        withdrawn: false,
      },
    ];
    const delivery = await open('proposals.json', JSON.stringify(records));
    assert.equal(delivery.format, 'decidim-proposals');
    assert.deepEqual((await read(delivery)).taken, [EXPECTED[0]]);
  });

  test('gives comments of one author to one person', async () => {
    const text = `id,created_at,body,locale,author/id,author/name,alignment,depth,user_group/id,user_group/name/en,commentable_id,commentable_type,root_commentable_url
1,2026-02-03 10:00:00 UTC,Yes please,en,7,Ola,1,0,,,12,Decidim::Proposals::Proposal,https://decidim.example/p/12
2,2026-02-03 11:00:00 UTC,Non merci,fr,7,Ola,-1,1,,,12,Decidim::Proposals::Proposal,https://decidim.example/p/12
`;
    const delivery = await open('comments.csv', text);
    assert.equal(delivery.format, 'decidim-comments');
    assert.deepEqual(
      (await read(delivery)).taken.map(({ about, answers }) => [about.slice(0, 3), answers]),
      [
        [['1', '7', 'en'], { body: 'Yes please', alignment: '1' }],
        [['2', '7', 'fr'], { body: 'Non merci', alignment: '-1' }],
      ],
    );
  });
});

test('Consul gives proposals, debates and comments, each with its votes', async () => {
  const proposals = `id,title,description,external_url,cached_votes_up,comments_count,hot_score,confidence_score,created_at,summary,video_url,geozone_id,retired_at,retired_reason,retired_explanation,proceeding,sub_proceeding
5,Later buses,"<p>Buses should run later &amp; longer.</p>",,120,4,1,2,2026-02-03 10:00:00 UTC,In short: later buses,,,,,,,
`;
  const debates = `id,title,description,created_at,cached_votes_total,cached_votes_up,cached_votes_down,comments_count
6,Who pays?,Taxes or tickets,2026-02-03 10,9,7,2,3
`;
  const comments = `id,commentable_id,commentable_type,body,created_at,cached_votes_total,cached_votes_up,cached_votes_down,ancestry,confidence_score
7,5,Proposal,I agree with that,2026-02-03 10,3,2,1,,1
`;
  const all = [];
  for (const [name, text] of [
    ['proposals.csv', proposals],
    ['debates.csv', debates],
    ['comments.csv', comments],
  ] as const) {
    const delivery = await open(name, text);
    all.push([
      delivery.format,
      (await read(delivery)).taken.map(({ about, answers }) => [about[0], about[3], answers]),
    ]);
  }
  assert.deepEqual(all, [
    [
      'consul-proposals',
      [
        [
          '5',
          '2026-02-03',
          {
            title: 'Later buses',
            description: 'Buses should run later & longer.',
            cached_votes_up: '120',
            comments_count: '4',
            summary: 'In short: later buses',
          },
        ],
      ],
    ],
    [
      'consul-debates',
      [
        [
          '6',
          '2026-02-03',
          {
            title: 'Who pays?',
            description: 'Taxes or tickets',
            cached_votes_total: '9',
            cached_votes_up: '7',
            cached_votes_down: '2',
            comments_count: '3',
          },
        ],
      ],
    ],
    [
      'consul-comments',
      [
        [
          '7',
          '2026-02-03',
          {
            commentable_type: 'Proposal',
            body: 'I agree with that',
            cached_votes_total: '3',
            cached_votes_up: '2',
            cached_votes_down: '1',
          },
        ],
      ],
    ],
  ]);
});

test('Go Vocal gives ideas and comments from workbooks, and says which columns it does not know', async () => {
  const ideas = makeXlsx([
    {
      name: 'Ideation',
      rows: [
        [
          'ID',
          'Title',
          'Description',
          'Attachments',
          'Tags',
          'My own question',
          'Author name',
          'Author email',
          'Author ID',
          'Submitted at',
          'Published at',
          'Comments',
          'Likes',
          'Dislikes',
          'Offline votes',
          'URL',
          'Project',
          'Status',
          'Assignee',
        ],
        [
          'a-1',
          'Trees',
          'Plant trees in every street',
          '',
          'Green',
          'x',
          'Ola Nowak',
          'ola@example.org',
          'u-1',
          '2026-02-03',
          '2026-02-03',
          1,
          2,
          0,
          '',
          'https://govocal.example/ideas/trees',
          'Streets',
          'Proposed',
          'Staff',
        ],
      ],
    },
  ]); // prettier-ignore
  const comments = makeXlsx([
    {
      name: 'Comments',
      rows: [
        [
          'id',
          'input',
          'input_id',
          'comment',
          'likes_count',
          'author_name',
          'author_email',
          'author_id',
          'created_at',
          'parent_comment_id',
          'project',
        ],
        ['c-1', 'Trees', 'a-1', 'And water them', 3, 'Ben', 'ben@example.org', 'u-2', '2026-02-04', '', 'Streets'],
      ],
    },
  ]); // prettier-ignore
  const first = await open('ideas.xlsx', ideas);
  assert.deepEqual(
    [first.format, unreadOf(first)],
    ['go-vocal-ideas', ['Attachments', 'My own question', 'Published at', 'Assignee']],
  );
  assert.deepEqual((await read(first)).taken, [
    {
      about: ['a-1', 'u-1', null, '2026-02-03', 'unknown', 'https://govocal.example/ideas/trees'],
      personal: { surname: 'Ola Nowak', emailAddress: 'ola@example.org' },
      answers: {
        Title: 'Trees',
        Description: 'Plant trees in every street',
        Tags: 'Green',
        Comments: '1',
        Likes: '2',
        Dislikes: '0',
        Project: 'Streets',
        Status: 'Proposed',
      },
    },
  ]);
  const second = await open('comments.xlsx', comments);
  assert.equal(second.format, 'go-vocal-comments');
  assert.deepEqual((await read(second)).taken[0]!.answers, {
    comment: 'And water them',
    likes_count: '3',
    project: 'Streets',
  });
});

describe('regulations.gov', () => {
  test('gives comments in bulk with their own ids, those that were withdrawn not', async () => {
    const text = `Document ID,Agency ID,Docket ID,Tracking Number,Document Type,Posted Date,Is Withdrawn?,Title,Received Date,First Name,Last Name,State/Province,Country,Organization Name,Comment,Category,Duplicate Comments,Attachment Files
ED-2026-0001-0002,ED,ED-2026-0001,abc,Public Submission,2026-02-05T05:00Z,false,Comment on ED,2026-02-03T05:00Z,Ola,Nowak,,United States,,"I agree.<br/>More apprenticeships &amp; less paper.",Individual,3,https://downloads.regulations.gov/x.pdf
ED-2026-0001-0003,ED,ED-2026-0001,abd,Public Submission,2026-02-05T05:00Z,true,Comment on ED,2026-02-03T05:00Z,Ben,Berg,,United States,,Gone,Individual,1,
`;
    const delivery = await open('bulk.csv', text);
    assert.equal(delivery.format, 'regulations-gov-csv');
    const { taken, refused } = await read(delivery);
    assert.deepEqual(taken, [
      {
        about: ['ED-2026-0001-0002', null, null, '2026-02-03', 'unknown', null],
        personal: { firstName: 'Ola', surname: 'Nowak' },
        answers: {
          Title: 'Comment on ED',
          Comment: 'I agree.\nMore apprenticeships & less paper.',
          Category: 'Individual',
          'Duplicate Comments': '3',
        },
      },
    ]);
    assert.deepEqual(refused, [[3, 'The agency withdrew the comment from the docket: it counts nowhere.']]);
  });

  test('gives comments of its interface, and says of lists that they have no words', async () => {
    const comment = (id: string, attributes: object) => ({ id, type: 'comments', attributes });
    const one = {
      data: comment('A-1', { title: 'Comment', comment: 'More time', receiveDate: '2026-02-03T05:00:00Z' }),
    };
    const list = {
      data: [comment('A-1', { title: 'Comment' }), comment('A-2', { title: 'Comment', comment: 'Words' })],
    };
    const single = await open('one.json', JSON.stringify(one));
    assert.equal(single.format, 'regulations-gov-json');
    assert.deepEqual(
      (await read(single)).taken.map(({ about }) => about.slice(0, 4)),
      [['A-1', null, null, '2026-02-03']],
    );
    const { taken, refused } = await read(await open('list.json', JSON.stringify(list)));
    assert.deepEqual(
      [taken.map(({ about }) => about[0]), refused],
      [
        ['A-2'],
        [
          [
            1,
            'The record has no words of a comment: lists of the interface have titles only. Ask for each comment by its id.',
          ],
        ],
      ],
    );
  });
});
