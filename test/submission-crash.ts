import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fromHex, hex, inclusionProof, verifyInclusion } from '../src/core/ledger.ts';
import { ensureSystemActor } from '../src/store/actor.ts';
import { ledgerLeaves, rootOfLeaves } from '../src/store/ledger.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { receiptByCode } from '../src/store/receipt.ts';
import { ONE_QUESTION, type OpenCall, openCall } from './call.ts';

const WRITER = fileURLToPath(new URL('./submission-writer.ts', import.meta.url));
const TSX = fileURLToPath(new URL('../bin/tsx.js', import.meta.url));

/** What was found after the last kill: all of these are 0 where nothing was lost. */
export type SubmissionCrash = {
  submissions: number;
  kills: number;
  /** Codes that were acknowledged and open nothing. */
  lost: number;
  /** Codes that stand for several contributions, or contributions without a code. */
  twice: number;
  /** Acknowledged ones whose inclusion proof does not check. */
  unproven: number;
};

/** Hands answers in, kills the process that takes them again and again, and lets the next one send again what was not acknowledged. */
export async function submissionCrash(wanted: number, kills: number, folder: string): Promise<SubmissionCrash> {
  const first = await openStore({ dataFolder: folder, mustOwn: true });
  await ensureSystemActor(first.db);
  const call = await openCall(first, 'crash', ONE_QUESTION);
  await first.close();
  const [begun, done] = [new Set<string>(), new Set<string>()];
  for (let round = 0; round <= kills; round++) {
    await writeUntilKilled(folder, call, begun, done, Math.ceil(((round + 1) * wanted) / (kills + 1)));
  }
  const store = await openStore({ dataFolder: folder, mustOwn: true });
  const found = await compare(store, call, done);
  await store.close();
  return { submissions: done.size, kills, ...found };
}

async function writeUntilKilled(
  folder: string,
  call: OpenCall,
  begun: Set<string>,
  done: Set<string>,
  until: number,
): Promise<void> {
  const unsure = [...begun].filter((code) => !done.has(code));
  const child = spawn(process.execPath, ['--import', TSX, WRITER, folder, JSON.stringify(call), unsure.join(',')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [what, code] = line.split(' ');
    if (what === 'begun') begun.add(code!);
    if (what === 'done') done.add(code!);
  });
  const alive = ended.then((code) => Promise.reject(new Error(`the writer ended with ${code}`)));
  alive.catch(() => {});
  while (done.size < until) await Promise.race([sleep(5), alive]);
  child.kill('SIGKILL');
  await ended;
}

async function compare(store: Store, call: OpenCall, done: ReadonlySet<string>) {
  const leaves = await ledgerLeaves(store.db, call.consultationId);
  const hashes = leaves.map(fromHex);
  const root = new Uint8Array(rootOfLeaves(leaves));
  const rows = await store.db
    .selectFrom('contribution')
    .innerJoin('contribution_version as v', 'v.contribution_id', 'contribution.id')
    .innerJoin('ledger_leaf', 'ledger_leaf.version_id', 'v.id')
    .select(['contribution.id', 'position', 'leaf'])
    .where('contribution.consultation_id', '=', call.consultationId)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  const receipts = await Promise.all([...done].map((code) => receiptByCode(store.db, code)));
  const known = receipts.filter((receipt) => receipt !== null);
  const proven = known.filter(({ contributionId }) => {
    const row = byId.get(contributionId);
    const path = row && inclusionProof(hashes, row.position);
    return row && verifyInclusion(fromHex(hex(row.leaf)), row.position, leaves.length, path!, root);
  });
  const { count } = await store.db
    .selectFrom('receipt')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return { lost: done.size - known.length, twice: rows.length - count, unproven: known.length - proven.length };
}
