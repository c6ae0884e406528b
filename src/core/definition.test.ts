import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSelection, valueName } from './definition.ts';
import { SELECTION_COLUMNS, UNITS } from './figure.ts';

const names = { themes: { t03: 'Lighting' }, questions: { q13: 'How important is mobility to you?' } };
const english = (
  ...[unit, where]: [Parameters<typeof describeSelection>[0], Parameters<typeof describeSelection>[1]]
) => describeSelection(unit, where, 'en', names);

test('without conditions a definition says that all are counted', () => {
  assert.equal(english('contributions', {}), 'All accepted contributions.');
  assert.equal(english('passages', {}), 'All passages of accepted contributions.');
});

test('columns are joined by and, the values of one column by or', () => {
  assert.equal(
    english('contributions', { theme: ['t03'], user_type: ['NGO', 'TRADE_UNION'], country: ['DE', 'FR'] }),
    'Contributions that have at least one passage under “Lighting”, that come from stakeholders of the type ' +
      '“Non-governmental organisation” or “Trade union”, and whose country is Germany or France.',
  );
});

test('passages are described by what they are themselves, then by the contributions they stand in', () => {
  assert.equal(
    english('passages', { theme: ['t03'], stance: ['against'], language: ['de'] }),
    'Passages under “Lighting” with the stance “against”, in contributions whose language is German.',
  );
  assert.equal(
    english('passages', { theme: ['t03'], kind: ['suggestion', 'reason'] }),
    'Passages under “Lighting”, of the kind “Suggestion” or “Problem or reason”.',
  );
  assert.equal(
    english('contributions', { kind: ['evidence'] }),
    'Contributions that have at least one passage of the kind “Reason with a figure or source”.',
  );
  assert.equal(english('passages', { theme: [''] }), 'Passages under no theme.');
});

test('an answer is said together with its question', () => {
  assert.equal(
    english('stakeholders', { question: ['q13'], value: ['4', '5'] }),
    'Stakeholders behind contributions that answered “How important is mobility to you?” with “4” or “5”; contributions that nothing links count as from different ones.',
  );
});

test('campaigns can be any, none or a certain one', () => {
  assert.equal(english('contributions', { campaign: ['*'] }), 'Contributions that belong to a campaign.');
  assert.equal(english('contributions', { campaign: [''] }), 'Contributions that belong to no campaign.');
  assert.equal(english('contributions', { campaign: ['c01'] }), 'Contributions that belong to the campaign “c01”.');
});

test('German says the same', () => {
  assert.equal(
    describeSelection('contributions', { theme: ['t03'], country: ['DE'] }, 'de', { themes: { t03: 'Beleuchtung' } }),
    'Beiträge, die mindestens eine Passage unter „Beleuchtung“ enthalten und deren Land Deutschland ist.',
  );
});

test('every column and unit can be said in every language, known and unknown', () => {
  for (const language of ['en', 'de']) {
    for (const unit of UNITS) {
      for (const column of SELECTION_COLUMNS.filter((column) => column !== 'value')) {
        for (const value of ['x', '', '*']) {
          const said = describeSelection(unit, { [column]: [value] }, language);
          assert.match(said, /^\p{Lu}.*\.$/u, `${unit} ${column} ${value}`);
          assert.notEqual(said, describeSelection(unit, {}, language));
        }
      }
    }
  }
});

test('a value without a name of its own is shown as it is', () => {
  assert.equal(valueName('value', '4 - Important', 'en'), '4 - Important');
  assert.equal(valueName('theme', 't99', 'en', names), 't99');
  assert.equal(valueName('country', 'XK', 'en'), 'Kosovo');
});

test('a value that nothing is called by is its own name, also where it is a word of the machine', () => {
  for (const value of ['constructor', 'toString', '__proto__', 't99']) {
    for (const column of ['theme', 'question', 'campaign', 'user_type', 'country', 'language'] as const) {
      assert.equal(valueName(column, value, 'en', { ...names, campaigns: {} }), value);
    }
  }
  assert.equal(
    english('contributions', { theme: ['constructor'] }),
    'Contributions that have at least one passage under “constructor”.',
  );
});
