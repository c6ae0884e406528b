import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export type ImapServer = { port: number; messages: Buffer[]; uidValidity: number; seen: string[]; close: () => void };

/**
 * As much of an IMAP server (RFC 3501) on this machine as reading a mailbox takes: one user, one folder, messages numbered
 * from 1. What clients said is kept in `seen`, for tests that look whether anything was changed.
 */
export async function startImapServer(user: string, password: string): Promise<ImapServer> {
  const state: ImapServer = { port: 0, messages: [], uidValidity: 7, seen: [], close: () => server.close() };
  const server = createServer((socket) => serve(socket, state, user, password));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  state.port = address.port;
  return state;
}

function serve(socket: Socket, state: ImapServer, user: string, password: string): void {
  socket.on('error', () => {});
  socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n');
  createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    const [tag, first = '', ...rest] = line.split(' ');
    const verb = first.toUpperCase() === 'UID' ? `UID ${rest.shift()?.toUpperCase()}` : first.toUpperCase();
    const said = rest.join(' ');
    state.seen.push(verb);
    const { untagged, done } = answer(verb, said, state, said.includes(user) && said.includes(password));
    for (const part of untagged) socket.write(part);
    socket.write(`${tag} ${done}\r\n`);
    if (verb === 'LOGOUT') socket.end();
  });
}

type Answer = { untagged: (string | Buffer)[]; done: string };

function answer(verb: string, said: string, { messages, uidValidity }: ImapServer, knows: boolean): Answer {
  switch (verb) {
    case 'CAPABILITY':
      return { untagged: ['* CAPABILITY IMAP4rev1\r\n'], done: 'OK done' };
    case 'LOGIN':
      return { untagged: [], done: knows ? 'OK hello' : 'NO [AUTHENTICATIONFAILED] who are you' };
    case 'LIST':
    case 'LSUB':
      return { untagged: [`* ${verb} () "/" "${said.startsWith('"" ""') ? '' : 'INBOX'}"\r\n`], done: 'OK done' };
    case 'SELECT':
    case 'EXAMINE':
      return {
        untagged: [
          '* FLAGS (\\Seen)\r\n',
          `* ${messages.length} EXISTS\r\n`,
          `* OK [UIDVALIDITY ${uidValidity}] yes\r\n`,
          `* OK [UIDNEXT ${messages.length + 1}] next\r\n`,
        ],
        done: 'OK [READ-ONLY] opened',
      };
    case 'UID SEARCH': {
      const from = Number(/(\d+):\*/.exec(said)?.[1] ?? 1);
      const uids = messages.map((_, i) => i + 1).filter((uid) => uid >= from || uid === messages.length);
      return { untagged: [`* SEARCH ${uids.join(' ')}\r\n`], done: 'OK done' };
    }
    case 'UID FETCH': {
      const uid = Number(/^\d+/.exec(said)?.[0]);
      const message = messages[uid - 1];
      if (!message) return { untagged: [], done: 'OK done' };
      const head = Buffer.from(`* ${uid} FETCH (UID ${uid} BODY[]<0> {${message.length}}\r\n`);
      return { untagged: [Buffer.concat([head, message, Buffer.from(')\r\n')])], done: 'OK done' };
    }
    case 'NOOP':
    case 'CLOSE':
      return { untagged: [], done: 'OK done' };
    case 'LOGOUT':
      return { untagged: ['* BYE\r\n'], done: 'OK bye' };
    default:
      return { untagged: [], done: 'BAD not here' };
  }
}
