import msgreader, { type FieldsData } from '@kenjiuno/msgreader';
import type { Email, EmailAttachment } from './email.ts';
import { takeApart } from './email-words.ts';
import { oneLine, unreadable } from './eml.ts';
import { readHtmlText } from './html.ts';
import { EMAIL_ATTACHMENTS_MAX } from './limits.ts';
import { sayName } from './paper-text.ts';

/** The package is CommonJS: its default export is a property of what is imported. */
const MsgReader = msgreader.default;

/** Reads an e-mail as Outlook saves it (MS-OXMSG) by msgreader. */
export function readMsg(name: string, bytes: Buffer): Email {
  let fields: FieldsData;
  let reader: InstanceType<typeof MsgReader>;
  try {
    reader = new MsgReader(new Uint8Array(bytes).buffer);
    fields = reader.getFileData();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0]!.slice(0, 120) : 'no reason known';
    return unreadable(name, `is damaged and cannot be opened as an Outlook message (${reason})`, 'Save it anew.');
  }
  if (fields.error) return unreadable(name, 'is damaged and cannot be opened as an Outlook message', 'Save it anew.');
  const { own, asides } = takeApart(textOf(fields));
  const { attachments, leftOut } = attachmentsOf(name, reader, fields.attachments ?? []);
  const address = [fields.senderSmtpAddress, fields.senderEmail].find((given) => given?.includes('@'));
  return {
    state: 'read',
    messageId: fields.messageId?.trim().replace(/^<|>$/g, '') || null,
    subject: oneLine(fields.subject),
    senderName: oneLine(fields.senderName),
    senderAddress: oneLine(address),
    day: dayOf(fields),
    words: own,
    asides,
    attachments,
    leftOut,
  };
}

function textOf({ body, bodyHtml, html }: FieldsData): string {
  if (body && body.trim() !== '') return body;
  const markup = bodyHtml ?? (html ? Buffer.from(html).toString('utf8') : '');
  return readHtmlText(markup, { markQuotes: true }).text;
}

/** Outlook keeps instants, in UTC; the header, where it is kept, has the sender's own day. */
function dayOf({ clientSubmitTime, messageDeliveryTime, creationTime }: FieldsData): string | null {
  const given = [clientSubmitTime, messageDeliveryTime, creationTime].find((time) => time);
  const date = new Date(given ?? '');
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 10);
}

function attachmentsOf(
  name: string,
  reader: InstanceType<typeof MsgReader>,
  all: readonly FieldsData[],
): { attachments: EmailAttachment[]; leftOut: string[] } {
  const leftOut: string[] = [];
  const papers = all.filter((attachment) => !attachment.attachmentHidden && !attachment.pidContentId);
  if (papers.length > EMAIL_ATTACHMENTS_MAX)
    leftOut.push(
      `Of the ${papers.length} attachments of ${sayName(name)} the first ${EMAIL_ATTACHMENTS_MAX} were read.`,
    );
  const attachments = papers.slice(0, EMAIL_ATTACHMENTS_MAX).flatMap((attachment): EmailAttachment[] => {
    try {
      const { fileName, content } = reader.getAttachment(attachment);
      return [{ name: sayName(fileName), bytes: content }];
    } catch {
      leftOut.push(`An attachment of ${sayName(name)} is damaged and was left out.`);
      return [];
    }
  });
  return { attachments, leftOut };
}
