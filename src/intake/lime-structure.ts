import type { LocalText } from '../core/text.ts';
import { type ExaminedFile, unreadable } from './file.ts';
import { titleText } from './html-text.ts';
import { FORM_ELEMENTS_MAX, REPLY_CHARACTERS_MAX } from './limits.ts';
import { localText } from './survey.ts';
import { isXml, readXmlFile, startOf, type XmlEvent } from './xml.ts';

/** A row of one of the tables that LimeSurvey writes as XML: by name of the column, without those that are empty. */
export type LimeRow = { readonly [column: string]: string };

/** What kind of LimeSurvey document a file is: `Survey` (.lss), `Responses` (.lsr), ...; null where it is none. */
export function limeDocument(file: ExaminedFile): string | null {
  if (!isXml(file)) return null;
  return /<LimeSurveyDocType>\s*(?:<!\[CDATA\[)?\s*(\w+)/.exec(startOf(file))?.[1] ?? null;
}

export type LimeItem =
  | { kind: 'row'; table: string; row: LimeRow; isTooLong: boolean }
  | { kind: 'broken'; line: number; reason: string };

/** Reads the tables of a document: `<document><TABLE><rows><row><COLUMN>`, as export_helper.php writes them. */
export async function* readLimeTables(batches: AsyncIterable<XmlEvent[]>): AsyncGenerator<LimeItem[]> {
  const path: string[] = [];
  let row: { [column: string]: string } = {};
  let [text, characters] = ['', 0];
  for await (const events of batches) {
    const items: LimeItem[] = [];
    for (const event of events) {
      switch (event.kind) {
        case 'open':
          path.push(event.name);
          text = '';
          if (path.length === ROW_DEPTH) {
            row = {};
            characters = 0;
          }
          break;
        case 'text':
          characters += path.length > ROW_DEPTH ? event.text.length : 0;
          if (path.length === ROW_DEPTH + 1 && characters <= REPLY_CHARACTERS_MAX) text += event.text;
          break;
        case 'close':
          if (path.length === ROW_DEPTH + 1) row[columnName(event.name)] = text;
          if (path.length === ROW_DEPTH && event.name === 'row')
            items.push({ kind: 'row', table: path[1] ?? '', row, isTooLong: characters > REPLY_CHARACTERS_MAX });
          path.pop();
          break;
        case 'broken':
          items.push(event);
      }
    }
    yield items;
  }
}

/** `document > table > rows > row`. */
const ROW_DEPTH = 4;

/** Names that XML does not allow are written with a low line in front, and `#` as a hyphen. */
function columnName(name: string): string {
  return name.replace(/^_(?=\d)/, '').replace(/-(?=[01]$)/, '#');
}

export type LimeQuestion = {
  qid: string;
  gid: string;
  sid: string;
  /** The letter of its type. */
  type: string;
  code: string;
  title: LocalText;
  hasOther: boolean;
  /** In the order of the form, those of the second scale (columns) apart. */
  subquestions: LimePart[];
  columns: LimePart[];
  /** By scale: dual scales have two. */
  answers: [LimePart[], LimePart[]];
};

export type LimePart = { id: string; code: string; title: LocalText };

export type LimeStructure = { title: string; language: string; languages: string[]; questions: LimeQuestion[] };

/**
 * Reads a questionnaire (.lss) of LimeSurvey, from version 2 (texts in the tables themselves) to 6 (texts in tables of their own).
 * @throws DomainError unreadable
 */
export async function readLimeStructure(file: ExaminedFile): Promise<LimeStructure> {
  if (limeDocument(file) !== 'Survey')
    throw unreadable(
      file.name,
      'is no questionnaire of LimeSurvey (.lss)',
      'Export the structure of the survey as .lss and give that file.',
    );
  const tables = new Map<string, LimeRow[]>();
  let rows = 0;
  for await (const items of readLimeTables(readXmlFile(file))) {
    for (const item of items) {
      if (item.kind === 'broken')
        throw unreadable(file.name, `is damaged or broken off (line ${item.line}: ${item.reason})`, 'Export it again.');
      if (!TABLES.has(item.table)) continue;
      if (++rows > 4 * FORM_ELEMENTS_MAX)
        throw unreadable(file.name, 'is larger than any questionnaire', 'Export it again.');
      const known = tables.get(item.table);
      if (known) known.push(item.row);
      else tables.set(item.table, [item.row]);
    }
  }
  return structureFrom((table) => tables.get(table) ?? []);
}

const TABLES = new Set([
  'groups',
  'questions',
  'subquestions',
  'question_l10ns',
  'answers',
  'answer_l10ns',
  'surveys',
  'surveys_languagesettings',
]);

type Rows = (table: string) => readonly LimeRow[];

function structureFrom(rows: Rows): LimeStructure {
  const questionTexts = textsBy(rows('question_l10ns'), 'qid', 'question', [
    ...rows('questions'),
    ...rows('subquestions'),
  ]);
  const answerTexts = answerTextsOf(rows);
  const [survey = {}] = rows('surveys');
  const language = shortCode(survey.language ?? 'en');
  const groups = new Map(rows('groups').map((group) => [group.gid ?? '', Number(group.group_order ?? 0)]));
  const all = [...rows('questions'), ...rows('subquestions')];
  const parents = once(all.filter(({ parent_qid = '0' }) => parent_qid === '0'));
  const children = Map.groupBy(
    once(all.filter(({ parent_qid = '0' }) => parent_qid !== '0')),
    (row) => row.parent_qid ?? '',
  );
  const answers = Map.groupBy(rows('answers'), ({ qid = '' }) => qid);
  const partsOf = (list: readonly LimeRow[]) =>
    byOrder(list, 'question_order').map(
      (row): LimePart => ({ id: row.qid ?? '', code: row.title ?? '', title: questionTexts(row.qid ?? '') }),
    );
  const inOrder = byOrder(parents, 'question_order').sort(
    (a, b) => (groups.get(a.gid ?? '') ?? 0) - (groups.get(b.gid ?? '') ?? 0),
  );
  const questions = inOrder.map((row): LimeQuestion => {
    const { qid = '', gid = '', sid = '', type = 'T', title: code = '', other = 'N' } = row;
    const own = children.get(qid) ?? [];
    const scaled = (scale: string) => own.filter(({ scale_id = '0' }) => scale_id === scale);
    return {
      qid,
      gid,
      sid,
      type,
      code,
      title: questionTexts(qid),
      hasOther: other === 'Y',
      subquestions: partsOf(scaled('0')),
      columns: partsOf(scaled('1')),
      answers: [answersOf(answers.get(qid), '0', answerTexts), answersOf(answers.get(qid), '1', answerTexts)],
    };
  });
  const languages = [language, ...(survey.additional_languages ?? '').split(/\s+/).map(shortCode)].filter(
    (code) => code !== '',
  );
  const title = rows('surveys_languagesettings')[0]?.surveyls_title ?? '';
  return { title: titleText(title), language, languages: [...new Set(languages)], questions };
}

/** Older files have a row for each language. */
function once(rows: readonly LimeRow[]): LimeRow[] {
  return [...new Map([...rows].reverse().map((row) => [row.qid ?? '', row])).values()].reverse();
}

function byOrder(rows: readonly LimeRow[], column: string): LimeRow[] {
  return [...rows].sort((a, b) => Number(a[column] ?? 0) - Number(b[column] ?? 0));
}

/** `de-informal` is German. */
function shortCode(language: string): string {
  return language.trim().split('-')[0]?.toLowerCase() ?? '';
}

/** Texts in their languages by an id, from the table of texts, in older files from the rows themselves. */
function textsBy(
  l10ns: readonly LimeRow[],
  id: string,
  column: string,
  older: readonly LimeRow[],
): (key: string) => LocalText {
  const rows = l10ns.length > 0 ? l10ns : older;
  const byId = Map.groupBy(rows, (row) => row[id] ?? '');
  return (key) =>
    localText(
      (byId.get(key) ?? []).map((row) => [shortCode(row.language ?? ''), titleText(row[column] ?? '')] as const),
    );
}

function answerTextsOf(rows: Rows): (row: LimeRow) => LocalText {
  const l10ns = rows('answer_l10ns');
  if (l10ns.length > 0) {
    const texts = textsBy(l10ns, 'aid', 'answer', []);
    return ({ aid = '' }) => texts(aid);
  }
  const older = Map.groupBy(rows('answers'), ({ qid, code, scale_id = '0' }) => `${qid} ${code} ${scale_id}`);
  return ({ qid, code, scale_id = '0' }) =>
    localText(
      (older.get(`${qid} ${code} ${scale_id}`) ?? []).map(
        (row) => [shortCode(row.language ?? ''), titleText(row.answer ?? '')] as const,
      ),
    );
}

function answersOf(
  rows: readonly LimeRow[] | undefined,
  scale: string,
  texts: (row: LimeRow) => LocalText,
): LimePart[] {
  const own = byOrder(
    (rows ?? []).filter(({ scale_id = '0' }) => scale_id === scale),
    'sortorder',
  );
  const parts = own.map((row): LimePart => ({ id: row.aid ?? '', code: row.code ?? '', title: texts(row) }));
  return [...new Map(parts.map((part) => [part.code, part])).values()];
}
