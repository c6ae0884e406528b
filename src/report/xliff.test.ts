import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Question } from '../core/question.ts';
import { written } from '../core/text.ts';
import { textUnits } from '../core/translation.ts';
import { readXliff } from '../intake/xliff.ts';
import { writeXliff } from './xliff.ts';

const QUESTIONS: Question[] = [
  {
    key: 'q1',
    kind: 'single',
    title: written({ en: 'Less <paper> & more "time"?\nSay.' }),
    purpose: 'evidence',
    options: [
      { key: 'ja & nein', title: written({ en: 'Yes', el: 'Ναι' }) },
      { key: 'no', title: { en: { text: 'No', origin: 'written' }, el: { text: 'Όχι', origin: 'machine' } } },
    ],
  },
  { key: 'q2', kind: 'long_text', title: written({ en: 'Why {q1}?' }), purpose: 'evidence' },
];
const units = textUnits(QUESTIONS);
const file = (content: string) => ({ name: 'el.xlf', content: Buffer.from(content) });
const exported = writeXliff(units, { name: 'call', source: 'en', language: 'el' });
const read = (content: string) => readXliff(file(content), { language: 'el', units });
const translate = (id: string, text: string) =>
  exported.replace(new RegExp(`(<trans-unit id="${id}"[^]*?<target state=")[^"]*(">)[^<]*`), `$1translated$2${text}`);

test('texts go to a translator and come back as they are, those that are translated already with them', async () => {
  const { texts, refused } = await read(exported);
  assert.deepEqual(
    [[...texts], refused],
    [
      [
        ['q1.option.ja & nein', 'Ναι'],
        ['q1.option.no', 'Όχι'],
      ],
      [],
    ],
  );
  assert.deepEqual(exported.match(/state="[^"]*"/g), [
    'state="needs-translation"',
    'state="translated"',
    'state="needs-review-translation"',
    'state="needs-translation"',
  ]);
});

test('a translation is taken with its signs and lines', async () => {
  const { texts } = await read(translate('q1.title', 'Λιγότερο &lt;χαρτί&gt; &amp; χρόνος;\nΠείτε.'));
  assert.equal(texts.get('q1.title'), 'Λιγότερο <χαρτί> & χρόνος;\nΠείτε.');
});

test('what belongs to another text, or lost a place for an answer, is told and not taken', async () => {
  const changed = translate('q2.title', 'Γιατί;')
    .replace('>Yes<', '>Yes, please<')
    .replaceAll('q1.option.no', 'q1.option.gone');
  const { texts, refused } = await read(changed);
  assert.deepEqual([...texts], []);
  assert.deepEqual(refused, [
    'q1.option.ja & nein: its original was changed since the file was exported. Export it again.',
    'q1.option.gone: there is no such text in this questionnaire (any more).',
    'q2.title: the places for answers ({q1}) are not the same in the translation.',
  ]);
});

test('what a memory proposes and inline marks of a translator’s program do not get into the text', async () => {
  const content = translate('q2.title', 'Γιατί <g id="1">{q1}</g>;').replace(
    '</trans-unit>\n    </body>',
    '<alt-trans><target>Μνήμη</target></alt-trans></trans-unit>\n    </body>',
  );
  const { texts } = await read(content);
  assert.equal(texts.get('q2.title'), 'Γιατί {q1};');
});

test('a file of another language, no XLIFF and no XML are refused with what to do', async () => {
  await assert.rejects(read(exported.replace('target-language="el"', 'target-language="mt"')), {
    code: 'unreadable',
    message: 'el.xlf translates into "mt", not into "el". Open the page of that language.',
  });
  await assert.rejects(read('<html></html>'), { code: 'unreadable' });
  await assert.rejects(read('{"a": 1}'), { code: 'unreadable' });
  await assert.rejects(
    readXliff({ name: 'x.xlf', content: Buffer.from([0xff, 0x00, 0xfe]) }, { language: 'el', units }),
    {
      code: 'unreadable',
    },
  );
});
