import { DefinitionList } from '../component/definition-list.tsx';
import type { Reader } from '../component/reader.tsx';
import { Moment } from '../component/time.tsx';

/** What an import took in. received = accepted + merged + refused. */
export type ImportView = {
  file: string;
  format: string;
  source: string;
  startedAt: Date;
  /** Null where it was cut off; what it had taken in by then is kept. */
  finishedAt: Date | null;
  received: number;
  accepted: number;
  /** Of the accepted, new versions of known contributions. */
  versioned: number;
  merged: number;
  refused: number;
  /** Contributions that the file no longer had. */
  vanished: number;
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
        ...(of.versioned > 0
          ? [{ term: reader.say('desk.import.versioned'), detail: reader.number(of.versioned) }]
          : []),
        ...(of.vanished > 0 ? [{ term: reader.say('desk.import.vanished'), detail: reader.number(of.vanished) }] : []),
        ...(of.finishedAt === null
          ? [{ term: reader.say('desk.import.state'), detail: reader.say('desk.import.cut_off') }]
          : []),
      ]}
    />
  );
}
