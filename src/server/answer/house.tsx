import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../core/error.ts';
import { signOut as endStoredSession, signIn as useLink } from '../../store/actor.ts';
import { inTransaction } from '../../store/open.ts';
import { deskUrl, homeUrl, type RouteName } from '../address.ts';
import { ASSET_FOLDER } from '../asset.ts';
import type { Frame } from '../component/frame.ts';
import { renderPage } from '../component/page.tsx';
import { beginSession, chooseLanguage, endSession, sessionToken } from '../session.ts';
import { SignInPage } from '../site/sign-in.tsx';
import { AboutPage, AccessibilityPage, PrivacyPage } from '../site/statement.tsx';
import { placeOf, type Route } from '../visit.ts';

type Statement = (props: { frame: Frame }) => { toString(): string | Promise<string> };

function statement(at: RouteName, Page: Statement): Route {
  return {
    method: 'get',
    at,
    needs: 'see public pages',
    answer: async ({ context, frame }) => context.html(renderPage(Page({ frame }))),
  };
}

export const accessibility = statement('accessibility', AccessibilityPage);
export const privacy = statement('privacy', PrivacyPage);
export const about = statement('about', AboutPage);

/** Shows a button first, so that programs that look at links in mails do not use the link up. */
export const signInForm: Route = {
  method: 'get',
  at: 'signIn',
  needs: 'see public pages',
  answer: async (visit) =>
    visit.context.html(renderPage(<SignInPage frame={visit.frame} token={placeOf(visit, 'token')} />)),
};

export const signIn: Route = {
  method: 'post',
  at: 'signIn',
  needs: 'see public pages',
  answer: async (visit) => {
    const session = await inTransaction(visit.store, (tx) => useLink(tx, placeOf(visit, 'token')));
    if (!session)
      throw new DomainError(
        'forbidden',
        'This link has been used or is too old. Restart Antiphon for a new one, or ask your administrator.',
      );
    beginSession(visit.context, session);
    return visit.context.redirect(deskUrl(), 303);
  },
};

export const signOut: Route = {
  method: 'post',
  at: 'signOut',
  needs: 'see public pages',
  answer: async (visit) => {
    const token = sessionToken(visit.context);
    if (token) await endStoredSession(visit.store.db, token);
    endSession(visit.context);
    return visit.context.redirect(homeUrl(), 303);
  },
};

export const language: Route = {
  method: 'post',
  at: 'language',
  needs: 'see public pages',
  answer: async (visit) => {
    const form = await visit.context.req.parseBody();
    chooseLanguage(visit.context, String(form.language));
    return visit.context.redirect(ownPlace(String(form.back)), 303);
  },
};

const ANY_ORIGIN = 'http://here.invalid';

/** The place on these pages that an address names; the first page where it leads elsewhere. */
function ownPlace(address: string): string {
  const url = URL.parse(address, ANY_ORIGIN);
  return url?.origin === ANY_ORIGIN ? url.pathname + url.search : homeUrl();
}

const ASSET_TYPES: { [ending: string]: string } = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

export const asset: Route = {
  method: 'get',
  at: 'asset',
  needs: 'see public pages',
  answer: async (visit) => {
    const name = placeOf(visit, 'name');
    const type = ASSET_TYPES[name.split('.').at(-1)!];
    if (!type || !/^[a-z]+(?:-[a-z]+)*\.[0-9a-f]{12}\.(?:css|js)$/.test(name)) throw noSuchFile();
    const content = await readFile(join(ASSET_FOLDER, name)).catch(() => {
      throw noSuchFile();
    });
    visit.context.header('content-type', type);
    visit.context.header('cache-control', 'public, max-age=31536000, immutable');
    return visit.context.body(new Uint8Array(content));
  },
};

function noSuchFile(): DomainError {
  return new DomainError('not_found', 'There is no such file.');
}
