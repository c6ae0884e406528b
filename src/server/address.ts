import { parseSelection, type Selection, selectionQuery, UNITS, type Unit } from '../core/figure.ts';

/** Every address of the house: the routes listen at these patterns, and every link is made by the functions below. */
export const ROUTES = {
  home: '/',
  consultation: '/c/:slug',
  report: '/c/:slug/report',
  edition: '/c/:slug/report/:edition',
  evidence: '/c/:slug/evidence',
  contributions: '/c/:slug/contributions',
  contribution: '/c/:slug/contributions/:code',
  events: '/c/:slug/events.ics',
  event: '/c/:slug/events/:event',
  register: '/c/:slug/events/:event/register',
  registration: '/registration/:code',
  data: '/c/:slug/data',
  dataFile: '/c/:slug/data/:file',
  ledger: '/c/:slug/ledger',
  liveDoor: '/live',
  live: '/live/:code',
  liveStream: '/live/:code/stream/:view',
  liveFrame: '/live/:code/frame/:view',
  screen: '/screen/:code',
  desk: '/desk',
  remote: '/desk/:slug/room/:event',
  remoteStream: '/desk/:slug/room/:event/stream',
  remoteFrame: '/desk/:slug/room/:event/frame',
  deskConsultation: '/desk/:slug',
  deskEvent: '/desk/:slug/events/:event',
  editEvent: '/desk/:slug/events/:event/edit',
  callOff: '/desk/:slug/events/:event/call-off',
  thanks: '/desk/:slug/events/:event/thanks',
  registrations: '/desk/:slug/events/:event/registrations',
  door: '/desk/:slug/events/:event/door',
  mails: '/desk/:slug/mails',
  mail: '/desk/:slug/mails/:mail',
  intake: '/desk/:slug/intake',
  import: '/desk/:slug/imports/:import',
  undoImport: '/desk/:slug/imports/:import/undo',
  late: '/desk/:slug/late',
  typing: '/desk/:slug/typing',
  typePaper: '/desk/:slug/typing/:paper',
  uploads: '/desk/:slug/files',
  upload: '/desk/:slug/files/:upload',
  uploadMap: '/desk/:slug/files/:upload/map.json',
  claimCodes: '/desk/:slug/claims',
  newConsultation: '/desk/new',
  setup: '/desk/:slug/setup',
  description: '/desk/:slug/setup/description',
  stages: '/desk/:slug/setup/stages',
  stage: '/desk/:slug/setup/stages/:stage',
  documents: '/desk/:slug/setup/documents',
  headings: '/desk/:slug/setup/headings',
  stakeholderMap: '/desk/:slug/setup/stakeholders',
  questionnaires: '/desk/:slug/questionnaires',
  questionnaire: '/desk/:slug/questionnaires/:questionnaire',
  question: '/desk/:slug/questionnaires/:questionnaire/questions/:question',
  translations: '/desk/:slug/questionnaires/:questionnaire/translations/:language',
  previewQuestionnaire: '/desk/:slug/questionnaires/:questionnaire/preview',
  questionnaireFile: '/desk/:slug/questionnaires/:questionnaire/files/:file',
  paperEntry: '/desk/:slug/questionnaires/:questionnaire/paper',
  publication: '/desk/:slug/setup/publication',
  previewLinks: '/desk/:slug/setup/preview',
  preview: '/preview/:token',
  runs: '/desk/:slug/runs',
  run: '/desk/:slug/runs/:run',
  cancelRun: '/desk/:slug/runs/:run/cancel',
  answer: '/c/:slug/answer',
  draft: '/c/:slug/answer/:draft',
  receiptForm: '/receipt',
  receipt: '/r/:receipt',
  receiptProof: '/r/:receipt/proof.json',
  receiptFile: '/r/:receipt/files/:file',
  apiDescription: '/api/openapi.json',
  apiCall: '/api/consultations/:slug/call',
  apiContributions: '/api/consultations/:slug/contributions',
  claim: '/claim',
  claimChoice: '/claim/choice',
  signIn: '/sign-in/:token',
  signOut: '/sign-out',
  language: '/language',
  asset: '/assets/:name',
  feed: '/feed.xml',
  consultationFeed: '/c/:slug/feed.xml',
  sitemap: '/sitemap.xml',
  robots: '/robots.txt',
  accessibility: '/accessibility',
  privacy: '/privacy',
  about: '/about',
} as const;
export type RouteName = keyof typeof ROUTES;

type Places<Pattern extends string> = Pattern extends `${string}:${infer Place}/${infer Rest}`
  ? Place | Places<`/${Rest}`>
  : Pattern extends `${string}:${infer Place}`
    ? Place
    : never;

/** The URL of a route, its places filled in and escaped. */
export function urlOf<Name extends RouteName>(
  name: Name,
  places: { [place in Places<(typeof ROUTES)[Name]>]: string | number },
): string {
  const given: { [place: string]: string | number } = places;
  return ROUTES[name].replace(/:(\w+)/g, (_, place: string) => encodeURIComponent(String(given[place])));
}

export const homeUrl = (): string => ROUTES.home;
export const consultationUrl = (slug: string): string => urlOf('consultation', { slug });
export const eventUrl = (slug: string, event: string): string => urlOf('event', { slug, event });
/** The calendar of a consultation's events, to subscribe to. */
export const eventsUrl = (slug: string): string => urlOf('events', { slug });
export const registerUrl = (slug: string, event: string): string => urlOf('register', { slug, event });
/** One person's registration; what they decide on it is sent there too. */
export const registrationUrl = (code: string): string => urlOf('registration', { code });
/** Where somebody comes in who has only the code. */
export const liveDoorUrl = (): string => ROUTES.liveDoor;
/** Taking part in a room; answers are sent there too. */
export const liveUrl = (code: string): string => urlOf('live', { code });
/** The same with ideas of others to say something to. */
export const liveIdeasUrl = (code: string): string => `${liveUrl(code)}?ideas=1`;
export const screenUrl = (code: string): string => urlOf('screen', { code });
export const roomStreamUrl = (code: string, view: string, language: string): string =>
  withQuery(urlOf('liveStream', { code, view }), new URLSearchParams({ language }));
export const roomFrameUrl = (code: string, view: string, language: string): string =>
  withQuery(urlOf('liveFrame', { code, view }), new URLSearchParams({ language }));
/** The facilitator's remote; what it does is sent there too. */
export const remoteUrl = (slug: string, event: string): string => urlOf('remote', { slug, event });
export const remoteStreamUrl = (slug: string, event: string): string => urlOf('remoteStream', { slug, event });
export const remoteFrameUrl = (slug: string, event: string): string => urlOf('remoteFrame', { slug, event });
export const ledgerUrl = (slug: string): string => urlOf('ledger', { slug });
export const deskUrl = (): string => ROUTES.desk;
export const deskEventUrl = (slug: string, event: string): string => urlOf('deskEvent', { slug, event });
export const editEventUrl = (slug: string, event: string): string => urlOf('editEvent', { slug, event });
export const callOffUrl = (slug: string, event: string): string => urlOf('callOff', { slug, event });
export const thanksUrl = (slug: string, event: string): string => urlOf('thanks', { slug, event });
export const registrationsUrl = (slug: string, event: string): string => urlOf('registrations', { slug, event });
export const doorUrl = (slug: string, event: string): string => urlOf('door', { slug, event });
/** What was sent to whom; where mails are sent again (POST). */
export const mailsUrl = (slug: string): string => urlOf('mails', { slug });
export const mailUrl = (slug: string, mail: string): string => urlOf('mail', { slug, mail });
export const deskConsultationUrl = (slug: string): string => urlOf('deskConsultation', { slug });
export const intakeUrl = (slug: string): string => urlOf('intake', { slug });
export const importUrl = (slug: string, id: string): string => urlOf('import', { slug, import: id });
export const undoImportUrl = (slug: string, id: string): string => urlOf('undoImport', { slug, import: id });
/** What came after the call had closed; decisions on it are sent there too. */
/** Papers that wait for a person to type their words in. */
export const typingUrl = (slug: string): string => urlOf('typing', { slug });
export const typePaperUrl = (slug: string, paper: string): string => urlOf('typePaper', { slug, paper });
export const lateUrl = (slug: string, page?: number): string => withQuery(urlOf('late', { slug }), pageQuery(page));
/** Where files are handed in (POST). */
export const uploadsUrl = (slug: string): string => urlOf('uploads', { slug });
/** How a file that was handed in is to be read; what a person says about it is sent there too. */
export const uploadUrl = (slug: string, upload: string): string => urlOf('upload', { slug, upload });
export const uploadMapUrl = (slug: string, upload: string): string => urlOf('uploadMap', { slug, upload });
export const claimCodesUrl = (slug: string): string => urlOf('claimCodes', { slug });
export const setupUrl = (slug: string): string => urlOf('setup', { slug });
/** Where a new consultation is made. */
export const newConsultationUrl = (): string => ROUTES.newConsultation;
export const descriptionUrl = (slug: string): string => urlOf('description', { slug });
export const stagesUrl = (slug: string): string => urlOf('stages', { slug });
export const stageUrl = (slug: string, stage: string): string => urlOf('stage', { slug, stage });
/** The documents of a consultation, where wanted with one of them in the form. */
export const documentsUrl = (slug: string, document?: string): string =>
  withQuery(urlOf('documents', { slug }), new URLSearchParams(document === undefined ? {} : { document }));
/** The headings of the synthesis, and which core area belongs to which. */
export const headingsUrl = (slug: string): string => urlOf('headings', { slug });
export const stakeholderMapUrl = (slug: string): string => urlOf('stakeholderMap', { slug });
export const questionnairesUrl = (slug: string): string => urlOf('questionnaires', { slug });
export const questionnaireUrl = (slug: string, questionnaire: string): string =>
  urlOf('questionnaire', { slug, questionnaire });
/** One question of a questionnaire, to be edited. */
export const questionUrl = (slug: string, questionnaire: string, question: string): string =>
  urlOf('question', { slug, questionnaire, question });
export const translationsUrl = (slug: string, questionnaire: string, language: string): string =>
  urlOf('translations', { slug, questionnaire, language });
/** A questionnaire as people will see it, where wanted in one of its languages. */
export const previewQuestionnaireUrl = (slug: string, questionnaire: string, language?: string): string =>
  withQuery(urlOf('previewQuestionnaire', { slug, questionnaire }), languageQuery(language));
/** A questionnaire as a file: for another tool, for paper, for translators. */
export const questionnaireFileUrl = (slug: string, questionnaire: string, file: string): string =>
  urlOf('questionnaireFile', { slug, questionnaire, file });
/** Where what a paper answers is typed in. */
export const paperEntryUrl = (slug: string, questionnaire: string): string =>
  urlOf('paperEntry', { slug, questionnaire });
/** Where links to a draft are made and revoked (POST). */
export const previewLinksUrl = (slug: string): string => urlOf('previewLinks', { slug });
/** Shows a draft to whoever has its secret. */
export const previewUrl = (token: string): string => urlOf('preview', { token });
export const publicationUrl = (slug: string): string => urlOf('publication', { slug });
/** Where a call for evidence is answered: what it is about first, then a draft for each who begins (POST). */
export const answerUrl = (slug: string): string => urlOf('answer', { slug });
/** An answer that is being written, under its secret code: a page of it (from 0), the review, or how to come back later. */
export const draftUrl = (slug: string, draft: string, page?: number | 'review' | 'later'): string =>
  withQuery(
    urlOf('draft', { slug, draft }),
    new URLSearchParams(page === undefined ? {} : { page: typeof page === 'number' ? String(page + 1) : page }),
  );
export const receiptFormUrl = (): string => ROUTES.receiptForm;
/** One's own contribution, under the code that its author keeps. */
export const receiptUrl = (receipt: string): string => urlOf('receipt', { receipt });
export const receiptProofUrl = (receipt: string): string => urlOf('receiptProof', { receipt });
export const receiptFileUrl = (receipt: string, file: string): string => urlOf('receiptFile', { receipt, file });
/** For programs: what a call asks, and where answers are handed in. Places may be OpenAPI's, in braces. */
export const apiCallUrl = (slug: string): string => ROUTES.apiCall.replace(':slug', slug);
export const apiContributionsUrl = (slug: string): string => ROUTES.apiContributions.replace(':slug', slug);
export const apiDescriptionUrl = (): string => ROUTES.apiDescription;
export const claimUrl = (): string => ROUTES.claim;
export const claimChoiceUrl = (): string => ROUTES.claimChoice;
/** Where the runs of a consultation are listed, and where a new one is asked for (POST). */
export const runsUrl = (slug: string): string => urlOf('runs', { slug });
export const runUrl = (slug: string, run: string): string => urlOf('run', { slug, run });
export const cancelRunUrl = (slug: string, run: string): string => urlOf('cancelRun', { slug, run });
export const signInUrl = (token: string): string => urlOf('signIn', { token });
export const signOutUrl = (): string => ROUTES.signOut;
export const languageUrl = (): string => ROUTES.language;
export const assetUrl = (name: string): string => urlOf('asset', { name });
export const accessibilityUrl = (): string => ROUTES.accessibility;
export const privacyUrl = (): string => ROUTES.privacy;
export const aboutUrl = (): string => ROUTES.about;
/** What became of all consultations, as a feed in one language. */
export const feedUrl = (language?: string): string => withQuery(ROUTES.feed, languageQuery(language));
export const consultationFeedUrl = (slug: string, language?: string): string =>
  withQuery(urlOf('consultationFeed', { slug }), languageQuery(language));
export const sitemapUrl = (): string => ROUTES.sitemap;
export const dataFileUrl = (slug: string, file: string, edition?: number): string =>
  withQuery(urlOf('dataFile', { slug, file }), editionQuery(edition));
export const dataUrl = (slug: string, edition?: number): string =>
  withQuery(urlOf('data', { slug }), editionQuery(edition));

/** The newest edition of a report, or a given one, which never changes. */
export function reportUrl(slug: string, edition?: number): string {
  return edition === undefined ? urlOf('report', { slug }) : urlOf('edition', { slug, edition });
}

/** What stands behind a number: its unit and selection, over the newest edition's evidence or that of a given one. */
export type EvidenceQuery = { unit: Unit; where: Selection; edition?: number; page?: number };

export function evidenceUrl(slug: string, { unit, where, edition, page }: EvidenceQuery): string {
  const query = new URLSearchParams({ unit });
  for (const [column, value] of new URLSearchParams(selectionQuery(where))) query.append(column, value);
  for (const [name, value] of editionQuery(edition)) query.append(name, value);
  for (const [name, value] of pageQuery(page)) query.append(name, value);
  return withQuery(urlOf('evidence', { slug }), query);
}

/** Reads the query of an evidence page; the reverse of `evidenceUrl`, forgiving towards what it does not know. */
export function parseEvidenceQuery(query: URLSearchParams): EvidenceQuery {
  const unit = UNITS.find((unit) => unit === query.get('unit')) ?? 'contributions';
  const edition = positive(query.get('edition'));
  return { unit, where: readSelection(query), ...(edition && { edition }), page: positive(query.get('page')) ?? 1 };
}

/** The contributions of a consultation, filtered. */
export type ContributionsQuery = { where?: Selection; page?: number };

export function contributionsUrl(slug: string, { where = {}, page }: ContributionsQuery = {}): string {
  const query = new URLSearchParams(selectionQuery(where));
  for (const [name, value] of pageQuery(page)) query.append(name, value);
  return withQuery(urlOf('contributions', { slug }), query);
}

/** Which page of a long list is wanted; the first where nobody says so. */
export function parsePageQuery(query: URLSearchParams): number {
  return positive(query.get('page')) ?? 1;
}

export function parseContributionsQuery(query: URLSearchParams): { where: Selection; page: number } {
  return { where: readSelection(query), page: parsePageQuery(query) };
}

/** A contribution, where wanted at one of its passages. */
export function contributionUrl(slug: string, code: string, passage?: number): string {
  const url = urlOf('contribution', { slug, code });
  return passage === undefined ? url : `${url}#${passageId(passage)}`;
}

/** The id that a passage has on its contribution's page. */
export function passageId(passage: number): string {
  return `passage-${passage}`;
}

/** In a form "no choice" of a field comes as an empty value beside its name with `any`: it selects nothing. */
export const ANY_CHOICE = 'any';

function readSelection(query: URLSearchParams): Selection {
  const chosen = new URLSearchParams([...query].filter(([, value]) => value !== ANY_CHOICE));
  return parseSelection(chosen);
}

function positive(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

function languageQuery(language: string | undefined): URLSearchParams {
  return new URLSearchParams(language === undefined ? {} : { language });
}

function editionQuery(edition: number | undefined): URLSearchParams {
  return new URLSearchParams(edition === undefined ? {} : { edition: String(edition) });
}

function pageQuery(page: number | undefined): URLSearchParams {
  return new URLSearchParams(page === undefined || page === 1 ? {} : { page: String(page) });
}

function withQuery(path: string, query: URLSearchParams): string {
  return query.size === 0 ? path : `${path}?${query}`;
}
