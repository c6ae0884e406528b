import type { Language } from './language.ts';
import type { Question } from './question.ts';
import type { LocalText } from './text.ts';

/** One text of a questionnaire, in all its languages. */
export type TextUnit = {
  /** Names it in files and forms: `q3.title`, `q3.option.yes`. */
  id: string;
  question: string;
  part: 'title' | 'help' | 'statement' | 'option' | 'row';
  local: LocalText;
};

type Place = Omit<TextUnit, 'local'>;

/** The same question with each of its texts replaced by what `change` makes of it. */
function mapQuestionTexts(question: Question, change: (place: Place, local: LocalText) => LocalText): Question {
  const copy = structuredClone(question);
  const { key } = question;
  const at = (part: Place['part'], name?: string): Place => ({
    id: name === undefined ? `${key}.${part}` : `${key}.${part}.${name}`,
    question: key,
    part,
  });
  copy.title = change(at('title'), copy.title);
  if (copy.help) copy.help = change(at('help'), copy.help);
  if (copy.kind === 'consent') copy.statement = change(at('statement'), copy.statement);
  if (copy.kind === 'matrix') for (const row of copy.rows) row.title = change(at('row', row.key), row.title);
  if ('options' in copy)
    for (const option of copy.options) option.title = change(at('option', option.key), option.title);
  return copy;
}

/** The texts of a questionnaire in their order; those that exist in no language are none. */
export function textUnits(questions: readonly Question[]): TextUnit[] {
  const units: TextUnit[] = [];
  for (const question of questions) {
    mapQuestionTexts(question, (place, local) => {
      if (Object.keys(local).length > 0) units.push({ ...place, local });
      return local;
    });
  }
  return units;
}

/** A number or a sign is the same in every language. */
function needsTranslation({ local }: TextUnit): boolean {
  return Object.values(local).some(({ text }) => /\p{L}/u.test(text));
}

/** What has to be translated into a language, and how much of it is there. */
export type Progress = { language: string; all: number; missing: number; machine: number };

/** How far each language of a questionnaire is; figures are texts. */
export function translationProgress(questions: readonly Question[], languages: readonly string[]): Progress[] {
  const units = textUnits(questions).filter(needsTranslation);
  return (languages as Language[]).map((language) => ({
    language,
    all: units.length,
    missing: units.filter(({ local }) => !local[language]).length,
    machine: units.filter(({ local }) => local[language]?.origin === 'machine').length,
  }));
}

/**
 * The questions with their texts in one language set anew: a text that changed is translated by people (written, in the
 * language of the source); an empty one is taken out. Texts that are not among these stay.
 * @param texts by the id of their unit
 * @param reviewed whether a person stands for those that did not change, too: what a machine wrote counts as theirs then
 */
export function withTranslations(
  questions: readonly Question[],
  language: Language,
  texts: ReadonlyMap<string, string>,
  origin: 'written' | 'translated' | 'machine' = 'translated',
  reviewed = false,
): Question[] {
  return questions.map((question) =>
    mapQuestionTexts(question, ({ id }, local) => {
      const text = texts.get(id)?.replace(/\r\n?/g, '\n').trim();
      const own = local[language];
      const stays = text === own?.text && !(reviewed && own?.origin === 'machine');
      if (text === undefined || stays) return local;
      const { [language]: _, ...others } = local;
      return text === '' ? others : { ...local, [language]: { text, origin } };
    }),
  );
}
