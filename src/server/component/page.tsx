import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { may } from '../../core/capability.ts';
import type { LocalText } from '../../core/text.ts';
import { aboutUrl, accessibilityUrl, deskUrl, homeUrl, languageUrl, privacyUrl, signOutUrl } from '../address.ts';
import { Button } from './button.tsx';
import { CsrfField } from './form.tsx';
import type { Frame } from './frame.ts';

export type Crumb = { url: string; label: string };

export type PageProps = {
  frame: Frame;
  /** What the page is called in the browser's tab; its heading says the same. */
  title: string;
  /** The way from home to this page, without this page. */
  crumbs?: Crumb[];
  /** Says on every page of an example that it is one. */
  notice?: LocalText | null;
  /** What the page tells programs. */
  about?: About;
  /** Without script the page asks for itself again after so many seconds; for work in progress. */
  refreshSeconds?: number;
  children?: Child;
};

/** What a page tells programs: search engines, readers of feeds, those that draw a card of a link. */
export type About = {
  description: string;
  /** Its whole address, which stays. */
  url: string;
  feedUrl: string | null;
  /** In the words of schema.org, as JSON-LD. */
  data: object | null;
};

/** A whole document. `renderPage` turns it into text. */
export function Page({ frame, title, crumbs, notice, about, refreshSeconds, children }: PageProps) {
  const { reader, house, assets, nonce } = frame;
  return (
    <html lang={reader.language}>
      <head>
        <meta charset="utf-8" />
        <title>{title === house.name ? title : `${title} – ${house.name}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {frame.draft && <meta name="robots" content="noindex" />}
        <link rel="stylesheet" href={assets.style} />
        <script type="module" nonce={nonce} src={assets.script} />
        {about && <Metadata frame={frame} title={title} about={about} />}
        {refreshSeconds && (
          <noscript>
            <meta http-equiv="refresh" content={String(refreshSeconds)} />
          </noscript>
        )}
      </head>
      <body>
        <a class="ds-skip-link" href="#main">
          {reader.say('ui.skip_to_content')}
        </a>
        <Header frame={frame} />
        {frame.draft && (
          <aside class="notice-banner" aria-label={reader.text('desk.draft')}>
            <p>{reader.say('ui.this_is_a_draft')}</p>
          </aside>
        )}
        {notice && (
          <aside class="notice-banner" aria-label={reader.text('ui.notice')}>
            <p>{reader.local(notice)}</p>
          </aside>
        )}
        {crumbs && crumbs.length > 0 && <Crumbs frame={frame} crumbs={crumbs} />}
        <main id="main" class="page" tabindex={-1}>
          {children}
        </main>
        <Footer frame={frame} />
      </body>
    </html>
  );
}

function Metadata({ frame, title, about }: { frame: Frame; title: string; about: About }) {
  const { description, url, feedUrl, data } = about;
  return (
    <>
      <meta name="description" content={description} />
      <link rel="canonical" href={url} />
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={frame.house.name} />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={description} />
      <meta property="og:url" content={url} />
      <meta property="og:locale" content={frame.reader.language} />
      {feedUrl && <link rel="alternate" type="application/atom+xml" title={title} href={feedUrl} />}
      {data && (
        <script type="application/ld+json" nonce={frame.nonce}>
          {raw(jsonInHtml(data))}
        </script>
      )}
    </>
  );
}

/** JSON that cannot end the element that it stands in, nor begin one. */
function jsonInHtml(value: object): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The text of a document, as it goes over the wire. */
export function renderPage(page: { toString(): string | Promise<string> }): string {
  const text = page.toString();
  if (typeof text !== 'string')
    throw new Error('Pages are rendered in one go: no component of ours waits for anything.');
  return `<!doctype html>${text}`;
}

function Header({ frame }: { frame: Frame }) {
  const { reader, house, actor } = frame;
  const seesDesk = actor !== null && may(actor.roles, 'see the desk');
  return (
    <header class="house">
      <div class="house-inside">
        <a class="house-name" href={homeUrl()}>
          {house.name}
        </a>
        {seesDesk && (
          <nav class="house-nav" aria-label={reader.text('ui.main_navigation')}>
            <ul>
              <li>
                <a href={homeUrl()}>{reader.say('ui.consultations')}</a>
              </li>
              <li>
                <a href={deskUrl()}>{reader.say('ui.desk')}</a>
              </li>
            </ul>
          </nav>
        )}
        <LanguageSwitch frame={frame} />
        {actor && <SignOut frame={frame} />}
      </div>
    </header>
  );
}

function SignOut({ frame }: { frame: Frame }) {
  return (
    <form class="sign-out" method="post" action={signOutUrl()}>
      <CsrfField frame={frame} />
      <span>{frame.actor?.label}</span>
      <Button kind="tertiary" size="sm">
        {frame.reader.say('ui.sign_out')}
      </Button>
    </form>
  );
}

/** Beyond so many the languages are folded away. */
const LANGUAGES_IN_A_ROW = 3;

function LanguageSwitch({ frame }: { frame: Frame }) {
  const { reader, house, path } = frame;
  const others = house.languages.filter((language) => language !== reader.language);
  if (others.length === 0) return null;
  const buttons = others.map((language) => (
    <button class="ds-link" type="submit" name="language" value={language} lang={language}>
      {reader.ownName(language)}
    </button>
  ));
  return (
    <form class="language-switch" method="post" action={languageUrl()}>
      <input type="hidden" name="back" value={path} />
      {others.length < LANGUAGES_IN_A_ROW ? (
        buttons
      ) : (
        <details>
          <summary>{reader.ownName(reader.language)}</summary>
          <div class="language-list">{buttons}</div>
        </details>
      )}
    </form>
  );
}

function Crumbs({ frame, crumbs }: { frame: Frame; crumbs: Crumb[] }) {
  return (
    <nav class="crumbs" aria-label={frame.reader.text('ui.you_are_here')}>
      <ol>
        {crumbs.map(({ url, label }) => (
          <li>
            <a href={url}>{label}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Footer({ frame }: { frame: Frame }) {
  const { reader, house } = frame;
  return (
    <footer class="foot">
      <div class="foot-inside">
        <nav aria-label={reader.text('ui.about_this_site')}>
          <ul>
            <li>
              <a href={aboutUrl()}>{reader.say('ui.about')}</a>
            </li>
            <li>
              <a href={accessibilityUrl()}>{reader.say('ui.accessibility')}</a>
            </li>
            <li>
              <a href={privacyUrl()}>{reader.say('ui.privacy')}</a>
            </li>
          </ul>
        </nav>
        <p>{reader.say('ui.run_by', { house: house.name })}</p>
      </div>
    </footer>
  );
}
