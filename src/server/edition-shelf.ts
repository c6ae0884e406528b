import { EvidenceIndex } from '../core/figure.ts';
import { type ReportDocument, readDocument } from '../report/document.ts';
import { readEvidence, TABLE_FILES, type TableFile } from '../report/tables.ts';
import { type Edition, editionFile, editionsOf } from '../store/edition.ts';
import type { Db } from '../store/open.ts';

/** An edition taken from the store and read: its document and its evidence. It never changes, so it can be kept. */
export type OpenEdition = { edition: Edition; newest: number; made: ReportDocument; index: EvidenceIndex };

/** Keeps the editions that were read last. */
export class EditionShelf {
  readonly #places: number;
  readonly #kept = new Map<string, Promise<Pick<OpenEdition, 'made' | 'index'>>>();

  constructor(places = 4) {
    this.#places = places;
  }

  /** An edition by its number, or the newest; null where there is none. */
  async open(db: Db, consultationId: string, number?: number): Promise<OpenEdition | null> {
    const editions = await editionsOf(db, consultationId);
    const newest = editions[0]?.number ?? 0;
    const edition = number === undefined ? editions[0] : editions.find((one) => one.number === number);
    if (!edition) return null;
    return { edition, newest, ...(await this.#read(db, edition.id)) };
  }

  #read(db: Db, id: string): Promise<Pick<OpenEdition, 'made' | 'index'>> {
    const kept = this.#kept.get(id) ?? readEdition(db, id);
    this.#kept.delete(id);
    this.#kept.set(id, kept); // the one used last stands last
    kept.catch(() => this.#kept.delete(id));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#places) break;
      this.#kept.delete(oldest);
    }
    return kept;
  }
}

async function readEdition(db: Db, id: string): Promise<Pick<OpenEdition, 'made' | 'index'>> {
  const text = async (name: string) => (await editionFile(db, id, name))?.toString('utf8') ?? '';
  const tables = new Map<TableFile, string>();
  for (const file of TABLE_FILES) tables.set(file, await text(file));
  const evidence = readEvidence((file) => [tables.get(file)!]);
  return { made: readDocument(await text('report.json')), index: new EvidenceIndex(evidence) };
}
