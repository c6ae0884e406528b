import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { DomainError } from '../core/error.ts';
import { mappingSchema } from '../intake/mapping-file.ts';
import type { DeliveryOptions } from '../intake/read.ts';
import { actorOfRun } from '../store/actor.ts';
import type { ImportCounts } from '../store/import.ts';
import type { Store } from '../store/open.ts';
import type { Run } from '../store/run.ts';
import { discardUpload, type Upload, uploadOfRun } from '../store/upload.ts';
import { type ImportOptions, importDelivery } from './import.ts';
import { type OpenedDelivery, openForConsultation } from './mapping.ts';

const uploadOptions = z.strictObject({ format: z.string().optional(), mapping: mappingSchema.optional() });
export type UploadOptions = z.infer<typeof uploadOptions>;

/** What a person said about a file that was handed in. */
export function readUploadOptions({ options }: Pick<Upload, 'options'>): UploadOptions {
  return uploadOptions.parse(options);
}

/** Opens a file that was handed in, as a person said that it is to be read. */
export async function openUpload(store: Pick<Store, 'db'>, upload: Upload): Promise<OpenedDelivery> {
  const { format, mapping } = readUploadOptions(upload);
  const options: DeliveryOptions = { ...(format && { format }), ...(mapping && { map: mapping }) };
  return await openForConsultation(store, upload.consultationId, upload.path, options);
}

/** Imports the file that a run is for, and removes it from the data folder once all of it was taken in. */
export async function importUpload(
  store: Store,
  run: Run,
  options: Pick<ImportOptions, 'onProgress' | 'signal'>,
): Promise<ImportCounts> {
  const upload = await uploadOfRun(store.db, run.id);
  if (!upload || upload.discardedAt)
    throw new DomainError('not_found', 'The file is not here any more. Hand it in again.');
  const actor = await actorOfRun(store.db, run.id);
  const { delivery, mapping } = await openUpload(store, upload);
  const counts = await importDelivery(store, delivery, {
    actor,
    consultationId: upload.consultationId,
    ...(mapping && { given: mapping }),
    ...options,
  });
  await rm(upload.path, { force: true });
  await discardUpload(store.db, upload.id);
  return counts;
}
