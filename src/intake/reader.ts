import type { Delivery } from '../core/intake.ts';
import type { ExaminedFile } from './file.ts';
import type { Mapping } from './mapping-file.ts';
import type { Table } from './table.ts';

/** A reader of one format. To add a format: write its file, put it into the list in read.ts, and test it. */
export type Reader = {
  /** As people give it after `--format`. */
  name: string;
  /** Whether the file is of this format, by its content. Must be quick: a look at the header or the first bytes. */
  recognises: (probe: Probe, options: ReaderOptions) => Promise<boolean>;
  /** @throws DomainError unreadable or wrong_use, with a sentence for the person who gave the file */
  open: (probe: Probe, options: ReaderOptions) => Promise<Delivery>;
};

/** What readers look at: the file's bytes as counted, and the file as a table, opened once for all of them. */
export type Probe = {
  file: ExaminedFile;
  /** Null where it is no table. */
  table: () => Promise<Table | null>;
  /** The same; throws the reason where it is none. */
  openTable: () => Promise<Table>;
};

export type ReaderOptions = {
  mapping: Mapping;
  attachmentsFolder: string | null;
  /** Path of the questionnaire that the replies answer, where it is a file of its own. */
  questionnaire?: string | null;
  /** Files of the archive in which the export lay: their path there, and their name in the folder of attachments. */
  uploads?: readonly Upload[];
};

export type Upload = { path: string; file: string };
