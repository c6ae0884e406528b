import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../core/error.ts';
import { type Mapping, mappingSchema } from '../intake/mapping-file.ts';
import { type FilePreview, type PreviewOptions, previewFile } from '../intake/preview.ts';
import { actorOfRun } from '../store/actor.ts';
import type { ImportCounts } from '../store/import.ts';
import type { Store } from '../store/open.ts';
import type { Run } from '../store/run.ts';
import { discardUpload, type Upload, uploadOfRun } from '../store/upload.ts';
import { importWithoutEvent } from './event-record.ts';
import { type ImportOptions, importDelivery } from './import.ts';
import { openForConsultation, rememberedFor } from './mapping.ts';

const uploadOptions = z.strictObject({
  format: z.string().optional(),
  mapping: mappingSchema.optional(),
  /** Where the papers lie that the rows name: a ZIP archive that came with the file. */
  attachments: z.string().optional(),
  /** Where the questionnaire lies that the replies answer, where it came as a file of its own. */
  questionnaire: z.string().optional(),
});
export type UploadOptions = z.infer<typeof uploadOptions>;

/** What a person said about a file that was handed in. */
export function readUploadOptions({ options }: Pick<Upload, 'options'>): UploadOptions {
  return uploadOptions.parse(options);
}

/** The same as a reader takes it. */
function deliveryOptions({ format, mapping, attachments, questionnaire }: UploadOptions): PreviewOptions {
  return {
    ...(format && { format }),
    ...(mapping && { map: mapping }),
    ...(attachments && { attachmentsFolder: attachments }),
    ...(questionnaire && { questionnaire }),
  };
}

export type UploadPreview = {
  preview: FilePreview;
  /** By which mapping it is read; null where the rules alone decide. */
  mapping: Mapping | null;
  /** The mapping was given with an earlier export of the same source. */
  remembered: boolean;
};

/**
 * Looks at a file that was handed in, read as a person said, else as the source's last export was.
 * @throws DomainError unreadable or wrong_use, with a sentence about the file or the mapping
 */
export async function previewUpload(store: Pick<Store, 'db'>, upload: Upload): Promise<UploadPreview> {
  const options = deliveryOptions(readUploadOptions(upload));
  const { path } = upload;
  const preview = await previewFile({ path, options });
  if (options.map !== undefined) return { preview, mapping: options.map, remembered: false };
  const known = await rememberedFor(store, upload.consultationId, preview);
  if (!known) return { preview, mapping: null, remembered: false };
  const read = await previewFile({ path, options: { ...options, map: known.mapping } });
  return {
    preview: { ...read, remarks: [...read.remarks, known.remark] },
    mapping: known.mapping,
    remembered: true,
  };
}

/**
 * Imports the file that a run is for, and removes it from the data folder once all of it was taken in.
 * @throws DomainError unreadable where nothing of it could be taken in
 */
export async function importUpload(
  store: Store,
  run: Run,
  options: Pick<ImportOptions, 'onProgress' | 'signal'>,
): Promise<ImportCounts> {
  const upload = await uploadOfRun(store.db, run.id);
  if (!upload || upload.discardedAt) throw gone();
  const actor = await actorOfRun(store.db, run.id);
  const said = deliveryOptions(readUploadOptions(upload));
  const opened = await openForConsultation(store, upload.consultationId, upload.path, said);
  const hasMore = await importWithoutEvent(store, opened.delivery, { actor, consultationId: upload.consultationId });
  const counts = await importDelivery(store, opened.delivery, {
    actor,
    consultationId: upload.consultationId,
    ...(opened.mapping && { given: opened.mapping }),
    ...options,
  });
  if (counts.accepted + counts.merged === 0 && !hasMore) {
    throw new DomainError(
      'unreadable',
      `Nothing in ${upload.fileName} could be taken in: ${counts.refused} of ${counts.received} rows were refused. The intake page says why, row by row.`,
    );
  }
  await removeUpload(store, upload);
  return counts;
}

/** Removes a file that was handed in, with what came with it, from the data folder. */
export async function removeUpload(store: Pick<Store, 'db'>, upload: Upload): Promise<void> {
  await discardUpload(store.db, upload.id);
  // A file lies in a folder of its own beside the folders of what came with it.
  await rm(dirname(dirname(upload.path)), { recursive: true, force: true });
}

function gone(): DomainError {
  return new DomainError('not_found', 'The file is not here any more. Hand it in again.');
}
