import type { Aside } from '../core/intake.ts';
import { openIsolated } from './isolated.ts';
import { PAPER_MEMORY_MIB_MAX, PAPER_TIME_MS_MAX } from './limits.ts';
import { sayName } from './paper-text.ts';

/** How an e-mail is written: as it travels (RFC 5322), or as Outlook saves it (MS-OXMSG). */
export type EmailKind = 'eml' | 'msg';

export type EmailBytes = { name: string; kind: EmailKind; bytes: Uint8Array };

/** What an e-mail holds, or why it is none that can be taken in: a whole sentence. */
export type Email =
  | {
      state: 'read';
      /** Message-ID without its angle brackets; null where it has none. */
      messageId: string | null;
      subject: string | null;
      senderName: string | null;
      senderAddress: string | null;
      /** The calendar day where it was sent. */
      day: string | null;
      /** The sender's own words; empty where there are none. */
      words: string;
      asides: Aside[];
      attachments: EmailAttachment[];
      /** What of it was not taken in, each a whole sentence. */
      leftOut: string[];
    }
  | { state: 'unreadable'; reason: string };
export type EmailAttachment = { name: string; bytes: Uint8Array };
export type ReadEmail = Extract<Email, { state: 'read' }>;

export type EmailReader = {
  /** Never throws for what is in the e-mail. */
  read: (email: EmailBytes) => Promise<Email>;
  close: () => Promise<void>;
};

/** Reads e-mails one after the other in a thread of its own, by mailparser and msgreader. */
export function openEmailReader(timeMs = PAPER_TIME_MS_MAX, memoryMib = PAPER_MEMORY_MIB_MAX): EmailReader {
  const thread = openIsolated<EmailBytes, Email>(new URL('./email-worker.ts', import.meta.url), { timeMs, memoryMib });
  return {
    read: async (email) => {
      const outcome = await thread.ask(email);
      if (outcome.state === 'done') return outcome.result;
      const why = {
        time: `takes longer than ${timeMs / 1000} seconds to read`,
        memory: 'needs too much memory to read',
      };
      const found = outcome.why === 'fault' ? `cannot be read (${sayCause(outcome.cause)})` : why[outcome.why];
      return { state: 'unreadable', reason: `${sayName(email.name)} ${found}. Forward its words and papers anew.` };
    },
    close: thread.close,
  };
}

function sayCause(cause: unknown): string {
  const [line = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  return line.replace(/^\w*Error: /, '').slice(0, 120);
}
