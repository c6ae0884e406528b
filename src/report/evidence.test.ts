import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidenceContribution } from '../../test/evidence.ts';
import { EvidenceIndex } from '../core/figure.ts';
import { NO_PROFILE } from '../core/profile.ts';
import { buildEvidence, type EvidenceContribution } from './evidence.ts';
import { readEvidence, type TableFile, tableParts } from './tables.ts';

const contribution = (code: string, words: string, more: Partial<EvidenceContribution> = {}) =>
  evidenceContribution(code, { answers: [{ question: 'q1', text: words }], ...more });

const columnOf = (
  contributions: EvidenceContribution[],
  column: 'stakeholder' | 'text_group' | 'campaign' | 'language',
) => buildEvidence(contributions).rows.map((row) => row[column]);

test('a file is named only where its contributor chose to be named', () => {
  const file = { name: 'CV_of_John_Smith.pdf', sha256: '00', pageStarts: [0] };
  const answers = [{ question: 'q1', text: 'Later buses.', file }];
  const { answers: rows } = buildEvidence(
    (['with_name', 'anonymous', 'not_published', 'unknown'] as const).map((publication) =>
      contribution(publication, '', { answers, publication }),
    ),
  );
  assert.deepEqual(
    rows.map(({ contribution, file }) => [contribution, file]),
    [
      ['with_name', 'CV_of_John_Smith.pdf'],
      ['anonymous', ''],
      ['not_published', ''],
      ['unknown', ''],
    ],
  );
});

test('who gave their name once and not another time has a number for each, so that the name leads nowhere', () => {
  const by = (publication: EvidenceContribution['publication'], stakeholderId: string) =>
    contribution(`${stakeholderId} ${publication}`, 'Words.', { publication, stakeholderId });
  const rows = [
    by('with_name', 'p'),
    by('anonymous', 'p'),
    by('not_published', 'p'),
    by('with_name', 'p'),
    by('anonymous', 'q'),
  ];
  assert.deepEqual(columnOf(rows, 'stakeholder'), ['s1', 's2', 's2', 's1', 's3']);
});

describe('words that may not be published', () => {
  const copies = (count: number, more: Partial<EvidenceContribution> = {}) =>
    Array.from({ length: count }, (_, i) => contribution(`C${i}`, 'The same words.', more));
  const secret = (more: Partial<EvidenceContribution> = {}) =>
    contribution('S', 'The same words!', { publication: 'not_published', ...more });

  test('do not share a group with published ones of the same words, unless they are in a crowd of five', () => {
    assert.deepEqual(columnOf([...copies(3), secret()], 'text_group'), ['g1', 'g1', 'g1', 'g2']);
    assert.deepEqual(columnOf([...copies(4), secret()], 'text_group'), ['g1', 'g1', 'g1', 'g1', 'g1']);
  });

  test('do not name the campaign whose text they are, unless they are in a crowd of five, and count as part of one', () => {
    const campaign = { key: 'c001', role: 'variant' as const };
    const few = [...copies(3, { campaign }), secret({ campaign })];
    assert.deepEqual(columnOf(few, 'campaign'), ['c001', 'c001', 'c001', 'hidden']);
    assert.deepEqual(columnOf(few, 'text_group'), ['g1', 'g1', 'g1', 'g2']);
    assert.equal(new EvidenceIndex(buildEvidence(few)).count('contributions', { campaign: ['*'] }), 4);
    const many = [...copies(4, { campaign }), secret({ campaign })];
    assert.deepEqual(columnOf(many, 'campaign'), ['c001', 'c001', 'c001', 'c001', 'c001']);
    const part = { key: 'c001', role: 'part' as const };
    assert.deepEqual(columnOf([...copies(3, { campaign }), secret({ campaign: part })], 'campaign').at(-1), 'hidden');
  });
});

test('the only language of its kind in a group is hidden, and with it all that is rarer', () => {
  const profile = { ...NO_PROFILE, userType: 'NGO' as const, country: 'IE' };
  const english = Array.from({ length: 5 }, (_, i) => contribution(`E${i}`, 'Words.', { profile }));
  const irish = contribution('I', 'Focail.', { profile, language: 'ga', day: '2026-02-03' });
  const [first, ...others] = buildEvidence([irish, ...english]).rows;
  assert.deepEqual(
    [first!.user_type, first!.country, first!.language, first!.day, first!.profile_salt],
    ['NGO', 'IE', 'hidden', 'hidden', ''],
  );
  assert.deepEqual(new Set(others.map(({ language }) => language)), new Set(['en']));
  assert.deepEqual(columnOf([contribution('N', 'Focail.', { language: 'ga', publication: 'with_name' })], 'language'), [
    'ga',
  ]);
});

test('an edition made before kinds were told is read and written as it is', () => {
  const evidence = buildEvidence([contribution('A', 'Words.')]);
  const codings = [
    'contribution,passage,start,end,theme,stance,sureness,assigned_by\r\nA,1,0,5,t1,,0.8,machine\r\n',
    'contribution,passage,start,end,theme,stance,sureness,assigned_by,kind,kind_sureness\r\nA,1,0,5,t1,,0.8,machine,reason,0.9\r\n',
  ];
  const read = codings.map((content) =>
    readEvidence((file: TableFile) => (file === 'codings.csv' ? [content] : tableParts(file, evidence))),
  );
  assert.deepEqual(
    read.map((one) => [...tableParts('codings.csv', one)].join('')),
    codings,
  );
  assert.deepEqual(
    read.map((one) => one.codings.map(({ kind, kind_sureness }) => [kind, kind_sureness])),
    [[['', null]], [['reason', 0.9]]],
  );
});
