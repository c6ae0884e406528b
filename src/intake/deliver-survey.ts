import type { IntakeItem } from '../core/intake.ts';
import type { AttachmentFolder } from './attachments.ts';
import { type ExaminedFile, refuseIfChanged } from './file.ts';
import type { ReadRow } from './row.ts';

/**
 * Yields replies as they are read, with their files joined; what belongs to nobody comes last.
 * @param fallback question to which files belong that no answer names; null where the survey has none for files
 * @param shown the name under which a file of the folder was uploaded
 */
export async function* deliverReplies(
  file: ExaminedFile,
  replies: () => AsyncIterable<ReadRow>,
  folder: AttachmentFolder,
  fallback: string | null,
  shown: (name: string) => string = (name) => name,
): AsyncGenerator<IntakeItem> {
  await refuseIfChanged(file);
  try {
    for await (const found of replies()) {
      if (found.contribution) {
        await folder.attach(found.contribution, found.fileCells, fallback);
        yield { kind: 'contribution', contribution: withShownNames(found.contribution, shown) };
      }
      for (const refusal of found.leftOut) yield { kind: 'refusal', refusal };
    }
    for (const refusal of folder.leftOver()) yield { kind: 'refusal', refusal };
    await refuseIfChanged(file);
  } finally {
    await folder.close();
  }
}

type Contribution = NonNullable<ReadRow['contribution']>;

/** Files go by the names under which people uploaded them, where those tell the files of one reply apart. */
function withShownNames(contribution: Contribution, shown: (name: string) => string): Contribution {
  const names = contribution.attachments.map(({ name }) => shown(name));
  if (names.length === 0 || new Set(names).size < names.length) return contribution;
  const rename = (text: string, name: string) => text.replaceAll(name, shown(name));
  return {
    ...contribution,
    attachments: contribution.attachments.map((attachment) =>
      'reason' in attachment
        ? { ...attachment, name: shown(attachment.name), reason: rename(attachment.reason, attachment.name) }
        : { ...attachment, name: shown(attachment.name) },
    ),
    answers: contribution.answers.map((answer) =>
      'file' in answer && answer.file ? { ...answer, file: { ...answer.file, name: shown(answer.file.name) } } : answer,
    ),
  };
}
