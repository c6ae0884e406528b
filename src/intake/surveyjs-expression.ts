import type { AnswerTest, Condition } from '../core/condition.ts';

/**
 * Reads a condition of SurveyJS as far as ours can say it: tests of earlier answers against constants, all joined by `and` or
 * all by `or`. Null where it says more than that: functions, arithmetic, nesting, other questions on the right.
 */
export function readExpression(text: string): Condition | null {
  const tokens = tokensOf(text);
  if (tokens === null || tokens.length === 0) return null;
  const tests: AnswerTest[] = [];
  const joins = new Set<string>();
  let at = 0;
  while (at < tokens.length) {
    if (at > 0) {
      const join = tokens[at++]!;
      if (join.kind !== 'word' || !(join.text in JOINS)) return null;
      joins.add(JOINS[join.text]!);
    }
    const read = readTest(tokens, at);
    if (read === null) return null;
    tests.push(...read.tests);
    // Several tests for one comparison hold only together.
    if (read.tests.length > 1) joins.add('all');
    at = read.next;
  }
  if (joins.size > 1) return null;
  return joins.has('any') ? { any: tests } : { all: tests };
}

const JOINS: { readonly [word: string]: 'all' | 'any' } = {
  and: 'all',
  '&&': 'all',
  '&': 'all',
  or: 'any',
  '||': 'any',
  '|': 'any',
};

type Token = { kind: 'name' | 'literal' | 'word' | 'list'; text: string; values: string[] };

const TOKEN =
  /\s*(?:\{([^{}]+)\}|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?)(?![\w.])|(<>|<=|>=|==|!=|&&|\|\||[=<>&|!])|([A-Za-z]+)|(\[)|(\])|(,))/y;

function tokensOf(text: string): Token[] | null {
  const tokens: Token[] = [];
  let list: string[] | null = null;
  TOKEN.lastIndex = 0;
  const source = text.trim();
  while (TOKEN.lastIndex < source.length) {
    const found = TOKEN.exec(source);
    if (!found) return null;
    const [, name, single, double, number, sign, word, opens, closes, comma] = found;
    const literal = single ?? double ?? number;
    if (list !== null) {
      if (closes) {
        tokens.push({ kind: 'list', text: '', values: list });
        list = null;
      } else if (literal !== undefined) list.push(unescaped(literal));
      else if (!comma) return null;
    } else if (name !== undefined) tokens.push({ kind: 'name', text: name.trim(), values: [] });
    else if (literal !== undefined)
      tokens.push({ kind: 'literal', text: unescaped(literal), values: [unescaped(literal)] });
    else if (opens) list = [];
    else if (sign ?? word) tokens.push(asToken((sign ?? word)!.toLowerCase()));
    else return null;
  }
  return list === null ? tokens : null;
}

/** `true` and `false` are constants; everything else that is a word says what to compare or how to join. */
function asToken(word: string): Token {
  const isConstant = word === 'true' || word === 'false';
  return { kind: isConstant ? 'literal' : 'word', text: word, values: isConstant ? [word] : [] };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

function readTest(tokens: readonly Token[], at: number): { tests: AnswerTest[]; next: number } | null {
  const [name, operator, operand] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (name?.kind !== 'name' || operator?.kind !== 'word') return null;
  const question = name.text;
  const alone = (is: 'answered' | 'not_answered') => ({ tests: [{ question, is }], next: at + 2 });
  if (operator.text === 'notempty') return alone('answered');
  if (operator.text === 'empty') return alone('not_answered');
  if (operand?.kind !== 'literal' && operand?.kind !== 'list') return null;
  const { values } = operand;
  const tests = (...made: AnswerTest[]) => ({ tests: made, next: at + 3 });
  const number = Number(operand.text);
  switch (operator.text) {
    case '=':
    case '==':
    case 'equal':
      return values.length === 1 ? tests({ question, is: 'one_of', values }) : null;
    case 'anyof':
      return tests({ question, is: 'one_of', values });
    case 'contains':
    case 'contain':
    case 'allof':
      return values.length === 0
        ? null
        : tests(...values.map((value): AnswerTest => ({ question, is: 'one_of', values: [value] })));
    case '<>':
    case '!=':
    case 'notequal':
    case 'notcontains':
    case 'notcontain':
    case 'noneof':
      return values.length === 1 || operator.text === 'noneof' ? tests({ question, is: 'none_of', values }) : null;
    case '>=':
    case 'greaterorequal':
      return operand.kind === 'literal' && Number.isFinite(number) ? tests({ question, is: 'at_least', number }) : null;
    case '<=':
    case 'lessorequal':
      return operand.kind === 'literal' && Number.isFinite(number) ? tests({ question, is: 'at_most', number }) : null;
    default:
      return null;
  }
}
