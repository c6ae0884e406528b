/** One thread that cuts texts into passages. */
import { answerQuestions } from './colleague.ts';
import { cutText, packPassages, type TextToCut } from './cut.ts';
import { openLanguageDetector } from './language.ts';

const tellLanguage = openLanguageDetector();

answerQuestions(
  (texts: readonly TextToCut[]) => packPassages(texts.map((text) => cutText(text, tellLanguage))),
  ({ counts, places, languages, hashes }) => [counts.buffer, places.buffer, languages.buffer, hashes.buffer],
);
