// Hands answers in and prints each code before it is sent and once its receipt is durable:
// submission-writer.ts FOLDER CALL-AS-JSON CODE,CODE (drafts that an earlier writer had begun)
import { openSubmissions } from '../src/server/submissions.ts';
import { beginDraft, draftByCode } from '../src/store/draft.ts';
import { openStore } from '../src/store/open.ts';
import { receiptByCode } from '../src/store/receipt.ts';
import { filledWith, handedIn, type OpenCall } from './call.ts';

const [folder, json, begun = ''] = process.argv.slice(2);
const call = JSON.parse(json!) as OpenCall;
const store = await openStore({ dataFolder: folder!, mustOwn: true });
const submit = openSubmissions(store, { name: 'Test', emailAddress: null, languages: ['en'], url: 'http://localhost' });

async function handIn(code: string): Promise<void> {
  const draft = await draftByCode(store.db, code);
  if (draft) await submit(handedIn(call, draft));
  else if ((await receiptByCode(store.db, code)) === null) throw new Error(`${code} is neither draft nor receipt`);
  process.stdout.write(`done ${code}\n`);
}

async function handInNew(): Promise<void> {
  const code = await beginDraft(store, { ...call, filled: filledWith(`Reply ${crypto.randomUUID()}`) });
  process.stdout.write(`begun ${code}\n`);
  await handIn(code);
}

process.stdout.write('open\n');
await Promise.all(begun.split(',').filter(Boolean).map(handIn));
for (;;) await Promise.all(Array.from({ length: 16 }, handInNew));
