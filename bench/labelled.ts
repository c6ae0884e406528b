import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { ISO_639_1 } from './sentences.ts';

/** Positions in an order that follows from a seed and the items' ids: the same in any program that can hash. */
export function hashOrder(ids: readonly string[], seed: number): number[] {
  const keys = ids.map((id) => createHash('sha256').update(`${seed} ${id}`).digest('hex'));
  return Array.from(ids.keys()).sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1));
}

/** A text with one label, in one of several languages; part says whether it teaches. */
export type Transferred = { text: string; language: string; label: string; part: 'train' | 'test' };

/** SIB-200: sentences with one of seven topics; English ones teach. */
export function readSib(data: string): Transferred[] {
  const folder = join(data, 'sib-200');
  const rows = (name: string, part: 'train' | 'test') =>
    readFileSync(join(folder, name, `${part}.tsv`), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line): Transferred => {
        const [, label = '', text = ''] = line.split('\t');
        return { text, language: ISO_639_1[name.slice(0, 3)]!, label, part };
      });
  const names = readdirSync(folder).filter((name) => ISO_639_1[name.slice(0, 3)] !== undefined && name.includes('_'));
  return names
    .sort()
    .flatMap((name) => [...(name.startsWith('eng') ? rows(name, 'train') : []), ...rows(name, 'test')]);
}

const UNSEEN_CONCEPTS = 1500;

/** EuroVoc: labels of concepts, a word or two, in 24 languages, with the domain of each; 1,500 concepts are unseen. */
export function readEurovoc(data: string): Transferred[] {
  const folder = join(data, 'parallel/eurovoc');
  const json = (path: string): { [id: string]: string } =>
    JSON.parse(readFileSync(join(folder, path), 'utf8').replace(/^\ufeff/, ''));
  const domains = json('concept_to_microthesaurus.json');
  const languages = readdirSync(join(folder, 'label_mappings_tc'))
    .map((file) => file.slice(0, 2))
    .sort();
  const labels = new Map(languages.map((language) => [language, json(`label_mappings_tc/${language}.json`)]));
  const ids = Object.keys(labels.get('en')!)
    .filter((id) => domains[id])
    .sort();
  const unseen = new Set(hashOrder(ids, 0).slice(0, UNSEEN_CONCEPTS));
  return languages.flatMap((language) =>
    ids.flatMap((id, at): Transferred[] => {
      const part = unseen.has(at) ? 'test' : 'train';
      const text = labels.get(language)![id];
      if (!text || (part === 'train' && language !== 'en')) return [];
      return [{ text, language, label: domains[id]!.slice(0, 2), part }];
    }),
  );
}

/** Texts with any number of codes each. */
export type Coded = { ids: string[]; fields: string[][]; codes: number[][]; count: number };

type BonnRow = { [column: string]: string };

/** Replies of Bonn's citizens on cycling, coded by the town's analysts: 8 codes, 30 codes, and the main one of the 8. */
export function readBonn(data: string): { eight: Coded; thirty: Coded; main: Coded; names: string[]; whole: string[] } {
  const rows: BonnRow[] = parse(readFileSync(join(data, 'egov-bonn/dataset.csv')), { columns: true, bom: true });
  const whole = rows.map((row) => `${row.title!.trim()}\n${row.text!.trim()}`.trim());
  const base = { ids: rows.map((row) => row.ID!), fields: rows.map((row, i) => [whole[i]!, row.title!]) };
  const level = (start: string): Coded => {
    const columns = Object.keys(rows[0]!).filter((column) => column.startsWith(start));
    const codes = rows.map((row) => columns.flatMap((column, code) => (row[column] === '1' ? [code] : [])));
    return { ...base, codes, count: columns.length };
  };
  const names = [...new Set(rows.map((row) => row.main_category_level1!))].sort();
  const main = { ...base, codes: rows.map((row) => [names.indexOf(row.main_category_level1!)]), count: names.length };
  return { eight: level('level1_'), thirty: level('level2_'), main, names, whole };
}

/** Open answers of American voters with the codes of professional coders, split as published. */
export function readAnes(data: string, set: number): { train: Coded; test: Coded } {
  const folder = join(data, 'open-answers-anes/traintest_data');
  const table = (name: string): string[][] =>
    parse(readFileSync(join(folder, `dataset${set}_${name}.csv`)), { bom: true }).slice(1);
  const part = (name: 'train' | 'test'): Coded => {
    const [texts, codes] = [table(`X${name}`), table(`y${name}`)];
    return {
      ids: texts.map((row) => row[0]!),
      fields: texts.map((row) => [row[1]!.trim()]),
      codes: codes.map((row) => row.flatMap((x, code) => (x === '1' ? [code] : []))),
      count: codes[0]!.length,
    };
  };
  return { train: part('train'), test: part('test') };
}

export const ANES_SETS = [1, 3, 4, 5, 7] as const;

/** What the simple learner of bench/baseline_codes.py said, made beforehand; null where it was not. */
export type Baseline = {
  /** Per language a letter per test text: `a` for the first label in the order of their names. */
  sib: { [language: string]: string };
  eurovoc: { [language: string]: string };
  /** Per seed, per reply (in the order of the file): its codes, held back in five parts. */
  eight: number[][][];
  thirty: number[][][];
  /** Per number of labels, per seed, right of the rest. */
  main: { [labels: string]: number[] };
  anes: { [set: string]: number[][] };
};

export function readBaseline(): Baseline | null {
  const file = new URL('./baseline/codes.json', import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}
