import { asNumber, holds, type SaidOf } from './condition.ts';
import type { Answer } from './contribution.ts';
import { isCountry } from './country.ts';
import { type Filled, type FilledFile, oneValue, type Problem, type ProblemCode } from './filled.ts';
import { isLanguage } from './language.ts';
import { parseEmailAddress } from './mail.ts';
import { NO_PROFILE, type PersonalData, type StakeholderProfile } from './profile.ts';
import { asks, type Option, otherKey, type Question, type QuestionKind } from './question.ts';
import { checkProfile, PROFILE_FIELDS } from './stakeholder-profile.ts';
import { countCodePoints, firstUnstorable } from './text.ts';
import { dayFrom } from './time.ts';

/** What a filled questionnaire says. */
export type Said = {
  answers: Answer[];
  profile: StakeholderProfile;
  personal: PersonalData;
  problems: Problem[];
  /** Keys of the questions that are asked, given what was answered before each. */
  asked: ReadonlySet<string>;
};

/** Most characters of an answer whose question sets no limit of its own, in code points. */
export const MOST_CHARACTERS = { text: 500, long_text: 20_000, word: 60, idea: 1000, hidden: 200 } as const;

type Step = { answers: Answer[]; said: string[]; problems: Problem[] };

/**
 * Reads a filled questionnaire: answers to the questions that are asked, and what is wrong, field by field. Answers to what is
 * not asked any more (an earlier answer changed) are left out. The one parser for forms, API and paper.
 * @param questions the questionnaire in order, or the first pages of it
 * @param only keys of the questions whose problems matter; all by default
 */
export function readFilled(
  questions: readonly Question[],
  filled: Filled,
  files: readonly FilledFile[] = [],
  only?: ReadonlySet<string>,
): Said {
  const said = new Map<string, readonly string[]>();
  const saidOf: SaidOf = (question) => said.get(question) ?? [];
  const result = {
    answers: [] as Answer[],
    problems: [] as Problem[],
    profile: NO_PROFILE,
    personal: {} as PersonalData,
  };
  const asked = new Set<string>();
  for (const question of questions) {
    if (question.showIf && !holds(question.showIf, saidOf)) continue;
    asked.add(question.key);
    if (!asks(question)) continue;
    const required = question.required || (question.requiredIf !== undefined && holds(question.requiredIf, saidOf));
    const step = readQuestion(question, required === true, filled, files);
    for (const [key, values] of saidBy(question, step)) said.set(key, values);
    if (step.profile) Object.assign(result, { profile: step.profile, personal: step.personal });
    result.answers.push(...step.answers);
    if (!only || only.has(question.key)) result.problems.push(...step.problems);
  }
  return { ...result, asked };
}

function saidBy(question: Question, { answers, said }: Step): Iterable<[string, readonly string[]]> {
  const rows = answers.flatMap((answer): [string, readonly string[]][] =>
    'values' in answer && answer.question !== question.key ? [[answer.question, answer.values]] : [],
  );
  const type: [string, readonly string[]][] = question.kind === 'profile' ? [[PROFILE_FIELDS.userType, said]] : [];
  return [...rows, ...type, [question.key, said]];
}

type ProfileStep = Step & { profile?: StakeholderProfile; personal?: PersonalData };

function readQuestion(
  question: Question,
  required: boolean,
  filled: Filled,
  files: readonly FilledFile[],
): ProfileStep {
  const { key } = question;
  const value = oneValue(filled, key);
  switch (question.kind) {
    case 'text':
    case 'long_text':
    case 'word':
    case 'idea':
      return readWords(key, key, filled, question.maxCharacters ?? MOST_CHARACTERS[question.kind], required);
    case 'hidden':
      return readClosed(key, value === '' ? [] : [value], required, () =>
        value.length > MOST_CHARACTERS.hidden ? { code: 'too_long', values: { most: MOST_CHARACTERS.hidden } } : null,
      );
    case 'single':
    case 'scale':
      return readChoice(question.key, question.options, listed(filled, key).slice(0, 1), filled, required, {});
    case 'multiple':
      return readChoice(question.key, question.options, listed(filled, key), filled, required, question);
    case 'ranking':
      return readRanking(question, filled, required);
    case 'points':
      return readPoints(question, filled, required);
    case 'matrix':
      return readMatrix(question, filled, required);
    case 'number':
      return readNumber(question, value, required);
    case 'date':
      return readClosed(key, value === '' ? [] : [isoDay(value) ?? value], required, () =>
        isoDay(value) === null ? { code: 'not_a_date' } : null,
      );
    case 'time':
      return readClosed(key, value === '' ? [] : [value], required, () =>
        /^([01]\d|2[0-3]):[0-5]\d$/.test(value) ? null : { code: 'not_a_time' },
      );
    case 'email':
      return readClosed(key, value === '' ? [] : [value], required, () =>
        parseEmailAddress(value) !== null ? null : { code: 'not_an_email' },
      );
    case 'url':
      return readClosed(key, value === '' ? [] : [value], required, () =>
        isWebUrl(value) ? null : { code: 'not_a_url' },
      );
    case 'country':
      return readClosed(key, value === '' ? [] : [value], required, () =>
        isCountry(value) ? null : { code: 'not_a_country' },
      );
    case 'language':
      return readClosed(key, value === '' ? [] : [value], required, () =>
        isLanguage(value) ? null : { code: 'not_a_language' },
      );
    case 'consent':
      return readClosed(key, value === 'yes' ? ['yes'] : [], false, () => null, required);
    case 'file':
      return readFiles(key, question.maxFiles ?? 1, files, required);
    case 'profile': {
      const { profile, personal, problems } = checkProfile(filled, key, required);
      return { answers: [], said: profile.userType ? [profile.userType] : [], problems, profile, personal };
    }
    case 'section':
    case 'info':
      return { answers: [], said: [], problems: [] };
  }
}

function listed(filled: Filled, field: string): string[] {
  return [...new Set((filled[field] ?? []).filter((value) => value !== ''))];
}

/** A question of one kind. */
type Asked<Kind extends QuestionKind> = Extract<Question, { kind: Kind }>;

type Wrong = Pick<Problem, 'code' | 'values'>;

function readWords(field: string, question: string, filled: Filled, most: number, required: boolean): Step {
  const text = (filled[field]?.[0] ?? '').replace(/\r\n?/g, '\n');
  const problem = (code: ProblemCode, values?: Problem['values']): Problem[] => [
    { field, question, code, ...(values && { values }) },
  ];
  if (text.trim() === '') return { answers: [], said: [], problems: required ? problem('required') : [] };
  if (firstUnstorable(text) >= 0) return { answers: [], said: [], problems: problem('unstorable') };
  const length = countCodePoints(text);
  const problems = length > most ? problem('too_long', { most, over: length - most }) : [];
  return { answers: [{ question: field, text }], said: [text.trim()], problems };
}

function readClosed(
  key: string,
  values: string[],
  required: boolean,
  check: () => Wrong | null,
  consent = false,
): Step {
  const empty = values.length === 0;
  const wrong: Wrong | null =
    empty && consent ? { code: 'consent' } : empty && required ? { code: 'required' } : empty ? null : check();
  const unstorable = values.some((value) => firstUnstorable(value) >= 0);
  const found: Wrong | null = unstorable ? { code: 'unstorable' } : wrong;
  return {
    answers: empty || found ? [] : [{ question: key, values }],
    said: values,
    problems: found ? [{ field: key, question: key, ...found }] : [],
  };
}

type Limits = { minChoices?: number; maxChoices?: number };

function readChoice(
  key: string,
  options: readonly Option[],
  chosen: readonly string[],
  filled: Filled,
  required: boolean,
  limits: Limits,
): Step {
  const known = options.filter((option) => chosen.includes(option.key));
  const closed = readClosed(
    key,
    known.map((option) => option.key),
    required,
    () => wrongChoice(known, limits),
  );
  if (chosen.some((value) => !options.some((option) => option.key === value))) {
    return { ...closed, problems: [{ field: key, question: key, code: 'not_an_option' }] };
  }
  const words = known.filter(({ other }) => other).map((option) => readOther(key, option, filled));
  return {
    answers: [...closed.answers, ...words.flatMap(({ answers }) => answers)],
    said: closed.said,
    problems: [...closed.problems, ...words.flatMap(({ problems }) => problems)],
  };
}

function wrongChoice(known: readonly Option[], { minChoices, maxChoices }: Limits): Wrong | null {
  if (known.length > 1 && known.some(({ exclusive }) => exclusive)) return { code: 'exclusive' };
  if (minChoices !== undefined && known.length < minChoices && !known.some(({ exclusive }) => exclusive))
    return { code: 'too_few', values: { least: minChoices } };
  if (maxChoices !== undefined && known.length > maxChoices) return { code: 'too_many', values: { most: maxChoices } };
  return null;
}

function readOther(key: string, option: Option, filled: Filled): Step {
  const field = otherKey(key, option.key);
  const step = readWords(field, key, filled, MOST_CHARACTERS.text, true);
  const problems = step.problems.map((one) =>
    one.code === 'required' ? { ...one, code: 'other_missing' as const } : one,
  );
  return { ...step, problems };
}

function readRanking(question: Asked<'ranking'>, filled: Filled, required: boolean): Step {
  const { key, options } = question;
  const given = options.flatMap((option) => {
    const field = otherKey(key, option.key);
    const value = oneValue(filled, field);
    return value === '' ? [] : [{ option, field, rank: Number(value) }];
  });
  const values = [...given].sort((a, b) => a.rank - b.rank).map(({ option }) => option.key);
  const bad = given.find(({ rank }) => !Number.isInteger(rank) || rank < 1 || rank > options.length);
  if (bad) return { answers: [], said: [], problems: [{ field: bad.field, question: key, code: 'not_an_option' }] };
  const twice = given.find(({ rank }, i) => given.findIndex((one) => one.rank === rank) < i);
  if (twice)
    return {
      answers: [],
      said: [],
      problems: [{ field: twice.field, question: key, code: 'rank_twice', values: { rank: twice.rank } }],
    };
  return readClosed(key, values, required, () => {
    if (Math.max(...given.map(({ rank }) => rank)) > given.length) return { code: 'rank_gap' };
    return wrongChoice(
      given.map(({ option }) => ({ ...option, exclusive: false })),
      question,
    );
  });
}

function readPoints(question: Asked<'points'>, filled: Filled, required: boolean): Step {
  const { key, options, budget } = question;
  const given = options.flatMap((option) => {
    const field = otherKey(key, option.key);
    const value = oneValue(filled, field);
    return value === '' || value === '0' ? [] : [{ option, field, points: Number(value) }];
  });
  const bad = given.find(({ points }) => !Number.isInteger(points) || points < 0);
  if (bad) return { answers: [], said: [], problems: [{ field: bad.field, question: key, code: 'not_a_number' }] };
  const sum = given.reduce((total, { points }) => total + points, 0);
  const values = given.map(({ option, points }) => `${option.key}:${points}`);
  return readClosed(key, values, required, () =>
    sum > budget ? { code: 'points_over', values: { budget, sum } } : null,
  );
}

function readMatrix(question: Asked<'matrix'>, filled: Filled, required: boolean): Step {
  const steps = question.rows.map((row) => {
    const field = `${question.key}.${row.key}`;
    const chosen = listed(filled, field).slice(0, question.multiple ? undefined : 1);
    const step = readChoice(field, question.options, chosen, {}, required, {});
    return {
      ...step,
      problems: step.problems.map((one) => ({
        ...one,
        question: question.key,
        code: one.code === 'required' ? ('row_missing' as const) : one.code,
      })),
    };
  });
  return {
    answers: steps.flatMap(({ answers }) => answers),
    said: steps.flatMap(({ said }) => said),
    problems: steps.flatMap(({ problems }) => problems),
  };
}

function readNumber(question: Asked<'number'>, value: string, required: boolean): Step {
  const number = asNumber(value);
  return readClosed(question.key, value === '' ? [] : [Number.isNaN(number) ? value : String(number)], required, () => {
    if (Number.isNaN(number)) return { code: 'not_a_number' };
    if (question.whole && !Number.isInteger(number)) return { code: 'not_whole' };
    if (question.min !== undefined && number < question.min)
      return { code: 'too_small', values: { least: question.min } };
    if (question.max !== undefined && number > question.max)
      return { code: 'too_large', values: { most: question.max } };
    return null;
  });
}

function readFiles(key: string, most: number, files: readonly FilledFile[], required: boolean): Step {
  const own = files.filter(({ question }) => question === key);
  const problem = (code: ProblemCode): Problem[] => [{ field: key, question: key, code, values: { most } }];
  return {
    answers: own.flatMap(({ text, name, sha256, pageStarts }): Answer[] =>
      text === null || text.trim() === '' ? [] : [{ question: key, text, file: { name, sha256, pageStarts } }],
    ),
    said: own.map(({ name }) => name),
    problems: own.length > most ? problem('too_many_files') : required && own.length === 0 ? problem('required') : [],
  };
}

/** `2026-02-19` for a day as people write it: ISO, or day, month, year with points, slashes or blanks; null where it is none. */
export function isoDay(value: string): string | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(value);
  const european = /^(\d{1,2})[./ -]+(\d{1,2})[./ -]+(\d{4})$/.exec(value);
  const [year, month, day] = iso ? iso.slice(1).map(Number) : (european?.slice(1).map(Number).reverse() ?? []);
  return year === undefined || month === undefined || day === undefined ? null : dayFrom(year, month, day);
}

function isWebUrl(value: string): boolean {
  const url = URL.parse(value);
  return value.length <= 2000 && (url?.protocol === 'https:' || url?.protocol === 'http:');
}
