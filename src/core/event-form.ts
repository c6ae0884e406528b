import { AGENDA_KINDS, type AgendaItem, minutesOver, type Speaker } from './agenda.ts';
import {
  type FieldProblem,
  type Fields,
  field,
  localFields,
  localProblems,
  type Parsed,
  parsed,
  readLocalText,
} from './form.ts';
import { isLanguage } from './language.ts';
import { USER_TYPES } from './profile.ts';
import { planProblem, type SeatGroup } from './registration.ts';
import type { LocalText } from './text.ts';
import { atWallClock, isDay, wallClock } from './time.ts';

/** What an organiser says of an event in a form. */
export type EventPlan = {
  title: LocalText;
  summary: LocalText;
  startsAt: Date;
  endsAt: Date;
  place: LocalText;
  joinUrl: string | null;
  languages: string[];
  interpretation: string[];
  accessibility: LocalText;
  recording: LocalText;
  takesRegistrations: boolean;
  registrationOpensAt: Date | null;
  registrationClosesAt: Date | null;
  capacity: number | null;
  groups: SeatGroup[];
  offerHours: number;
  reminderHours: number;
  questionnaireId: string | null;
  countsWaiting: boolean;
  countsCancelled: boolean;
  logisticsDays: number;
  coreAreas: { id: string | null; title: LocalText }[];
  agenda: AgendaItem[];
};

const TEXTS = ['title', 'summary', 'place', 'accessibility', 'recording'] as const;
/** Rows that the form has beyond those that are filled. */
export const SPARE_ROWS = { area: 2, item: 2, group: 1 } as const;
const MOST_ROWS = 40;

type Reading = { fields: Fields; zone: string; languages: readonly string[]; problems: FieldProblem[] };

/** Reads the form of an event; the reverse of `eventFields`. What is wrong is told field by field. */
export function readEvent(
  fields: Fields,
  { timeZone, languages }: { timeZone: string; languages: readonly string[] },
  before: Pick<EventPlan, (typeof TEXTS)[number]>,
): Parsed<EventPlan> {
  const reading: Reading = { fields, zone: timeZone, languages, problems: [] };
  const text = (name: (typeof TEXTS)[number]) => readText(reading, name, before[name], name === 'title');
  const startsAt = readMoment(reading, 'starts', true);
  const endsAt = readMoment(reading, 'ends', true);
  const coreAreas = readAreas(reading);
  const plan = {
    title: text('title'),
    summary: text('summary'),
    startsAt: startsAt ?? new Date(0),
    endsAt: endsAt ?? new Date(0),
    place: text('place'),
    joinUrl: readUrl(reading, 'join'),
    languages: readLanguages(reading, 'languages'),
    interpretation: readLanguages(reading, 'interpretation'),
    accessibility: text('accessibility'),
    recording: text('recording'),
    takesRegistrations: field(fields, 'takes') === 'yes',
    registrationOpensAt: readMoment(reading, 'opens', false),
    registrationClosesAt: readMoment(reading, 'closes', false),
    capacity: readCount(reading, 'capacity', 1, 1_000_000),
    groups: readGroups(reading),
    offerHours: readCount(reading, 'offer', 1, 720) ?? 48,
    reminderHours: readCount(reading, 'reminder', 0, 720) ?? 24,
    questionnaireId: field(fields, 'questionnaire') || null,
    countsWaiting: field(fields, 'counts-waiting') === 'yes',
    countsCancelled: field(fields, 'counts-cancelled') === 'yes',
    logisticsDays: readCount(reading, 'logistics', 1, 365) ?? 30,
    coreAreas,
    agenda: readAgenda(reading, coreAreas.length),
  };
  if (startsAt && endsAt) checkPlan(reading, plan);
  return parsed(() => plan, reading.problems);
}

function checkPlan({ problems }: Reading, plan: EventPlan): void {
  if (plan.startsAt >= plan.endsAt) {
    problems.push({ field: 'ends-day', say: 'event.problem.ends_before' });
    return;
  }
  const over = minutesOver(plan.agenda, plan);
  if (over > 0) problems.push({ field: 'item-0-minutes', say: 'event.problem.agenda_over', values: { over } });
  const wrong = planProblem(plan);
  if (wrong?.problem === 'too_many')
    problems.push({ field: 'capacity', say: 'event.problem.groups_over', values: { reserved: wrong.reserved } });
  if (wrong?.problem === 'twice') problems.push({ field: 'group-0-seats', say: 'event.problem.group_twice' });
}

function readText(reading: Reading, name: string, before: LocalText, required = false): LocalText {
  const text = readLocalText(reading.fields, name, reading.languages, before);
  reading.problems.push(...localProblems(name, text, 2000, required ? (reading.languages[0] ?? 'en') : null));
  return text;
}

function readMoment({ fields, zone, problems }: Reading, name: string, required: boolean): Date | null {
  const [day, time] = [field(fields, `${name}-day`), field(fields, `${name}-time`)];
  if (day === '' && time === '' && !required) return null;
  if (!isDay(day)) problems.push({ field: `${name}-day`, say: 'form.problem.no_day' });
  else if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time))
    problems.push({ field: `${name}-time`, say: 'form.problem.no_time' });
  else return atWallClock(day, time, zone);
  return null;
}

function readUrl({ fields, problems }: Reading, name: string): string | null {
  const value = field(fields, name);
  if (value === '') return null;
  const url = URL.parse(value);
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href.slice(0, 2000);
  problems.push({ field: name, say: 'event.problem.no_url' });
  return null;
}

function readCount({ fields, problems }: Reading, name: string, least: number, most: number): number | null {
  const value = field(fields, name);
  if (value === '') return null;
  const count = /^\d{1,7}$/.test(value) ? Number(value) : -1;
  if (count >= least && count <= most) return count;
  problems.push({ field: name, say: 'event.problem.no_count', values: { least, most } });
  return null;
}

/** Codes with blanks or commas between them: `en, de`. */
function readLanguages({ fields, problems }: Reading, name: string): string[] {
  const codes = field(fields, name)
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((code) => code !== '');
  if (codes.some((code) => !isLanguage(code))) problems.push({ field: name, say: 'event.problem.no_language' });
  return [...new Set(codes.filter(isLanguage))];
}

/** The rows of a kind: as many as the form has, those that are filled. */
function rowsOf({ fields }: Reading, name: string, isFilled: (row: string) => boolean): string[] {
  const rows = Array.from({ length: MOST_ROWS }, (_, i) => `${name}-${i}`);
  return rows.filter((row) => Object.keys(fields).some((key) => key.startsWith(`${row}-`)) && isFilled(row));
}

function hasText({ fields, languages }: Reading, name: string): boolean {
  return languages.some((language) => field(fields, `${name}-${language}`) !== '');
}

function readAreas(reading: Reading): EventPlan['coreAreas'] {
  return rowsOf(reading, 'area', (row) => hasText(reading, `${row}-title`)).map((row) => ({
    id: field(reading.fields, `${row}-id`) || null,
    title: readText(reading, `${row}-title`, {}),
  }));
}

function readAgenda(reading: Reading, areas: number): AgendaItem[] {
  const { fields, problems } = reading;
  return rowsOf(reading, 'item', (row) => field(fields, `${row}-minutes`) !== '').map((row): AgendaItem => {
    const area = Number(field(fields, `${row}-area`) || '0') - 1;
    if (area >= areas) problems.push({ field: `${row}-area`, say: 'event.problem.no_area' });
    return {
      kind: AGENDA_KINDS.find((kind) => kind === field(fields, `${row}-kind`)) ?? 'interactive_exchange',
      title: readText(reading, `${row}-title`, {}),
      minutes: readCount(reading, `${row}-minutes`, 1, 1440) ?? 1,
      coreArea: area >= 0 ? area : null,
      speakers: readSpeakers(field(fields, `${row}-speakers`), reading.languages[0] ?? 'en'),
    };
  });
}

/** One a line: name; role; body. */
function readSpeakers(text: string, language: string): Speaker[] {
  const local = (part: string | undefined): LocalText =>
    part ? { [language]: { text: part, origin: 'written' } } : {};
  return text
    .split('\n')
    .map((line) => line.split(';').map((part) => part.trim().slice(0, 300)))
    .flatMap(([name, role, body]) => (name ? [{ name, role: local(role), body: local(body) }] : []));
}

function readGroups(reading: Reading): SeatGroup[] {
  const { fields } = reading;
  return rowsOf(reading, 'group', (row) => field(fields, `${row}-seats`) !== '').map((row) => ({
    key: row,
    title: readText(reading, `${row}-title`, {}, true),
    userTypes: USER_TYPES.filter((type) => field(fields, `${row}-${type}`) === 'yes'),
    capacity: readCount(reading, `${row}-seats`, 1, 1_000_000) ?? 1,
  }));
}

/** The fields of an event, for its form. */
export function eventFields(plan: EventPlan, zone: string): Fields {
  const moment = (name: string, at: Date | null): Fields => {
    if (at === null) return {};
    const { day, time } = wallClock(at, zone);
    return { [`${name}-day`]: day, [`${name}-time`]: time };
  };
  const fields: { [name: string]: string } = {};
  for (const name of TEXTS) Object.assign(fields, localFields(name, plan[name]));
  Object.assign(fields, moment('starts', plan.startsAt), moment('ends', plan.endsAt));
  Object.assign(fields, moment('opens', plan.registrationOpensAt), moment('closes', plan.registrationClosesAt));
  plan.coreAreas.forEach(({ id, title }, i) => {
    Object.assign(fields, localFields(`area-${i}-title`, title), { [`area-${i}-id`]: id ?? '' });
  });
  plan.agenda.forEach((item, i) => {
    Object.assign(fields, itemFields(item, `item-${i}`));
  });
  plan.groups.forEach(({ title, userTypes, capacity }, i) => {
    const types = Object.fromEntries(userTypes.map((type) => [`group-${i}-${type}`, 'yes']));
    Object.assign(fields, localFields(`group-${i}-title`, title), types, { [`group-${i}-seats`]: String(capacity) });
  });
  return {
    ...fields,
    join: plan.joinUrl ?? '',
    languages: plan.languages.join(', '),
    interpretation: plan.interpretation.join(', '),
    takes: plan.takesRegistrations ? 'yes' : '',
    capacity: plan.capacity === null ? '' : String(plan.capacity),
    offer: String(plan.offerHours),
    reminder: String(plan.reminderHours),
    logistics: String(plan.logisticsDays),
    questionnaire: plan.questionnaireId ?? '',
    'counts-waiting': plan.countsWaiting ? 'yes' : '',
    'counts-cancelled': plan.countsCancelled ? 'yes' : '',
  };
}

function itemFields({ kind, title, minutes, coreArea, speakers }: AgendaItem, row: string): Fields {
  const said = (text: LocalText) => Object.values(text)[0]?.text ?? '';
  const line = ({ name, role, body }: Speaker) => [name, said(role), said(body)].join('; ').replace(/(; )+$/, '');
  return {
    ...localFields(`${row}-title`, title),
    [`${row}-kind`]: kind,
    [`${row}-minutes`]: String(minutes),
    [`${row}-area`]: coreArea === null ? '' : String(coreArea + 1),
    [`${row}-speakers`]: speakers.map(line).join('\n'),
  };
}
