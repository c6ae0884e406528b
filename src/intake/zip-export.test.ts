import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, test } from 'node:test';
import iconv from 'iconv-lite';
import { collect } from './fixtures/collect.ts';
import { makeEuSurveyXml } from './fixtures/eusurvey.ts';
import { makePdf, makeZip, put, temporaryFolder } from './fixtures/make.ts';
import { openDelivery } from './read.ts';

const folder = temporaryFolder();
const pdf = (text: string) => makePdf([[{ text, y: 700 }]]);
const unpackedFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('antiphon-unpacked-')).length;

describe('an export in an archive', () => {
  test('of EUSurvey has its uploads joined in their order, also where two have one name', async () => {
    const before = unpackedFolders();
    const xml = makeEuSurveyXml({
      form: [
        ['Question', 'why', 'Free Text', 'Why?'],
        ['Question', 'up', 'File Upload', 'Your paper'],
      ],
      sets: [
        {
          answers: [
            ['why', '', 'first'],
            ['up', '', 'paper.pdf'],
          ],
        },
        {
          answers: [
            ['why', '', 'second'],
            ['up', '', 'paper.pdf;annex.pdf'],
          ],
        },
        {
          answers: [
            ['why', '', 'third'],
            ['up', '', 'twice.pdf'],
          ],
        },
      ],
    }); // prettier-ignore
    const id = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
    const archive = makeZip([
      { name: 'town.xml', content: xml },
      { name: `up/${id(1)}_paper.pdf`, content: pdf('Words of the first paper, which is long enough.') },
      { name: `up/${id(2)}_paper.pdf`, content: pdf('Words of the second paper, which is long enough.') },
      { name: `up/${id(3)}_annex.pdf`, content: pdf('Words of the annex, which is long enough.') },
      { name: `up/${id(4)}_twice.pdf`, content: pdf('Words of one, which is long enough.') },
      { name: `up/${id(5)}_twice.pdf`, content: pdf('Words of another, which is long enough.') },
      { name: '__MACOSX/._town.xml', content: 'x' },
    ]);
    const delivery = await openDelivery(put(folder, 'town.zip', archive));
    assert.deepEqual([delivery.format, delivery.source, delivery.file], ['eusurvey-xml', 'town', 'town.xml']);
    const { contributions, partial } = await collect(delivery);
    assert.deepEqual(
      contributions.map(({ attachments, answers }) => [
        attachments.map(({ name, state }) => [name, state]),
        answers.flatMap((answer) => ('text' in answer && answer.file ? [[answer.file.name, answer.text]] : [])),
      ]),
      [
        [[['paper.pdf', 'read']], [['paper.pdf', 'Words of the first paper, which is long enough.']]],
        [
          [
            ['paper.pdf', 'read'],
            ['annex.pdf', 'read'],
          ],
          [
            ['paper.pdf', 'Words of the second paper, which is long enough.'],
            ['annex.pdf', 'Words of the annex, which is long enough.'],
          ],
        ],
        [[], []],
      ],
    );
    assert.deepEqual(
      partial.map(({ row, field, reason }) => [row, field, reason]).filter(([row]) => row !== null),
      [
        [
          3,
          'Your paper',
          '1 replies name a file twice.pdf here, and the archive has 2 of that name: whose they are cannot be told, and none was joined.',
        ],
      ],
    );
    assert.equal(unpackedFolders(), before, 'what was unpacked is gone');
  });

  test('of the portal: CSV with semicolons in windows-1252, in a folder', async () => {
    const csv =
      'Reference;User type;Organisation name;Organisation size;Transparency register number;Country;Scope;"Why?\n";"You can upload a document here:\n\n"\nF512345;Trade Union;Gewerkschaft für Größe;Large (250 or more);;Österreich;;"Schöne Wörter; und mehr";paper.pdf\nF512346;EU Citizen;;;;Malta;;More words;\n';
    const archive = makeZip([
      { name: 'export/contributions-AIConsult2020.csv', content: iconv.encode(csv, 'windows-1252') },
      { name: 'export/files/F512345-paper.pdf', content: pdf('Words of the paper, which is long enough.') },
    ]);
    const delivery = await openDelivery(put(folder, 'contributions.zip', archive));
    assert.equal(delivery.source, 'contributions-AIConsult2020');
    const { contributions } = await collect(delivery);
    assert.deepEqual(
      contributions.map(({ sourceKey, profile, personal }) => [sourceKey, profile.userType, profile.country, personal]),
      [
        ['F512345', 'TRADE_UNION', 'AT', { organisation: 'Gewerkschaft für Größe' }],
        ['F512346', 'EU_CITIZEN', 'MT', {}],
      ],
    );
  });
});
