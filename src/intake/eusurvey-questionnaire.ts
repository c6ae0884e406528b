import type { Question } from '../core/question.ts';
import type { LocalText } from '../core/text.ts';
import { type FormElement, readExport } from './eusurvey-export.ts';
import { readForm } from './eusurvey-form.ts';
import { unreadable } from './file.ts';
import { titleText } from './html-text.ts';
import { localText } from './survey.ts';
import type { ReadQuestionnaire } from './surveyjs-questionnaire.ts';
import { readXml } from './xml.ts';

/**
 * The question set of a survey of EUSurvey, from its results in XML: the form in each of its languages stands at their
 * beginning. Sections and texts come along; how far a rating goes is told from the replies, where there are some.
 * @throws DomainError unreadable where there is no form in it
 */
export async function readEuSurveyQuestionnaire(name: string, text: string): Promise<ReadQuestionnaire> {
  const { byLanguage, ratingMax } = await elementsIn(name, text);
  const [first = []] = byLanguage.values();
  if (first.length === 0)
    throw unreadable(
      name,
      'has no form of EUSurvey in it',
      'Export the results of the survey as XML, and give that file.',
    );
  const form = readForm(byLanguage, {
    ratingMax,
    galleryValues: new Map(),
    explained: new Set(),
    discussed: new Set(),
  });
  const titles = titlesOf(byLanguage);
  const place = new Map(first.map(({ id }, i) => [id, i]));
  const asked = form.fields.map((field): Placed => {
    const at = place.get(field.code.split(' ')[0]!) ?? first.length;
    const element = first[at];
    return { at, question: field.question ?? apart(element, field.title), name: element?.type ?? field.reason };
  });
  const told = first.flatMap((element, at): Placed[] => {
    const kind = element.tag === 'Section' ? 'section' : element.tag === 'Text' ? 'info' : null;
    const title = titles.get(element.id) ?? {};
    if (kind === null || Object.keys(title).length === 0) return [];
    return [{ at, question: { key: '', kind, title, purpose: 'evidence' }, name: element.type }];
  });
  const all = [...asked, ...told].sort((a, b) => a.at - b.at);
  const questions = all
    .flatMap(({ question }) => question ?? [])
    .map((question, i) => ({ ...question, key: `q${i + 1}` }));
  const skipped = all.flatMap(({ question, name: type }) =>
    question === null ? [`A part of the type "${type}" was left out: there is no question of ours for it.`] : [],
  );
  const silent = [...form.silent].filter(([kind]) => !['Section', 'Text'].includes(kind));
  return {
    questions: questions.map(withPoints),
    skipped: [...skipped, ...silent.map(([kind, n]) => `${n} of the kind "${kind}" ask nothing and were left out.`)],
  };
}

type Placed = { at: number; question: Question | null; name: string };

/** What an import keeps apart from the answers, a questionnaire can ask. */
function apart(element: FormElement | undefined, title: LocalText): Question | null {
  switch (element?.type.toLowerCase()) {
    case 'e-mail':
      return { key: '', kind: 'email', title, purpose: 'logistics' };
    case 'confirmation':
      return { key: '', kind: 'consent', title, purpose: 'logistics', required: true, statement: title };
    default:
      return null;
  }
}

/** Points of a rating have no labels in the export: their numbers are. */
function withPoints(question: Question): Question {
  if (question.kind !== 'matrix') return question;
  const options = question.options.map((option) =>
    Object.keys(option.title).length > 0 ? option : { ...option, title: localText([['en', option.key]]) },
  );
  return { ...question, options };
}

function titlesOf(byLanguage: ReadonlyMap<string, readonly FormElement[]>): Map<string, LocalText> {
  const found = new Map<string, [string, string][]>();
  for (const [language, elements] of byLanguage)
    for (const { id, title } of elements) found.set(id, [...(found.get(id) ?? []), [language, titleText(title)]]);
  return new Map([...found].map(([id, texts]) => [id, localText(texts)]));
}

/** Without replies nobody knows how far a rating goes; EUSurvey proposes five. */
const USUAL_POINTS = 5;

async function elementsIn(name: string, text: string) {
  const byLanguage = new Map<string, FormElement[]>();
  const ratingMax = new Map<string, number>();
  async function* pieces() {
    yield text;
  }
  for await (const item of readExport(name, readXml(name, pieces()))) {
    if (item.kind === 'broken' && byLanguage.size === 0)
      throw unreadable(name, `is no whole XML (line ${item.line}: ${item.reason})`, 'Export it again.');
    if (item.kind === 'element') {
      byLanguage.set(item.language, [...(byLanguage.get(item.language) ?? []), item.element]);
      if (item.element.tag === 'RatingQuestion') ratingMax.set(item.element.id, USUAL_POINTS);
    } else if (item.kind === 'set') {
      for (const { question, text: answer } of item.set.answers) {
        const points = /^\d+\/(\d{1,2})$/.exec(answer.trim())?.[1];
        if (points && ratingMax.has(question)) ratingMax.set(question, Number(points));
      }
    }
  }
  return { byLanguage, ratingMax };
}
