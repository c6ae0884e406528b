import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { newDatabase, onBothStores, temporaryFolder } from '../../test/stores.ts';
import { SYSTEM } from './actor.ts';
import { change } from './change.ts';
import { groupCommit } from './group-commit.ts';
import { appendToLog, readLog, takeNumbers } from './log.ts';
import { inTransaction, openStore } from './open.ts';

const at = new Date('2026-02-03T09:00:00Z');
const note = (stream: string, subject: string) => ({ stream, actor: SYSTEM, at, kind: 'test', subject });

onBothStores('the log', (store) => {
  test('numbers the entries of each stream from 1 without a gap, even when many write at once', async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        inTransaction(store(), (tx) => appendToLog(tx, note(i % 2 ? 'odd' : 'even', String(i)))),
      ),
    );
    const numbers = (await readLog(store().db, 'odd', 0)).map((entry) => entry.seq);
    assert.deepEqual(
      numbers,
      Array.from({ length: 15 }, (_, i) => i + 1),
    );
  });

  test('gives a number back when the transaction is rolled back', async () => {
    const failing = inTransaction(store(), async (tx) => {
      await takeNumbers(tx, 'rolled-back', 5);
      throw new Error('no');
    });
    await assert.rejects(failing, /no/);
    assert.equal(await inTransaction(store(), (tx) => takeNumbers(tx, 'rolled-back')), 1);
  });

  test('is read on from a cursor', async () => {
    for (const subject of ['a', 'b', 'c'])
      await inTransaction(store(), (tx) => appendToLog(tx, note('cursor', subject)));
    const entries = await readLog(store().db, 'cursor', 1);
    assert.deepEqual(
      entries.map(({ seq, subject }) => [seq, subject]),
      [
        [2, 'b'],
        [3, 'c'],
      ],
    );
  });
});

onBothStores('the door for change', (store) => {
  const request = { capability: 'set up consultations', stream: 'door', kind: 'test' } as const;

  test('writes the change and its entry together', async () => {
    const result = await change(store(), { ...request, actor: SYSTEM, reason: 'because' }, async () => ({
      result: 7,
      subject: 'it',
    }));
    const [entry] = await readLog(store().db, 'door', 0);
    assert.deepEqual([result, entry?.subject, entry?.reason], [7, 'it', 'because']);
  });

  test('lets nobody in without the right, and writes nothing', async () => {
    const actor = { ...SYSTEM, label: 'A facilitator', roles: ['facilitator'] as const };
    const attempt = change(store(), { ...request, stream: 'shut', actor }, async () => ({ result: 1, subject: 'it' }));
    await assert.rejects(attempt, { code: 'forbidden', message: 'A facilitator may not set up consultations.' });
    assert.deepEqual(await readLog(store().db, 'shut', 0), []);
  });
});

onBothStores('the group-commit writer', (store) => {
  const writer = () =>
    groupCommit(store(), async (tx, subjects: string[]) => {
      const results: number[] = [];
      for (const subject of subjects) {
        if (subject === 'bad') throw new Error('bad item');
        results.push(await appendToLog(tx, note('group', subject)));
      }
      return results;
    });

  test('answers each item with its own result, and a bad one fails alone', async () => {
    const { submit } = writer();
    const outcomes = await Promise.allSettled(['a', 'bad', 'b'].map(submit));
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'failed')),
      [1, 'failed', 2],
    );
  });

  test('takes no more transactions than it needs', async () => {
    let groups = 0;
    const { submit, idle } = groupCommit(store(), async (_tx, items: number[]) => {
      groups++;
      return items;
    });
    const results = await Promise.all(Array.from({ length: 200 }, (_, i) => submit(i)));
    await idle();
    assert.deepEqual([results.length, groups <= 2], [200, true]);
  });
});

describe('the embedded store', async () => {
  const folder = temporaryFolder();
  const store = await openStore({ dataFolder: folder });
  after(() => store.close());

  test('calls fsync for every commit', async () => {
    await inTransaction(store, (tx) => takeNumbers(tx, 'before')); // whatever start-up still had to write
    const before = await store.owned!.fsyncs();
    for (let i = 0; i < 20; i++) await inTransaction(store, (tx) => takeNumbers(tx, 'fsync'));
    assert.equal((await store.owned!.fsyncs()) - before, 20);
  });

  test('lets nobody but its owner look into its folder and at its socket', () => {
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
    assert.deepEqual(
      [mode(folder), mode(join(folder, '.s.PGSQL.5432')), mode(join(folder, 'owner.lock'))],
      ['700', '600', '600'],
    );
  });

  test('refuses a second owner with a clear sentence', async () => {
    await assert.rejects(openStore({ dataFolder: folder, mustOwn: true }), {
      code: 'conflict',
      message: `The data folder ${folder} is in use by process ${process.pid}. Stop it first, or choose another folder with --data.`,
    });
  });

  test('serves others through its socket, and both see the same', async () => {
    const other = await openStore({ dataFolder: folder });
    await inTransaction(other, (tx) => takeNumbers(tx, 'shared', 3));
    assert.equal(other.kind, 'embedded, through its owner');
    assert.equal(await inTransaction(store, (tx) => takeNumbers(tx, 'shared')), 4);
    await other.close();
  });

  test('keeps the turns of other connections out of an open transaction', async () => {
    const order: string[] = [];
    const slow = inTransaction(store, async (tx) => {
      await takeNumbers(tx, 'turns');
      await sleep(100);
      order.push('slow');
    });
    await sleep(20);
    const quick = inTransaction(store, (tx) => takeNumbers(tx, 'other')).then(() => order.push('quick'));
    await Promise.all([slow, quick]);
    assert.deepEqual(order, ['slow', 'quick']);
  });

  test('refuses COPY to and from a client with a sentence, and goes on', async () => {
    const client = new pg.Client(store.connection);
    await client.connect();
    await assert.rejects(client.query('copy log_stream from stdin'), /no COPY from or to a client/);
    await assert.rejects(client.query({ text: 'COPY log_stream TO STDOUT', values: [], name: 'c' }), /no COPY/);
    assert.deepEqual((await client.query('select 1 as one')).rows, [{ one: 1 }]);
    await client.end();
  });

  test('rolls back what a client left open when it went away', async () => {
    const client = new pg.Client({ host: store.owned!.host, user: 'postgres', database: 'postgres' });
    client.on('error', () => {});
    await client.connect();
    await client.query('begin');
    await client.query("insert into log_stream values ('left open', 1)");
    (client as unknown as { connection: { stream: { destroy: () => void } } }).connection.stream.destroy();
    assert.equal(await inTransaction(store, (tx) => takeNumbers(tx, 'left open')), 1);
  });

  test('opens in a folder whose path is too long for a socket', async () => {
    const deep = join(temporaryFolder(), 'a'.repeat(60), 'b'.repeat(60));
    mkdirSync(deep, { recursive: true });
    const far = await openStore({ dataFolder: deep });
    assert.equal(await inTransaction(far, (tx) => takeNumbers(tx, 'far')), 1);
    await far.close();
  });
});

describe('kill -9 at random moments while writing', async () => {
  const ROUNDS = 8;

  test(`loses no acknowledged row in ${ROUNDS} rounds`, async () => {
    const { rounds, lost, acknowledged } = await killRounds(ROUNDS, temporaryFolder());
    assert.deepEqual([rounds, lost], [ROUNDS, 0]);
    assert.ok(acknowledged > 0, 'the writer never got to write');
  });
});

async function killRounds(rounds: number, folder: string) {
  const { crash } = await import('../../test/crash.ts');
  return await crash(rounds, folder);
}

test('two processes on one PostgreSQL share the log without losing or doubling a number', async () => {
  const databaseUrl = await newDatabase();
  const store = await openStore({ dataFolder: '', databaseUrl });
  after(() => store.close());
  await (await import('./actor.ts')).ensureSystemActor(store.db);
  const child = spawn(process.execPath, [
    new URL('../../test/log-writer.ts', import.meta.url).pathname,
    databaseUrl,
    '100',
  ]);
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  for (let i = 0; i < 100; i++) await inTransaction(store, (tx) => appendToLog(tx, note('two', `here ${i}`)));
  assert.equal(await ended, 0);
  const entries = await readLog(store.db, 'two', 0);
  assert.deepEqual(
    entries.map((entry) => entry.seq),
    Array.from({ length: 200 }, (_, i) => i + 1),
  );
  assert.equal(new Set(entries.map((entry) => entry.subject)).size, 200);
});
