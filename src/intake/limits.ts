/**
 * How much a reader takes in at once, so that no file can fill the memory or the day. Each limit is far above what real
 * consultations hold; whoever meets one is told so in a sentence.
 */

const KIB = 1024;
const MIB = 1024 * KIB;

/** How many bytes at the start of a file are looked at to find out how it is written. */
export const HEAD_BYTES = 256 * KIB;

/** Files up to this are held in memory between the two times that they are gone through: some five times their size. */
export const KEPT_BYTES_MAX = 16 * MIB;

/** One record of a CSV file, in bytes of UTF-8: the longest replies that portals take are a hundredth of it. */
export const RECORD_BYTES_MAX = 8 * MIB;

/** Columns of a table: what a spreadsheet can hold. */
export const COLUMNS_MAX = 16_384;

/** Rows whose quotation marks are broken; more mean that the file is written differently from how it was read. */
export const BROKEN_QUOTES_MAX = 1_000;

/** What an XLSX file may unpack to. Its reader holds all of it in memory, some eight times over; CSV has no such limit. */
export const XLSX_UNPACKED_BYTES_MAX = 128 * MIB;
export const XLSX_TIME_MS_MAX = 120_000;
export const XLSX_MEMORY_MIB_MAX = 1_536;

/** Text that is read as a whole: a transcript of a day has a tenth of it. */
export const WHOLE_TEXT_BYTES_MAX = 64 * MIB;

/** Rows of a report of one event: the largest webinars have 50,000 people, each of whom may come and go. */
export const RAW_ROWS_MAX = 500_000;

/** One cue of a transcript or one message of a chat: nobody says more without a pause. */
export const UTTERANCE_CHARACTERS_MAX = 100_000;

export const PAPER_BYTES_MAX = 100 * MIB;
export const PAPER_CHARACTERS_MAX = 10_000_000;
export const PAPER_TIME_MS_MAX = 60_000;
export const PAPER_MEMORY_MIB_MAX = 768;
export const PDF_PAGES_MAX = 2_000;

/** What the XML inside a DOCX or ODT may unpack to: a book of a thousand pages is a tenth of it. */
export const DOCUMENT_XML_BYTES_MAX = 64 * MIB;

/** Files in a folder of papers, and how deep its folders go. */
export const FOLDER_FILES_MAX = 100_000;
export const FOLDER_DEPTH_MAX = 16;

/** One e-mail with all that is attached to it; mailboxes of any length are read message by message. */
export const EMAIL_BYTES_MAX = 64 * MIB;
export const EMAIL_PARTS_MAX = 200;
export const EMAIL_ATTACHMENTS_MAX = 50;

/** What a ZIP archive of an export may hold. Files go to the disk, one by one, never to the memory. */
export const ARCHIVE_ENTRIES_MAX = 100_000;
export const ARCHIVE_UNPACKED_BYTES_MAX = 2_048 * MIB;
/** Larger files that unpack to more than so many times their size are made to fill a disk; texts unpack to some ten times. */
export const ARCHIVE_RATIO_MAX = 200;
export const ARCHIVE_RATIO_FROM_BYTES = 32 * MIB;

/** What the table in an ODS file may unpack to, and how many cells its repeated rows and columns may make. */
export const ODS_UNPACKED_BYTES_MAX = 256 * MIB;
export const ODS_CELLS_MAX = 20_000_000;

/** One piece of text of an XML document, and how deep its elements may be nested. */
export const XML_PIECE_BYTES_MAX = 8 * MIB;
export const XML_DEPTH_MAX = 200;

/** How deep JSON may be nested. */
export const JSON_DEPTH_MAX = 64;

/** All answers of one reply of a survey, in characters. */
export const REPLY_CHARACTERS_MAX = 8 * MIB;

/** Questions, options and rows of one questionnaire. */
export const FORM_ELEMENTS_MAX = 50_000;

/** Different values of a column that are remembered to tell what it is for, and of all columns together. */
export const DISTINCT_VALUES_MAX = 5_000;
export const DISTINCT_VALUES_MAX_TOTAL = 500_000;
/** The same in characters of one column: options of a question are short, and long answers need not all be remembered. */
export const DISTINCT_CHARACTERS_MAX = 400_000;

/** A number of bytes for people: `8 MiB`. */
export function inMebibytes(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`;
}
