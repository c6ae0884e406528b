import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { extractText, getDocumentProxy } from 'unpdf';
import type { Question } from '../core/question.ts';
import { EDITABLE_KINDS, newQuestion } from '../core/questionnaire.ts';
import { written } from '../core/text.ts';
import { type PrintedHead, printQuestionnaire } from './printed-questionnaire.ts';

const HEAD: PrintedHead = {
  title: written({ en: 'Clean #air *now*', el: 'Καθαρός αέρας', bg: 'Чист въздух' }),
  leadBody: written({ en: 'City' }),
  contact: written({ en: 'Town hall\nMain street 1' }),
  contactEmailAddress: 'air@example.org',
  until: '19 February 2026',
  notice: written({ en: 'An example.' }),
};
const yesNo = (key: string, title: string): Question => ({
  key,
  kind: 'single',
  title: written({ en: title }),
  purpose: 'evidence',
  required: true,
  options: [
    { key: 'yes', title: written({ en: 'Yes' }) },
    { key: 'no', title: written({ en: 'No' }), other: true },
  ],
});
const QUESTIONS: Question[] = [
  { key: 's', kind: 'section', title: written({ en: 'First page' }), purpose: 'evidence' },
  { key: 'h', kind: 'hidden', title: {}, purpose: 'evidence', parameter: 'ref' },
  yesNo('q1', '$x^2$ #eval("1") \\ [good]?'),
  {
    key: 'q2',
    kind: 'long_text',
    title: written({ en: 'Why not?' }),
    purpose: 'evidence',
    showIf: { any: [{ question: 'q1', is: 'one_of', values: ['no'] }] },
  },
];

async function wordsOf(pdf: Buffer): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true });
  return text.replace(/\s+/g, ' ');
}

describe('a printed questionnaire', () => {
  test('says in words what the form does by itself, and takes no text for markup', async () => {
    const words = await wordsOf(await printQuestionnaire(QUESTIONS, HEAD, 'en'));
    const said = [
      'Clean #air *now*',
      'An example.',
      'Papers are taken until 19 February 2026.',
      'Send the filled-in paper to: Town hall Main street 1 air@example.org',
      'First page',
      '1. $x^2$ #eval("1") \\ [good]? Tick one. Yes No:',
      '2. Why not? Only answer this if question 1 is answered with “No”.',
    ];
    for (const sentence of said) assert.ok(words.includes(sentence), `${sentence}\nnot in\n${words}`);
  });

  test('is tagged for those who have it read aloud, with its title and language', async () => {
    const pdf = await getDocumentProxy(new Uint8Array(await printQuestionnaire(QUESTIONS, HEAD, 'el')));
    const { info } = await pdf.getMetadata();
    assert.equal((info as { Title?: string }).Title, 'Καθαρός αέρας');
    assert.equal((info as { Language?: string }).Language, 'el');
    assert.deepEqual(await pdf.getMarkInfo(), { Marked: true, UserProperties: false, Suspects: false });
  });

  test('has letters of every alphabet of the Union', async () => {
    const words = await wordsOf(await printQuestionnaire(QUESTIONS, HEAD, 'bg'));
    assert.ok(words.includes('Чист въздух'), words);
  });

  test('is the same, byte for byte, each time', async () => {
    const [first, second] = [
      await printQuestionnaire(QUESTIONS, HEAD, 'en'),
      await printQuestionnaire(QUESTIONS, HEAD, 'en'),
    ];
    assert.equal(first.equals(second), true);
  });

  test('is made of every kind, with nothing said yet', async () => {
    const bare = EDITABLE_KINDS.map((kind, i) => newQuestion(kind, `q${i + 1}`));
    const empty = {
      ...HEAD,
      title: {},
      leadBody: {},
      contact: {},
      contactEmailAddress: null,
      until: null,
      notice: null,
    };
    assert.equal((await printQuestionnaire(bare, empty, 'de')).subarray(0, 5).toString('latin1'), '%PDF-');
  });
});
