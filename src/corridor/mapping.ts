import type { Delivery } from '../core/intake.ts';
import { sourceName } from '../intake/deliver-table.ts';
import { fittingMapping, type Mapping, readMapping, readMappingFile } from '../intake/mapping-file.ts';
import { type DeliveryOptions, openDelivery } from '../intake/read.ts';
import { mappedSources } from '../store/import.ts';
import type { Store } from '../store/open.ts';

export type OpenedDelivery = {
  delivery: Delivery;
  /** What a person said about its columns: now, or about an earlier export of the same source; null where nobody did. */
  mapping: Mapping | null;
  remembered: boolean;
};

/**
 * Opens a file for a consultation: by the mapping that is given with it, else by the one that the source remembers from an
 * earlier export. Columns that the remembered one names and the file no longer has are passed over and said.
 * @param opened the same file as opened already with the same options; else it is opened here
 * @throws DomainError unreadable, wrong_use, conflict as `openDelivery`
 */
export async function openForConsultation(
  store: Pick<Store, 'db'>,
  consultationId: string,
  path: string,
  options: DeliveryOptions = {},
  opened?: Delivery,
): Promise<OpenedDelivery> {
  if (options.map !== undefined) {
    const mapping = typeof options.map === 'string' ? await readMappingFile(options.map) : options.map;
    const delivery = opened ?? (await openDelivery(path, { ...options, map: mapping }));
    return { delivery, mapping, remembered: false };
  }
  const plain = opened ?? (await openDelivery(path, options));
  const known = await rememberedFor(store, consultationId, plain);
  if (!known) return { delivery: plain, mapping: null, remembered: false };
  const { mapping, remark } = known;
  const delivery = await openDelivery(path, { ...options, map: mapping });
  return { delivery: { ...delivery, remarks: [...(delivery.remarks ?? []), remark] }, mapping, remembered: true };
}

/**
 * What a person said about the columns of an earlier export, as far as it fits this file: the source is found by its name, or
 * by a file's name that differs in its date only. Null where there is none.
 */
export async function rememberedFor(
  store: Pick<Store, 'db'>,
  consultationId: string,
  { format, source, file, reading }: Pick<Delivery, 'format' | 'source' | 'file' | 'reading'>,
): Promise<{ mapping: Mapping; remark: string } | null> {
  const sources = await mappedSources(store.db, consultationId, format);
  const stem = sourceName(file);
  const known =
    sources.find(({ name }) => name === source) ??
    sources.find(({ fileNames }) => fileNames.some((name) => sourceName(name) === stem));
  if (!known) return null;
  const whole = { source: known.name, ...readMapping(known.given, `of ${known.name}`) };
  const fields = reading.map(({ field }) => field);
  const { mapping, missing } = fittingMapping(whole, fields);
  return { mapping, remark: sayRemembered(known.name, missing) };
}

function sayRemembered(source: string, missing: readonly string[]): string {
  const gone = missing.length === 0 ? '' : ` It has no column any more for: ${missing.join(', ')}.`;
  return `Read by the mapping that was given with an earlier export of "${source}".${gone}`;
}
