/**
 * The embedded store's own thread: PostgreSQL as WebAssembly (PGlite) on a data folder, reachable through a Unix socket
 * that speaks PostgreSQL's protocol. One backend serves all connections, one turn at a time; a connection that has a
 * transaction open keeps the backend until it ends.
 */
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { FsyncingFileSystem, startParameters } from './fsync.ts';
import * as wire from './wire.ts';

export type EmbeddedOptions = {
  /** PostgreSQL's data folder. */
  folder: string;
  socket: string;
  durable: boolean;
  /** A client that leaves a transaction open and says nothing for so long is cut off, so that others can go on. */
  idleInTransactionMs: number;
  /** A client that waits so long for its turn is told that the store is busy. */
  turnTimeoutMs: number;
  checkpointEveryMs: number;
};
export type ToWorker = { ask: 'close' } | { ask: 'maintain' } | { ask: 'stats' };
export type FromWorker = { say: 'ready' | 'closed' } | { say: 'stats'; fsyncs: number } | { say: 'maintained' };

const options = workerData as EmbeddedOptions;
const port = parentPort!;
const say = (message: FromWorker) => port.postMessage(message);

const files = new FsyncingFileSystem(options.folder);
const pg = await PGlite.create({
  fs: files,
  startParams: startParameters(PGlite.defaultStartParams, options.durable),
});

type Client = { socket: Socket; waiting: Turn[]; parts: Buffer[] };
type Turn = { client: Client; bytes: Buffer; since: number };

const turns: Turn[] = [];
let holder: Client | null = null;
let holderSince = 0;
let busy = false;
let writtenSinceCheckpoint = false;

/** Works off turns one after another; while a transaction is open only its own client's turns. */
async function work(): Promise<void> {
  if (busy) return;
  busy = true;
  for (let turn = nextTurn(); turn; turn = nextTurn()) {
    const answer = await pg.execProtocolRaw(turn.bytes);
    writtenSinceCheckpoint = true;
    holder = wire.leavesBackendFree(answer) ? null : turn.client;
    holderSince = Date.now();
    if (turn.client.socket.destroyed) await release(turn.client);
    else turn.client.socket.write(answer);
    await new Promise(setImmediate); // let the sockets be read between turns
  }
  busy = false;
}

function nextTurn(): Turn | undefined {
  const at = holder ? turns.findIndex((turn) => turn.client === holder) : 0;
  return at === -1 ? undefined : turns.splice(at, 1)[0];
}

/** Ends what a client left behind when it went away in the middle of a transaction. */
async function release(client: Client): Promise<void> {
  for (let i = turns.length - 1; i >= 0; i--) if (turns[i]!.client === client) turns.splice(i, 1);
  if (holder !== client) return;
  // Sync first: an extended query may be half-way; then the transaction is rolled back.
  await pg.execProtocolRaw(Buffer.concat([Buffer.from([0x53, 0, 0, 0, 4]), wire.simpleQuery('ROLLBACK')]));
  holder = null;
}

function connected(socket: Socket): void {
  const client: Client = { socket, waiting: [], parts: [] };
  const reader = new wire.MessageReader();
  let started = false;
  socket.on('data', (chunk) => {
    for (const message of reader.push(chunk)) {
      if (!started) started = greet(socket, message);
      else receive(client, message);
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    void (async () => {
      while (busy) await new Promise(setImmediate);
      await release(client);
      await work();
    })();
  });
}

/** Answers the first messages of a connection; true once it is let in. */
function greet(socket: Socket, message: Buffer): boolean {
  if (message.length < 8) {
    socket.destroy(); // no client of PostgreSQL begins like this
    return false;
  }
  const code = message.readUInt32BE(4);
  if (code === wire.SSL_REQUEST || code === wire.GSS_REQUEST) {
    socket.write('N');
    return false;
  }
  if (code === wire.CANCEL_REQUEST) {
    socket.end();
    return false;
  }
  socket.write(wire.welcome());
  return true;
}

function receive(client: Client, message: Buffer): void {
  if (wire.isTerminate(message)) {
    client.socket.end();
    return;
  }
  client.parts.push(wire.withoutCopy(message));
  if (!wire.endsTurn(message)) return;
  turns.push({ client, bytes: Buffer.concat(client.parts), since: Date.now() });
  client.parts = [];
  void work();
}

function endLongWaits(): void {
  const now = Date.now();
  if (holder && !busy && now - holderSince > options.idleInTransactionMs) {
    if (!turns.some((turn) => turn.client === holder)) holder.socket.destroy();
  }
  for (let i = turns.length - 1; i >= 0; i--) {
    const turn = turns[i]!;
    if (turn.client === holder || now - turn.since < options.turnTimeoutMs) continue;
    turns.splice(i, 1);
    turn.client.socket.write(wire.refusal('55P03', 'The store is busy with a long operation. Try again in a minute.'));
  }
}

/** PGlite neither checkpoints nor vacuums by itself; without this the log grows and reopening takes ever longer. */
async function maintain(sql: string): Promise<void> {
  while (busy || holder) await new Promise((resolve) => setTimeout(resolve, 20));
  busy = true;
  await pg.execProtocolRaw(wire.simpleQuery(sql));
  busy = false;
  await work();
}

if (existsSync(options.socket)) rmSync(options.socket); // left by a killed owner; the folder's lock is ours
const server = createServer(connected);
await new Promise<void>((resolve) => server.listen(options.socket, resolve));
chmodSync(options.socket, 0o600);
const waits = setInterval(endLongWaits, 500);
let sinceVacuum = 0;
const upkeep = setInterval(() => {
  if (!writtenSinceCheckpoint) return;
  writtenSinceCheckpoint = false;
  void maintain('CHECKPOINT').then(() => (++sinceVacuum % 30 === 0 ? maintain('VACUUM ANALYZE') : undefined));
}, options.checkpointEveryMs);

port.on('message', async (message: ToWorker) => {
  switch (message.ask) {
    case 'stats':
      return say({ say: 'stats', fsyncs: files.fsyncs });
    case 'maintain':
      await maintain('VACUUM ANALYZE');
      await maintain('CHECKPOINT');
      return say({ say: 'maintained' });
    case 'close':
      clearInterval(waits);
      clearInterval(upkeep);
      server.close();
      while (busy) await new Promise(setImmediate);
      await pg.execProtocolRaw(wire.simpleQuery('CHECKPOINT'));
      await pg.close();
      return say({ say: 'closed' });
  }
});
say({ say: 'ready' });
