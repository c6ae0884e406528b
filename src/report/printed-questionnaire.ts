import { type AnswerTest, type Condition, testsOf } from '../core/condition.ts';
import { type MessageKey, type MessageValues, message } from '../core/message.ts';
import { SCOPES, SIZES, USER_TYPES } from '../core/profile.ts';
import { asks, type Option, type Question } from '../core/question.ts';
import { conditionItems } from '../core/questionnaire.ts';
import { type LocalText, pickText } from '../core/text.ts';
import { formatNumber } from '../core/wording.ts';
import { PDF_BEGINNING, typesetPdf } from './pdf.ts';

/** What stands on the first page of a printed questionnaire beside its questions. */
export type PrintedHead = {
  title: LocalText;
  leadBody: LocalText;
  contact: LocalText;
  contactEmailAddress: string | null;
  /** Until when papers are taken, in words; null where no date is set. */
  until: string | null;
  /** Says that it is an example; null where it is none. */
  notice: LocalText | null;
};

/** A block of the print, as the template draws it. */
type Block =
  | { draw: 'section'; title: string; help: string }
  | { draw: 'info'; title: string; help: string }
  | {
      draw: 'question';
      number: string;
      title: string;
      /** What to do: choose one, only where something else was answered, and so on. */
      notes: string[];
      boxes: { label: string; shape: 'one' | 'several' | 'number'; words: boolean }[];
      /** Empty lines to write on. */
      lines: number;
      grid: { columns: string[]; rows: string[]; shape: 'one' | 'several' } | null;
    };

/**
 * A questionnaire to print, as PDF/UA: boxes to tick, lines to write on, and in words what the form on the screen does by
 * itself (which questions to leave out, how many to choose).
 */
export async function printQuestionnaire(
  questions: readonly Question[],
  head: PrintedHead,
  language: string,
): Promise<Buffer> {
  const say: Say = (key, values) => message(key, language, values).text;
  const pick = (local: LocalText) => pickText(local, language).text;
  let number = 0;
  const blocks = questions.flatMap((question, i): Block[] => {
    if (question.kind === 'hidden') return [];
    if (asks(question)) number++;
    return blocksOf(question, { say, pick, language, number, earlier: questions.slice(0, i), questions });
  });
  const title = pick(head.title);
  const contact = [pick(head.contact), head.contactEmailAddress ?? ''].filter((part) => part !== '').join('\n');
  return await typesetPdf(TEMPLATE, {
    language,
    title: title || say('desk.questionnaires.questionnaire'),
    lead_body: pick(head.leadBody),
    notice: head.notice ? pick(head.notice) : '',
    until: head.until ? say('print.until', { when: head.until }) : '',
    contact: contact === '' ? '' : `${say('print.send_to')}\n${contact}`,
    blocks,
  });
}

type Say = (key: MessageKey, values?: MessageValues) => string;
type Printing = {
  say: Say;
  pick: (local: LocalText) => string;
  language: string;
  number: number;
  earlier: readonly Question[];
  questions: readonly Question[];
};

function blocksOf(question: Question, printing: Printing): Block[] {
  const { say, pick } = printing;
  const help = question.help ? pick(question.help) : '';
  if (question.kind === 'section' || question.kind === 'info')
    return [{ draw: question.kind, title: pick(question.title), help: withCondition(help, question, printing) }];
  if (question.kind === 'profile') return profileBlocks(question, printing);
  const title = pick(question.title) || say(`question.kind.${question.kind}`);
  const notes = [help, ...notesOf(question, printing)].filter((note) => note !== '');
  return [{ ...empty(printing, title, notes), ...drawn(question, printing) }];
}

type Drawn = Extract<Block, { draw: 'question' }>;

function empty({ number }: Printing, title: string, notes: string[]): Drawn {
  return { draw: 'question', number: String(number), title, notes, boxes: [], lines: 0, grid: null };
}

function withCondition(help: string, question: Question, printing: Printing): string {
  const only = question.showIf ? conditionWords(question.showIf, printing) : '';
  return [only, help].filter((part) => part !== '').join(' ');
}

function notesOf(question: Question, printing: Printing): string[] {
  const { say } = printing;
  const notes: string[] = [];
  if (question.showIf) notes.push(conditionWords(question.showIf, printing));
  if (!question.required && !question.requiredIf && question.kind !== 'consent') notes.push(say('question.optional'));
  switch (question.kind) {
    case 'single':
    case 'scale':
      return [...notes, say('print.tick_one')];
    case 'multiple': {
      const { minChoices: least, maxChoices: most } = question;
      if (least !== undefined && most !== undefined) notes.push(say('question.choose_between', { least, most }));
      else if (most !== undefined) notes.push(say('question.choose_most', { most }));
      else notes.push(least === undefined ? say('question.choose_several') : say('question.choose_least', { least }));
      return notes;
    }
    case 'ranking':
      return [...notes, say('question.rank')];
    case 'points':
      return [...notes, say('question.points', { budget: question.budget })];
    case 'matrix':
      return [...notes, say(question.multiple ? 'print.tick_several_a_row' : 'print.tick_one_a_row')];
    case 'file':
      return [...notes, say('print.enclose')];
    case 'text':
    case 'long_text':
      return question.maxCharacters === undefined
        ? notes
        : [...notes, say('question.most_characters', { most: question.maxCharacters })];
    default:
      return notes;
  }
}

const LINES = { text: 1, word: 1, idea: 2, long_text: 9 } as const;

function drawn(question: Question, printing: Printing): Partial<Drawn> {
  const { pick } = printing;
  const box = (shape: 'one' | 'several' | 'number') => (option: Option) => ({
    label: pick(option.title) || option.key,
    shape,
    words: option.other === true,
  });
  switch (question.kind) {
    case 'text':
    case 'word':
    case 'idea':
    case 'long_text':
      return { lines: LINES[question.kind] };
    case 'single':
    case 'scale':
      return { boxes: question.options.map(box('one')) };
    case 'multiple':
      return { boxes: question.options.map(box('several')) };
    case 'ranking':
    case 'points':
      return { boxes: question.options.map(box('number')) };
    case 'matrix':
      return {
        grid: {
          columns: question.options.map((option) => pick(option.title) || option.key),
          rows: question.rows.map((row) => pick(row.title) || row.key),
          shape: question.multiple ? 'several' : 'one',
        },
      };
    case 'consent':
      return { boxes: [{ label: pick(question.statement), shape: 'several', words: false }] };
    case 'number':
      return question.unit ? { boxes: [{ label: question.unit, shape: 'number', words: false }] } : { lines: 1 };
    case 'file':
      return {};
    default:
      return { lines: 1 };
  }
}

/** The profile as its parts, with who has to fill in which. */
function profileBlocks(question: Question, printing: Printing): Block[] {
  const { say, pick } = printing;
  const own = pick(question.title);
  const notes = question.showIf ? [conditionWords(question.showIf, printing)] : [];
  const list = (labels: string[]) => labels.map((label) => ({ label, shape: 'one' as const, words: false }));
  const part = (suffix: string, title: string, more: Partial<Drawn>, note = ''): Block => ({
    ...empty(printing, title, note === '' ? notes : [...notes, note]),
    number: `${printing.number}${suffix}`,
    ...more,
  });
  const types = USER_TYPES.map((type) => say(`profile.user_type.${type}`));
  const for_ = (...of: (typeof USER_TYPES)[number][]) =>
    say('print.only_as', {
      types: formatList(
        of.map((type) => say(`profile.user_type.${type}`)),
        printing.language,
      ),
    });
  return [
    part('a', own || say('question.profile.user_type'), { boxes: list(types) }),
    part('b', say('question.profile.country'), { lines: 1 }),
    part('c', say('question.profile.organisation'), { lines: 1 }, say('print.not_citizens')),
    part(
      'd',
      say('question.profile.size'),
      { boxes: list(SIZES.map((size) => say(`profile.size.${size}`))) },
      for_('COMPANY', 'BUSINESS_ASSOCIATION'),
    ),
    part(
      'e',
      say('question.profile.scope'),
      { boxes: list(SCOPES.map((scope) => say(`profile.scope.${scope}`))) },
      for_('PUBLIC_AUTHORITY'),
    ),
  ];
}

function formatList(items: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'disjunction' }).format(items);
}

/** Who is to answer, in words: the numbers are those of the print. */
function conditionWords(condition: Condition, printing: Printing): string {
  const tests = testsOf(condition).map((test) => testWords(test, printing));
  const joined = new Intl.ListFormat(printing.language, {
    type: 'all' in condition ? 'conjunction' : 'disjunction',
  }).format(tests);
  return printing.say('print.only_if', { conditions: joined });
}

function testWords(test: AnswerTest, { say, pick, earlier, questions, language }: Printing): string {
  const item = conditionItems(earlier).find(({ key }) => key === test.question);
  const asked = questions.filter((one) => asks(one) && one.kind !== 'hidden');
  const at = item ? asked.findIndex(({ key }) => key === item.question.key) + 1 : 0;
  const row = item?.row ? ` (${pick(item.row)})` : '';
  const question = at > 0 ? `${say('print.question', { number: at })}${row}` : test.question;
  const answers = 'values' in test ? test.values.map((value) => answerName(value)) : [];
  function answerName(value: string): string {
    const option = item?.options.find(({ key }) => key === value);
    if (!option) return value;
    return 'userType' in option ? say(`profile.user_type.${option.userType}`) : pick(option.title) || value;
  }
  const listed = formatList(
    answers.map((answer) => say('print.answer', { answer })),
    language,
  );
  const number = 'number' in test ? formatNumber(test.number, language) : '';
  return `${question} ${say(`print.test.${test.is}`, { answers: listed, number })}`;
}

const TEMPLATE = `${PDF_BEGINNING}
#let mark(shape) = if shape == "one" {
  box(baseline: 15%, circle(radius: 4.2pt, stroke: 0.8pt))
} else if shape == "several" {
  box(baseline: 15%, square(size: 8.4pt, stroke: 0.8pt))
} else {
  box(baseline: 25%, rect(width: 26pt, height: 13pt, stroke: 0.8pt))
}
#let writing-line = block(above: 1.5em, below: 0pt, width: 100%, line(length: 100%, stroke: 0.5pt + luma(120)))
#if data.lead_body != "" [#text(size: 9.5pt, fill: luma(90))[#data.lead_body] \\ ]
= #data.title
#if data.notice != "" [#block(stroke: (left: 2pt), inset: (left: 8pt, y: 3pt))[#data.notice]]
#for words in (data.until, data.contact) { if words != "" { par(words.split("\\n").join(linebreak())) } }
#for it in data.blocks {
  if it.draw == "section" [
    #if it.title != "" { heading(level: 2, it.title) }
    #if it.help != "" { par(it.help) }
  ] else if it.draw == "info" {
    block(above: 1.2em)[*#it.title* #if it.help != "" { par(it.help) }]
  } else {
    block(above: 1.5em, below: 0.4em, breakable: it.lines > 4 or it.boxes.len() > 12 or it.grid != none)[
      #block(below: 0.5em, sticky: true)[*#it.number. #it.title*]
      #for note in it.notes [#block(below: 0.5em, sticky: true)[#text(size: 9pt, fill: luma(70))[#note]]]
      #for option in it.boxes [
        #block(above: 0.55em, below: 0.55em)[#mark(option.shape) #h(4pt) #option.label#if option.words [: #box(width: 1fr, line(length: 100%, stroke: 0.5pt + luma(120)))]]
      ]
      #if it.grid != none {
        table(
          columns: (2.2fr, ..it.grid.columns.map(c => 1fr)),
          align: (x, y) => if x == 0 { left + horizon } else { center + horizon },
          stroke: 0.4pt + luma(150),
          table.header([], ..it.grid.columns.map(c => text(size: 8.5pt, c))),
          ..it.grid.rows.map(r => ([#r], ..it.grid.columns.map(c => mark(it.grid.shape)))).flatten(),
        )
      }
      #for i in range(it.lines) { writing-line }
      #if it.lines > 0 { v(0.6em) }
    ]
  }
}
`;
