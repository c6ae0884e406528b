import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { DomainError } from '../core/error.ts';
import type { Store } from '../store/open.ts';
import { keepLastMessage, lastMessage } from '../store/watched-file.ts';
import { type Taken, type TakeOptions, takeFile } from './watch-folder.ts';

export type MailboxAccount = {
  host: string;
  port: number;
  /** False only for a server on this machine. */
  secure: boolean;
  user: string;
  password: string;
  folder: string;
};

/** A message as it lies on the server. */
export type Message = { uid: number; source: Buffer };

/** What is needed of a mailbox; the real one speaks IMAP. */
export type Mailbox = {
  /** Changes when the server gives its numbers anew. */
  uidValidity: number;
  /** Messages with a higher number, in their order. Nothing on the server is changed: they stay unread. */
  messagesAfter: (uid: number) => AsyncIterable<Message>;
  close: () => Promise<void>;
};

/** Larger messages are left where they are. */
const MOST_MESSAGE_BYTES = 100 * 1024 ** 2;

/**
 * Opens a mailbox over IMAP. The password is never part of what is said.
 * @throws DomainError unavailable where the server cannot be reached or does not let the user in
 */
export async function openMailbox(account: MailboxAccount): Promise<Mailbox> {
  const { host, port, secure, user, password, folder } = account;
  const client = new ImapFlow({ host, port, secure, auth: { user, pass: password }, logger: false });
  client.on('error', () => {}); // whoever waits for an answer is told
  try {
    await client.connect();
    const { uidValidity } = await client.mailboxOpen(folder, { readOnly: true });
    return {
      uidValidity: Number(uidValidity),
      messagesAfter: (uid) => messagesAfter(client, uid),
      close: async () => {
        await client.logout().catch(() => client.close());
      },
    };
  } catch (error) {
    client.close();
    throw sayUnreachable(account, error);
  }
}

async function* messagesAfter(client: ImapFlow, after: number): AsyncGenerator<Message> {
  // The last message always matches `n:*`, whatever its number.
  const found = (await client.search({ uid: `${after + 1}:*` }, { uid: true })) || [];
  for (const uid of found.filter((uid) => uid > after).sort((a, b) => a - b)) {
    const message = await client.fetchOne(String(uid), { source: { maxLength: MOST_MESSAGE_BYTES } }, { uid: true });
    if (message === false || !message.source) continue; // gone meanwhile
    yield { uid, source: message.source };
  }
}

function sayUnreachable({ host, port, user, folder }: MailboxAccount, error: unknown): DomainError {
  const refused = error instanceof Error && 'authenticationFailed' in error && error.authenticationFailed;
  const why = refused
    ? `does not let ${user} in. Check the user and the password`
    : `cannot be read, folder ${folder}. Check host, port and folder, and whether the server is up`;
  return new DomainError('unavailable', `The mailbox at ${host}:${port} ${why}.`, { cause: error });
}

/**
 * Takes in the messages of a mailbox that are new since the last time, one by one; where it was read to is kept in the store
 * after each, so that a restart goes on from there.
 * @param account names the mailbox: user, host and folder
 */
export async function takeMessages(
  store: Store,
  mailbox: Mailbox,
  account: string,
  options: TakeOptions,
): Promise<Taken[]> {
  const { consultationId, signal } = options;
  const { uidValidity } = mailbox;
  const taken: Taken[] = [];
  const workbench = await mkdtemp(join(tmpdir(), 'antiphon-mail-'));
  try {
    const after = (await lastMessage(store.db, consultationId, account, uidValidity)) ?? 0;
    for await (const { uid, source } of mailbox.messagesAfter(after)) {
      if (signal?.aborted) break;
      const name = `message-${uidValidity}-${uid}.eml`;
      const path = join(workbench, name);
      await writeFile(path, source, { mode: 0o600 });
      const one = await takeFile(store, path, name, 'mailbox', options);
      await rm(path);
      await keepLastMessage(store.db, consultationId, account, { uidValidity, lastUid: uid });
      if (one) taken.push(one);
    }
    return taken;
  } finally {
    await rm(workbench, { recursive: true, force: true });
  }
}
