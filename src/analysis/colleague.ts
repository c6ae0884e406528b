import { parentPort, Worker } from 'node:worker_threads';
import { DomainError } from '../core/error.ts';

type Asked = { id: number; question: unknown };
type Answered = { id: number; say: 'answer'; answer: unknown } | { id: number; say: 'failed'; error: unknown };

/** A worker thread that answers questions. */
export class Colleague<Question, Answer> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>();
  readonly #closed: string;
  #asked = 0;
  /** Why there will be no more answers. */
  #ended: { reason: unknown } | null = null;

  /** @param closed what those hear who still wait when it is closed */
  constructor(file: URL, workerData: unknown, closed: string) {
    this.#closed = closed;
    this.#worker = new Worker(file, { workerData });
    this.#worker.on('message', (reply: Answered) => this.#settle(reply));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error(this.#closed)));
    this.#worker.unref();
  }

  ask(question: Question): Promise<Answer> {
    if (this.#ended) return Promise.reject(this.#ended.reason);
    const id = this.#asked++;
    const answer = Promise.withResolvers<Answer>();
    this.#waiting.set(id, answer);
    this.#worker.ref(); // an idle thread does not keep the process alive, a working one does
    this.#worker.postMessage({ id, question } satisfies Asked);
    return answer.promise;
  }

  #settle(reply: Answered): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (reply.say === 'failed') waiting?.reject(reply.error);
    else waiting?.resolve(reply.answer as Answer); // the thread's own file types both ends
  }

  #fail(error: unknown): void {
    this.#ended ??= { reason: error };
    for (const answer of this.#waiting.values()) answer.reject(error);
    this.#waiting.clear();
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

/**
 * In a worker thread: answers what is asked, one question after another.
 * @param handedOver parts of an answer that are moved, not copied
 */
export function answerQuestions<Question, Answer>(
  answer: (question: Question) => Answer | Promise<Answer>,
  handedOver: (answer: Answer) => ArrayBuffer[],
): void {
  const port = parentPort!; // this is a worker thread
  let before: Promise<void> = Promise.resolve();
  port.on('message', ({ id, question }: Asked) => {
    before = before
      .then(() => answer(question as Question)) // typed by the one who asks
      .then(
        (made) => port.postMessage({ id, say: 'answer', answer: made } satisfies Answered, handedOver(made)),
        (error: unknown) => port.postMessage({ id, say: 'failed', error } satisfies Answered),
      );
  });
}

/**
 * Hands pieces of work to whoever is free, until all are done.
 * @param stopped the sentence of the error where the signal says stop
 * @throws DomainError cancelled; what a colleague failed with
 */
export async function shareOut<Question, Answer, Piece>(
  team: readonly Colleague<Question, Answer>[],
  pieces: Iterable<Piece>,
  { signal, stopped }: { signal: AbortSignal | undefined; stopped: string },
  work: (colleague: Colleague<Question, Answer>, piece: Piece) => Promise<void>,
): Promise<void> {
  const rest = pieces[Symbol.iterator]();
  let isOver = false;
  const workOn = async (colleague: Colleague<Question, Answer>) => {
    try {
      for (let next = rest.next(); !isOver && !next.done; next = rest.next()) {
        if (signal?.aborted) throw new DomainError('cancelled', stopped);
        await work(colleague, next.value);
      }
    } catch (error) {
      isOver = true; // where one fails, nobody needs the rest
      throw error;
    }
  };
  const outcomes = await Promise.allSettled(team.map(workOn));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
