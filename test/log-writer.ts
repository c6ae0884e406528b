// Appends entries to the log of a PostgreSQL, for the test that two processes share one: log-writer.ts URL COUNT
import { SYSTEM } from '../src/store/actor.ts';
import { appendToLog } from '../src/store/log.ts';
import { inTransaction, openStore } from '../src/store/open.ts';

const [databaseUrl, count] = process.argv.slice(2);
const store = await openStore({ dataFolder: '', databaseUrl });
for (let i = 0; i < Number(count); i++) {
  const entry = { stream: 'two', actor: SYSTEM, at: new Date(), kind: 'test', subject: `there ${i}` };
  await inTransaction(store, (tx) => appendToLog(tx, entry));
}
await store.close();
