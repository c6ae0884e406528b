import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Question } from './question.ts';
import { readRegistration, receiptCodeFor, registrationQuestions } from './registration-form.ts';
import { written } from './text.ts';

const DIET: Question = { key: 'diet', kind: 'text', title: written({ en: 'Diet' }), purpose: 'logistics' };
const VIEW: Question = { key: 'view', kind: 'long_text', title: written({ en: 'View' }), purpose: 'evidence' };
const FILLED = {
  'registration.name': ['  Ġorġ   Borg '],
  'registration.email': ['Gorg@Example.MT'],
  'profile.user_type': ['EU_CITIZEN'],
  'profile.country': ['MT'],
  'closing.privacy': ['yes'],
};
const read = (questions: Question[], filled: { [field: string]: string[] }) =>
  readRegistration(registrationQuestions(questions), filled, '2026-02-01');

test('publication is only asked about where something is evidence', () => {
  const keys = (questions: Question[]) => registrationQuestions(questions).map(({ key }) => key);
  const fixed = ['registration.name', 'registration.email', 'registration.profile'];
  assert.deepEqual(keys([DIET]), [...fixed, 'diet', 'closing.privacy']);
  assert.deepEqual(keys([VIEW]), [...fixed, 'view', 'closing.publication', 'closing.privacy']);
});

test('what was filled in is taken apart: who it is, logistics, evidence', () => {
  const { read: ada } = read([DIET, VIEW], {
    ...FILLED,
    diet: ['vegan'],
    view: ['Less paper'],
    'closing.publication': ['anonymous'],
  });
  assert.deepEqual(ada!.person, { name: 'Ġorġ Borg', emailAddress: 'Gorg@example.mt' });
  assert.deepEqual(ada!.logistics, [{ question: 'diet', text: 'vegan' }]);
  assert.deepEqual(ada!.evidence!.answers, [{ question: 'view', text: 'Less paper' }]);
  assert.deepEqual(ada!.evidence!.personal, {}, 'nobody’s name stands beside words that are published without it');
});

test('who says nothing makes no contribution', () => {
  const { read: ada } = read([DIET, VIEW], { ...FILLED, diet: ['vegan'], 'closing.publication': ['with_name'] });
  assert.equal(ada!.evidence, null);
});

test('all that is wrong is told at once, field by field', () => {
  const { problems } = read([VIEW], { 'registration.email': ['maria@example.org, jon@example.org'] });
  assert.deepEqual(
    problems.map(({ field, code }) => [field, code]),
    [
      ['registration.name', 'required'],
      ['registration.email', 'not_an_email'],
      ['profile.user_type', 'required'],
      ['profile.country', 'required'],
      ['closing.publication', 'required'],
      ['closing.privacy', 'consent'],
    ],
  );
});

test('the receipt follows from the secret of the form, and from nothing else', () => {
  const code = 'AAAA-BBBB-CCCC-DDDD-EEEE-F1';
  assert.equal(receiptCodeFor(code), receiptCodeFor(code));
  assert.notEqual(receiptCodeFor(code), receiptCodeFor(code.replace('1', '2')));
});
