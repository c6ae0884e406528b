import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Actor } from '../core/capability.ts';
import { INTERFACE_LANGUAGES } from '../core/message.ts';
import { actorOfSession, type NewSession } from '../store/actor.ts';
import type { Db } from '../store/open.ts';

/** Who visits: nobody in particular, or somebody signed in. */
export type Visitor = { actor: Actor | null; csrfToken: string | null };

const SESSION = 'antiphon-session';
const LANGUAGE = 'antiphon-language';
const PREVIEW = 'antiphon-preview';
const YEAR_SECONDS = 365 * 24 * 3600;

function isSecure(context: Context): boolean {
  return new URL(context.req.url).protocol === 'https:';
}

/** Reads the session cookie; without one nothing is looked up. */
export async function visitorOf(context: Context, db: Db): Promise<Visitor> {
  const token = getCookie(context, SESSION);
  const session = token ? await actorOfSession(db, token) : null;
  return session ?? { actor: null, csrfToken: null };
}

export function sessionToken(context: Context): string | undefined {
  return getCookie(context, SESSION);
}

export function beginSession(context: Context, session: NewSession): void {
  setCookie(context, SESSION, session.token, {
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(context),
    path: '/',
    expires: session.expiresAt,
  });
}

export function endSession(context: Context): void {
  deleteCookie(context, SESSION, { path: '/' });
}

/** Lets this browser see a draft, until it is closed or the link is revoked. */
export function rememberPreview(context: Context, token: string): void {
  setCookie(context, PREVIEW, token, { httpOnly: true, sameSite: 'Lax', secure: isSecure(context), path: '/' });
}

/** The secret of the link to a draft that this browser opened last. */
export function previewToken(context: Context): string | undefined {
  return getCookie(context, PREVIEW);
}

/** The reader's language: the chosen one, else the best of what the browser asks for, else English. */
export function languageOf(context: Context): string {
  const chosen = getCookie(context, LANGUAGE);
  if (chosen && INTERFACE_LANGUAGES.includes(chosen)) return chosen;
  const wanted = acceptedLanguages(context.req.header('accept-language') ?? '');
  return wanted.find((language) => INTERFACE_LANGUAGES.includes(language)) ?? 'en';
}

export function chooseLanguage(context: Context, language: string): void {
  if (!INTERFACE_LANGUAGES.includes(language)) return;
  setCookie(context, LANGUAGE, language, {
    sameSite: 'Lax',
    secure: isSecure(context),
    path: '/',
    maxAge: YEAR_SECONDS,
  });
}

/** The languages of an Accept-Language header, the most wanted first, without regions. */
function acceptedLanguages(header: string): string[] {
  return header
    .slice(0, 1000)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';');
      const quality = parameters.find((parameter) => parameter.trim().startsWith('q='));
      return {
        language: tag.trim().toLowerCase().split('-')[0]!,
        quality: quality ? Number(quality.trim().slice(2)) : 1,
      };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ language }) => language);
}
