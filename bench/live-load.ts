/**
 * Listeners and voters in a process of their own, for bench/live.ts. Listeners are bare sockets that come back by themselves
 * with the last number they have, as browsers do; what is measured is when a frame has arrived whole.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';

export type ToLoad =
  | { ask: 'listen'; port: number; path: string; listeners: number }
  | { ask: 'vote'; port: number; code: string; round: string; tokenKey: string; voters: number; seconds: number }
  | { ask: 'report' }
  | { ask: 'stop' };
export type LoadReport = {
  say: 'report';
  acknowledged: { token: string; chosen: string }[];
  tried: number;
  refused: number;
  /** From a vote's acknowledgement to its frame on the last screen, one number a vote, in milliseconds. */
  everyScreenMs: number[];
  /** The same for one screen drawn at random. */
  oneScreenMs: number[];
  /** From the server's sending of a frame to the last screen, one number a frame. */
  frameMs: number[];
  acknowledgeMs: number[];
  bytesPerFrame: number;
  comebacksMs: number[];
};

const say = (message: object) => process.send!(message);

type Arrival = { seq: number; atMs: number; first: number; times: Float64Array; count: number };
const arrivals: Arrival[] = [];
let last: Map<number, Arrival> = new Map();
let listeners: { seq: string; socket: Socket | null; lostMs: number | null }[] = [];
let target = { port: 0, path: '' };
let isOver = false;
let frameBytes = 0;
const comebacksMs: number[] = [];
const now = () => performance.timeOrigin + performance.now();

async function listenAll(count: number): Promise<void> {
  listeners = Array.from({ length: count }, () => ({ seq: '', socket: null, lostMs: null }));
  let next = 0;
  const one = async () => {
    while (next < count) await new Promise<void>((resolve) => open(next++, resolve));
  };
  await Promise.all(Array.from({ length: 200 }, one));
}

function open(i: number, ready: () => void): void {
  const listener = listeners[i]!;
  const socket = connect(target.port, '127.0.0.1');
  listener.socket = socket;
  const cursor = listener.seq === '' ? '' : `Last-Event-ID: ${listener.seq}\r\n`;
  socket.write(`GET ${target.path} HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\n${cursor}\r\n`);
  let pending = '';
  let atMs = 0;
  socket.on('data', (chunk: Buffer) => {
    const at = chunk.lastIndexOf('id: ');
    if (at >= 0) {
      const text = chunk.toString('latin1', at, at + 80);
      pending = /^id: (\d+)/.exec(text)?.[1] ?? pending;
      atMs = Number(/"atMs":([\d.]+)/.exec(text)?.[1] ?? atMs);
    }
    if (pending === '' || chunk.at(-1) !== 10 || chunk.at(-2) !== 10) return;
    frameBytes = chunk.length;
    listener.seq = pending;
    arrived(i, Number(pending), atMs);
    if (listener.lostMs !== null) {
      comebacksMs.push(now() - listener.lostMs);
      listener.lostMs = null;
    }
    pending = '';
    ready();
  });
  const lost = () => {
    if (listener.socket !== socket || isOver) return;
    listener.socket = null;
    listener.lostMs ??= now();
    setTimeout(() => open(i, ready), 300 + Math.random() * 1500);
  };
  socket.on('error', lost);
  socket.on('close', lost);
}

function arrived(i: number, seq: number, atMs: number): void {
  let arrival = last.get(seq);
  if (!arrival) {
    arrival = { seq, atMs, first: now(), times: new Float64Array(listeners.length), count: 0 };
    last.set(seq, arrival);
    arrivals.push(arrival);
    if (last.size > 50) last = new Map([...last].slice(-25));
  }
  if (arrival.times[i] === 0) {
    arrival.times[i] = now();
    arrival.count++;
  }
}

type Vote = { token: string; chosen: string; ackMs: number; seq: number };
const votes: Vote[] = [];
const acknowledgeMs: number[] = [];
let tried = 0;
let refused = 0;
const agent = new Agent({ keepAlive: true, maxSockets: 1000 });

function tokens(tokenKey: string, count: number): string[] {
  const key = Buffer.from(tokenKey, 'hex');
  return Array.from({ length: count }, () => {
    const secret = randomBytes(24).toString('base64url');
    return `${secret}.${createHmac('sha256', key).update(secret).digest('base64url').slice(0, 22)}`;
  });
}

/** Votes once for each voter, spread evenly; what is not acknowledged is sent again, as a person would. */
async function voteAll({
  port,
  code,
  round,
  tokenKey,
  voters,
  seconds,
}: Extract<ToLoad, { ask: 'vote' }>): Promise<void> {
  const begun = now();
  await Promise.all(
    tokens(tokenKey, voters).map(async (token, i) => {
      await sleep((seconds * 1000 * i) / voters);
      const chosen = String((i % 3) + 1);
      for (let attempt = 0; attempt < 240 && !isOver; attempt++) {
        const startedMs = now();
        tried++;
        const answer = await post(port, code, token, new URLSearchParams({ round, first: chosen }).toString());
        if (answer?.taken) {
          acknowledgeMs.push(now() - startedMs);
          votes.push({
            token: createHash('sha256').update(token).digest('hex'),
            chosen,
            ackMs: now(),
            seq: answer.seq,
          });
          return;
        }
        if (answer) refused++;
        await sleep(250);
      }
    }),
  );
  say({ say: 'voted', seconds: (now() - begun) / 1000 });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function post(
  port: number,
  code: string,
  token: string,
  body: string,
): Promise<{ taken: boolean; seq: number } | null> {
  return new Promise((resolve) => {
    const headers = {
      cookie: `antiphon-room=${token}`,
      origin: `http://127.0.0.1:${port}`,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(
      { port, host: '127.0.0.1', path: `/live/${code}`, method: 'POST', agent, headers },
      (answer) => {
        let text = '';
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => {
          try {
            resolve(JSON.parse(text));
          } catch {
            resolve(null);
          }
        });
        answer.on('error', () => resolve(null));
      },
    );
    sent.on('error', () => resolve(null));
    sent.end(body);
  });
}

function report(): LoadReport {
  const complete = arrivals.filter(({ count }) => count >= listeners.length * 0.999).sort((a, b) => a.seq - b.seq);
  const latest = complete.map(({ times }) => times.reduce((most, time) => Math.max(most, time), 0));
  const everyScreenMs: number[] = [];
  const oneScreenMs: number[] = [];
  for (const vote of votes) {
    const at = complete.findIndex(({ seq }) => seq >= vote.seq);
    if (at === -1) continue;
    everyScreenMs.push(Math.max(0, latest[at]! - vote.ackMs));
    const time = complete[at]!.times[Math.floor(Math.random() * listeners.length)]!;
    if (time > 0) oneScreenMs.push(Math.max(0, time - vote.ackMs));
  }
  return {
    say: 'report',
    acknowledged: votes.map(({ token, chosen }) => ({ token, chosen })),
    tried,
    refused,
    everyScreenMs,
    oneScreenMs,
    frameMs: complete.slice(1).map(({ atMs }, i) => latest[i + 1]! - atMs),
    acknowledgeMs,
    bytesPerFrame: frameBytes,
    comebacksMs,
  };
}

process.on('message', async (message: ToLoad) => {
  switch (message.ask) {
    case 'listen':
      target = { port: message.port, path: message.path };
      await listenAll(message.listeners);
      return say({ say: 'listening' });
    case 'vote':
      return await voteAll(message);
    case 'report':
      return say(report());
    case 'stop':
      isOver = true;
      process.exit(0);
  }
});
