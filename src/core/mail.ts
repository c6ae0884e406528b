/** What a mail tells; each has its name in the catalogue, under `mail.kind.`. */
export const MAIL_KINDS = [
  'receipt',
  'draft_link',
  'registration_confirmed',
  'registration_waiting',
  'registration_link',
  'registration_cancelled',
  'seat_offered',
  'offer_lapsed',
  'event_reminder',
  'event_changed',
  'event_cancelled',
  'event_thanks',
] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/**
 * `waiting`: to be sent, perhaps not for the first time. `sent`: the mail server took it. `failed`: it was refused for good,
 * came back, or was tried too often. `kept`: no mail server is set up; a person can read it and hand it on.
 */
export const MAIL_STATES = ['waiting', 'sent', 'failed', 'kept'] as const;
export type MailState = (typeof MAIL_STATES)[number];

/** A piece of a mail: the same words become plain text and HTML. */
export type MailPart =
  | { part: 'paragraph'; text: string }
  | { part: 'facts'; facts: { term: string; detail: string }[] }
  /** The address stands in the text as it is, so that people see where it leads. */
  | { part: 'link'; label: string; url: string }
  | { part: 'code'; label: string; code: string }
  | { part: 'small'; text: string };

export type MailWords = { subject: string; text: string; html: string };

/** A calendar file: shown by mail programs as an invitation that is taken up, changed or called off. */
export type MailCalendar = { method: 'REQUEST' | 'CANCEL'; content: string };
export type MailAttachment = { name: string; type: string; base64: string };

const MOST_ADDRESS_CHARACTERS = 254;
const LOCAL_PART = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const DOMAIN =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+[\p{L}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

/**
 * One e-mail address as a person types it, its domain in lower case; null where it is none. Quoted local parts, comments,
 * several addresses and everything that could end a header line are refused.
 */
export function parseEmailAddress(typed: string): string | null {
  const text = typed.trim().normalize('NFC');
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64 || text.length > MOST_ADDRESS_CHARACTERS) return null;
  const [local, domain] = [text.slice(0, at), text.slice(at + 1).toLowerCase()];
  return LOCAL_PART.test(local) && DOMAIN.test(domain) ? `${local}@${domain}` : null;
}

const MOST_SUBJECT_CHARACTERS = 200;

/** A text as one line of a header: no control characters or line separators, not endless. */
export function headerLine(text: string): string {
  const line = text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return line.length <= MOST_SUBJECT_CHARACTERS ? line : `${line.slice(0, MOST_SUBJECT_CHARACTERS - 1).trimEnd()}…`;
}

/** Writes a mail in plain text and in HTML that needs no pictures, no style sheet and no script. */
export function writeMail(mail: { language: string; subject: string; parts: readonly MailPart[] }): MailWords {
  const subject = headerLine(mail.subject);
  const text = `${mail.parts.map(asText).join('\n\n')}\n`;
  const body = mail.parts.map(asHtml).join('\n');
  return { subject, text, html: htmlDocument(mail.language, subject, body) };
}

function asText(part: MailPart): string {
  switch (part.part) {
    case 'paragraph':
    case 'small':
      return part.text;
    case 'facts':
      return part.facts.map(({ term, detail }) => `${term}: ${detail}`).join('\n');
    case 'link':
      return `${part.label}:\n${part.url}`;
    case 'code':
      return `${part.label}: ${part.code}`;
  }
}

function asHtml(part: MailPart): string {
  switch (part.part) {
    case 'paragraph':
      return `<p>${lines(part.text)}</p>`;
    case 'small':
      return `<p style="font-size:0.9em;color:#595959">${lines(part.text)}</p>`;
    case 'facts':
      return `<table role="presentation" cellpadding="4">${part.facts.map(factRow).join('')}</table>`;
    case 'link':
      return `<p>${escapeHtml(part.label)}:<br><a href="${escapeHtml(part.url)}">${escapeHtml(part.url)}</a></p>`;
    case 'code':
      return `<p>${escapeHtml(part.label)}: <strong style="font-family:monospace">${escapeHtml(part.code)}</strong></p>`;
  }
}

function factRow({ term, detail }: { term: string; detail: string }): string {
  return `<tr><td valign="top"><strong>${escapeHtml(term)}</strong></td><td>${lines(detail)}</td></tr>`;
}

function lines(text: string): string {
  return escapeHtml(text).replaceAll('\n', '<br>');
}

function htmlDocument(language: string, title: string, body: string): string {
  return [
    `<!doctype html><html lang="${escapeHtml(language)}"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>`,
    `<body style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:40em">${body}</body></html>`,
  ].join('\n');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const MINUTE_MS = 60_000;
/** Waits after each attempt that did not work: five minutes first, a day in the end. */
const WAIT_MINUTES = [5, 15, 60, 3 * 60, 8 * 60, 16 * 60, 24 * 60];

/** When a mail that could not be handed over for now is tried again; null where it was tried often enough. */
export function nextAttemptAt(attempts: number, now: Date): Date | null {
  const minutes = WAIT_MINUTES[attempts - 1];
  return minutes === undefined ? null : new Date(now.getTime() + minutes * MINUTE_MS);
}
