import { readFileSync } from 'node:fs';
import { type LogisticHead, learnLogistic, probabilities } from '../src/analysis/logistic.ts';
import { DIMENSIONS } from '../src/analysis/model.ts';
import { LEARNT_KINDS, LEAST_SURENESS, openKindTeller, STATEMENT_COLUMNS } from '../src/analysis/statement.ts';
import { ARGUMENT_LABELS, type Argument, readArguments, valuesOf } from './argument.ts';
import { bootstrap, mean, round, share, type Table } from './measure.ts';
import { type Sentence, sentences } from './sentences.ts';
import { vectorsOf } from './vectors.ts';

const GAIN = 0.05;
const LARGEST_ERROR = 0.03;
const FOLDS = 5;

type Rated = Argument & { values: Float32Array };
type SetName = 'CDB' | 'CQB';

/** Kinds of statement: learnt from one set and asked about the other, both ways; and as they are carried. Nothing is random. */
export async function benchKinds(data: string, small: boolean, table: Table): Promise<string[]> {
  const all = { CDB: readArguments(data, 'CDB'), CQB: readArguments(data, 'CQB') };
  const isTaken = (set: SetName) => (i: number) => !small || i % (set === 'CDB' ? 40 : 8) === 0;
  const taken = (['CDB', 'CQB'] as const).flatMap((set) => all[set].filter((_, i) => isTaken(set)(i)));
  const vectors = await vectorsOf(taken);
  const rows = valuesOf(taken, vectors);
  const rated = taken.map((one, i) => ({
    ...one,
    values: rows.subarray(i * STATEMENT_COLUMNS, (i + 1) * STATEMENT_COLUMNS),
  }));
  const border = all.CDB.filter((_, i) => isTaken('CDB')(i)).length;
  const sets = { CDB: rated.slice(0, border), CQB: rated.slice(border) };
  const said: { [set in SetName]: string } = JSON.parse(
    readFileSync(new URL('./baseline/kind.json', import.meta.url), 'utf8'),
  );
  const peer = (set: SetName) => [...said[set]].map(Number).filter((_, i) => isTaken(set)(i));
  const wrong = [...oneWay(table, sets, 'CDB', 'CQB', peer('CQB')), ...oneWay(table, sets, 'CQB', 'CDB', peer('CDB'))];
  heldBack(table, rated);
  await acrossLanguages(data, small, table);
  return small ? [] : wrong;
}

const labelOf = ({ label }: Argument) => ARGUMENT_LABELS.indexOf(label);

/** Four labels as the people gave them; rare ones count as much as frequent ones, so probabilities are set against shares. */
function oneWay(
  table: Table,
  sets: { [set in SetName]: Rated[] },
  from: SetName,
  to: SetName,
  peer: number[],
): string[] {
  const labels = sets[from].map(labelOf);
  const head = learn(sets[from], labels, ARGUMENT_LABELS.length);
  const shares = ARGUMENT_LABELS.map((_, k) => labels.filter((label) => label === k).length / labels.length);
  const own = sets[to].map(({ values }) => highest(probabilities(head, values).map((x, k) => x / (shares[k]! || 1))));
  const wanted = sets[to].map(labelOf);
  const baseline = macroF1(wanted, peer);
  const name = `kind_macro_f1_${from}_to_${to}`;
  table.add({
    name,
    baseline: { name: 'TF-IDF, SVM', value: baseline },
    own: macroF1(wanted, own),
    interval: bootstrap(wanted.length, (which) => macroF1(wanted, own, which)),
    goal: baseline + GAIN,
  });
  const kinds = learn(
    sets[from],
    sets[from].map(({ kind }) => LEARNT_KINDS.indexOf(kind)),
    LEARNT_KINDS.length,
  );
  const told = sets[to].map(({ values }) => probabilities(kinds, values));
  addSureness(table, `kind_${from}_to_${to}`, sets[to], told, null);
  return macroF1(wanted, own) > baseline ? [] : [`kinds are told no better than by words (${name})`];
}

/** The three kinds, each sentence judged by what was learnt from other people's texts. */
function heldBack(table: Table, rated: readonly Rated[]): void {
  const documents = [...new Set(rated.map(({ document }) => document))].sort();
  const foldOf = new Map(documents.map((document, i) => [document, i % FOLDS]));
  const told: Float64Array[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const rest = rated.filter(({ document }) => foldOf.get(document) !== fold);
    const head = learn(
      rest,
      rest.map(({ kind }) => LEARNT_KINDS.indexOf(kind)),
      LEARNT_KINDS.length,
    );
    rated.forEach(({ document, values }, i) => {
      if (foldOf.get(document) === fold) told[i] = probabilities(head, values);
    });
  }
  addSureness(table, 'kind_held_back', rated, told, LARGEST_ERROR);
}

function addSureness(
  table: Table,
  name: string,
  asked: readonly Argument[],
  told: readonly Float64Array[],
  ceiling: number | null,
): void {
  const wanted = asked.map(({ kind }) => LEARNT_KINDS.indexOf(kind));
  const own = told.map(highest);
  const frequent = highest(LEARNT_KINDS.map((_, k) => wanted.filter((kind) => kind === k).length));
  const sure = told.map((shares) => Math.max(...shares));
  const isTold = sure.map((x) => x >= LEAST_SURENESS);
  table.add({
    name: `${name}_three_kinds_macro_f1`,
    baseline: {
      name: 'most frequent',
      value: macroF1(
        wanted,
        wanted.map(() => frequent),
      ),
    },
    own: macroF1(wanted, own),
    interval: bootstrap(wanted.length, (which) => macroF1(wanted, own, which)),
    goal: null,
  });
  table.add({ name: `${name}_told`, baseline: null, ...share(isTold), goal: null });
  const right = own.map((kind, i) => kind === wanted[i]);
  table.add({ name: `${name}_right_of_told`, baseline: null, ...share(right.filter((_, i) => isTold[i])), goal: null });
  LEARNT_KINDS.forEach((kind, k) => {
    const those = right.filter((_, i) => isTold[i] && own[i] === k);
    if (those.length > 0)
      table.add({ name: `${name}_right_of_told_${kind}`, baseline: null, ...share(those), goal: null });
  });
  table.add({
    name: `${name}_calibration_error`,
    baseline: null,
    own: calibrationError(sure, right),
    interval: null,
    goal: ceiling,
    isCeiling: true,
  });
}

/** How often a translation gets the kind that the German sentence gets: the head has learnt from German alone. */
async function acrossLanguages(data: string, small: boolean, table: Table): Promise<void> {
  const byLanguage = Map.groupBy(sentences(data, small ? 400 : 25), ({ language }) => language);
  const all: Sentence[] = [...byLanguage.values()].flat();
  const vectors = await vectorsOf(all);
  const tell = openKindTeller();
  const kinds = all.map(
    ({ text }, i) => tell(text, vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS))?.kind ?? null,
  );
  const count = byLanguage.get('de')!.length;
  const of = (language: string) => {
    const at = [...byLanguage.keys()].indexOf(language);
    return kinds.slice(at * count, (at + 1) * count);
  };
  const german = of('de');
  const shares = [...byLanguage.keys()].flatMap((language) => {
    if (language === 'de') return [];
    const both = of(language)
      .map((kind, i) => ({ kind, wanted: german[i]! }))
      .filter(({ kind, wanted }) => kind !== null && wanted !== null);
    return [{ language, same: both.filter(({ kind, wanted }) => kind === wanted).length / (both.length || 1) }];
  });
  shares.sort((a, b) => a.same - b.same);
  console.log(`kind_as_in_german: ${shares.map(({ language, same }) => `${language} ${round(same)}`).join(', ')}`);
  const same = Float64Array.from(shares, (one) => one.same);
  table.add({ name: 'kind_as_in_german_where_both_told', baseline: null, own: mean(same), interval: null, goal: null });
}

function learn(rated: readonly Rated[], of: number[], classes: number): LogisticHead {
  const rows = new Float32Array(rated.length * STATEMENT_COLUMNS);
  rated.forEach(({ values }, i) => void rows.set(values, i * STATEMENT_COLUMNS));
  return learnLogistic(rows, STATEMENT_COLUMNS, of, classes);
}

function highest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** Mean F1 of the classes that occur. */
function macroF1(wanted: readonly number[], own: readonly number[], which?: Uint32Array): number {
  const classes = ARGUMENT_LABELS.length;
  const [right, asked, told] = [new Float64Array(classes), new Float64Array(classes), new Float64Array(classes)];
  const count = which?.length ?? wanted.length;
  for (let i = 0; i < count; i++) {
    const at = which ? which[i]! : i;
    asked[wanted[at]!]!++;
    told[own[at]!]!++;
    if (own[at] === wanted[at]) right[wanted[at]!]!++;
  }
  const occurring = [...asked.keys()].filter((k) => asked[k]! + told[k]! > 0);
  return occurring.reduce((sum, k) => sum + (2 * right[k]!) / (asked[k]! + told[k]!), 0) / occurring.length;
}

const BINS = 10;

/** Expected calibration error: how far sureness is from the share that is right, in ten bins (Naeini et al. 2015). */
function calibrationError(sure: readonly number[], right: readonly boolean[]): number {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, sure: 0, right: 0 }));
  sure.forEach((x, i) => {
    const bin = bins[Math.min(BINS - 1, Math.floor(x * BINS))]!;
    bin.count++;
    bin.sure += x;
    bin.right += Number(right[i]);
  });
  return bins.reduce((sum, bin) => sum + Math.abs(bin.right - bin.sure), 0) / sure.length;
}
