import { type MailWords, writeMail } from '../core/mail.ts';
import type { LocalText } from '../core/text.ts';
import { draftUrl, receiptUrl } from './address.ts';
import type { Reader } from './component/reader.tsx';

type About = { head: { slug: string; title: LocalText; timeZone: string }; code: string; houseUrl: string };

/** The receipt as a mail: the code, and the link that opens what was handed in. */
export function receiptMail(reader: Reader, { head, code, houseUrl }: About, corrected: boolean): MailWords {
  const consultation = reader.localText(head.title);
  return writeMail({
    language: reader.language,
    subject: reader.text(corrected ? 'mail.receipt.corrected_subject' : 'mail.receipt.subject', { consultation }),
    parts: [
      { part: 'paragraph', text: reader.text(corrected ? 'mail.receipt.corrected_body' : 'mail.receipt.body') },
      { part: 'code', label: reader.text('mail.receipt.code'), code },
      { part: 'link', label: reader.text('mail.receipt.link'), url: new URL(receiptUrl(code), `${houseUrl}/`).href },
      { part: 'small', text: reader.text('mail.receipt.keep') },
    ],
  });
}

/** The link to an answer that is being written, to oneself. */
export function draftLinkMail(reader: Reader, { head, code, houseUrl, until }: About & { until: Date }): MailWords {
  const consultation = reader.localText(head.title);
  return writeMail({
    language: reader.language,
    subject: reader.text('mail.draft_link.subject', { consultation }),
    parts: [
      { part: 'paragraph', text: reader.text('mail.draft_link.body') },
      {
        part: 'link',
        label: reader.text('mail.draft_link.link'),
        url: new URL(draftUrl(head.slug, code), `${houseUrl}/`).href,
      },
      { part: 'paragraph', text: reader.text('mail.draft_link.until', { at: reader.moment(until, head.timeZone) }) },
      { part: 'small', text: reader.text('mail.receipt.keep') },
    ],
  });
}
