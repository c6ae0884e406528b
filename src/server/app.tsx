import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import pg from 'pg';
import { may } from '../core/capability.ts';
import { DomainError, type ErrorCode } from '../core/error.ts';
import { ROUTES } from './address.ts';
import type { Frame } from './component/frame.ts';
import { renderPage } from './component/page.tsx';
import { Reader } from './component/reader.tsx';
import { ALL_ROUTES } from './routes.ts';
import { languageOf, type Visitor, visitorOf } from './session.ts';
import { ErrorPage, type Problem } from './site/error.tsx';
import { refuseWrongToken } from './token.ts';
import { type Route, rolesOf, type Server, type Visit } from './visit.ts';

const MOST_BODY_BYTES = 100_000;
const MOST_LONG_FORM_BYTES = 4_000_000;

const STATUS: { [code in ErrorCode]: 400 | 403 | 404 | 409 | 500 | 503 } = {
  wrong_use: 400,
  unreadable: 400,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  cancelled: 409,
  check_failed: 500,
  unavailable: 503,
};

/** The server as a function from requests to answers. */
export function createApp(server: Server): Hono {
  const app = new Hono();
  const limit = bodyLimit({ maxSize: MOST_BODY_BYTES });
  const longLimit = bodyLimit({ maxSize: MOST_LONG_FORM_BYTES });
  app.use((context, next) => {
    if (carriesFiles(context)) return next();
    return isAt(context, PLACES_OF_LONG_FORMS) ? longLimit(context, next) : limit(context, next);
  });
  for (const route of ALL_ROUTES) {
    app.on(route.method.toUpperCase(), ROUTES[route.at], (context) => serve(server, route, context));
  }
  app.notFound((context) =>
    problemPage(server, context, new DomainError('not_found', 'There is no page at this address.')),
  );
  app.onError((error, context) => problemPage(server, context, error));
  return app;
}

const placesOf = (routes: readonly Route[]) =>
  routes.map(({ at }) => new RegExp(`^${ROUTES[at].replace(/:\w+/g, '[^/]+')}$`));
const PLACES_OF_FILES = placesOf(ALL_ROUTES.filter(({ takesFiles }) => takesFiles));
const PLACES_OF_LONG_FORMS = placesOf(ALL_ROUTES.filter(({ takesLongForms }) => takesLongForms));

function isAt({ req }: Context, places: readonly RegExp[]): boolean {
  return places.some((place) => place.test(req.path));
}

/** A form with files for a route that takes them: counted while it is streamed, not before. */
function carriesFiles(context: Context): boolean {
  const isForm = context.req.header('content-type')?.startsWith('multipart/form-data') ?? false;
  return isForm && isAt(context, PLACES_OF_FILES);
}

async function serve(server: Server, route: Route, context: Context): Promise<Response> {
  const visitor = await visitorOf(context, server.store.db);
  const visit = visitOf(server, context, visitor);
  setHeaders(context, visit.frame.nonce, visitor.actor !== null);
  if (!may(rolesOf(visitor), route.needs)) throw notAllowed(visitor);
  if (route.method === 'post') {
    checkOrigin(visit);
    if (!(route.takesFiles && carriesFiles(context))) await checkToken(visit);
  }
  return await route.answer(visit);
}

function notAllowed({ actor }: Visitor): DomainError {
  return new DomainError(
    'forbidden',
    actor ? `${actor.label} may not do this.` : 'This page is for those who are signed in.',
  );
}

/** What changes something has to come from our own page: the browser says so. */
function checkOrigin({ context }: Visit): void {
  const site = context.req.header('sec-fetch-site');
  const origin = context.req.header('origin');
  const own = new URL(context.req.url).host;
  const foreign = site !== undefined ? site !== 'same-origin' : origin !== undefined && URL.parse(origin)?.host !== own;
  if (foreign) throw new DomainError('forbidden', 'This form was sent from another site.');
}

/** A form of a session carries the session's token. */
async function checkToken(visit: Visit): Promise<void> {
  if (visit.visitor.csrfToken === null || visit.context.req.path === ROUTES.language) return;
  const form = await visit.context.req.parseBody();
  refuseWrongToken(visit, form.csrf);
}

function setHeaders(context: Context, nonce: string, signedIn: boolean): void {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self' data:", // data: are the icons in Designsystemet's style sheet
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  context.header('content-security-policy', policy);
  context.header('cross-origin-opener-policy', 'same-origin');
  context.header('cross-origin-resource-policy', 'same-origin');
  context.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), interest-cohort=()');
  context.header('referrer-policy', 'same-origin');
  context.header('x-content-type-options', 'nosniff');
  context.header('cache-control', signedIn ? 'no-store' : 'no-cache');
  context.header('vary', 'cookie, accept-language');
}

function visitOf(server: Server, context: Context, visitor: Visitor): Visit {
  return { ...server, context, visitor, frame: frameOf(server, context, visitor), now: server.clock() };
}

function frameOf(server: Server, context: Context, visitor: Visitor): Frame {
  const { pathname, search } = new URL(context.req.url);
  return {
    reader: new Reader(languageOf(context)),
    house: server.house,
    assets: server.assets,
    nonce: Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64'),
    path: pathname + search,
    ...visitor,
  };
}

/** What went wrong, as a page: a sentence of the domain as it is; anything else is logged in full and shown as nothing. */
async function problemPage(server: Server, context: Context, error: Error): Promise<Response> {
  const known = knownError(error);
  if (!known) server.log(`${context.req.method} ${routePath(context)}: ${error.stack ?? error.message}`);
  const visitor = await visitorOf(context, server.store.db).catch(() => ({ actor: null, csrfToken: null }));
  const frame = frameOf(server, context, visitor);
  setHeaders(context, frame.nonce, visitor.actor !== null);
  const sentence = known && frame.reader.language === 'en' ? known.message : null; // others read the catalogue's own words
  const page = <ErrorPage frame={frame} problem={problemOf(known?.code)} sentence={sentence} />;
  return context.html(
    renderPage(page),
    error instanceof HTTPException ? error.status : known ? STATUS[known.code] : 500,
  );
}

/** What is not our fault, as a sentence: a body that is too large, a store that is busy. */
function knownError(error: Error): DomainError | null {
  if (error instanceof DomainError) return error;
  if (error instanceof HTTPException)
    return new DomainError('wrong_use', 'This request is larger or other than a form of these pages.');
  if (error instanceof pg.DatabaseError && error.code === BUSY) return new DomainError('unavailable', error.message);
  return null;
}

/** What the embedded store says to who waited too long. */
const BUSY = '55P03';

function problemOf(code: ErrorCode | undefined): Problem {
  switch (code) {
    case 'not_found':
    case 'forbidden':
    case 'wrong_use':
    case 'conflict':
    case 'unavailable':
      return code;
    case 'unreadable':
      return 'wrong_use';
    case 'cancelled':
      return 'conflict';
    case 'check_failed':
    case undefined:
      return 'fault';
  }
}
