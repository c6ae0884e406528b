import { webUrl } from '../../core/url.ts';
import { contributionUrl } from '../address.ts';
import { OriginBadge } from '../component/badge.tsx';
import type { ThemeName } from '../component/passage.tsx';
import type { Reader } from '../component/reader.tsx';
import { type Source, SourceLine } from '../component/source-line.tsx';

/** A contribution in a list: the words that matter here, who said them, under which themes. */
export type ContributionRow = {
  code: string;
  source: Source;
  /** What it is called in its source; null where it has no title. */
  title: string | null;
  /** A stretch of its words; null where they may not be shown. */
  excerpt: { text: string; before: boolean; after: boolean } | null;
  /** The passage that the excerpt is, where it is one. */
  passage: number | null;
  themes: ThemeName[];
  /** Where the source shows it. */
  url: string | null;
  /** Where it belongs to a campaign: how many contributions share the text. */
  campaignSize: number | null;
};

export function ContributionEntry({ reader, slug, row }: { reader: Reader; slug: string; row: ContributionRow }) {
  const { code, source, title, excerpt, passage, themes, campaignSize } = row;
  const elsewhere = webUrl(row.url);
  const url = contributionUrl(slug, code, passage ?? undefined);
  return (
    <article class="contribution" aria-labelledby={`c-${code}`}>
      <h3 id={`c-${code}`} lang={title === null ? undefined : (source.language ?? undefined)}>
        <a href={url}>{title ?? reader.say('page.contribution.title', { code })}</a>
      </h3>
      {excerpt ? (
        <p class="voice" lang={source.language ?? undefined}>
          {excerpt.before && '… '}
          {excerpt.text}
          {excerpt.after && ' …'}
        </p>
      ) : (
        <p class="withheld">{reader.say('page.contribution.withheld')}</p>
      )}
      {themes.length > 0 && (
        <ul class="theme-names" aria-label={reader.text('page.contributions.themes')}>
          {themes.map((theme) => (
            <li>
              {reader.local(theme.name)} <OriginBadge reader={reader} of={theme} />
            </li>
          ))}
        </ul>
      )}
      <div class="contribution-foot">
        <SourceLine reader={reader} source={source} />
        {campaignSize !== null && (
          <span class="campaign-note">{reader.say('page.contributions.campaign', { n: campaignSize })}</span>
        )}
        {elsewhere && <a href={elsewhere.href}>{elsewhere.host}</a>}
        {title !== null && <code class="code">{code}</code>}
      </div>
    </article>
  );
}
