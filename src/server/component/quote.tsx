import type { Quote } from '../../core/finding.ts';
import { languageName } from '../../core/language.ts';
import type { TextOrigin } from '../../core/text.ts';
import type { Reader } from './reader.tsx';
import { type Source, SourceLine } from './source-line.tsx';

export type QuoteBlockProps = {
  reader: Reader;
  quote: Pick<Quote, 'exact' | 'prefix' | 'suffix' | 'language' | 'file' | 'page'>;
  source: Source;
  /** The contribution that it stands in. */
  href: string;
  translation?: { text: string; language: string; origin: TextOrigin };
};

/** Words of a contributor, exactly, in their language; the words around them in grey on demand; where they come from. */
export function QuoteBlock({ reader, quote, source, href, translation }: QuoteBlockProps) {
  return (
    <figure class="quote">
      <blockquote lang={quote.language} cite={href}>
        <p>{quote.exact}</p>
      </blockquote>
      {translation && <Translation reader={reader} translation={translation} />}
      {(quote.prefix !== '' || quote.suffix !== '') && (
        <details class="quote-context">
          <summary>{reader.say('ui.quote.context')}</summary>
          <p lang={quote.language}>
            <span class="around">{quote.prefix}</span>
            {quote.exact}
            <span class="around">{quote.suffix}</span>
          </p>
        </details>
      )}
      <figcaption class="quote-source">
        <SourceLine reader={reader} source={source} />
        <a href={href}>{reader.say('ui.quote.open')}</a>
        {quote.file && <FileReference reader={reader} quote={quote} />}
      </figcaption>
    </figure>
  );
}

function Translation({
  reader,
  translation,
}: {
  reader: Reader;
  translation: NonNullable<QuoteBlockProps['translation']>;
}) {
  const { text, language, origin } = translation;
  const name = languageName(language, reader.language);
  return (
    <div class="quote-translation">
      <p class="translated">
        {reader.say(origin === 'machine' ? 'ui.quote.machine_translation' : 'ui.quote.translation', { language: name })}
      </p>
      <p lang={language}>{text}</p>
    </div>
  );
}

function FileReference({ reader, quote }: { reader: Reader; quote: QuoteBlockProps['quote'] }) {
  const { file, page } = quote;
  if (!file) return page === undefined ? null : <span>{reader.say('report.quote.page', { page })}</span>;
  return <span>{page === undefined ? file : reader.say('ui.quote.page_of_file', { file, page })}</span>;
}
