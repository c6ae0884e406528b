import type { FieldRole } from '../core/intake.ts';
import type { Question } from '../core/question.ts';
import { type LocalText, pickText, written } from '../core/text.ts';
import { foldBlanks } from './column.ts';
import type { LimePart, LimeQuestion, LimeStructure } from './lime-structure.ts';
import { choiceKind, localText, optionsByLabel, type SurveyField } from './survey.ts';

/** What a column of the responses holds. */
export type LimeColumn = { field: number } & (
  | { holds: 'words' | 'files' }
  /** One of the options, by its code or its label; `row` in a matrix, `rank` in a ranking. */
  | { holds: 'option'; options: LimeOptions; row?: string; rank?: number }
  /** Yes or no to one option. */
  | { holds: 'mark'; option: string }
  | { holds: 'nothing' }
);

export type LimeOptions = { byCode: ReadonlyMap<string, string>; byLabel: ReadonlyMap<string, string> };

export type LimeForm = {
  fields: SurveyField[];
  /** The column that a header of an export names, however the export was set up; null where none. */
  columnOf: (header: string) => LimeColumn | null;
  silent: Map<string, number>;
};

type Material = {
  fields: SurveyField[];
  /** By code, as `G1Q2[SQ001]`, `G1Q2_SQ001` or `12X3X4SQ001`. */
  byCode: Map<string, LimeColumn>;
  /** By text, as `Question [Subquestion]`. */
  byText: Map<string, LimeColumn>;
  silent: Map<string, number>;
};

/** The fields of a questionnaire, and under which names their answers stand in the responses. */
export function readLimeForm({ questions }: LimeStructure): LimeForm {
  const material: Material = { fields: [], byCode: new Map(), byText: new Map(), silent: new Map() };
  for (const question of questions) addQuestion(material, question);
  const { fields, byCode, byText, silent } = material;
  const codes = [...byCode.keys()].sort((a, b) => b.length - a.length);
  const columnOf = (header: string): LimeColumn | null => {
    const name = foldBlanks(header);
    const exact = byCode.get(name) ?? byText.get(textForm(name));
    if (exact) return exact;
    // Code and text, with a separator that whoever exports can choose.
    const code = codes.find((start) => name.startsWith(start) && /^[^\p{L}\p{N}[_]/u.test(name.slice(start.length)));
    return code === undefined ? null : (byCode.get(code) ?? null);
  };
  return { fields, columnOf, silent };
}

function textForm(text: string): string {
  return foldBlanks(text.replaceAll('_', ' ')).toLowerCase();
}

/** A column of a question: what stands behind its code (`SQ001`, `other`), and behind its text in brackets. */
type Suffix = { codes: string[]; ids: string[]; texts: LocalText[] };

const MAIN: Suffix = { codes: [''], ids: [''], texts: [] };
const OTHER: Suffix = { codes: ['other'], ids: ['_Cother'], texts: [words('Other', 'Sonstiges', 'Autre')] };
const COMMENT: Suffix = {
  codes: ['comment'],
  ids: ['_Ccomment'],
  texts: [words('Comment', 'Kommentar', 'Commentaire')],
};

function words(en: string, de: string, fr: string): LocalText {
  return written({ en, de, fr });
}

function ofPart(part: LimePart): Suffix {
  return { codes: [part.code], ids: [`_S${part.id}`], texts: [part.title] };
}

function name(material: Material, question: LimeQuestion, suffix: Suffix, column: LimeColumn): void {
  const { sid, gid, qid, code, title } = question;
  for (const part of suffix.codes) {
    const bracket =
      part === ''
        ? ''
        : part.includes('#')
          ? part.replace(/^(.*)#([01])$/, (_, sub, scale) => `${sub}][${Number(scale) + 1}`)
          : part;
    const names = [
      `${sid}X${gid}X${qid}${part}`,
      part === '' ? code : `${code}[${bracket}]`,
      part === '' ? code : `${code}_${part.replace('#', '_')}`,
    ];
    // A rank and the id of a later question can look the same; the question itself counts.
    for (const one of names) if (part === '' || !material.byCode.has(one)) material.byCode.set(one, column);
  }
  for (const id of suffix.ids) material.byCode.set(`Q${qid}${id}`, column);
  const languages = new Set([title, ...suffix.texts].flatMap((text) => Object.keys(text)));
  for (const language of languages) {
    const behind = suffix.texts.map((text) => `[${pickText(text, language).text}]`).join('');
    const text = textForm(`${pickText(title, language).text} ${behind}`);
    if (text !== '' && !material.byText.has(text)) material.byText.set(text, column);
  }
}

function add(
  material: Material,
  title: LocalText,
  code: string,
  role: FieldRole,
  reason: string,
  make: (base: Base) => Question | null,
): number {
  const { fields } = material;
  const base: Base = { key: `q${fields.length + 1}`, title, purpose: 'evidence' };
  fields.push({ code, title, role, reason, question: make(base) });
  return fields.length - 1;
}

type Base = { key: string; title: LocalText; purpose: 'evidence' };

function joinTitles(...titles: LocalText[]): LocalText {
  const languages = new Set(titles.flatMap((title) => Object.keys(title)));
  return localText(
    [...languages].map((language) => [language, titles.map((title) => pickText(title, language).text).join(': ')]),
  );
}

function withWord(title: LocalText, word: string): LocalText {
  return localText(Object.entries(title).map(([language, { text }]) => [language, `${text} (${word})`]));
}

/** The types of questions by their letter: how LimeSurvey calls them. */
const TYPE_NAMES: { readonly [type: string]: string } = {
  1: 'array dual scale',
  5: '5 point choice',
  A: 'array of 5 points',
  B: 'array of 10 points',
  C: 'array yes/no/uncertain',
  D: 'date',
  E: 'array increase/same/decrease',
  F: 'array',
  G: 'gender',
  H: 'array by column',
  I: 'language switch',
  K: 'multiple numbers',
  L: 'list',
  M: 'multiple choice',
  N: 'number',
  O: 'list with comment',
  P: 'multiple choice with comments',
  Q: 'multiple short texts',
  R: 'ranking',
  S: 'short text',
  T: 'long text',
  U: 'huge text',
  Y: 'yes/no',
  '!': 'list (dropdown)',
  ':': 'array of numbers',
  ';': 'array of texts',
  '|': 'file upload',
};

function addQuestion(material: Material, question: LimeQuestion): void {
  const { type } = question;
  const reason = `a question of the type "${TYPE_NAMES[type] ?? type}"`;
  switch (type) {
    case 'X':
      material.silent.set('text display', (material.silent.get('text display') ?? 0) + 1);
      break;
    case '*':
      name(material, question, MAIN, {
        field: addIgnored(material, question, 'computed by the form from other answers'),
        holds: 'nothing',
      });
      break;
    case 'I':
      name(material, question, MAIN, {
        field: addIgnored(material, question, 'in which language the form was shown'),
        holds: 'nothing',
      });
      break;
    case 'L':
    case '!':
    case 'O':
    case '5':
    case 'Y':
    case 'G':
      addList(material, question, reason);
      break;
    case 'M':
    case 'P':
      addMultiple(material, question, reason);
      break;
    case 'R':
      addRanking(material, question, reason);
      break;
    case 'A':
    case 'B':
    case 'C':
    case 'E':
    case 'F':
    case 'H':
      addMatrix(material, question, reason, listFor(question), null);
      break;
    case '1':
      addMatrix(material, question, reason, question.answers[0], 0);
      addMatrix(material, question, reason, question.answers[1], 1);
      break;
    case 'Q':
    case 'K':
      for (const part of question.subquestions) addPart(material, question, part, reason, type === 'K');
      break;
    case ':':
    case ';':
      addCells(material, question, reason, type === ':');
      break;
    case '|':
      addFiles(material, question, reason);
      break;
    default:
      addPlain(material, question, reason);
  }
}

function addIgnored(material: Material, { code, title }: LimeQuestion, reason: string): number {
  return add(material, titleOr(title, code), code, 'ignore', reason, () => null);
}

function titleOr(title: LocalText, code: string): LocalText {
  return Object.keys(title).length > 0 ? title : written({ en: code });
}

function addPlain(material: Material, question: LimeQuestion, reason: string): void {
  const { type, code } = question;
  const title = titleOr(question.title, code);
  const field =
    type === 'N'
      ? add(material, title, code, 'number', reason, (base) => ({ ...base, kind: 'number' }))
      : type === 'D'
        ? add(material, title, code, 'date_answer', reason, (base) => ({ ...base, kind: 'date' }))
        : addWords(material, title, code, sayWords(type, reason), type === 'S' ? 'text' : 'long_text');
  name(material, question, MAIN, { field, holds: 'words' });
}

function sayWords(type: string, reason: string): string {
  return TYPE_NAMES[type] ? reason : `${reason}, which is not known: its answers are read as words`;
}

function addWords(
  material: Material,
  title: LocalText,
  code: string,
  reason: string,
  kind: 'text' | 'long_text',
): number {
  return add(material, title, code, 'open', reason, (base) => ({ ...base, kind }));
}

function addFiles(material: Material, question: LimeQuestion, reason: string): void {
  const title = titleOr(question.title, question.code);
  const field = add(material, title, question.code, 'file', reason, (base) => ({ ...base, kind: 'file' }));
  name(material, question, MAIN, { field, holds: 'files' });
  name(
    material,
    question,
    { codes: ['filecount', '_filecount'], ids: ['_filecount', '_Cfilecount'], texts: [] },
    { field, holds: 'nothing' },
  );
}

const points = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    part(String(index + 1), words(String(index + 1), String(index + 1), String(index + 1))),
  );
const part = (code: string, title: LocalText): LimePart => ({ id: code, code, title });
const YES = part('Y', words('Yes', 'Ja', 'Oui'));
const NO = part('N', words('No', 'Nein', 'Non'));

/** What can be chosen where the type says it. */
function listFor({ type, answers }: LimeQuestion): LimePart[] {
  switch (type) {
    case '5':
    case 'A':
      return points(5);
    case 'B':
      return points(10);
    case 'Y':
      return [YES, NO];
    case 'G':
      return [part('F', words('Female', 'Weiblich', 'Féminin')), part('M', words('Male', 'Männlich', 'Masculin'))];
    case 'C':
      return [YES, part('U', words('Uncertain', 'Unsicher', 'Incertain')), NO];
    case 'E':
      return [
        part('I', words('Increase', 'Zunahme', 'Augmentation')),
        part('S', words('Same', 'Gleich', 'Sans changement')),
        part('D', words('Decrease', 'Abnahme', 'Diminution')),
      ];
    default:
      return answers[0];
  }
}

const OTHER_OPTION = part('-oth-', words('Other', 'Sonstiges', 'Autre'));

function optionsFrom(parts: readonly LimePart[]) {
  const { options, byCode } = optionsByLabel(parts.map(({ code, title }) => ({ code, title: titleOr(title, code) })));
  const byLabel = new Map<string, string>();
  for (const { code, title } of parts) {
    for (const { text } of Object.values(title)) byLabel.set(foldBlanks(text).toLowerCase(), byCode.get(code) ?? text);
  }
  return { options, resolve: { byCode, byLabel } };
}

function addList(material: Material, question: LimeQuestion, reason: string): void {
  const title = titleOr(question.title, question.code);
  const { options, resolve } = optionsFrom([...listFor(question), ...(question.hasOther ? [OTHER_OPTION] : [])]);
  const kind = choiceKind(options);
  const field = add(material, title, question.code, kind, reason, (base) => ({ ...base, kind, options }));
  name(material, question, MAIN, { field, holds: 'option', options: resolve });
  if (question.hasOther) addAside(material, question, OTHER, 'other');
  if (question.type === 'O') addAside(material, question, COMMENT, 'comment');
}

/** Words beside a choice. */
function addAside(
  material: Material,
  question: LimeQuestion,
  suffix: Suffix,
  word: string,
  stem = question.title,
): void {
  const title = withWord(titleOr(stem, question.code), word);
  const code = `${question.code}[${suffix.codes[0]}]`;
  const field = addWords(material, title, code, `words beside a choice (${word})`, 'text');
  name(material, question, suffix, { field, holds: 'words' });
}

function addMultiple(material: Material, question: LimeQuestion, reason: string): void {
  const title = titleOr(question.title, question.code);
  const { options, resolve } = optionsFrom(question.subquestions);
  const field = add(material, title, question.code, 'multiple', reason, (base) => ({
    ...base,
    kind: 'multiple',
    options,
  }));
  for (const sub of question.subquestions)
    name(material, question, ofPart(sub), { field, holds: 'mark', option: resolve.byCode.get(sub.code) ?? sub.code });
  if (question.hasOther) addAside(material, question, OTHER, 'other');
  if (question.type !== 'P') return;
  for (const sub of question.subquestions) {
    const suffix = {
      codes: [`${sub.code}comment`],
      ids: [`_S${sub.id}_Ccomment`],
      texts: [sub.title, ...COMMENT.texts],
    };
    addAside(material, question, suffix, 'comment', joinTitles(title, sub.title));
  }
}

function addRanking(material: Material, question: LimeQuestion, reason: string): void {
  const items = question.answers[0].length > 0 ? question.answers[0] : question.subquestions;
  const { options, resolve } = optionsFrom(items);
  const why = `${reason}: what was chosen is kept in its order`;
  const title = titleOr(question.title, question.code);
  const field = add(material, title, question.code, 'multiple', why, (base) => ({ ...base, kind: 'ranking', options }));
  for (const rank of items.keys()) {
    const place = String(rank + 1);
    const text = words(`Rank ${place}`, `Rang ${place}`, `Rang ${place}`);
    name(
      material,
      question,
      { codes: [place], ids: [`_R${place}`], texts: [text] },
      { field, holds: 'option', options: resolve, rank },
    );
  }
}

/** @param scale which one of a dual scale; null where there is one only */
function addMatrix(
  material: Material,
  question: LimeQuestion,
  reason: string,
  list: readonly LimePart[],
  scale: 0 | 1 | null,
): void {
  const { options, resolve } = optionsFrom(list);
  const stem = titleOr(question.title, question.code);
  const title = scale === null ? stem : withWord(stem, `scale ${scale + 1}`);
  const rows = question.subquestions.map((sub, index) => ({
    key: String(index + 1),
    title: titleOr(sub.title, sub.code),
  }));
  const code = scale === null ? question.code : `${question.code}#${scale}`;
  const field = add(material, title, code, 'matrix', reason, (base) => ({ ...base, kind: 'matrix', rows, options }));
  for (const [index, sub] of question.subquestions.entries()) {
    const own = ofPart(sub);
    const scaled = words(`Scale ${Number(scale) + 1}`, `Skala ${Number(scale) + 1}`, `Échelle ${Number(scale) + 1}`);
    const suffix =
      scale === null
        ? own
        : { codes: [`${sub.code}#${scale}`], ids: own.ids.map((id) => `${id}#${scale}`), texts: [sub.title, scaled] };
    name(material, question, suffix, { field, holds: 'option', options: resolve, row: String(index + 1) });
  }
}

function addPart(material: Material, question: LimeQuestion, sub: LimePart, reason: string, isNumber: boolean): void {
  const title = joinTitles(titleOr(question.title, question.code), titleOr(sub.title, sub.code));
  const code = `${question.code}[${sub.code}]`;
  const field = isNumber
    ? add(material, title, code, 'number', reason, (base) => ({ ...base, kind: 'number' }))
    : addWords(material, title, code, reason, 'text');
  name(material, question, ofPart(sub), { field, holds: 'words' });
}

function addCells(material: Material, question: LimeQuestion, reason: string, isNumber: boolean): void {
  for (const row of question.subquestions) {
    for (const column of question.columns) {
      const title = joinTitles(
        titleOr(question.title, question.code),
        titleOr(row.title, row.code),
        titleOr(column.title, column.code),
      );
      const code = `${question.code}[${row.code}_${column.code}]`;
      const field = isNumber
        ? add(material, title, code, 'number', reason, (base) => ({ ...base, kind: 'number' }))
        : addWords(material, title, code, reason, 'text');
      const suffix = {
        codes: [`${row.code}_${column.code}`],
        ids: [`_S${row.id}_S${column.id}`],
        texts: [row.title, column.title],
      };
      name(material, question, suffix, { field, holds: 'words' });
    }
  }
}
