import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { deliveryOf, type Said } from '../../test/delivery.ts';
import { onBothStores, temporaryFolder } from '../../test/stores.ts';
import { isTextAnswer } from '../core/contribution.ts';
import type { Delivery } from '../core/intake.ts';
import { mayBeQuoted } from '../core/publication.ts';
import type { Refusal } from '../core/refusal.ts';
import { written } from '../core/text.ts';
import { endOfDay, startOfDay } from '../core/time.ts';
import { openDelivery } from '../intake/read.ts';
import { SYSTEM } from '../store/actor.ts';
import { bareConsultation, createConsultation } from '../store/consultation.ts';
import { contributionCounts, currentContributions, standingCounts } from '../store/contribution.ts';
import { type ImportCounts, importsOf, NO_COUNTS } from '../store/import.ts';
import { decideOnLate, lateContributions } from '../store/late.ts';
import { evidenceBasis } from '../store/ledger.ts';
import { readLog } from '../store/log.ts';
import type { Store } from '../store/open.ts';
import { undoImport } from '../store/undo.ts';
import { type ImportOptions, importDelivery } from './import.ts';

let made = 0;
/** A consultation whose call closed at the end of 19 February 2026 in Brussels. */
async function consultationIn(store: Store): Promise<string> {
  const zone = 'Europe/Brussels';
  const call = {
    kind: 'call_for_evidence' as const,
    title: written({ en: 'Call' }),
    opensAt: startOfDay('2026-01-26', zone),
    closesAt: endOfDay('2026-02-19', zone),
  };
  const wanted = { ...bareConsultation(`call-${++made}`), stages: [call] };
  return (await createConsultation(store, SYSTEM, wanted, true)).id;
}

const IN_TIME = '2026-02-01';
const said = (id: string, text: string, more: Partial<Said> = {}): Said => ({ id, text, day: IN_TIME, ...more });

async function take(
  store: Store,
  consultationId: string,
  delivery: Delivery,
  more: Partial<ImportOptions> = {},
): Promise<ImportCounts> {
  return await importDelivery(store, delivery, { actor: SYSTEM, consultationId, ...more });
}

/** What counts, by the ids of its words: text, version, whether it may be quoted. */
async function whatCounts(store: Store, consultationId: string): Promise<[string, number, boolean][]> {
  const found: [string, number, boolean][] = [];
  for await (const page of currentContributions(store.db, consultationId)) {
    for (const one of page) {
      const words = one.answers.find(isTextAnswer)!.text;
      found.push([words, one.version, mayBeQuoted(one)]);
    }
  }
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}

const counts = (some: Partial<ImportCounts>): ImportCounts => ({ ...NO_COUNTS, ...some });

onBothStores('an import, again and again', (store) => {
  const home = temporaryFolder();

  test('the same file is nothing new', async () => {
    const id = await consultationIn(store());
    const delivery = () => deliveryOf([said('1', 'More trains'), said('2', 'Fewer cars'), said('3', 'Safe schools')]);
    assert.deepEqual(await take(store(), id, delivery()), counts({ received: 3, accepted: 3 }));
    assert.deepEqual(await take(store(), id, delivery()), counts({ received: 3, merged: 3 }));
    assert.equal((await evidenceBasis(store().db, id)).ledgerSize, 3);
  });

  test('two surveys that are exported under one name are not mixed: the second one is refused until it has a name of its own', async () => {
    const id = await consultationIn(store());
    const folder = mkdtempSync(join(home, 'two-'));
    const export_ = (text: string): string => {
      writeFileSync(join(folder, 'results.csv'), text);
      return join(folder, 'results.csv');
    };
    const columns = { Day: 'day' } as const; // two days are too few to be told
    const schools = 'id,Day,What should schools do?\n1,2026-02-01,Open their yards\n2,2026-02-01,Teach in the woods\n';
    const trains =
      'id,Day,Where are trains missing?\n1,2026-02-01,In the valley\n2,2026-02-01,At night\n3,2026-02-01,On Sundays\n';
    await take(store(), id, await openDelivery(export_(schools), { map: { columns } }));
    await assert.rejects(take(store(), id, await openDelivery(export_(trains), { map: { columns } })), {
      code: 'conflict',
      message:
        'results.csv asks nothing that earlier files of the source "results" asked: it seems to be of another survey, and nothing of it was taken in. Give its source a name of its own (at the desk, or as "source" in a mapping file). If it is the same survey in other words, say in the mapping which of its columns asked what before ("question").',
    });
    assert.equal((await contributionCounts(store().db, id)).contributions, 2);
    const named = await openDelivery(export_(trains), { map: { source: 'trains', columns } });
    assert.deepEqual(await take(store(), id, named), counts({ received: 3, accepted: 3 }));
    const more = await openDelivery(
      export_(schools.replace('schools do?', 'schools do? ').concat('3,2026-02-01,Start later\n')),
      { map: { columns } },
    );
    assert.deepEqual(await take(store(), id, more), counts({ received: 3, accepted: 1, merged: 2 }));
    const reworded =
      'id,Day,What do you expect of schools?\n1,2026-02-01,Open their yards\n2,2026-02-01,Teach in the woods\n3,2026-02-01,Start later\n';
    const map = {
      columns: { ...columns, 'What do you expect of schools?': { as: 'open', question: 'What should schools do?' } },
    } as const;
    const same = await openDelivery(export_(reworded), { map });
    assert.deepEqual(await take(store(), id, same), counts({ received: 3, merged: 3 }));
  });

  test('a newer export adds, versions, and marks what vanished; that is counted on and not quoted', async () => {
    const id = await consultationIn(store());
    await take(store(), id, deliveryOf([said('1', 'More trains'), said('2', 'Fewer cars'), said('3', 'Safe schools')]));
    const newer = deliveryOf([said('1', 'More night trains'), said('2', 'Fewer cars'), said('4', 'Free ferries')]);
    assert.deepEqual(
      await take(store(), id, newer),
      counts({ received: 3, accepted: 2, versioned: 1, merged: 1, vanished: 1 }),
    );
    assert.deepEqual(await whatCounts(store(), id), [
      ['Fewer cars', 1, true],
      ['Free ferries', 1, true],
      ['More night trains', 2, true],
      ['Safe schools', 1, false],
    ]);
    assert.equal((await evidenceBasis(store().db, id)).evidenceRevision, 1);
  });

  test('what is back in a later export is unmarked, and said so', async () => {
    const id = await consultationIn(store());
    const all = [said('1', 'More trains'), said('2', 'Fewer cars'), said('3', 'Safe schools')];
    await take(store(), id, deliveryOf(all));
    await take(store(), id, deliveryOf(all.slice(0, 2)));
    assert.equal((await standingCounts(store().db, id)).vanished, 1);
    assert.deepEqual(await take(store(), id, deliveryOf(all)), counts({ received: 3, merged: 3, returned: 1 }));
    assert.equal((await standingCounts(store().db, id)).vanished, 0);
  });

  test('a file with less than half of what was there is a further part and marks nothing', async () => {
    const id = await consultationIn(store());
    await take(store(), id, deliveryOf([said('1', 'a'), said('2', 'b'), said('3', 'c')]));
    assert.equal((await take(store(), id, deliveryOf([said('1', 'a'), said('8', 'h')]))).vanished, 0);
  });

  test('two into one source at the same time do not collide: the second gets a sentence and takes nothing in', async () => {
    const id = await consultationIn(store());
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const slow = deliveryOf([said('1', 'More trains')], 'first.csv');
    const { items } = slow;
    const first = take(store(), id, {
      ...slow,
      items: async function* () {
        reached.resolve();
        await gate.promise;
        yield* items();
      },
    });
    await reached.promise;
    await assert.rejects(take(store(), id, deliveryOf([said('1', 'Other words')], 'second.csv')), (error: Error) => {
      assert.match(
        error.message,
        /^first\.csv is being taken into this source at the moment, since \d{4}-\d\d-\d\dT\d\d:\d\dZ, by Antiphon\. Wait until that is done, or cancel it, and try again: nothing of this file was taken in\.$/,
      );
      return true;
    });
    gate.resolve();
    assert.deepEqual(await first, counts({ received: 1, accepted: 1 }));
    assert.deepEqual(await whatCounts(store(), id), [['More trains', 1, true]]);
  });

  test('ten at once into a source that is not there yet make it once', async () => {
    const id = await consultationIn(store());
    const all = Array.from({ length: 10 }, (_, i) => take(store(), id, deliveryOf([said(String(i), `words ${i}`)])));
    const ends = await Promise.allSettled(all);
    for (const end of ends) if (end.status === 'rejected') assert.equal(end.reason.code, 'conflict');
    const { length } = await store().db.selectFrom('source').select('id').where('consultation_id', '=', id).execute();
    assert.equal(length, 1);
    const done = ends.filter(({ status }) => status === 'fulfilled').length;
    assert.equal((await contributionCounts(store().db, id)).contributions, done);
    assert.ok(done >= 1);
  });

  test('one that breaks off keeps what it took in, adds up, and lets the next one begin at once', async () => {
    const id = await consultationIn(store());
    const all = Array.from({ length: 1200 }, (_, i) => said(String(i), `words ${i}`));
    const whole = deliveryOf(all);
    const broken = {
      ...whole,
      items: async function* () {
        let n = 0;
        for await (const item of whole.items()) {
          if (n++ === 1100) throw new Error('the disk is gone');
          yield item;
        }
      },
    };
    await assert.rejects(take(store(), id, broken), /the disk is gone/);
    const [cut] = await importsOf(store().db, id);
    assert.deepEqual(
      [cut?.received, cut?.accepted, cut?.finishedAt, cut?.cutOffAt instanceof Date],
      [1000, 1000, null, true],
    );
    assert.deepEqual(await take(store(), id, whole), counts({ received: 1200, accepted: 200, merged: 1000 }));
  });

  test('one whose process has ended or is silent bars nobody, and finds out when it wakes', async () => {
    const id = await consultationIn(store());
    const open = async (values: { process: string; seen_at: Date }) => {
      await store()
        .db.updateTable('import')
        .set({ finished_at: null, cut_off_at: null, ...values })
        .execute();
    };
    const delivery = () => deliveryOf([said('1', 'More trains')]);
    await take(store(), id, delivery());
    await open({ process: 'another-machine 1 1', seen_at: new Date() });
    await assert.rejects(take(store(), id, delivery()), { code: 'conflict' });
    await open({ process: 'another-machine 1 1', seen_at: new Date(Date.now() - 61_000) });
    assert.equal((await take(store(), id, delivery())).merged, 1);
    assert.equal((await importsOf(store().db, id)).filter(({ cutOffAt }) => cutOffAt !== null).length, 1);
  });

  test('batches end at a number of characters too', async () => {
    const id = await consultationIn(store());
    const long = 'x'.repeat(1_500_000);
    const told: number[] = [];
    const all = Array.from({ length: 7 }, (_, i) => said(String(i), `${i}${long}`));
    await take(store(), id, deliveryOf(all), { onProgress: ({ done }) => told.push(done) });
    assert.deepEqual(told, [3, 6, 7]);
  });
});

onBothStores('the undo of an import', (store) => {
  const first = [said('1', 'More trains'), said('2', 'Fewer cars'), said('3', 'Safe schools')];

  test('takes back what it added, versioned and marked; the ledger only grows; the log says who and why', async () => {
    const id = await consultationIn(store());
    await take(store(), id, deliveryOf(first));
    await take(store(), id, deliveryOf([said('1', 'WRONG'), said('2', 'Fewer cars'), said('4', 'Not ours')]));
    const [wrong] = await importsOf(store().db, id);
    const done = await undoImport(store(), SYSTEM, { id: wrong!.id, consultationId: id }, ' wrong file ');
    assert.deepEqual(done, { withdrawn: 1, restored: 1, unmarked: 1, markedAgain: 0 });
    assert.deepEqual(await whatCounts(store(), id), [
      ['Fewer cars', 1, true],
      ['More trains', 3, true],
      ['Safe schools', 1, true],
    ]);
    assert.deepEqual(await evidenceBasis(store().db, id), { ledgerSize: 6, evidenceRevision: 2 });
    const [undone] = await importsOf(store().db, id);
    assert.deepEqual([undone?.undone?.by, undone?.undone?.reason], ['Antiphon', 'wrong file']);
    const entry = (await readLog(store().db, id, 0)).at(-1);
    assert.deepEqual([entry?.kind, entry?.subject, entry?.reason], ['import.undone', wrong!.id, 'wrong file']);
  });

  test('lets the same file be taken in again, under the same codes', async () => {
    const id = await consultationIn(store());
    const codes = async () =>
      (
        await store()
          .db.selectFrom('contribution')
          .select('code')
          .where('consultation_id', '=', id)
          .orderBy('code')
          .execute()
      ).map(({ code }) => code);
    await take(store(), id, deliveryOf(first));
    const before = await codes();
    const [one] = await importsOf(store().db, id);
    await undoImport(store(), SYSTEM, { id: one!.id, consultationId: id }, 'columns were swapped');
    assert.deepEqual([await whatCounts(store(), id), (await standingCounts(store().db, id)).undone], [[], 3]);
    assert.deepEqual(await take(store(), id, deliveryOf(first)), counts({ received: 3, accepted: 3 }));
    assert.deepEqual(await codes(), before);
    assert.deepEqual(
      (await whatCounts(store(), id)).map(([, version]) => version),
      [2, 2, 2],
    );
  });

  test('brings former names and addresses back', async () => {
    const id = await consultationIn(store());
    const address = async () =>
      (
        await store()
          .db.selectFrom('personal_data')
          .innerJoin('stakeholder', 'stakeholder.id', 'stakeholder_id')
          .select('value')
          .where('consultation_id', '=', id)
          .execute()
      ).map(({ value }) => value);
    await take(store(), id, deliveryOf([said('1', 'More trains', { emailAddress: 'ann@example.org' })]));
    await take(store(), id, deliveryOf([said('1', 'More trains', { emailAddress: 'bob@example.org' })]));
    assert.deepEqual(await address(), ['bob@example.org']);
    const [wrong] = await importsOf(store().db, id);
    await undoImport(store(), SYSTEM, { id: wrong!.id, consultationId: id }, 'rows had slipped');
    assert.deepEqual(await address(), ['ann@example.org']);
  });

  test('marks again what it had brought back', async () => {
    const id = await consultationIn(store());
    await take(store(), id, deliveryOf(first));
    await take(store(), id, deliveryOf(first.slice(0, 2)));
    await take(store(), id, deliveryOf(first));
    const [last] = await importsOf(store().db, id);
    assert.equal((await undoImport(store(), SYSTEM, { id: last!.id, consultationId: id }, 'old file')).markedAgain, 1);
    assert.equal((await standingCounts(store().db, id)).vanished, 1);
  });

  test('is refused without a reason, twice, without the right, and while a later import builds on it', async () => {
    const id = await consultationIn(store());
    await take(store(), id, deliveryOf(first, 'monday.csv'));
    await take(store(), id, deliveryOf(first, 'same.csv')); // changes nothing: nothing builds on monday's through it
    await take(store(), id, deliveryOf([...first, said('4', 'Free ferries')], 'tuesday.csv'));
    const [tuesday, , monday] = await importsOf(store().db, id);
    const undo = (of: string, reason = 'wrong', actor = SYSTEM) =>
      undoImport(store(), actor, { id: of, consultationId: id }, reason);
    await assert.rejects(undo(monday!.id, '  '), { code: 'wrong_use' });
    const auditor = { ...SYSTEM, label: 'Audrey', roles: ['auditor'] as const };
    await assert.rejects(undo(tuesday!.id, 'wrong', auditor), { message: 'Audrey may not import contributions.' });
    await assert.rejects(undo(monday!.id), {
      code: 'conflict',
      message: 'A later import of the same source builds on this one: tuesday.csv. Undo that one first.',
    });
    await undo(tuesday!.id);
    await undo(monday!.id);
    await assert.rejects(undo(monday!.id), { message: 'This import has been undone already.' });
  });
});

onBothStores('late contributions', (store) => {
  const all = [
    said('1', 'In time'),
    said('2', 'A day late', { day: '2026-02-20' }),
    said('3', 'Weeks late', { day: '2026-03-09' }),
  ];

  test('wait, do not count and have no leaf until a person accepts them; counts add up', async () => {
    const id = await consultationIn(store());
    assert.deepEqual(await take(store(), id, deliveryOf(all)), counts({ received: 3, accepted: 3, late: 2 }));
    assert.deepEqual(await whatCounts(store(), id), [['In time', 1, true]]);
    const late = await lateContributions(store().db, id);
    assert.deepEqual(late.map(({ words, day, decision }) => [words, day, decision]).sort(), [
      ['A day late', '2026-02-20', null],
      ['Weeks late', '2026-03-09', null],
    ]);
    assert.deepEqual(await lateContributions(store().db, id, { limit: 1, offset: 1 }), late.slice(1), 'page by page');
    const [near, far] = ['A day late', 'Weeks late'].map((words) => late.find((one) => one.words === words)!.id);
    await decideOnLate(store(), SYSTEM, id, [near!], { accept: true, reason: 'post was late' });
    await decideOnLate(store(), SYSTEM, id, [far!], { accept: false, reason: 'after the synthesis' });
    assert.deepEqual(await whatCounts(store(), id), [
      ['A day late', 1, true],
      ['In time', 1, true],
    ]);
    assert.equal((await evidenceBasis(store().db, id)).ledgerSize, 2);
    const { counted, waiting, refused, lateAccepted } = await standingCounts(store().db, id);
    assert.deepEqual(
      { counted, waiting, refused, lateAccepted },
      { counted: 2, waiting: 0, refused: 1, lateAccepted: 1 },
    );
    assert.deepEqual(
      (await lateContributions(store().db, id, { ids: [far!] }))[0]?.decision?.reason,
      'after the synthesis',
    );
  });

  test('are decided on many at once, each with its line in the log', async () => {
    const id = await consultationIn(store());
    await take(store(), id, deliveryOf(all));
    const ids = (await lateContributions(store().db, id)).map((one) => one.id);
    assert.equal(await decideOnLate(store(), SYSTEM, id, ids, { accept: true, reason: 'extension of 2 March' }), 2);
    const lines = (await readLog(store().db, id, 0)).filter(({ kind }) => kind === 'late.accepted.one');
    assert.deepEqual(
      lines.map(({ subject, reason }) => [subject, reason]).sort(),
      ids.map((one) => [one, 'extension of 2 March']).sort(),
    );
    await assert.rejects(decideOnLate(store(), SYSTEM, id, ids, { accept: true, reason: '' }), { code: 'wrong_use' });
  });

  test('keep their versions in order in the ledger when a newer export changed them while they waited', async () => {
    const id = await consultationIn(store());
    await take(store(), id, deliveryOf(all));
    await take(store(), id, deliveryOf([all[0]!, said('2', 'A day late, corrected', { day: '2026-02-20' }), all[2]!]));
    const corrected = (await lateContributions(store().db, id)).find(({ words }) => words === 'A day late, corrected')!;
    await decideOnLate(store(), SYSTEM, id, [corrected.id], { accept: true, reason: 'post was late' });
    const rows = await store()
      .db.selectFrom('ledger_leaf')
      .innerJoin('contribution_version as v', 'v.id', 'version_id')
      .select(['position', 'version'])
      .where('contribution_id', '=', corrected.id)
      .orderBy('position')
      .execute();
    assert.deepEqual(rows, [
      { position: 1, version: 1 },
      { position: 2, version: 2 },
    ]);
  });

  test('that were refused are not changed by a newer export: it says so in its row', async () => {
    const id = await consultationIn(store());
    await take(store(), id, deliveryOf(all));
    const ids = (await lateContributions(store().db, id)).map((one) => one.id);
    await decideOnLate(store(), SYSTEM, id, ids, { accept: false, reason: 'too late' });
    const refusals: Refusal[] = [];
    const newer = deliveryOf([all[0]!, said('2', 'Other words', { day: '2026-02-20' }), all[2]!]);
    const taken = await take(store(), id, newer, { onRefusal: (refusal) => refusals.push(refusal) });
    assert.deepEqual(taken, counts({ received: 3, merged: 2, refused: 1 }));
    assert.deepEqual(
      refusals.map(({ row, field }) => [row, field]),
      [[3, null]],
    );
  });
});
