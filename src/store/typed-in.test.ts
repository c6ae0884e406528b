import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { onBothStores, temporaryFolder } from '../../test/stores.ts';
import { DomainError } from '../core/error.ts';
import { importDelivery } from '../corridor/import.ts';
import { makePdf } from '../intake/fixtures/make.ts';
import { openDelivery } from '../intake/read.ts';
import { SYSTEM } from './actor.ts';
import { bareConsultation, createConsultation } from './consultation.ts';
import { contributionByCode } from './contribution.ts';
import { unreadAttachments } from './import.ts';
import { ledgerLeaves } from './ledger.ts';
import { countWaitingPapers, typeInWords, waitingPapers } from './typed-in.ts';

const SCAN = makePdf([[], []]);
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]);

onBothStores('papers without text', (store) => {
  test('wait, are typed in as a new version with its leaf, and stay known when they are imported again', async () => {
    const folder = join(temporaryFolder(), 'scans');
    mkdirSync(folder);
    writeFileSync(join(folder, 'scan.pdf'), SCAN);
    writeFileSync(join(folder, 'letter.png'), PNG);
    const { id } = await createConsultation(store(), SYSTEM, bareConsultation('scans'), false);
    const take = async () =>
      await importDelivery(store(), await openDelivery(folder), { actor: SYSTEM, consultationId: id });
    await take();
    const waiting = await waitingPapers(store().db, id);
    assert.deepEqual(waiting.map(({ name, reason }) => `${name}: ${reason}`).sort(), [
      'letter.png: letter.png is a picture. Type its words in.',
      'scan.pdf: scan.pdf has 2 pages and no text: it is a scan or a picture. Type its words in.',
    ]);
    const scan = waiting.find(({ name }) => name === 'scan.pdf')!;
    const at = new Date('2026-03-01T09:00:00Z');
    await typeInWords(store(), SYSTEM, id, scan.id, ' Dear office,\r\nwe agree. ', { clock: () => at });

    const typed = await contributionByCode(store().db, id, scan.code);
    assert.deepEqual(
      [typed?.version, typed?.answers],
      [
        2,
        [
          {
            question: 'paper',
            text: 'Dear office,\nwe agree.',
            file: { name: 'scan.pdf', sha256: scan.sha256, pageStarts: [] },
          },
        ],
      ],
    );
    assert.equal((await ledgerLeaves(store().db, id)).length, 3);
    assert.equal(await countWaitingPapers(store().db, id), 1);
    assert.deepEqual(await unreadAttachments(store().db, id), [{ state: 'without_text', count: 1 }]);
    const { typed_by, typed_at } = await store()
      .db.selectFrom('attachment')
      .select(['typed_by', 'typed_at'])
      .where('state', '=', 'typed_in')
      .where('name', '=', 'scan.pdf')
      .where('typed_at', '=', at)
      .executeTakeFirstOrThrow();
    assert.deepEqual([typed_by, typed_at], [SYSTEM.id, at]);
    const logged = await store()
      .db.selectFrom('log')
      .select(['kind', 'subject'])
      .where('stream', '=', id)
      .where('kind', '=', 'contribution.typed_in')
      .execute();
    assert.deepEqual(logged, [{ kind: 'contribution.typed_in', subject: typed?.id }]);

    const again = await take();
    assert.deepEqual([again.accepted, again.merged], [0, 2]);
    assert.equal((await contributionByCode(store().db, id, scan.code))?.version, 2);
  });

  test('need not be typed in again when a newer export changes the reply that they belong to', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'papers'));
    writeFileSync(join(folder, 'papers', 'R1-scan.pdf'), SCAN);
    const { id } = await createConsultation(store(), SYSTEM, bareConsultation('newer'), false);
    const take = async (comment: string) => {
      writeFileSync(join(folder, 'replies.csv'), `id;comment;paper\nR1;${comment};R1-scan.pdf\nR2;Other words;\n`);
      const delivery = await openDelivery(join(folder, 'replies.csv'), {
        map: { columns: { id: 'id', comment: 'open', paper: 'file' } },
        attachmentsFolder: join(folder, 'papers'),
      });
      return await importDelivery(store(), delivery, { actor: SYSTEM, consultationId: id });
    };
    await take('First words');
    const [scan] = await waitingPapers(store().db, id);
    const at = new Date('2026-03-01T09:00:00Z');
    await typeInWords(store(), SYSTEM, id, scan!.id, 'We agree.', { clock: () => at });
    assert.equal((await take('Second words')).versioned, 1);
    const newer = await contributionByCode(store().db, id, scan!.code);
    assert.deepEqual(
      [newer?.version, newer?.answers.map((answer) => 'text' in answer && answer.text)],
      [3, ['Second words', 'We agree.']],
    );
    assert.equal(await countWaitingPapers(store().db, id), 0);
    const files = await store()
      .db.selectFrom('attachment')
      .innerJoin('contribution_version as v', 'v.id', 'version_id')
      .select(['v.version', 'attachment.state', 'typed_by', 'typed_at'])
      .where('contribution_id', '=', newer!.id)
      .orderBy('v.version')
      .execute();
    assert.deepEqual(
      files.map(({ version, state, typed_by, typed_at }) => [version, state, typed_by, typed_at]),
      [
        [1, 'without_text', null, null],
        [2, 'typed_in', SYSTEM.id, at],
        [3, 'typed_in', SYSTEM.id, at],
      ],
    );
    assert.equal((await take('Second words')).merged, 2);
    assert.equal((await ledgerLeaves(store().db, id)).length, 4);
  });

  test('are typed in once, with words, by who may import', async () => {
    const path = join(temporaryFolder(), 'scan.pdf');
    writeFileSync(path, SCAN);
    const { id } = await createConsultation(store(), SYSTEM, bareConsultation('once'), false);
    await importDelivery(store(), await openDelivery(path), { actor: SYSTEM, consultationId: id });
    const [scan] = await waitingPapers(store().db, id);
    assert.ok(scan);
    const refused = async (text: string, roles = SYSTEM.roles) =>
      await typeInWords(store(), { ...SYSTEM, roles }, id, scan.id, text).then(
        () => 'taken',
        (error) => (error instanceof DomainError ? error.code : 'bug'),
      );
    assert.equal(await refused('...'), 'wrong_use');
    assert.equal(await refused('Words.', ['auditor']), 'forbidden');
    assert.equal(await refused('Words.'), 'taken');
    assert.equal(await refused('Other words.'), 'conflict');
  });
});
