import { basename } from 'node:path';
import { DomainError } from '../core/error.ts';
import { EVENT_RECORD_KINDS, type EventRecordCounts } from '../core/event-record.ts';
import type { Delivery } from '../core/intake.ts';
import type { Refusal } from '../core/refusal.ts';
import { type EventRecordSums, importEventRecord } from '../corridor/event-record.ts';
import { importDelivery } from '../corridor/import.ts';
import { openForConsultation } from '../corridor/mapping.ts';
import { type DeliveryOptions, openDelivery } from '../intake/read.ts';
import { readingLines } from '../intake/reading.ts';
import { SYSTEM } from '../store/actor.ts';
import { bareConsultation, consultationBySlug, createConsultation } from '../store/consultation.ts';
import { type ImportCounts, NO_COUNTS } from '../store/import.ts';
import type { Store } from '../store/open.ts';
import { showProgress } from './progress.ts';
import { storeOf } from './store.ts';
import { optional, required, type Terminal, type Verb, type VerbInput } from './verb.ts';

/** Takes files into a consultation, which is made as a draft where there is none of that name. */
export const importVerb: Verb = {
  name: 'import',
  usage: [
    'antiphon import FILE... --consultation SLUG [--event SLUG] [--format NAME] [--map FILE] [--attachments DIR]',
    '                        [--questionnaire FILE] [--captions original|interpreted|automatic] [--data DIR] [--json]',
  ],
  options: {
    consultation: { type: 'string' },
    event: { type: 'string' },
    captions: { type: 'string' },
    format: { type: 'string' },
    map: { type: 'string' },
    attachments: { type: 'string' },
    questionnaire: { type: 'string' },
    data: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async (input, terminal) => {
    if (input.positionals.length === 0) throw new DomainError('wrong_use', 'FILE is missing.');
    const slug = required(input, 'consultation');
    // Every file is understood before anything is written.
    const plain: Delivery[] = [];
    for (const file of input.positionals) plain.push(await openDelivery(file, intakeOptions(input)));
    const store = await storeOf(input);
    try {
      const consultation = await findOrMake(store, slug, terminal);
      const opened = [];
      for (const [i, file] of input.positionals.entries())
        opened.push(await openForConsultation(store, consultation.id, file, intakeOptions(input), plain[i]));
      const total = { ...NO_COUNTS };
      const refusals: Refusal[] = [];
      const besides: EventRecordSums[] = [];
      for (const { delivery, mapping } of opened) {
        if (input.values.json !== true) tellReading(terminal, delivery);
        // First: where the event is missing, nothing of the file is taken in.
        const beside = await importEventRecord(store, delivery, {
          actor: SYSTEM,
          consultation,
          event: optional(input, 'event'),
        });
        besides.push(beside);
        if (delivery.questions.length === 0) continue;
        const counts = await importDelivery(store, delivery, {
          actor: SYSTEM,
          consultationId: consultation.id,
          ...(mapping && { given: mapping }),
          onProgress: showProgress(terminal),
          onRefusal: (refusal) => refusals.push(refusal),
          signal: terminal.signal,
        });
        if (counts.received === 0) tellQuestionnaire(terminal, delivery);
        else if (Object.keys(beside).length === 0) refuseEmptyHarvest(delivery.file, counts, refusals);
        for (const key of Object.keys(total) as (keyof ImportCounts)[]) total[key] += counts[key];
      }
      tellCounts(terminal, total, refusals, input.values.json === true, besides);
      return 0;
    } finally {
      await store.close();
    }
  },
};

export function intakeOptions(input: VerbInput): DeliveryOptions {
  const format = optional(input, 'format');
  const map = optional(input, 'map');
  const attachmentsFolder = optional(input, 'attachments');
  const questionnaire = optional(input, 'questionnaire');
  const captions = optional(input, 'captions');
  return {
    ...(format && { format }),
    ...(map && { map }),
    ...(attachmentsFolder && { attachmentsFolder }),
    ...(questionnaire && { questionnaire }),
    ...(captions && { captions }),
  };
}

/** Says how a file was understood, and what is worth knowing about it. */
export function tellReading(terminal: Terminal, { reading, remarks }: Delivery): void {
  for (const line of [...readingLines(reading), ...(remarks ?? [])]) terminal.out(line);
}

/** A questionnaire that came without replies is no failure: its questions are kept. */
function tellQuestionnaire(terminal: Terminal, { file, questions }: Delivery): void {
  terminal.err(`${file} has no replies; its ${questions.length} questions were kept.`);
}

async function findOrMake(store: Store, slug: string, terminal: Terminal) {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) || slug.length > 80) {
    throw new DomainError(
      'wrong_use',
      `"${slug}" cannot name a consultation: use lower-case letters, digits and single hyphens, at most 80 characters.`,
    );
  }
  const known = await consultationBySlug(store.db, slug);
  if (known) return known;
  terminal.err(`There was no consultation "${slug}"; it was made, as a draft that nobody but you can see.`);
  return await createConsultation(store, SYSTEM, bareConsultation(slug), false);
}

/**
 * A file of which nothing was taken in cannot be read, whatever the reasons of its rows; unless these only wait for
 * somebody's consent.
 */
export function refuseEmptyHarvest(file: string, counts: ImportCounts, refusals: readonly Refusal[]): void {
  if (counts.accepted + counts.merged > 0 || refusals.some(({ waitsFor }) => waitsFor)) return;
  const first = refusals.find((refusal) => !refusal.partial);
  const why = first ? ` The first: ${refusalLine(first)}` : '';
  throw new DomainError(
    'unreadable',
    `Nothing in ${basename(file)} could be taken in: ${counts.refused} of ${counts.received} rows were refused.${why}`,
  );
}

const LISTED = 20;

/** Says what became of what was received; the sums add up. */
export function tellCounts(
  terminal: Terminal,
  counts: ImportCounts,
  refusals: readonly Refusal[],
  json: boolean,
  besides: readonly EventRecordSums[] = [],
): void {
  const beside = addUp(besides);
  const waiting = refusals.filter(({ waitsFor }) => waitsFor === 'consent').length;
  if (json) {
    const listed = (isPartial: boolean) =>
      refusals
        .filter(({ partial = false }) => partial === isPartial)
        .map(({ file, row, field, reason }) => ({ file, row, field, reason }));
    // `partial`: taken in, but for this field.
    const more = { ...(waiting > 0 && { waitingForConsent: waiting }), ...besideInJson(beside) };
    terminal.out(JSON.stringify({ ...counts, refused: listed(false), partial: listed(true), ...more }));
    return;
  }
  const { received, accepted, merged, refused, versioned, late, vanished, returned } = counts;
  terminal.out(`Received ${received} = accepted ${accepted} + merged ${merged} + refused ${refused}.`);
  if (received > 0 && received === merged && vanished + returned === 0)
    terminal.out('Nothing new: all of it was known already, as it is.');
  if (waiting > 0) terminal.out(`Of the refused, ${waiting} wait for the consent of who speaks.`);
  for (const [name, sums] of Object.entries(beside)) terminal.out(besideLine(name as keyof typeof BESIDE, sums));
  for (const { refusals: own } of Object.values(beside))
    for (const refusal of own.slice(0, LISTED)) terminal.err(refusalLine(refusal));
  if (versioned > 0) terminal.out(`Of the accepted, ${versioned} are new versions of known contributions.`);
  if (late > 0)
    terminal.out(`Of the accepted, ${late} came after the call had closed and wait for a decision on the desk.`);
  if (vanished > 0)
    terminal.out(
      `${vanished} known contributions are no longer in the file; they are kept, counted and marked, and not quoted.`,
    );
  if (returned > 0) terminal.out(`${returned} that had vanished are back.`);
  for (const refusal of refusals.slice(0, LISTED)) terminal.err(refusalLine(refusal));
  if (refusals.length > LISTED) terminal.err(`... and ${refusals.length - LISTED} more; --json lists them all.`);
}

/** The same form as the sums of contributions: what was refused is a list. */
function besideInJson(beside: EventRecordSums): object {
  return Object.fromEntries(
    Object.entries(beside).map(([kind, { refusals, ...counts }]) => {
      const listed = (isPartial: boolean) =>
        refusals
          .filter(({ partial = false }) => partial === isPartial)
          .map(({ file, row, field, reason }) => ({ file, row, field, reason }));
      const name = kind === 'host_statements' ? 'hostStatements' : kind;
      return [name, { ...counts, refused: listed(false), partial: listed(true) }];
    }),
  );
}

const BESIDE = {
  attendance: 'Attendance (no contributions)',
  responses: 'Responses to closed questions (no contributions)',
  host_statements: 'Statements of hosts (no contributions)',
} as const;

function besideLine(name: keyof typeof BESIDE, { received, accepted, merged, refused }: EventRecordCounts): string {
  return `${BESIDE[name]}: received ${received} = accepted ${accepted} + merged ${merged} + refused ${refused}.`;
}

/** The sums of several files by what they tell of. */
function addUp(besides: readonly EventRecordSums[]): EventRecordSums {
  const total: EventRecordSums = {};
  for (const kind of EVENT_RECORD_KINDS) {
    const all = besides.flatMap((sums) => sums[kind] ?? []);
    if (all.length === 0) continue;
    const sum = (key: keyof EventRecordCounts) => all.reduce((added, one) => added + one[key], 0);
    total[kind] = {
      received: sum('received'),
      accepted: sum('accepted'),
      merged: sum('merged'),
      refused: sum('refused'),
      refusals: all.flatMap(({ refusals }) => refusals),
    };
  }
  return total;
}

export function refusalLine({ file, row, field, reason }: Refusal): string {
  const place = [
    file,
    row === null ? '' : `row ${row}`,
    field === null ? '' : `"${field.replace(/\s+/g, ' ').trim()}"`,
  ].filter((part) => part !== '');
  return `${place.join(', ')}: ${reason}`;
}
