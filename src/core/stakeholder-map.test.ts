import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverageOf, readStakeholderMap, stakeholderMapFields, type Target } from './stakeholder-map.ts';

const countryOf = (name: string) => ({ de: 'DE', germany: 'DE', malta: 'MT', mt: 'MT' })[name.toLowerCase()] ?? null;

test('a stakeholder map is read from its form, the later of two lines for the same country holds', () => {
  const fields = {
    'group-NGO': '20',
    'group-TRADE_UNION': '+',
    countries: 'Germany\nMalta; 5\n\nDE; 30',
    organisations: 'Union of Apprentices\r\nUnion of apprentices; 2\nEcole & Co.',
  };
  const { value } = readStakeholderMap(fields, countryOf);
  assert.deepEqual(value, [
    { kind: 'group', name: 'NGO', target: 20 },
    { kind: 'group', name: 'TRADE_UNION', target: null },
    { kind: 'country', name: 'DE', target: 30 },
    { kind: 'country', name: 'MT', target: 5 },
    { kind: 'organisation', name: 'Union of apprentices', target: 2 },
    { kind: 'organisation', name: 'Ecole & Co.', target: null },
  ]);
  assert.deepEqual(
    readStakeholderMap(stakeholderMapFields(value!), countryOf).value!.toSorted(byName),
    value!.toSorted(byName),
  );
});

const byName = (a: Target, b: Target) => (a.name < b.name ? -1 : 1);

test('what is no country and no number is named with its line', () => {
  const { problems } = readStakeholderMap(
    { 'group-NGO': '0', countries: 'Malta\nAtlantis\nDE; many', organisations: 'A; -1' },
    countryOf,
  );
  assert.deepEqual(problems, [
    { field: 'group-NGO', say: 'form.problem.no_target' },
    { field: 'countries', say: 'form.problem.no_target_in_line', values: { line: 3 } },
    { field: 'countries', say: 'form.problem.no_country', values: { line: 2, name: 'Atlantis' } },
    { field: 'organisations', say: 'form.problem.no_target_in_line', values: { line: 1 } },
  ]);
});

test('who is missing comes first, then who is below the number hoped for', () => {
  const targets: Target[] = [
    { kind: 'group', name: 'COMPANY', target: 10 },
    { kind: 'country', name: 'MT', target: null },
    { kind: 'country', name: 'DE', target: 2 },
    { kind: 'organisation', name: 'Union of Apprentices', target: null },
  ];
  const heard = {
    group: new Map([['COMPANY', 9]]),
    country: new Map([['DE', 2]]),
    organisation: new Map([['union of apprentices', 1]]),
  };
  assert.deepEqual(
    coverageOf(targets, heard).map(({ name, heard, state }) => [name, heard, state]),
    [
      ['MT', 0, 'missing'],
      ['COMPANY', 9, 'below'],
      ['DE', 2, 'heard'],
      ['Union of Apprentices', 1, 'heard'],
    ],
  );
});
