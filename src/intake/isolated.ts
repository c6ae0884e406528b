import { parentPort, Worker } from 'node:worker_threads';

/**
 * Work on files of strangers in a thread of its own: whoever makes a reader run for ever or fill the memory costs that
 * thread and the one file, never the import.
 */
export type Isolated<Input, Result> = {
  ask: (input: Input) => Promise<Outcome<Result>>;
  close: () => Promise<void>;
};

export type Outcome<Result> =
  | { state: 'done'; result: Result }
  | { state: 'failed'; why: 'time' | 'memory' | 'fault'; cause: unknown };

type Answer<Result> = { result: Result } | { fault: string };

/**
 * A thread that runs a module and answers one question at a time; it starts with the first one, and again after one
 * that it did not survive.
 */
export function openIsolated<Input, Result>(
  module: URL,
  limits: { timeMs: number; memoryMib: number },
): Isolated<Input, Result> {
  let worker: Worker | undefined;
  const start = () => {
    const started = new Worker(module, { resourceLimits: { maxOldGenerationSizeMb: limits.memoryMib } });
    started.unref(); // a forgotten reader must not keep the process alive
    return started;
  };
  const stop = async () => {
    const stopped = worker;
    worker = undefined;
    await stopped?.terminate();
  };
  return {
    ask: async (input) => {
      worker ??= start();
      const outcome = await askWorker<Input, Result>(worker, input, limits.timeMs);
      if (outcome.state === 'failed' && !(outcome.why === 'fault' && outcome.cause instanceof AnsweredFault))
        await stop();
      return outcome;
    },
    close: stop,
  };
}

/** A fault that the thread reported by itself: it lives on. */
class AnsweredFault extends Error {}

function askWorker<Input, Result>(worker: Worker, input: Input, timeMs: number): Promise<Outcome<Result>> {
  return new Promise((resolve) => {
    const settle = (outcome: Outcome<Result>) => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve(outcome);
    };
    const onMessage = (answer: Answer<Result>) =>
      settle(
        'result' in answer
          ? { state: 'done', result: answer.result }
          : { state: 'failed', why: 'fault', cause: new AnsweredFault(answer.fault) },
      );
    const onError = (error: Error & { code?: string }) =>
      settle({ state: 'failed', why: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'fault', cause: error });
    const onExit = (code: number) =>
      settle({ state: 'failed', why: 'fault', cause: new Error(`the thread ended with code ${code}`) });
    const timer = setTimeout(() => settle({ state: 'failed', why: 'time', cause: null }), timeMs);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(input);
  });
}

/** The other side: what a module that runs in such a thread calls, once. */
export function answerIsolated<Input, Result>(answer: (input: Input) => Promise<Result>): void {
  parentPort?.on('message', async (input: Input) => {
    let said: Answer<Result>;
    try {
      said = { result: await answer(input) };
    } catch (error) {
      said = { fault: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
    parentPort?.postMessage(said);
  });
}
