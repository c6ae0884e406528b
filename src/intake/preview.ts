import { DomainError, type ErrorCode } from '../core/error.ts';
import type { FieldReading, ReceivedContribution } from '../core/intake.ts';
import type { Question } from '../core/question.ts';
import type { Refusal } from '../core/refusal.ts';
import { answerIsolated, openIsolated } from './isolated.ts';
import type { Mapping } from './mapping-file.ts';
import { type DeliveryOptions, openDelivery } from './read.ts';

/** How a file would be taken in: how it is read, and what its first rows become. */
export type FilePreview = {
  format: string;
  source: string;
  file: string;
  remarks: string[];
  reading: FieldReading[];
  questions: Question[];
  /** How many items there will be, where the format tells. */
  expected: number | null;
  contributions: ReceivedContribution[];
  /** What was refused up to there. */
  refusals: Refusal[];
};

/** As for `openDelivery`, with the mapping itself. */
export type PreviewOptions = Omit<DeliveryOptions, 'map'> & { map?: Mapping };
export type PreviewInput = { path: string; options: PreviewOptions };
type PreviewAnswer = { preview: FilePreview } | { problem: { code: ErrorCode; sentence: string } };

const ROWS = 10;
const TIME_MS_MAX = 180_000;
const MEMORY_MIB_MAX = 1_536;

/**
 * Looks at a file in a thread of its own, so that pages stay quick while a long one is read.
 * @throws DomainError as `openDelivery`; unreadable where it takes too long or too much memory
 */
export async function previewFile(input: PreviewInput): Promise<FilePreview> {
  const module = new URL('./preview-worker.ts', import.meta.url);
  const isolated = openIsolated<PreviewInput, PreviewAnswer>(module, {
    timeMs: TIME_MS_MAX,
    memoryMib: MEMORY_MIB_MAX,
  });
  try {
    const outcome = await isolated.ask(input);
    if (outcome.state === 'done') {
      if ('preview' in outcome.result) return outcome.result.preview;
      throw new DomainError(outcome.result.problem.code, outcome.result.problem.sentence);
    }
    if (outcome.why === 'fault') throw new Error('the thread that reads files failed', { cause: outcome.cause });
    const what = outcome.why === 'time' ? 'took longer than three minutes' : 'needed too much memory';
    throw new DomainError(
      'unreadable',
      `Looking at this file ${what}. Import it on the terminal of the machine instead.`,
    );
  } finally {
    await isolated.close();
  }
}

/** What the thread does. */
export function answerPreviews(): void {
  answerIsolated<PreviewInput, PreviewAnswer>(async (input) => {
    try {
      return { preview: await lookAt(input) };
    } catch (error) {
      if (error instanceof DomainError) return { problem: { code: error.code, sentence: error.message } };
      throw error;
    }
  });
}

async function lookAt({ path, options }: PreviewInput): Promise<FilePreview> {
  const delivery = await openDelivery(path, options);
  const contributions: ReceivedContribution[] = [];
  const refusals: Refusal[] = [];
  for await (const item of delivery.items()) {
    if (item.kind === 'contribution') contributions.push(item.contribution);
    else refusals.push(item.refusal);
    if (contributions.length + refusals.length >= 2 * ROWS || contributions.length >= ROWS) break;
  }
  const { source, file, remarks = [], reading, questions, expected = null } = delivery;
  return { format: delivery.format, source, file, remarks, reading, questions, expected, contributions, refusals };
}
