// Writes numbered rows through the group-commit writer and prints each once it is durable: crash-writer.ts FOLDER FIRST
import { groupCommit } from '../src/store/group-commit.ts';
import { openStore } from '../src/store/open.ts';
import { insertRows } from '../src/store/rows.ts';

const [folder, first] = process.argv.slice(2);
const store = await openStore({ dataFolder: folder!, mustOwn: true });
const { submit } = groupCommit(store, async (tx, numbers: number[]) => {
  await insertRows(
    tx,
    'log_stream',
    numbers.map((number) => ({ stream: `row ${number}`, seq: number })),
  );
  return numbers;
});
process.stdout.write('open\n');
for (let number = Number(first); ; number += 5) {
  const durable = await Promise.all(Array.from({ length: 5 }, (_, i) => submit(number + i)));
  process.stdout.write(durable.map((one) => `${one}\n`).join(''));
}
