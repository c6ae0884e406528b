/** A thread of the encoder with nothing around it: runs ready-made ids, one text at a time, until all are taken. */
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';

export type BareEncoder = { model: string; texts: BigInt64Array[]; next: SharedArrayBuffer };

const { model, texts, next } = workerData as BareEncoder;
const counter = new Int32Array(next);
const session = await InferenceSession.create(model, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  extra: { session: { x64quantprecision: '1' } },
});

async function run(ids: BigInt64Array): Promise<void> {
  await session.run({
    input_ids: new Tensor('int64', ids, [1, ids.length]),
    attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), [1, ids.length]),
  });
}

await run(texts[0]!);
parentPort!.on('message', async () => {
  for (let at = Atomics.add(counter, 0, 1); at < texts.length; at = Atomics.add(counter, 0, 1)) await run(texts[at]!);
  parentPort!.postMessage('done');
});
parentPort!.postMessage('ready');
