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
