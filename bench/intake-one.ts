// Reads one file, or reads and stores it, and prints what it came to and how much memory the process took at most:
// intake-one.ts FILE [DATA FOLDER]
import { existsSync, readFileSync } from 'node:fs';
import { importDelivery } from '../src/corridor/import.ts';
import { openDelivery } from '../src/intake/read.ts';
import { ensureSystemActor, SYSTEM } from '../src/store/actor.ts';
import { bareConsultation, createConsultation } from '../src/store/consultation.ts';
import { openStore } from '../src/store/open.ts';

/** What one file came to in a process of its own. */
export type OneIntake = { received: number; seconds: number; peakMib: number };

const [file, data] = process.argv.slice(2);

async function read(): Promise<number> {
  let received = 0;
  const delivery = await openDelivery(file!);
  for await (const item of delivery.items()) if (item.kind === 'contribution' || !item.refusal.partial) received++;
  return received;
}

async function readAndStore(): Promise<number> {
  const store = await openStore({ dataFolder: data!, mustOwn: true });
  await ensureSystemActor(store.db);
  const { id } = await createConsultation(store, SYSTEM, bareConsultation('bench'), false);
  const counts = await importDelivery(store, await openDelivery(file!), { actor: SYSTEM, consultationId: id });
  await store.close();
  return counts.received;
}

const STATUS = '/proc/self/status';

/** The most memory that this program held; what Linux counts of a process begins with what its parent held. */
function peakMib(): number {
  const status = existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : '';
  const own = /^VmHWM:\s*(\d+) kB$/m.exec(status);
  return (own ? Number(own[1]) : process.resourceUsage().maxRSS) / 1024;
}

const started = performance.now();
const received = data === undefined ? await read() : await readAndStore();
const seconds = (performance.now() - started) / 1000;
const found: OneIntake = { received, seconds, peakMib: peakMib() };
process.stdout.write(`${JSON.stringify(found)}\n`);
