import type { Child } from 'hono/jsx';
import type { CampaignRole } from '../../core/campaign.ts';
import type { LocalText } from '../../core/text.ts';
import { webUrl } from '../../core/url.ts';
import { contributionsUrl, dataUrl, evidenceUrl, ledgerUrl } from '../address.ts';
import { OriginBadge } from '../component/badge.tsx';
import { DefinitionList, type Fact } from '../component/definition-list.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import { type CodedPassage, PassageText, type ThemeName } from '../component/passage.tsx';
import type { Reader } from '../component/reader.tsx';
import { type Source, SourceLine } from '../component/source-line.tsx';
import { DataTable } from '../component/table.tsx';
import { type ConsultationHead, crumbsBelow } from './head.ts';

/** One answer in words, or what stands in its place. */
export type ShownText = {
  /** The question that it answers; null where the source asks none. */
  question: LocalText | null;
  text: string;
  language: string | null;
  passages: CodedPassage[];
  /** From which file the words were read. */
  file: string | null;
  /** Where the pages of that file start; empty where it has none. */
  pageStarts?: readonly number[];
};

export type ContributionPageProps = {
  frame: Frame;
  head: ConsultationHead;
  contribution: {
    code: string;
    version: number;
    source: Source;
    title: string | null;
    /** Where the source shows it. */
    url: string | null;
    /** Terms under which it may be used again. */
    licence: LocalText | null;
    /** Empty where the words may not be shown. */
    texts: ShownText[];
    withheld: boolean;
    /** Why it no longer counts; null where it does. */
    aside: 'withdrawn' | 'undone' | 'refused' | 'set_aside' | null;
    /** Since when its source no longer has it; null where it does. */
    vanishedSince: Date | null;
    choices: { question: LocalText; values: string[] }[];
    campaign: { key: string; role: CampaignRole; contributions: number } | null;
    /** Position in the ledger and the leaf's hash, hexadecimal. */
    leaf: number;
    hash: string;
  };
};

/** What one stakeholder said, in full, with what was made of it. */
export function ContributionPage({ frame, head, contribution }: ContributionPageProps) {
  const { reader } = frame;
  const { code, source, title, texts, withheld, choices, campaign } = contribution;
  const name = title ?? reader.text('page.contribution.title', { code });
  return (
    <Page
      frame={frame}
      title={name}
      crumbs={crumbsBelow(reader, head, {
        url: contributionsUrl(head.slug),
        label: reader.text('page.contributions.title'),
      })}
      notice={head.exampleNotice}
    >
      <PageHead kicker={title !== null && reader.say('page.contribution.title', { code })}>
        <span lang={title === null ? undefined : (source.language ?? undefined)}>{name}</span>
      </PageHead>
      <SourceLine reader={reader} source={source} />
      {campaign && <CampaignNote reader={reader} slug={head.slug} campaign={campaign} />}
      <div class="beside">
        <div>
          {contribution.vanishedSince && (
            <p class="withheld">
              {reader.say('page.contribution.vanished', {
                at: reader.dayOf(contribution.vanishedSince, head.timeZone),
              })}
            </p>
          )}
          {withheld && <p class="withheld">{reader.say(`page.contribution.${contribution.aside ?? 'withheld'}`)}</p>}
          {texts.map((shown) => (
            <Words reader={reader} shown={shown} />
          ))}
          {texts.some(({ passages }) => passages.some(({ codings }) => codings.length > 0)) && (
            <p class="passage-key">{reader.say('page.contribution.marks')}</p>
          )}
          {choices.length > 0 && (
            <DataTable
              id="choices"
              caption={reader.say('page.contribution.choices')}
              columns={[
                { label: reader.say('selection.column.question') },
                { label: reader.say('selection.column.value') },
              ]}
              rows={choices.map(({ question, values }) => ({
                heading: reader.local(question),
                cells: [values.join('; ')],
              }))}
            />
          )}
        </div>
        <div>
          <ThemesHere reader={reader} slug={head.slug} texts={texts} />
          <Section id="proof" heading={reader.say('page.contribution.proof')}>
            <DefinitionList facts={proof(reader, head, contribution)} />
          </Section>
        </div>
      </div>
    </Page>
  );
}

function Words({ reader, shown }: { reader: Reader; shown: ShownText }): Child {
  const { question, text, language, passages, file, pageStarts = [] } = shown;
  return (
    <section class="answer">
      {question && <h2 class="question">{reader.local(question)}</h2>}
      {file && <p class="from-file">{reader.say('page.contribution.from_file', { file })}</p>}
      <PassageText {...{ reader, text, language, passages, pageStarts }} />
    </section>
  );
}

type CampaignNoteProps = {
  reader: Reader;
  slug: string;
  campaign: NonNullable<ContributionPageProps['contribution']['campaign']>;
};

function CampaignNote({ reader, slug, campaign }: CampaignNoteProps) {
  const { key, role, contributions } = campaign;
  const where = { campaign: [key] };
  return (
    <p class="campaign-note">
      {reader.weave('page.contribution.campaign', {
        contributions: (
          <a href={evidenceUrl(slug, { unit: 'contributions', where })}>
            {reader.say('unit.count.contributions', { n: contributions })}
          </a>
        ),
        role: reader.say(`campaign.role.${role}`),
      })}
    </p>
  );
}

function ThemesHere({ reader, slug, texts }: { reader: Reader; slug: string; texts: ShownText[] }) {
  const codings = texts.flatMap(({ passages }) => passages.flatMap((passage) => passage.codings));
  const themes = new Map<string, { theme: ThemeName; passages: number }>();
  for (const { theme } of codings)
    themes.set(theme.key, { theme, passages: (themes.get(theme.key)?.passages ?? 0) + 1 });
  return (
    <Section id="themes" heading={reader.say('page.contribution.themes')}>
      {themes.size === 0 ? (
        <p>{reader.say('page.contribution.no_themes')}</p>
      ) : (
        <ul class="theme-list">
          {[...themes.values()].map(({ theme, passages }) => (
            <li>
              <a href={evidenceUrl(slug, { unit: 'contributions', where: { theme: [theme.key] } })}>
                {reader.local(theme.name)}
              </a>
              <span class="theme-list-facts">
                <OriginBadge reader={reader} of={theme} />{' '}
                {reader.say('page.contribution.passages_here', { n: passages })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function proof(reader: Reader, head: ConsultationHead, contribution: ContributionPageProps['contribution']): Fact[] {
  const { version, leaf, hash, url, licence } = contribution;
  const source = webUrl(url);
  return [
    { term: reader.say('page.contribution.version'), detail: reader.number(version) },
    {
      term: reader.say('page.contribution.leaf'),
      detail: <a href={ledgerUrl(head.slug)}>{reader.number(leaf)}</a>,
    },
    { term: reader.say('page.contribution.hash'), detail: <code class="hash">{hash}</code> },
    {
      term: reader.say('page.contribution.check'),
      detail: <a href={dataUrl(head.slug)}>{reader.say('page.data.title')}</a>,
    },
    ...(source ? [{ term: reader.say('page.contribution.url'), detail: <a href={source.href}>{source.host}</a> }] : []),
    ...(licence ? [{ term: reader.say('page.contribution.licence'), detail: reader.local(licence) }] : []),
  ];
}
