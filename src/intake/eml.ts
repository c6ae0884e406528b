import { type Attachment, type ParsedMail, simpleParser } from 'mailparser';
import { hasLetter } from '../core/text.ts';
import type { Email, EmailAttachment, ReadEmail } from './email.ts';
import { takeApart } from './email-words.ts';
import { readHtmlText } from './html.ts';
import { EMAIL_ATTACHMENTS_MAX, EMAIL_PARTS_MAX } from './limits.ts';
import { sayName } from './paper-text.ts';

/** Reads an e-mail as it travels (RFC 5322, MIME) by mailparser. */
export async function readEml(name: string, bytes: Buffer): Promise<Email> {
  const parts = countParts(bytes);
  if (parts > EMAIL_PARTS_MAX)
    return unreadable(
      name,
      `has more than ${EMAIL_PARTS_MAX} parts, which no mail program writes`,
      'Forward its words and papers anew.',
    );
  const mail = await simpleParser(bytes, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    skipTextLinks: true,
  });
  const automatic = sayAutomatic(mail);
  if (automatic) return unreadable(name, automatic, 'It was not taken in.');
  if (isEncrypted(mail))
    return unreadable(name, 'is encrypted and cannot be read without its key', 'Ask for it as plain mail.');
  const { attachments, leftOut } = attachmentsOf(name, mail.attachments);
  const sender = mail.from?.value[0];
  if (isEmpty(mail) && hasLetter(bodyOf(bytes)))
    return unreadable(
      name,
      'is broken: its words are not where its header says they are',
      'Forward its words and papers anew.',
    );
  const { own, asides } = takeApart(textOf(mail));
  return {
    state: 'read',
    messageId: bareId(mail.messageId),
    subject: oneLine(mail.subject),
    senderName: oneLine(sender?.name),
    senderAddress: oneLine(sender?.address),
    day: dayOf(mail),
    words: own,
    asides,
    attachments,
    leftOut,
  };
}

export function unreadable(name: string, found: string, advice: string): Email {
  return { state: 'unreadable', reason: `${sayName(name)} ${found}. ${advice}` };
}

/** Where a header names parts that are not there, nothing is found, although something was sent. */
function isEmpty({ text, html, attachments }: ParsedMail): boolean {
  return !text?.trim() && !html && attachments.length === 0;
}

function bodyOf(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return text.slice(/\r?\n\r?\n/.exec(text)?.index ?? text.length);
}

/** Every part of a message begins after a boundary that its header names. */
function countParts(bytes: Buffer): number {
  return bytes.toString('latin1').match(/\bboundary\s*=/gi)?.length ?? 0;
}

function sayAutomatic({ headers }: ParsedMail): string | null {
  const auto = headerText(headers.get('auto-submitted'));
  if (auto !== '' && !/^no\b/i.test(auto))
    return `is an automatic reply or notice (Auto-Submitted: ${auto.slice(0, 40)})`;
  const type = headers.get('content-type');
  const isReport = typeof type === 'object' && 'value' in type && type.value === 'multipart/report';
  return isReport ? 'is a report on delivery' : null;
}

function headerText(header: unknown): string {
  if (typeof header === 'string') return header;
  return typeof header === 'object' && header !== null && 'value' in header ? String(header.value) : '';
}

function isEncrypted({ headers, attachments }: ParsedMail): boolean {
  const type = headers.get('content-type');
  const value = typeof type === 'object' && 'value' in type ? String(type.value) : '';
  const isEnvelope =
    /pkcs7-mime$/.test(value) && !attachments.some(({ contentType }) => /pkcs7-signature/.test(contentType));
  return value === 'multipart/encrypted' || isEnvelope;
}

/** A text that only says that the mail has to be read as HTML is so much shorter than that. */
const STUB_CHARACTERS = 200;

function textOf({ text = '', html }: ParsedMail): string {
  if (!html) return text;
  if (text.trim().length > STUB_CHARACTERS) return text;
  const fromHtml = readHtmlText(html, { markQuotes: true }).text;
  return text.trim() === '' || fromHtml.length > 3 * text.length ? fromHtml : text;
}

/** Signatures made by keys, and pictures that the HTML shows itself (mostly logos), are no papers. */
function isPaper({ contentType, related, contentDisposition }: Attachment): boolean {
  if (/(?:pkcs7|pgp)-signature|pgp-encrypted/.test(contentType)) return false;
  return !(contentType.startsWith('image/') && (related || contentDisposition === 'inline'));
}

function attachmentsOf(name: string, all: readonly Attachment[]): Pick<ReadEmail, 'attachments' | 'leftOut'> {
  const papers = all.filter(isPaper);
  const leftOut =
    papers.length > EMAIL_ATTACHMENTS_MAX
      ? [`Of the ${papers.length} attachments of ${sayName(name)} the first ${EMAIL_ATTACHMENTS_MAX} were read.`]
      : [];
  const attachments = papers
    .slice(0, EMAIL_ATTACHMENTS_MAX)
    .map(
      (attachment, index): EmailAttachment => ({ name: attachmentName(attachment, index), bytes: attachment.content }),
    );
  return { attachments, leftOut };
}

function attachmentName({ filename, contentType }: Attachment, index: number): string {
  if (filename) return sayName(filename.replaceAll('\\', '/'));
  return contentType === 'message/rfc822' ? `message-${index + 1}.eml` : `attachment-${index + 1}`;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** The day as it is written in the header, which is the sender's own. */
function dayOf({ headerLines }: ParsedMail): string | null {
  const line = headerLines.find(({ key }) => key === 'date')?.line ?? '';
  const [, day, month, year] = /(\d{1,2})\s+([a-z]{3})[a-z]*\.?\s+(\d{4})/i.exec(line) ?? [];
  const number = MONTHS.indexOf(month?.toLowerCase() ?? '') + 1;
  if (!day || !year || number === 0 || Number(day) < 1 || Number(day) > 31) return null;
  const iso = `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isRealDay(iso) ? iso : null;
}

function isRealDay(iso: string): boolean {
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
}

function bareId(id: string | undefined): string | null {
  const bare = id?.trim().replace(/^<|>$/g, '') ?? '';
  return bare === '' ? null : bare.slice(0, 500);
}

/** Words of a header in one line, without what no store keeps and nobody sees. */
export function oneLine(text: string | undefined): string | null {
  const line = (text ?? '')
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return line === '' ? null : line;
}
