import { isMessageKey } from '../../core/message.ts';
import type { LocalText } from '../../core/text.ts';
import { dataFileUrl, dataUrl, ledgerUrl } from '../address.ts';
import { EmptyState } from '../component/empty.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import { DataTable } from '../component/table.tsx';
import { type ConsultationHead, crumbsBelow } from './head.ts';

export type DataFile = { name: string; bytes: number; sha256: string };

export type DataPageProps = {
  frame: Frame;
  head: ConsultationHead;
  /** The edition whose files these are; null before there is one. */
  edition: number | null;
  editions: number[];
  files: DataFile[];
  licence: LocalText | null;
};

/** Everything to take along: files with sizes and licence, and how to check them by oneself. */
export function DataPage({ frame, head, edition, editions, files, licence }: DataPageProps) {
  const { reader } = frame;
  const { slug } = head;
  return (
    <Page
      frame={frame}
      title={reader.text('page.data.title')}
      crumbs={crumbsBelow(reader, head)}
      notice={head.exampleNotice}
    >
      <PageHead lead={reader.say('page.data.lead')}>{reader.say('page.data.title')}</PageHead>
      {edition === null ? (
        <EmptyState heading={reader.say('page.data.none')}>
          <p>{reader.say('page.data.none_then')}</p>
        </EmptyState>
      ) : (
        <>
          <DataTable
            id="files"
            caption={reader.say('page.data.files', { edition })}
            columns={[
              { label: reader.say('page.data.file') },
              { label: reader.say('page.data.what') },
              { label: reader.say('page.data.size'), align: 'number' },
              { label: 'SHA-256' },
            ]}
            rows={files.map(({ name, bytes, sha256 }) => ({
              heading: <a href={dataFileUrl(slug, name, edition)}>{name}</a>,
              cells: [whatItIs(frame, name), size(frame, bytes), <code class="hash">{sha256}</code>],
            }))}
          />
          {editions.length > 1 && (
            <p>
              {reader.say('page.data.other_editions')}{' '}
              {editions
                .filter((other) => other !== edition)
                .map((other) => (
                  <>
                    <a href={dataUrl(slug, other)}>{reader.say('page.report.edition', { edition: other })}</a>{' '}
                  </>
                ))}
            </p>
          )}
          <Section id="check" heading={reader.say('page.data.check')}>
            <ol class="steps">
              <li>{reader.say('page.data.check_files')}</li>
              <li>
                {reader.say('page.data.check_sums')}
                <pre>
                  <code>sha256sum --check SHA256SUMS</code>
                </pre>
              </li>
              <li>
                {reader.say('page.data.check_report')}
                <pre>
                  <code>node bin/antiphon.js verify FOLDER</code>
                </pre>
              </li>
            </ol>
            <p>
              <a href={ledgerUrl(slug)}>{reader.say('page.ledger.title')}</a>
            </p>
          </Section>
        </>
      )}
      <Section id="licence" heading={reader.say('page.data.licence')}>
        <p>{licence ? reader.local(licence) : reader.say('page.data.no_licence')}</p>
      </Section>
    </Page>
  );
}

function whatItIs({ reader }: Frame, name: string) {
  const key = `page.data.what.${name}`;
  return isMessageKey(key) ? reader.say(key) : '';
}

function size({ reader }: Frame, bytes: number): string {
  if (bytes < 1000) return reader.text('page.data.bytes', { n: bytes });
  if (bytes < 1_000_000) return reader.text('page.data.kilobytes', { n: Math.round(bytes / 1000) });
  return reader.text('page.data.megabytes', { n: Math.round(bytes / 100_000) / 10 });
}
