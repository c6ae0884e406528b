import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isTextAnswer } from '../core/contribution.ts';
import type { Delivery, ReceivedContribution } from '../core/intake.ts';
import { closedItems, isOpen, scalePoint } from '../core/question.ts';
import { pickText } from '../core/text.ts';
import { collect } from './fixtures/collect.ts';
import { put, temporaryFolder } from './fixtures/make.ts';
import { SHARED } from './fixtures/shared.ts';
import { openDelivery } from './read.ts';

const folder = temporaryFolder();

const EXPORT = `\ufeffReference;Feedback date;Language;User type;First name;Surname;Scope;Organisation name;Transparency register number;Organisation size;Country;Publication privacy settings;"How important is it (1-5)?
: Skills";"How important is it (1-5)?
: Research";"Other, please specify:
";"You can upload a document here:

";
F1;14.06.2020 23:50;German;NGO (Non-governmental organisation);Ada;Example;;Example e.V.;123456789012-34;Large (250 or more);Germany;The feedback can be published with your personal information;5 - Very important;4 - Important;"Words; with
a line break";paper.pdf;
F2;01.02.2020 00:05;Greek;;;;;;;;;The feedback can be published in an anonymous way;4 - Important;No opinion;#NAME?;;
F3;03.02.2020 10:00;English;EU Citizen;;;;;;;Malta;The feedback can be published in an anonymous way;1 - Not important at all;1 - Not important at all;;;
`;

describe('the contributions export of Have your say', () => {
  test('is known by its columns, whatever its name', async () => {
    const delivery = await openDelivery(put(folder, 'download.txt', EXPORT));
    assert.equal(delivery.format, 'have-your-say-csv');
    assert.deepEqual(
      delivery.reading.map(({ role }) => role),
      [
        'id',
        'day',
        'language',
        'user_type',
        'first_name',
        'surname',
        'scope',
        'organisation',
        'register_number',
        'size',
        'country',
        'publication',
        'matrix',
        'matrix',
        'open',
        'file',
        'ignore',
      ],
    ); // prettier-ignore
  });

  test('yields who replied apart from what they said', async () => {
    const { contributions, partial } = await collect(await openDelivery(put(folder, 'export.csv', EXPORT)));
    assert.deepEqual(contributions[0], {
      file: 'export.csv',
      row: 2,
      sourceKey: 'F1',
      language: 'de',
      day: '2020-06-14',
      profile: { userType: 'NGO', country: 'DE', size: 'LARGE', scope: null },
      personal: {
        firstName: 'Ada',
        surname: 'Example',
        organisation: 'Example e.V.',
        registerNumber: '123456789012-34',
      },
      publication: 'with_name',
      url: null,
      answers: [
        { question: 'q13.1', values: ['5 - Very important'] },
        { question: 'q13.2', values: ['4 - Important'] },
        { question: 'q15', text: 'Words; with\na line break' },
      ],
      attachments: [
        {
          question: 'q16',
          name: 'paper.pdf',
          state: 'missing',
          sha256: null,
          bytes: null,
          reason: 'paper.pdf was named, but no folder of attachments was given.',
        },
      ],
    });
    assert.deepEqual(
      contributions.map(({ language, day, publication }) => [language, day, publication]),
      [
        ['de', '2020-06-14', 'with_name'],
        ['el', '2020-02-01', 'anonymous'],
        ['en', '2020-02-03', 'anonymous'],
      ],
    );
    assert.deepEqual(
      partial.map(({ row, field }) => [row, field]),
      [[3, 'Other, please specify:\n']],
    );
  });

  test('asked for where it is none, is refused', async () => {
    await assert.rejects(
      openDelivery(put(folder, 'other.csv', 'id;comment\n1;words\n'), { format: 'have-your-say-csv' }),
      {
        code: 'unreadable',
        message:
          'other.csv is no contributions export of the portal: it has no column "Reference". Leave out --format.',
      },
    );
  });
});

const data = join(SHARED, 'data/ai-whitepaper-2020');

describe('the consultation on the AI White Paper', {
  skip: existsSync(data) ? false : 'needs ../shared/data/ai-whitepaper-2020',
}, () => {
  let delivery: Delivery;
  let contributions: ReceivedContribution[];

  test('all 1,216 replies are taken, and the 41 lost cells are named', async () => {
    delivery = await openDelivery(join(data, 'contributions.csv'), {
      attachmentsFolder: join(data, 'position-papers'),
    });
    const found = await collect(delivery);
    contributions = found.contributions;
    assert.equal(contributions.length, 1_216);
    assert.deepEqual(found.counted, []);
    assert.deepEqual(
      [
        found.partial.filter(({ reason }) => reason.startsWith('The cell holds #NAME?')).length,
        found.partial.filter(({ row }) => row === null).map(({ file }) => file),
      ],
      [41, ['INDEX.tsv']],
    );
    assert.equal(new Set(contributions.map(({ sourceKey }) => sourceKey)).size, 1_216);
  });

  test('who replied: what the file says, and unknown where it says nothing', () => {
    const tally = (value: (contribution: ReceivedContribution) => string | null) => Map.groupBy(contributions, value);
    assert.equal(tally(({ profile }) => profile.userType).get(null)?.length, 460);
    assert.equal(tally(({ profile }) => profile.country).get(null)?.length, 460);
    assert.equal(tally(({ profile }) => profile.country).size, 39);
    assert.equal(tally(({ language }) => language).size, 20);
    assert.deepEqual(
      [
        tally(({ publication }) => publication).get('with_name')?.length,
        tally(({ publication }) => publication).get('anonymous')?.length,
      ],
      [756, 460],
    );
    assert.deepEqual(
      contributions.filter(({ day }) => day === null),
      [],
    );
  });

  test('18 open questions, one for files, and 42 closed items', () => {
    const kinds = Map.groupBy(delivery.questions, ({ kind }) => kind);
    assert.deepEqual(
      [...kinds].map(([kind, questions]) => [kind, questions.length]),
      [
        ['matrix', 6],
        ['long_text', 18],
        ['single', 10],
        ['file', 1],
      ],
    );
    assert.equal(delivery.questions.filter(isOpen).length, 19);
    assert.equal(closedItems(delivery.questions).length, 42);
  });

  /** Share in percent of the answers to the closed item with these words that fulfil a condition, and how many answers there are. */
  function share(question: string, row: string | null, fulfils: (label: string) => boolean): [number, number] {
    const item = closedItems(delivery.questions).find(
      (candidate) =>
        pickText(candidate.question.title, 'en').text.includes(question) &&
        (row === null || pickText(candidate.title, 'en').text === row),
    );
    assert.ok(item, `there is a question "${question}" ${row}`);
    const answers = contributions.flatMap(({ answers }) =>
      answers.flatMap((answer) => (answer.question === item.key && !isTextAnswer(answer) ? answer.values : [])),
    );
    return [Math.round((answers.filter(fulfils).length / answers.length) * 1_000) / 10, answers.length];
  }

  test('the published percentages come out of the closed answers', () => {
    const important = (label: string) => (scalePoint(label) ?? 0) >= 4;
    const six = 'how important are the six actions';
    const areas = 'how important is it in each of these areas';
    const is = (wanted: string) => (label: string) => label === wanted;
    const figures: [string, [number, number], number][] = [
      ['skills', share(six, 'Skills', important), 90.1],
      [
        'research and innovation community',
        share(six, 'Focussing the efforts of the research and innovation community', important),
        87.5,
      ],
      ['Member States', share(six, 'Working with Member states', important), 87.0],
      ['excellence in research', share(areas, 'Strengthen excellence in research', important), 89.4],
      [
        'AI skills and training',
        share(areas, 'Develop skills for AI and adapt existing training programmes', important),
        86.1,
      ],
      ['testing facilities', share(areas, 'Establish world-reference testing facilities for AI', important), 75.8],
      ['data spaces', share(areas, 'Build up the European data space', important), 74.8],
      [
        'fundamental rights',
        share(
          'following concerns about AI',
          "AI may breach fundamental rights (such as human dignity, privacy, data protection, freedom of expression, workers' rights etc.)",
          important,
        ),
        89.8,
      ],
      ['high risk: yes', share('limited to high-risk applications', null, is('Yes')), 42.5],
      ['high risk: no', share('limited to high-risk applications', null, is('No')), 30.7],
      ['Product Liability Directive', share('current EU legislative framework for liability', null, is('Yes')), 60.6],
    ];
    for (const [name, [percent], published] of figures) assert.equal(percent, published, name);
    assert.deepEqual(
      ['Skills', null].map(
        (row) => (row ? share(six, row, important) : share('limited to high-risk applications', null, important))[1],
      ),
      [1_073, 1_078],
    );
  });

  test('37 papers are joined by reference and read; the others that replies name are missing', () => {
    const states = Map.groupBy(
      contributions.flatMap(({ attachments }) => attachments),
      ({ state }) => state,
    );
    assert.deepEqual(
      [...states].map(([state, files]) => [state, files.length]),
      [
        ['missing', 386],
        ['read', 37],
      ],
    );
    const papers = contributions.flatMap(({ answers }) => answers.filter(isTextAnswer).filter(({ file }) => file));
    assert.equal(papers.length, 37);
  });
});
