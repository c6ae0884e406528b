import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { CodingRow, Evidence, EvidenceRow } from './evidence.ts';
import { EvidenceIndex, parseSelection, percentage, type Selection, selectionQuery } from './figure.ts';
import { compileReport, type Report } from './finding.ts';

const row = (contribution: string, more: Partial<EvidenceRow>): EvidenceRow => ({
  contribution,
  version: 1,
  leaf: 0,
  salt: 'aa',
  profile_hash: '',
  profile_salt: '',
  stakeholder: contribution,
  channel: 'import',
  publication: 'anonymous',
  user_type: '',
  country: '',
  size: '',
  scope: '',
  day: '',
  language: '',
  text_group: contribution,
  campaign: '',
  campaign_role: '',
  url: '',
  text: '',
  ...more,
}); // prettier-ignore
const answer = (contribution: string, question: string, value: string) => ({
  contribution,
  question,
  value,
  start: null,
  end: null,
  file: '',
});
const coding = (
  contribution: string,
  passage: number,
  theme: string,
  stance: 'for' | 'against' | '' = '',
  kind: CodingRow['kind'] = '',
) => ({
  contribution,
  passage,
  start: 0,
  end: 1,
  theme,
  stance,
  sureness: 0.5,
  assigned_by: 'machine' as const,
  kind,
  kind_sureness: kind === '' ? null : 0.9,
}); // prettier-ignore

const evidence: Evidence = {
  rows: [
    row('A', { user_type: 'NGO', country: 'MT', text: 'More buses, 👍 please.', campaign: 'c1', text_group: 'g1' }),
    row('B', { user_type: 'NGO', country: 'IE', campaign: 'c1', text_group: 'g1', stakeholder: 'A' }),
    row('C', { user_type: 'EU_CITIZEN', country: 'hidden' }),
  ],
  answers: [
    answer('A', 'q1', 'Yes'),
    answer('B', 'q1', 'No'),
    answer('C', 'q1', 'Yes'),
    answer('C', 'q2', 'x'),
    answer('C', 'q2', 'y'),
  ],
  codings: [
    coding('A', 1, 't1', 'for'),
    coding('A', 1, 't2', 'against'),
    coding('A', 2, 't1', '', 'suggestion'),
    coding('C', 1, '', '', 'reason'),
  ],
};
const index = new EvidenceIndex(evidence);
const contributions = (where: Selection) => index.count('contributions', where);

describe('a count', () => {
  test('of a kind under a theme takes passages that have both', () => {
    assert.deepEqual(
      [
        contributions({ kind: ['suggestion'] }),
        contributions({ kind: ['suggestion'], theme: ['t2'] }),
        contributions({ kind: ['*'] }),
        contributions({ kind: [''], theme: ['t1'] }),
        index.count('passages', { kind: ['suggestion', 'reason'] }),
        index.count('passages', { kind: ['suggestion'], theme: ['t1'], stance: ['for'] }),
      ],
      [1, 0, 2, 1, 2, 0],
    );
  });

  test('takes all columns together and the values of one as alternatives', () => {
    assert.deepEqual(
      [
        contributions({}),
        contributions({ user_type: ['NGO'], country: ['MT'] }),
        contributions({ country: ['MT', 'IE'] }),
      ],
      [3, 1, 2],
    );
  });

  test('needs theme and stance in one coding, question and value in one answer', () => {
    assert.deepEqual(
      [
        { theme: ['t1'], stance: ['for'] },
        { theme: ['t1'], stance: ['against'] },
      ].map(contributions),
      [1, 0],
    );
    assert.deepEqual(
      [{ question: ['q1'], value: ['Yes'] }, { question: ['q1'] }, { question: ['q2'], value: ['Yes'] }].map(
        contributions,
      ),
      [2, 3, 0],
    );
  });

  test('counts a contribution with two options of one question once', () => {
    assert.equal(contributions({ question: ['q2'] }), 1);
  });

  test('knows "any" and "none"', () => {
    assert.deepEqual(
      [{ theme: ['*'] }, { theme: [''] }, { campaign: ['*'] }, { campaign: [''] }].map(contributions),
      [1, 1, 2, 1],
    );
  });

  test('has a unit, and each unit its own number', () => {
    const all = (['contributions', 'stakeholders', 'texts', 'passages'] as const).map((unit) => index.count(unit, {}));
    assert.deepEqual(all, [3, 2, 2, 3]);
  });
});

test('a selection goes into an address and comes back', () => {
  const where: Selection = { theme: ['t1', ''], question: ['q1'], value: ['a&b=c', 'Ñ'] };
  assert.deepEqual(parseSelection(new URLSearchParams(`${selectionQuery(where)}&page=2`)), where);
});

test('a percentage has one decimal, and there is none below twenty', () => {
  assert.deepEqual([percentage(967, 1073), percentage(19, 19), percentage(1, 20)], [90.1, null, 5]);
});

test('themes and campaigns are counted by what the tables name', () => {
  const rows = [
    row('A', { user_type: 'NGO', campaign: 'c1' }),
    row('B', { user_type: 'NGO', campaign: 'hidden' }),
    row('C', { campaign: 'c2' }),
    row('D', {}),
  ];
  const codings = [
    coding('A', 1, 't1'),
    coding('A', 2, 't2'),
    coding('B', 1, 't1'),
    coding('C', 1, 't3'),
    coding('D', 1, ''),
  ];
  const index = new EvidenceIndex({ rows, answers: [], codings });
  const counts = (where: Selection) => [index.count('themes', where), index.count('campaigns', where)];
  assert.deepEqual(
    [counts({}), counts({ user_type: ['NGO'] }), counts({ theme: ['t2'] }), counts({ theme: [''] })],
    [
      [3, 2],
      [2, 1],
      [2, 1],
      [0, 0],
    ],
  );
});

test('counting what nobody said remembers nothing', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const rows = Array.from({ length: 32_000 }, (_, i) => row(`R${i}`, {}));
  const index = new EvidenceIndex({ rows, answers: [], codings: rows.map((_, i) => coding(`R${i}`, 1, `t${i % 9}`)) });
  const held = () => {
    collectGarbage();
    collectGarbage(); // the first may still be sweeping
    return process.memoryUsage().arrayBuffers;
  };
  assert.equal(index.count('contributions', { theme: ['t1', 't2'] }), 7112);
  const before = held();
  for (let i = 0; i < 3000; i++) {
    assert.equal(index.count('contributions', { theme: [`made up ${i}`], stance: [`${i}`] }), 0);
  }
  const more = held() - before;
  assert.equal(index.count('contributions', { theme: ['t1'] }), 3556); // the index is in use until here
  assert.ok(more < 1_000_000, `${more} bytes are kept`);
});

describe('compiling a report', () => {
  const quote = {
    id: 'q1',
    contribution: 'A',
    version: 1,
    leaf: 0,
    language: 'en',
    exact: '👍 please',
    prefix: 'buses, ',
    suffix: '.',
    start: 12,
    end: 20,
  };
  const finding = { id: 'n1', wording: { say: 'x', with: { n: { figure: 'f1' } } }, quotes: ['q1'] };
  const report: Report = {
    title: { text: 'T' },
    language: 'en',
    notices: [],
    sections: [{ id: 's', title: { say: 'x' }, blocks: [{ kind: 'finding', finding }] }],
    figures: [{ id: 'f1', unit: 'contributions', where: { theme: ['t1'] }, value: 99 }],
    quotes: [quote],
  };

  test('puts the computed value in place of whatever stood there', () => {
    assert.equal(compileReport(report, evidence).figures[0]!.value, 1);
  });

  test('fails on a quote that has one letter wrong, and says which', () => {
    const wrong = { ...report, quotes: [{ ...quote, exact: '👍 Please' }] };
    assert.throws(() => compileReport(wrong, evidence), {
      code: 'check_failed',
      message: 'The report does not build: quote q1: its words are not at 12-20 of A.',
    });
  });

  test('fails on a quote whose words may not be published', () => {
    const hidden = { ...report, quotes: [{ ...quote, contribution: 'B' }] };
    assert.throws(() => compileReport(hidden, evidence), { message: /the words of B may not be published/ });
  });

  test('fails on a figure and a quote that nothing shows, but not on a denominator', () => {
    const share = { id: 'f1', unit: 'contributions' as const, where: { theme: ['t1'] }, value: 1, of: 'f2' };
    const all = { id: 'f2', unit: 'contributions' as const, where: {}, value: 3 };
    compileReport({ ...report, figures: [share, all] }, evidence);
    const more = { ...report, figures: [share, all, { ...all, id: 'f3' }], quotes: [quote, { ...quote, id: 'q2' }] };
    assert.throws(() => compileReport(more, evidence), {
      message:
        'The report does not build: figure f3: is used nowhere in the report; quote q2: is used nowhere in the report.',
    });
  });

  test('fails on a figure in a title or a notice that nobody defined', () => {
    const notices = [{ say: 'x', with: { n: { figure: 'f9' } } }];
    assert.throws(() => compileReport({ ...report, notices }, evidence), {
      message: 'The report does not build: notices: uses f9, which the report does not define.',
    });
  });

  test('fails on a figure that nobody defined', () => {
    assert.throws(() => compileReport({ ...report, figures: [] }, evidence), {
      message: /uses f1, which the report does not define/,
    });
  });
});
