import assert from 'node:assert/strict';
import { createWriteStream, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, test } from 'node:test';
import { DomainError } from '../core/error.ts';
import { collect } from './fixtures/collect.ts';
import { type ExportSet, makeEuSurveyXml } from './fixtures/eusurvey.ts';
import { makeLime, makeStructure } from './fixtures/limesurvey.ts';
import { type Entry, makeXlsx, makeZip, put, temporaryFolder } from './fixtures/make.ts';
import { makeOds, odsEntries } from './fixtures/ods.ts';
import { openDelivery } from './read.ts';

const folder = temporaryFolder();

/** Memory that reading one bad file may take beside what was there. */
const MEMORY_MAX = 400 * 1024 * 1024;

async function read(path: string) {
  const before = process.memoryUsage().rss;
  try {
    const { contributions, counted, partial } = await collect(await openDelivery(path));
    const say = ({ row, field, reason }: (typeof counted)[number]) =>
      `${row}${field === null ? '' : ` ${field}`}: ${reason}`;
    return { taken: contributions.length, refused: counted.map(say), lost: partial.map(say) };
  } catch (error) {
    assert.ok(
      error instanceof DomainError,
      `a sentence for a person, not ${error instanceof Error ? error.stack : error}`,
    );
    return `${error.code}: ${error.message.replace(basename(path), 'FILE')}`;
  } finally {
    assert.ok(process.memoryUsage().rss - before < MEMORY_MAX, 'memory is bounded');
  }
}

type Outcome = string | { taken: number; refused?: string[]; lost?: string[] };
type Case = [kind: string, name: string, content: string | Buffer, outcome: Outcome];

const form: Parameters<typeof makeEuSurveyXml>[0]['form'] = [['Question', 'why', 'Free Text', 'Why?']];
const words = (...texts: string[]): ExportSet[] => texts.map((text) => ({ answers: [['why', '', text]] }));
const good = makeEuSurveyXml({ form, sets: words('first', 'second', 'third') });
const doctype = (declaration: string) =>
  good.replace('<Results', `<!DOCTYPE Results [${declaration}]>\n<Results`).replace('first', '&a;');
const DOCTYPE =
  'unreadable: FILE declares a document type or entities of its own (DOCTYPE), which no export of a survey has and which can fill the memory or read other files. It was not read. Ask for the export as the survey tool wrote it.';
const LAUGHS = Array.from({ length: 10 }, (_, n) => `<!ENTITY a${n} "${`&a${n + 1};`.repeat(10)}">`).join('');

const xml: Case[] = [
  ['an entity of its own', 'a.xml', doctype('<!ENTITY a "words">'), DOCTYPE],
  ['an entity that names a file', 'b.xml', doctype('<!ENTITY a SYSTEM "file:///etc/passwd">'), DOCTYPE],
  ['a billion laughs', 'c.xml', doctype(`${LAUGHS}<!ENTITY a "&a0;">`), DOCTYPE],
  [
    'a billion laughs behind a long comment',
    'd.xml',
    doctype(LAUGHS).replace('<!DOCTYPE', `<!--${'x'.repeat(300_000)}--><!DOCTYPE`),
    'unreadable: FILE is XML, and not a table that one of the readers knows. Save the table as CSV (UTF-8) or XLSX and give that file.',
  ],
  ['an entity that nobody declared stays as it is written', 'e.xml', good.replace('first', 'a&nbsp;b'), { taken: 3 }],
  [
    'a file that is cut off',
    'f.xml',
    good.slice(0, good.indexOf('third')),
    {
      taken: 2,
      refused: [
        '3: The file is broken off or damaged in line 2: unclosed tag: Answer. The 2 whole replies before it were taken; what comes after is lost. Copy or export the file again.',
      ],
    },
  ],
  [
    'a file that is cut off before its first reply',
    'g.xml',
    good.slice(0, good.indexOf('first')),
    'unreadable: FILE ends before its first whole reply, or is damaged (line 2: unclosed tag: Answer). Copy or export it again.',
  ],
  [
    'a file that is cut off in its questionnaire',
    'h.xml',
    good.slice(0, good.indexOf('</Elements>')),
    'unreadable: FILE ends before its first whole reply, or is damaged (line 2: unclosed tag: Elements). Copy or export it again.',
  ],
  [
    'tags that do not fit',
    'i.xml',
    good.replace('second</Answer>', 'second</Anwser>'),
    {
      taken: 1,
      refused: [
        '2: The file is broken off or damaged in line 2: unexpected close tag. The whole reply before it was taken; what comes after is lost. Copy or export the file again.',
      ],
    },
  ],
  [
    'a NUL',
    'j.xml',
    good.replace('second', 'bad \u0000 words'),
    {
      taken: 2,
      refused: [
        '2 Why?: At its character 5 the answer has a NUL character (U+0000), which cannot be stored. Remove it in the survey tool and export again.',
      ],
    },
  ],
  ['half of a character, written as a number', 'k.xml', good.replace('second', 'bad &#xD800; words'), { taken: 3 }],
  [
    'a reply without end',
    'l.xml',
    good.replace('second', 'y'.repeat(9_000_000)),
    {
      taken: 1,
      refused: [
        '2: The file is broken off or damaged in line 2: one piece of text is longer than 8 MiB. The whole reply before it was taken; what comes after is lost. Copy or export the file again.',
      ],
    },
  ],
  [
    'elements without end inside each other',
    'm.xml',
    good.replace('<Answers>', `${'<x>'.repeat(100_000)}<Answers>`),
    'unreadable: FILE ends before its first whole reply, or is damaged (line 2: elements are nested more than 200 levels deep). Copy or export it again.',
  ],
  ['no reply at all', 'n.xml', makeEuSurveyXml({ form, sets: [] }), { taken: 0 }],
  [
    'responses of LimeSurvey without their questionnaire',
    'o.lsr',
    makeLime('Responses', { responses: [{ id: '1' }] }),
    'unreadable: FILE has responses of LimeSurvey by codes, but not the questionnaire that says what they mean. Give the questionnaire (.lss) with --questionnaire, or the archive (.lsa) that has both.',
  ],
  [
    'a questionnaire of LimeSurvey that is cut off',
    'p.lss',
    makeStructure([{ qid: 1, type: 'T', code: 'Q1', titles: ['Why?', 'Warum?'] }]).slice(0, -300),
    'unreadable: FILE is damaged or broken off (line 13: unclosed tag: fields). Export it again.',
  ],
];

const feedback = (id: number, text = 'words') => ({
  id,
  feedback: text,
  userType: 'EU_CITIZEN',
  dateFeedback: '2024/05/23 13:33:34',
  publication: 'ANONYMOUS',
});
const list = (...items: unknown[]) => JSON.stringify(items);
const BROKEN = 'What came before was taken. Fetch it again.';

const json: Case[] = [
  [
    'JSON that is cut off',
    'a.json',
    list(feedback(1), feedback(2), feedback(3)).slice(0, -30),
    {
      taken: 2,
      refused: [
        `3: The JSON is damaged or broken off after feedback number 2: it ends in the middle of a value. ${BROKEN}`,
      ],
    },
  ],
  [
    'a line of JSON that is damaged, among others',
    'b.jsonl',
    [feedback(1), feedback(2), feedback(3)]
      .map((one) => JSON.stringify(one))
      .join('\n')
      .replace('"id":2', '"id":?'),
    {
      taken: 2,
      refused: [
        `2: The JSON is damaged or broken off after feedback number 1: Parser cannot parse input: expected a value. ${BROKEN}`,
      ],
    },
  ],
  [
    'JSON that is nested without end',
    'c.json',
    list({ ...feedback(1), more: 0 }).replace('"more":0', `"more":${'['.repeat(100_000)}${']'.repeat(100_000)}`),
    'unreadable: FILE is JSON that is nested more than 64 levels deep, which no export is. It was not read. Ask for the export as it was first written.',
  ],
  [
    'half of a character',
    'd.json',
    list(feedback(1), feedback(2, 'bad X words'), feedback(3)).replace('bad X', 'bad \\ud83d'),
    {
      taken: 2,
      refused: [
        '2 feedback: At its character 5 the answer has half of a character (a lone surrogate), which cannot be stored. Remove it in the survey tool and export again.',
      ],
    },
  ],
  [
    'a NUL',
    'e.json',
    list(feedback(1), feedback(2, 'bad \u0000 words')),
    {
      taken: 1,
      refused: [
        '2 feedback: At its character 5 the answer has a NUL character (U+0000), which cannot be stored. Remove it in the survey tool and export again.',
      ],
    },
  ],
  [
    'feedback without end',
    'f.json',
    list(feedback(1), feedback(2, 'y'.repeat(9_000_000)), feedback(3)),
    { taken: 2, refused: ['2: The feedback is longer than any can be. Look at it on the portal.'] },
  ],
  [
    'a key that would change what objects are',
    'g.json',
    list(feedback(1)).replace('"id":1', '"id":1,"__proto__":{"id":9}'),
    { taken: 1 },
  ],
  [
    'pages with nothing in them',
    'h.json',
    '{"content":[],"feedback":"","userType":"","dateFeedback":"","totalElements":0}',
    'unreadable: FILE has pages of feedback with nothing in them. Fetch it again.',
  ],
  [
    'other JSON',
    'i.json',
    '[{"name":"x"}]',
    'unreadable: FILE is JSON, and not a table that one of the readers knows. Save the table as CSV (UTF-8) or XLSX and give that file.',
  ],
];

const zeros = (megabytes: number) => Buffer.alloc(megabytes * 1024 * 1024);
const town = (alias: string) =>
  makeXlsx([
    {
      name: 'Content',
      rows: [
        ['Alias', alias],
        ['Export Date', '20/02/2026 10:00'],
        [],
        ['Why?', alias],
        ['words', 'more words'],
        ['other words', 'x y'],
      ],
    },
  ]);
const bomb: Entry[] = [
  { name: 'town.xml', content: good },
  { name: 'why/a.pdf', content: zeros(100) },
];

const archives: Case[] = [
  [
    'an archive that is made to fill the disk',
    'a.zip',
    makeZip(bomb),
    'unreadable: FILE holds a file that unpacks to 229 times its size (a.pdf), as archives do that are made to fill a disk. It was not unpacked. Ask for the export as the survey tool wrote it.',
  ],
  [
    'archives inside an archive are not opened',
    'b.zip',
    makeZip([
      { name: 'town.xml', content: good },
      { name: 'more.zip', content: makeZip(bomb) },
    ]),
    { taken: 3 },
  ],
  [
    'two exports of different surveys',
    'c.zip',
    makeZip([
      { name: 'town.xlsx', content: town('town') },
      { name: 'town_1.xlsx', content: town('village') },
    ]),
    'unreadable: FILE holds tables of different surveys: town.xlsx and town_1.xlsx have not the same columns (they are of "town" and "village"). Unpack it and give each file alone.',
  ],
  [
    'two exports of which one must be meant',
    'd.zip',
    makeZip([
      { name: 'a.xml', content: good },
      { name: 'b.xml', content: good },
    ]),
    'unreadable: FILE holds several exports (a.xml, b.xml), and which of them is meant cannot be told. Unpack it and give each file alone.',
  ],
  [
    'an archive with a password',
    'e.zip',
    makeZip([{ name: 'town.xml', content: good, isEncrypted: true }]),
    'unreadable: FILE is an encrypted archive. Unpack it with its password and give the file inside.',
  ],
  [
    'a name that leads out of the archive',
    'f.zip',
    makeZip([
      { name: 'town.xml', content: good },
      { name: '../../evil.pdf', content: 'x' },
    ]),
    'unreadable: FILE is a damaged archive (invalid relative path: ../../evil.pdf). Copy or download it again.',
  ],
  [
    'a table of OpenDocument whose rows repeat without end',
    'g.ods',
    makeOds([
      {
        name: 'S',
        rows: [
          ['id', 'comment'],
          {
            xml: '<table:table-row table:number-rows-repeated="1000000000"><table:table-cell office:value-type="string" table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell></table:table-row>',
          },
        ],
      },
    ]),
    'unreadable: FILE has more than 20 million cells. Leave out what nobody needs, or save it as CSV (UTF-8).',
  ],
  [
    'a table of OpenDocument that is damaged',
    'h.ods',
    makeZip(
      odsEntries([{ name: 'S', rows: [['id']] }]).map((entry) =>
        entry.name === 'content.xml' ? { ...entry, content: '<a><b>' } : entry,
      ),
    ),
    'unreadable: FILE is a damaged ODS file (line 1: unclosed tag: b). Open it in a spreadsheet program and save it as ODS, XLSX or CSV (UTF-8).',
  ],
  [
    'a table of OpenDocument with an entity of its own',
    'i.ods',
    makeZip(
      odsEntries([{ name: 'S', rows: [['id']] }]).map((entry) =>
        entry.name === 'content.xml' ? { ...entry, content: `<!DOCTYPE a [${LAUGHS}]><a>&a0;</a>` } : entry,
      ),
    ),
    DOCTYPE,
  ],
]; // prettier-ignore

for (const [what, cases] of [
  ['XML', xml],
  ['JSON', json],
  ['an archive', archives],
] as const) {
  describe(`a survey's ${what} that is bad: a sentence says why, and what is good is taken`, () => {
    for (const [kind, name, content, outcome] of cases) {
      test(kind, async () => {
        const found = await read(put(folder, name, content));
        assert.deepEqual(found, typeof outcome === 'string' ? outcome : { refused: [], lost: [], ...outcome });
      });
    }
  });
}

test('100 MB of JSON in one line are read piece by piece', async () => {
  const path = join(folder, 'large.json');
  const one = JSON.stringify(feedback(0, 'w'.repeat(100_000))).slice(0, -1);
  const pieces = function* () {
    yield '{"content":[';
    for (let n = 0; n < 1_000; n++) yield `${n > 0 ? ',' : ''}${one.replace('"id":0', `"id":${n}`)}}`;
    yield '],"last":true}';
  };
  await pipeline(Readable.from(pieces()), createWriteStream(path));
  const before = process.memoryUsage().rss;
  const delivery = await openDelivery(path);
  let taken = 0;
  for await (const item of delivery.items()) {
    if (item.kind === 'contribution') taken++;
    assert.ok(process.memoryUsage().rss - before < MEMORY_MAX, 'memory is bounded');
  }
  assert.equal(taken, 1_000);
});

test('nothing that was unpacked is left behind', () => {
  assert.deepEqual(
    readdirSync(tmpdir()).filter((name) => name.startsWith('antiphon-unpacked-')),
    [],
  );
});
