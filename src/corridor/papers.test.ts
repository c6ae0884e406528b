import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { onBothStores, temporaryFolder } from '../../test/stores.ts';
import { makeMail, makeMbox } from '../intake/fixtures/emails.ts';
import { ENCRYPTED_TRAILER, makePdf } from '../intake/fixtures/make.ts';
import { makeDocx, makeOdt, w } from '../intake/fixtures/papers.ts';
import { openDelivery } from '../intake/read.ts';
import { SYSTEM } from '../store/actor.ts';
import { bareConsultation, createConsultation } from '../store/consultation.ts';
import { contributionsNewestFirst } from '../store/contribution.ts';
import type { Store } from '../store/open.ts';
import { importDelivery } from './import.ts';

const page = (words: string) =>
  Array.from({ length: 20 }, (_, n) => ({ text: `${words}, line ${n} of the page.`, y: 700 - 14 * n }));
const PDF = makePdf([[{ text: 'Position of the Association', y: 780, size: 20 }, ...page('First')], page('Second')]);
const MAIL = makeMail(
  [
    'From: A <a@example.org>',
    'Subject: Our view',
    'Message-ID: <1@example.org>',
    'Date: Tue, 3 Feb 2026 10:00:00 +0100',
  ],
  'We agree with it all.\n\n-- \nA Secret-Name',
);

function paperFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'late'));
  const files: [string, string | Buffer][] = [
    ['association.pdf', PDF],
    ['same-again.pdf', PDF],
    ['letter.docx', makeDocx(w.p('A letter', 'Title') + w.p('We agree.'))],
    ['late/union.odt', makeOdt('<text:p>The union disagrees.</text:p>')],
    ['mail.eml', MAIL],
    ['inbox.mbox', makeMbox([MAIL, MAIL.replace('<1@', '<2@').replace('We agree', 'They agree')])],
    ['scan.pdf', makePdf([[], []])],
    ['locked.pdf', makePdf([page('x')], ENCRYPTED_TRAILER)],
    ['replies.csv', 'id;comment\n1;words\n'],
  ];
  for (const [name, content] of files) writeFileSync(join(folder, name), content);
  return folder;
}

async function take(store: Store, path: string, slug: string, map?: Parameters<typeof openDelivery>[1]) {
  const { id } = await createConsultation(store, SYSTEM, bareConsultation(slug), false);
  const refusals: string[] = [];
  const counts = await importDelivery(store, await openDelivery(path, map), {
    actor: SYSTEM,
    consultationId: id,
    onRefusal: ({ file, reason, partial = false }) => refusals.push(`${partial ? 'part' : 'all'} ${file}: ${reason}`),
  });
  return { id, counts, refusals };
}

onBothStores('a folder of papers and e-mails', (store) => {
  test('becomes one contribution each; what cannot be read is refused by name, the rest is taken', async () => {
    const { id, counts, refusals } = await take(store(), paperFolder(), 'folder');
    assert.deepEqual([counts.received, counts.accepted, counts.merged, counts.refused], [10, 6, 2, 2]);
    assert.deepEqual(
      refusals.filter((line) => line.startsWith('all')),
      [
        'all locked.pdf: locked.pdf is encrypted and cannot be read without its password. Ask for it without one.',
        'all replies.csv: replies.csv is a text with the ending .csv, and so more likely data than a paper. Save it as PDF or DOCX and give that file.',
      ],
    );
    const stored = await contributionsNewestFirst(store().db, id, 0, 20);
    const shown = stored
      .map(({ channel, publication, day, answers }) => {
        const words = answers.map((answer) =>
          'text' in answer ? `${answer.question}: ${answer.text.slice(0, 28)}` : '',
        );
        return [channel, publication, day, ...words].join(' | ');
      })
      .sort();
    assert.deepEqual(shown, [
      'e-mail | unknown | 2026-02-03 | title: Our view | message: They agree with it all.',
      'e-mail | unknown | 2026-02-03 | title: Our view | message: We agree with it all.',
      'paper | unknown | ',
      'paper | unknown |  | paper: The union disagrees.',
      'paper | unknown |  | title: A letter | paper: We agree.',
      'paper | unknown |  | title: Position of the Association | paper: First, line 0 of the page.\nF',
    ]);
    const pdf = stored
      .flatMap(({ answers }) => answers)
      .find((answer) => 'text' in answer && answer.text.startsWith('First'));
    assert.ok(pdf && 'text' in pdf && pdf.file);
    assert.equal(pdf.text.slice(pdf.file.pageStarts[1]).split(',')[0], 'Second');
  });

  test('is published as the mapping file says, and a paper that is given later alone marks none as vanished', async () => {
    const folder = paperFolder();
    const map = { columns: {}, publication: { all: 'anonymous' as const, because: 'the call said so' } };
    const { id, counts } = await take(store(), folder, 'published', { map });
    assert.equal(counts.accepted, 6);
    const [one] = await contributionsNewestFirst(store().db, id, 0, 1);
    assert.equal(one?.publication, 'anonymous');
    const again = await importDelivery(store(), await openDelivery(join(folder, 'letter.docx'), { map }), {
      actor: SYSTEM,
      consultationId: id,
    });
    assert.deepEqual([again.received, again.merged, again.vanished], [1, 1, 0]);
    const all = await importDelivery(store(), await openDelivery(folder, { map }), {
      actor: SYSTEM,
      consultationId: id,
    });
    assert.deepEqual([all.accepted, all.merged, all.vanished], [0, 8, 0]);
  });
});

test('the text of a mail is kept without its signature, and the sender is personal data', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'mail.eml'), MAIL);
  const [item] = await Array.fromAsync((await openDelivery(join(folder, 'mail.eml'))).items());
  assert.ok(item?.kind === 'contribution');
  assert.deepEqual(item.contribution.personal, { name: 'A', emailAddress: 'a@example.org' });
  assert.ok(!JSON.stringify(item.contribution.answers).includes('Secret-Name'));
});
