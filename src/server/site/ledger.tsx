import { dataUrl } from '../address.ts';
import { DefinitionList } from '../component/definition-list.tsx';
import { EmptyState } from '../component/empty.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import { type ConsultationHead, crumbsBelow } from './head.ts';

export type LedgerPageProps = {
  frame: Frame;
  head: ConsultationHead;
  /** Number of leaves and root over them, hexadecimal; null where nothing was accepted yet. */
  ledger: { leaves: number; root: string } | null;
  editions: { number: number; root: string }[];
};

/** The tree over all accepted contributions: what it proves, its root, how to check it. */
export function LedgerPage({ frame, head, ledger, editions }: LedgerPageProps) {
  const { reader } = frame;
  return (
    <Page
      frame={frame}
      title={reader.text('page.ledger.title')}
      crumbs={crumbsBelow(reader, head)}
      notice={head.exampleNotice}
    >
      <PageHead lead={reader.say('page.ledger.lead')}>{reader.say('page.ledger.title')}</PageHead>
      {ledger === null ? (
        <EmptyState heading={reader.say('page.ledger.none')} />
      ) : (
        <DefinitionList
          facts={[
            { term: reader.say('page.ledger.leaves'), detail: reader.number(ledger.leaves) },
            { term: reader.say('page.ledger.root'), detail: <code class="hash">{ledger.root}</code> },
            ...editions.map(({ number, root }) => ({
              term: reader.say('page.ledger.root_of', { edition: number }),
              detail: <code class="hash">{root}</code>,
            })),
          ]}
        />
      )}
      <Section id="check" heading={reader.say('page.data.check')}>
        <p>{reader.say('page.ledger.how')}</p>
        <p>
          <a href={dataUrl(head.slug)}>{reader.say('page.data.title')}</a>
        </p>
      </Section>
    </Page>
  );
}
