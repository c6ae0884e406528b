// Imports a file into an embedded store and prints how many rows are stored after each batch: import-writer.ts FOLDER FILE
import { importDelivery } from '../src/corridor/import.ts';
import { openDelivery } from '../src/intake/read.ts';
import { ensureSystemActor, SYSTEM } from '../src/store/actor.ts';
import { bareConsultation, consultationBySlug, createConsultation } from '../src/store/consultation.ts';
import { openStore } from '../src/store/open.ts';

const [folder, file] = process.argv.slice(2);
const store = await openStore({ dataFolder: folder!, mustOwn: true });
await ensureSystemActor(store.db);
const consultation =
  (await consultationBySlug(store.db, 'crash')) ??
  (await createConsultation(store, SYSTEM, bareConsultation('crash'), false));
const counts = await importDelivery(store, await openDelivery(file!), {
  actor: SYSTEM,
  consultationId: consultation.id,
  onProgress: ({ done }) => process.stdout.write(`${done}\n`),
});
process.stdout.write(`${JSON.stringify({ counts, peakMib: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`);
await store.close();
