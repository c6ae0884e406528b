import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { DomainError } from '../core/error.ts';
import type { IntakeItem } from '../core/intake.ts';
import type { PersonalData } from '../core/profile.ts';
import { hasLetter } from '../core/text.ts';
import { addAttachment } from './attachments.ts';
import { type EmailBytes, type EmailKind, openEmailReader, type ReadEmail } from './email.ts';
import { refuseIfChanged } from './file.ts';
import { EMAIL_BYTES_MAX, inMebibytes } from './limits.ts';
import type { Mapping } from './mapping-file.ts';
import { messagesOf } from './mbox.ts';
import { openPaperReader } from './paper.ts';
import { sayName } from './paper-text.ts';
import { deliverPapers, newPaperContribution, only, refusal } from './papers.ts';
import type { Reader } from './reader.ts';

/** Reads e-mails with what is attached to them. */
export type EmailIntake = {
  /** What becomes of one e-mail: a contribution, or the reason why not, with what was left out of it. */
  items: (email: EmailBytes, row?: number | null) => Promise<IntakeItem[]>;
  close: () => Promise<void>;
};

export function openEmailIntake(mapping: Mapping): EmailIntake {
  const emails = openEmailReader();
  const papers = openPaperReader();
  return {
    items: async (given, row = null) => {
      const found = await emails.read(given);
      if (found.state === 'unreadable') return [refusal(given.name, found.reason, { row })];
      if (!hasLetter(found.words) && found.attachments.length === 0)
        return [refusal(given.name, sayEmpty(given.name, found), { row })];
      const contribution = emailContribution(given.name, row, found, mapping);
      for (const { name, bytes } of found.attachments)
        await addAttachment(contribution, 'paper', name, Buffer.from(bytes), papers);
      const leftOut = found.leftOut.map((reason) => refusal(given.name, reason, { row, partial: true }));
      return [{ kind: 'contribution', contribution }, ...leftOut];
    },
    close: async () => {
      await Promise.all([emails.close(), papers.close()]);
    },
  };
}

function sayEmpty(name: string, { asides }: ReadEmail): string {
  return asides.some(({ kind }) => kind === 'quoted')
    ? `${sayName(name)} has no words of its own: it quotes or forwards another message. Give that message itself.`
    : `${sayName(name)} has neither words nor attachments.`;
}

function emailContribution(file: string, row: number | null, email: ReadEmail, mapping: Mapping) {
  const { messageId, subject, words, asides, day } = email;
  const contribution = newPaperContribution(file, mapping);
  if (subject !== null && hasLetter(subject)) contribution.answers.push({ question: 'title', text: subject });
  if (hasLetter(words)) contribution.answers.push({ question: 'message', text: words });
  return {
    ...contribution,
    row,
    sourceKey: messageId,
    channel: 'e-mail' as const,
    day,
    personal: senderOf(email),
    ...(asides.length > 0 && { asides }),
  };
}

function senderOf({ senderName, senderAddress }: ReadEmail): PersonalData {
  const name = senderName !== null && senderName !== senderAddress ? { name: senderName } : {};
  return { ...name, ...(senderAddress !== null && { emailAddress: senderAddress }) };
}

/** Fields that stand at the head of e-mails; two of them tell one from other texts. */
const HEADER_FIELD =
  /^(?:received|return-path|from|to|date|subject|message-id|mime-version|delivered-to|x-[\w-]+|dkim-signature|content-type|reply-to|cc)\s*:/gim;
const HEADER = /^(?:[\x21-\x39\x3b-\x7e]+[ \t]*:.*\r?\n(?:[ \t].*\r?\n)*){3,}/;

/** Whether a file is one e-mail, or a mailbox of them, by its first bytes. */
export function emailKind(head: Buffer): EmailKind | 'mbox' | null {
  if (head.subarray(0, 8).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])))
    return head.includes(Buffer.from('__substg1.0_', 'utf16le')) ? 'msg' : null;
  const text = head
    .subarray(0, 64 * 1024)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .replace(/^(?:\r?\n)+/, '');
  const isMailbox = /^From \S.*\r?\n/.test(text);
  const [header = ''] = HEADER.exec(isMailbox ? text.replace(/^From .*\r?\n/, '') : text) ?? [];
  if (new Set(header.match(HEADER_FIELD)?.map((name) => name.toLowerCase())).size < 3) return null;
  return isMailbox ? 'mbox' : 'eml';
}

/** One e-mail: `.eml`, or as Outlook saves it (`.msg`). */
export const email: Reader = {
  name: 'e-mail',
  recognises: async ({ file }) => {
    const isOld = file.kind?.name.startsWith('an old or encrypted office file');
    const kind = emailKind(isOld && file.bytes <= EMAIL_BYTES_MAX ? await readFile(file.path) : file.counts.head);
    return kind === 'eml' || kind === 'msg';
  },
  open: async ({ file }, { mapping }) => {
    if (file.bytes > EMAIL_BYTES_MAX)
      throw new DomainError('unreadable', `${sayName(file.name)} ${TOO_LONG}. Give its papers by themselves.`);
    const intake = openEmailIntake(mapping);
    try {
      const bytes = await readFile(file.path);
      const items = await intake.items({ name: file.name, kind: file.kind === null ? 'eml' : 'msg', bytes });
      const [first] = items;
      if (first?.kind === 'refusal') throw new DomainError('unreadable', first.refusal.reason);
      return deliverPapers(file, mapping, () => only(...items));
    } finally {
      await intake.close();
    }
  },
};

const TOO_LONG = `has more than ${inMebibytes(EMAIL_BYTES_MAX)}`;

/** A mailbox: one e-mail after the other, each a contribution, read piece by piece whatever its length. */
export const mbox: Reader = {
  name: 'mbox',
  recognises: async ({ file }) => emailKind(file.counts.head) === 'mbox',
  open: async ({ file }, { mapping }) =>
    deliverPapers(file, mapping, async function* () {
      await refuseIfChanged(file);
      yield* mailboxItems(file.name, createReadStream(file.path, { highWaterMark: 1024 * 1024 }), mapping);
      await refuseIfChanged(file);
    }),
};

/** What becomes of the messages of a mailbox, in its order; `row` is the number of the message. */
export async function* mailboxItems(
  name: string,
  chunks: AsyncIterable<Buffer>,
  mapping: Mapping,
): AsyncGenerator<IntakeItem> {
  const intake = openEmailIntake(mapping);
  try {
    for await (const message of messagesOf(chunks)) {
      const shown = `message ${message.number} of ${sayName(name)}`;
      if ('tooLong' in message) {
        const reason = `Message ${message.number} ${TOO_LONG}. Give its papers by themselves.`;
        yield refusal(name, reason, { row: message.number });
      } else
        for (const item of await intake.items({ name: shown, kind: 'eml', bytes: message.bytes }, message.number))
          yield inFile(item, name);
    }
  } finally {
    await intake.close();
  }
}

/** The file is the mailbox, whatever a message is called in sentences. */
function inFile(item: IntakeItem, file: string): IntakeItem {
  return item.kind === 'contribution'
    ? { kind: 'contribution', contribution: { ...item.contribution, file } }
    : { kind: 'refusal', refusal: { ...item.refusal, file } };
}
