import { DefinitionList } from '../component/definition-list.tsx';
import type { Reader } from '../component/reader.tsx';
import { Moment } from '../component/time.tsx';

/** What an import took in. received = accepted + merged + refused. */
export type ImportView = {
  id: string;
  file: string;
  format: string;
  source: string;
  startedAt: Date;
  /** Null where it was cut off; what it had taken in by then is kept. */
  finishedAt: Date | null;
  /** It has lost its process or was cancelled. */
  cutOffAt: Date | null;
  importedBy: string;
  undone: { at: Date; by: string; reason: string } | null;
  received: number;
  accepted: number;
  /** Of the accepted, new versions of known contributions. */
  versioned: number;
  /** Of the accepted, those that came after the call had closed. */
  late: number;
  merged: number;
  refused: number;
  /** Contributions that the file no longer had. */
  vanished: number;
  /** Contributions that had vanished and are back. */
  returned: number;
};

/** The sum of an import, as a sum: nothing gets lost on the way. */
export function ImportSum({ reader, of }: { reader: Reader; of: ImportView }) {
  const { received, accepted, merged, refused } = of;
  const term = (value: number, key: 'received' | 'accepted' | 'merged' | 'refused') => (
    <span class="sum-term">
      <span class="sum-number">{reader.number(value)}</span> {reader.say(`desk.import.${key}`)}
    </span>
  );
  return (
    <p class="sum">
      {term(received, 'received')} <span class="sum-sign">=</span> {term(accepted, 'accepted')}{' '}
      <span class="sum-sign">+</span> {term(merged, 'merged')} <span class="sum-sign">+</span>{' '}
      {term(refused, 'refused')}
    </p>
  );
}

export function ImportFacts({ reader, of, zone }: { reader: Reader; of: ImportView; zone: string }) {
  return (
    <DefinitionList
      facts={[
        { term: reader.say('desk.import.file'), detail: of.file },
        { term: reader.say('desk.import.format'), detail: of.format },
        { term: reader.say('desk.import.at'), detail: <Moment reader={reader} at={of.startedAt} zone={zone} /> },
        { term: reader.say('desk.import.by'), detail: of.importedBy },
        ...(['versioned', 'late', 'vanished', 'returned'] as const)
          .filter((count) => of[count] > 0)
          .map((count) => ({ term: reader.say(`desk.import.${count}`), detail: reader.number(of[count]) })),
        ...stateOf(reader, of),
      ]}
    />
  );
}

function stateOf(reader: Reader, { finishedAt, cutOffAt, undone }: ImportView) {
  const state = undone ? 'undone' : finishedAt !== null ? null : cutOffAt !== null ? 'cut_off' : 'going';
  return state === null ? [] : [{ term: reader.say('desk.import.state'), detail: reader.say(`desk.import.${state}`) }];
}
