import { readEuSurveyQuestionnaire } from './eusurvey-questionnaire.ts';
import { unreadable } from './file.ts';
import { isDefinition } from './surveyjs-form.ts';
import { type ReadQuestionnaire, readSurveyJsQuestionnaire } from './surveyjs-questionnaire.ts';

const MOST_QUESTIONS = 2000;

/**
 * A questionnaire that another tool made: a definition of SurveyJS (JSON), or the question set of EUSurvey (its results as
 * XML, in which it stands).
 * @throws DomainError unreadable, with what it is and what would be read
 */
export async function readQuestionnaireFile(file: { name: string; content: Buffer }): Promise<ReadQuestionnaire> {
  const { name } = file;
  const text = decodeText(name, file.content);
  const read = /^\s*</.test(text) ? await readEuSurveyQuestionnaire(name, text) : readJson(name, text);
  if (read.questions.length === 0) throw unreadable(name, 'asks nothing', 'Give a questionnaire with questions in it.');
  if (read.questions.length > MOST_QUESTIONS)
    throw unreadable(name, `has more than ${MOST_QUESTIONS} questions`, 'Take it apart.');
  return read;
}

function readJson(name: string, text: string): ReadQuestionnaire {
  const value = parseJson(name, text);
  if (!isDefinition(value))
    throw unreadable(
      name,
      'has no pages or elements with questions',
      'Give a survey as SurveyJS saves it (JSON), or results of EUSurvey as XML.',
    );
  return readSurveyJsQuestionnaire(value);
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(
      name,
      'is neither JSON nor XML',
      'Give a survey as SurveyJS saves it (JSON), or results of EUSurvey as XML.',
      error,
    );
  }
}

/** A file that says in which encoding it is by its first bytes, else UTF-8. */
export function decodeText(name: string, content: Buffer): string {
  const charset =
    content[0] === 0xff && content[1] === 0xfe
      ? 'utf-16le'
      : content[0] === 0xfe && content[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: true }).decode(content);
  } catch (error) {
    throw unreadable(name, 'is no text in UTF-8 or UTF-16', 'Save it as UTF-8, and give it again.', error);
  }
}
