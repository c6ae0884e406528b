import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { onBothStores } from '../../test/stores.ts';
import { administratorSignedIn, inviteAdministrator, SYSTEM, signIn } from './actor.ts';
import { bareConsultation, createConsultation } from './consultation.ts';
import { keepAlive } from './heartbeat.ts';
import { inTransaction } from './open.ts';
import { askForRun, beginRun, cancelRun, endRun, pauseRun, pendingRuns, runById } from './run.ts';

const START = new Date('2026-02-03T09:00:00Z').getTime();
const after = (seconds: number) => () => new Date(START + seconds * 1000);

onBothStores('a run', (store) => {
  async function newRun() {
    const slug = `c-${crypto.randomUUID()}`;
    const { id } = await createConsultation(store(), SYSTEM, bareConsultation(slug), false);
    return await askForRun(store(), SYSTEM, id, 'analysis', after(0));
  }
  const isPending = async (id: string, clock: () => Date) =>
    (await pendingRuns(store().db, clock)).some((run) => run.id === id);

  test('is begun by one process only', async () => {
    const { id } = await newRun();
    const begun = await Promise.all([beginRun(store().db, id, after(1)), beginRun(store().db, id, after(1))]);
    assert.equal(begun.filter((run) => run !== null).length, 1);
  });

  test('waits again at once when its process has to stop', async () => {
    const { id } = await newRun();
    await pauseRun(store().db, (await beginRun(store().db, id, after(1)))!);
    assert.equal((await runById(store().db, id))!.state, 'waiting');
    assert.ok(await isPending(id, after(1)));
    assert.ok(await beginRun(store().db, id, after(2)));
  });

  test('is taken up again when its process has fallen silent, and the silent one cannot end it any more', async () => {
    const { id } = await newRun();
    const first = (await beginRun(store().db, id, after(1)))!;
    assert.equal(await isPending(id, after(20)), false);
    assert.ok(await isPending(id, after(60)));
    const second = (await beginRun(store().db, id, after(60)))!;
    await assert.rejects(endRun(store(), SYSTEM, first, { state: 'done' }), /Another process/);
    await endRun(store(), SYSTEM, second, { state: 'done' });
    assert.equal((await runById(store().db, id))!.state, 'done');
  });

  test('is given up when it ends one process after the other', async () => {
    const { id } = await newRun();
    for (const at of [0, 100, 200, 300]) assert.ok(await beginRun(store().db, id, after(at)));
    assert.equal(await isPending(id, after(400)), false);
    const { state, failure } = (await runById(store().db, id))!;
    assert.deepEqual(
      { state, failure },
      { state: 'failed', failure: 'The process that worked on it ended, again and again.' },
    );
  });

  test('that lost its process is over as soon as somebody cancels it', async () => {
    const run = await newRun();
    await beginRun(store().db, run.id, after(1));
    await cancelRun(store(), SYSTEM, run, after(2));
    assert.equal((await runById(store().db, run.id))!.state, 'running');
    await cancelRun(store(), SYSTEM, run, after(90));
    assert.equal((await runById(store().db, run.id))!.state, 'cancelled');
  });

  test('gives signs of life while its process computes without a pause', async () => {
    const { id } = await newRun();
    await beginRun(store().db, id, after(1));
    const heart = keepAlive(store(), id);
    await sleep(600); // the thread starts
    const busyUntil = performance.now() + 1500;
    while (performance.now() < busyUntil);
    await sleep(2500);
    await heart.stop();
    const { seen_at } = await store()
      .db.selectFrom('run')
      .select('seen_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    assert.ok(seen_at!.getTime() > Date.now() - 5000);
  });
});

onBothStores('the way in', (store) => {
  const token = (clock: () => Date) => inTransaction(store(), (tx) => inviteAdministrator(tx, undefined, clock));
  const use = (link: string, clock: () => Date) => inTransaction(store(), (tx) => signIn(tx, link, undefined, clock));

  test('is printed anew as long as nobody is signed in, for one and the same administrator', async () => {
    const first = await token(after(0));
    const second = await token(after(60));
    assert.equal(await use(first, after(120)), null, 'an earlier link ends');
    assert.ok(await use(second, after(120)));
    assert.ok(await administratorSignedIn(store().db, after(130)));
    assert.equal(await administratorSignedIn(store().db, after(13 * 3600)), false, 'the session is over');
    const staff = await store().db.selectFrom('actor').select('id').where('kind', '=', 'staff').execute();
    assert.equal(staff.length, 1);
  });
});
