/** One thread that tells the scores of items, as a classifier does that was learnt elsewhere. */
import { workerData } from 'node:worker_threads';
import { type Items, type PortableScore, portableScores } from './classify.ts';
import { answerQuestions } from './colleague.ts';

const scoresOf = portableScores(workerData as PortableScore);

answerQuestions(
  (items: Items) => scoresOf(items),
  ({ words, vectors, coverage }) => [words.buffer, vectors.buffer, coverage.buffer],
);
