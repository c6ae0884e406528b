import { extname } from 'node:path';
import { email, mbox } from './emails.ts';
import { isZip } from './file.ts';
import { openPaperFolder } from './paper-folder.ts';
import { isCalledData } from './paper-kind.ts';
import { papers } from './papers.ts';
import type { Reader } from './reader.ts';
import { listZip } from './zip.ts';

const PAPER_ENDINGS = new Set(['.pdf', '.docx', '.odt', '.rtf', '.txt', '.html', '.htm', '.eml', '.msg', '.mbox']);
/** Office files are archives, too. */
const OFFICE = /^(?:\[Content_Types\]\.xml|mimetype|META-INF\/.*)$/;

/** A ZIP archive of papers and e-mails, read as a folder is. */
const paperArchive: Reader = {
  name: 'paper-archive',
  recognises: async ({ file }) => {
    if (!isZip(file) || isCalledData(file.name)) return false;
    const names = (await listZip(file.path))?.map(({ name }) => name) ?? [];
    return (
      !names.some((name) => OFFICE.test(name)) && names.some((name) => PAPER_ENDINGS.has(extname(name).toLowerCase()))
    );
  },
  open: async ({ file }, { mapping }) => await openPaperFolder(file.path, mapping),
};

/** Readers of what people write by themselves: papers and e-mails, alone or together. */
export const PAPERS: readonly Reader[] = [email, mbox, papers, paperArchive];
