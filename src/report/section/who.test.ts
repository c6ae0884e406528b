import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf, evidenceContribution } from '../../../test/evidence.ts';
import { NO_PROFILE, type UserType } from '../../core/profile.ts';
import { who } from './who.ts';

/** The sentences of the section over so many contributions of each type. */
function said(counts: Partial<{ [type in UserType | 'nobody knows']: number }>): string[] {
  const contributions = Object.entries(counts).flatMap(([type, count]) =>
    Array.from({ length: count }, (_, i) => {
      const userType = type === 'nobody knows' ? null : (type as UserType);
      return evidenceContribution(`${type}-${i}`, { profile: { ...NO_PROFILE, userType } });
    }),
  );
  return who(draftOf(contributions)).blocks.flatMap((block) =>
    block.kind === 'finding' ? [block.finding.wording.say] : [],
  );
}

test('types from which nothing came are named', () => {
  assert.deepEqual(said({ COMPANY: 9, NGO: 9 }), ['report.who.missing_types']);
});

test('where few came from a type, it is not said that nothing came from it', () => {
  assert.deepEqual(said({ COMPANY: 9, NGO: 9, TRADE_UNION: 2 }), ['report.who.few_types']);
});

test('where the type of some is not known, that is said too', () => {
  assert.deepEqual(said({ COMPANY: 9, NGO: 9, 'nobody knows': 9 }), [
    'report.who.missing_types',
    'report.who.unknown_user_type',
  ]);
});

test('whom the organiser meant to hear is named where nothing or less than hoped for came, organisations never', () => {
  const contributions = (['COMPANY', 'NGO'] as const).flatMap((userType) =>
    Array.from({ length: 9 }, (_, i) =>
      evidenceContribution(`${userType}-${i}`, { profile: { ...NO_PROFILE, userType, country: 'MT' } }),
    ),
  );
  const draft = draftOf(contributions);
  draft.input.targets = [
    { kind: 'group', name: 'COMPANY', target: 20 },
    { kind: 'group', name: 'NGO', target: 9 },
    { kind: 'group', name: 'TRADE_UNION', target: null },
    { kind: 'country', name: 'MT', target: null },
    { kind: 'country', name: 'IE', target: 3 },
    { kind: 'organisation', name: 'Union of Apprentices', target: null },
  ];
  const { blocks } = who(draft);
  const from = blocks.findIndex(
    (block) => block.kind === 'heading' && 'message' in block.label && block.label.message === 'report.who.map',
  );
  const findings = blocks.slice(from).flatMap((block) => (block.kind === 'finding' ? [block.finding.wording] : []));
  assert.deepEqual(
    findings.map(({ say }) => say),
    ['report.who.map_missing', 'report.who.map_below'],
  );
  assert.deepEqual(findings[0]!.with, {
    who: { labels: [{ message: 'profile.user_type.TRADE_UNION' }, { country: 'IE' }] },
  });
  const below = findings[1]!.with!;
  assert.deepEqual([below.who, below.hoped], [{ message: 'profile.user_type.COMPANY' }, { number: 20 }]);
  assert.equal('figure' in below.count! && draft.value(below.count.figure), 9);
});
