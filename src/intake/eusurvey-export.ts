import { unreadable } from './file.ts';
import { FORM_ELEMENTS_MAX, REPLY_CHARACTERS_MAX } from './limits.ts';
import type { XmlEvent } from './xml.ts';

/**
 * What stands in the results of a survey as EUSurvey writes them in XML: the form in each of its languages, then the
 * replies. After the writer's source, XmlExportCreator.java.
 */
export type ExportItem =
  | { kind: 'results'; created: string }
  | { kind: 'survey'; id: string; alias: string }
  | { kind: 'element'; language: string; element: FormElement }
  | { kind: 'set'; set: AnswerSet }
  /** An element that is not known, or whose content is no answer. */
  | { kind: 'skipped'; name: string }
  /** The document ends or makes no sense from here on. */
  | { kind: 'broken'; line: number; reason: string };

export type FormElement = {
  /** Name of the XML element: `Question`, `MatrixTitle`, ... */
  tag: string;
  id: string;
  type: string;
  /** The name that the author of the form gave it; empty where the export leaves it out. */
  shortname: string;
  title: string;
  /** Options of a cell of a complex table. */
  options: FormElement[];
};

export type AnswerSet = {
  /** Which one of the file, from 1. */
  number: number;
  attributes: { readonly [name: string]: string };
  answers: GivenAnswer[];
  isTooLong: boolean;
};

export type GivenAnswer = { tag: AnswerTag; question: string; option: string; text: string };
export type AnswerTag = 'Answer' | 'ExplanationText' | 'ExplanationFile' | 'Discussion';

type Frame = { name: string; attributes: { readonly [name: string]: string }; text: string; inner: FormElement[] };

/** Elements of the form that stand for themselves. */
const FORM_TAGS = new Set([
  'Section',
  'Text',
  'Image',
  'Question',
  'Answer',
  'MatrixTitle',
  'MatrixQuestion',
  'MatrixAnswer',
  'ComplexTableTitle',
  'Cell',
  'TableTitle',
  'TableQuestion',
  'TableAnswer',
  'RatingQuestion',
  'RankingItem',
]);
/** What belongs to others and holds nothing of its own. */
const SILENT = new Set([
  'Survey',
  'Elements',
  'Answers',
  'Results',
  'MatrixCell',
  'CellTitle',
  'ResultText',
  'Explanation',
]);

/**
 * Turns the events of an XML document into what the export holds.
 * @param name of the file, for sentences
 * @throws DomainError unreadable where the form is larger than any form can be
 */
export async function* readExport(name: string, batches: AsyncIterable<XmlEvent[]>): AsyncGenerator<ExportItem> {
  const machine = newMachine(name);
  for await (const events of batches) {
    // Most events make no item; delegating to their empty lists would wait for each of them.
    for (const event of events) for (const item of machine.take(event)) yield item;
  }
}

function newMachine(name: string) {
  const stack: Frame[] = [];
  let [sets, characters, elements] = [0, 0, 0];
  let set: AnswerSet | null = null;

  const open = (frame: Frame): ExportItem[] => {
    stack.push(frame);
    if (frame.name === 'Results') return [{ kind: 'results', created: frame.attributes.create ?? '' }];
    if (frame.name === 'Survey') {
      const { id = '', alias = '' } = frame.attributes;
      return [{ kind: 'survey', id, alias }];
    }
    if (frame.name === 'AnswerSet') {
      set = { number: ++sets, attributes: frame.attributes, answers: [], isTooLong: false };
      characters = 0;
    }
    return [];
  };

  const text = (words: string) => {
    const frame = stack.at(-1);
    if (!frame) return;
    characters += words.length;
    if (set && characters > REPLY_CHARACTERS_MAX) set.isTooLong = true;
    else if (set || frame.text.length < REPLY_CHARACTERS_MAX) frame.text += words;
  };

  const close = (): ExportItem[] => {
    const frame = stack.pop();
    const parent = stack.at(-1);
    if (!frame) return [];
    if (frame.name === 'AnswerSet') {
      const whole = set;
      set = null;
      return whole ? [{ kind: 'set', set: whole }] : [];
    }
    return set ? closeAnswer(set, frame, parent) : closeElement(frame, parent);
  };

  const closeElement = (frame: Frame, parent: Frame | undefined): ExportItem[] => {
    if (!FORM_TAGS.has(frame.name)) return SILENT.has(frame.name) ? cellText(frame, parent) : skipped(frame);
    if (++elements > FORM_ELEMENTS_MAX)
      throw unreadable(name, `has more than ${FORM_ELEMENTS_MAX} questions and options`, 'Export it again.');
    const element = formElement(frame);
    if (parent?.name === 'Cell') {
      parent.inner.push(element);
      return [];
    }
    return [{ kind: 'element', language: (parent?.attributes.lang ?? '').toLowerCase(), element }];
  };

  return {
    take(event: XmlEvent): ExportItem[] {
      switch (event.kind) {
        case 'open':
          return open({ name: event.name, attributes: event.attributes, text: '', inner: [] });
        case 'text':
          text(event.text);
          return [];
        case 'close':
          return close();
        case 'broken':
          return [event];
      }
    },
  };
}

function formElement({ name, attributes, text, inner }: Frame): FormElement {
  const { id = '', type = '', bid = '' } = attributes;
  return { tag: name, id, type: type.replace(/\s*:\s*$/, '').trim(), shortname: bid, title: text, options: inner };
}

/** A cell of a complex table is best called by the text that results show; else by its own title. */
function cellText(frame: Frame, parent: Frame | undefined): ExportItem[] {
  const isTitle = frame.name === 'ResultText' || (frame.name === 'CellTitle' && parent?.text.trim() === '');
  if (parent?.name === 'Cell' && isTitle && frame.text.trim() !== '') parent.text = frame.text;
  return [];
}

function closeAnswer(set: AnswerSet, frame: Frame, parent: Frame | undefined): ExportItem[] {
  switch (frame.name) {
    case 'Answer':
    case 'Discussion':
    case 'ExplanationText':
    case 'ExplanationFile': {
      const { qid = parent?.attributes.qid ?? '', aid = '' } = frame.attributes;
      if (!set.isTooLong) set.answers.push({ tag: frame.name, question: qid, option: aid, text: frame.text });
      return [];
    }
    default:
      return SILENT.has(frame.name) ? [] : skipped(frame);
  }
}

function skipped({ name }: Frame): ExportItem[] {
  return [{ kind: 'skipped', name }];
}
