/**
 * A room under load, everything on this machine: a server process with the embedded store, and a process with listeners and
 * voters. Sizes of 1,000, 3,000 and 10,000 listeners and as many voters; beside each a bare Node broadcast of frames of the
 * same size at the same pace. Then the server is killed with kill -9 while people vote, ten times. `-- --small`: 300
 * listeners, one kill. `-- --size N` one size, 0 for none; `-- --kills N` so many kills.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadReport, ToLoad } from './live-load.ts';
import type { FromServer, ToServer } from './live-server.ts';

const small = process.argv.includes('--small');
const option = (name: string) => {
  const at = process.argv.indexOf(name);
  return at === -1 ? null : Number(process.argv[at + 1]);
};
const sizes =
  option('--size') !== null ? [option('--size')!].filter((size) => size > 0) : small ? [300] : [1000, 3000, 10_000];
const kills = option('--kills') ?? (small ? 1 : 10);
const GOAL_P99_MS = 1000;
const GOAL_BACK_MS = 10_000;
const GOAL_RESTART_MS = 3000;

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const children = new Set<ChildProcess>();
function start(name: string, ...parameters: string[]): ChildProcess {
  const execArgv = ['--import', here('../bin/tsx.js'), '--expose-gc'];
  const child = fork(here(name), parameters, { execArgv });
  children.add(child);
  child.on('exit', () => children.delete(child));
  return child;
}

function hear<T>(child: ChildProcess, said: string, timeoutMs = 120_000): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`nothing heard of "${said}"`)), timeoutMs);
    const take = (message: unknown) => {
      if (typeof message !== 'object' || message === null || !('say' in message) || message.say !== said) return;
      clearTimeout(timer);
      child.off('message', take);
      resolve(message as T);
    };
    child.on('message', take);
  });
}
const tell = (child: ChildProcess, message: ToServer | ToLoad | 'go') => child.send(message);
async function ask<T>(child: ChildProcess, message: ToServer | ToLoad, said: string): Promise<T> {
  const answer = hear<T>(child, said);
  tell(child, message);
  return await answer;
}

type Ready = Extract<FromServer, { say: 'ready' }>;
type Memory = Extract<FromServer, { say: 'memory' }>;
type Votes = Extract<FromServer, { say: 'votes' }>;

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN);
}
const portOf = (url: string) => Number(new URL(url).port);
const streamOf = ({ code }: Ready) => `/live/${code}/stream/live?language=en`;

/** What was acknowledged and is not there, or not as it was acknowledged; and people who are there twice. */
function compare(acknowledged: LoadReport['acknowledged'], votes: Votes['votes']): { lost: number; double: number } {
  const stored = new Map(votes.map(({ token, chosen }) => [token, chosen]));
  const lost = acknowledged.filter(({ token, chosen }) => stored.get(token) !== chosen).length;
  return { lost, double: votes.length - stored.size };
}

async function measure(size: number, seconds: number) {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-live-'));
  const server = start('./live-server.ts', folder);
  const ready = await hear<Ready>(server, 'ready');
  const load = start('./live-load.ts');
  const before = await ask<Memory>(server, { ask: 'memory' }, 'memory');
  const connectStarted = performance.now();
  await ask(load, { ask: 'listen', port: portOf(ready.url), path: streamOf(ready), listeners: size }, 'listening');
  const connectSeconds = (performance.now() - connectStarted) / 1000;
  const after = await ask<Memory>(server, { ask: 'memory' }, 'memory');
  const vote = { port: portOf(ready.url), code: ready.code, round: ready.round, tokenKey: ready.tokenKey };
  await ask(load, { ask: 'vote', ...vote, voters: size, seconds }, 'voted');
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const report = await ask<LoadReport>(load, { ask: 'report' }, 'report');
  const { votes } = await ask<Votes>(server, { ask: 'votes' }, 'votes');
  tell(load, { ask: 'stop' });
  await ask(server, { ask: 'stop' }, 'stopped');
  rmSync(folder, { recursive: true, force: true });
  const bare = await measureBare(size, report.bytesPerFrame);
  return {
    listeners: size,
    voters: size,
    votesPerSecond: Math.round(size / seconds),
    connectSeconds: Math.round(connectSeconds * 10) / 10,
    acknowledgedVotes: report.acknowledged.length,
    ...compare(report.acknowledged, votes),
    acknowledgeMs: { p50: quantile(report.acknowledgeMs, 0.5), p99: quantile(report.acknowledgeMs, 0.99) },
    everyScreenMs: { p50: quantile(report.everyScreenMs, 0.5), p99: quantile(report.everyScreenMs, 0.99) },
    oneScreenMs: { p50: quantile(report.oneScreenMs, 0.5), p99: quantile(report.oneScreenMs, 0.99) },
    frames: report.frameMs.length,
    frameBytes: report.bytesPerFrame,
    frameToEveryScreenMs: { p50: quantile(report.frameMs, 0.5), p99: quantile(report.frameMs, 0.99) },
    bareFrameToEveryScreenMs: bare,
    memoryPerListenerKb: {
      heap: Math.round((after.heap - before.heap) / size / 102.4) / 10,
      rss: Math.round((after.rss - before.rss) / size / 102.4) / 10,
    },
  };
}

async function measureBare(size: number, bytes: number): Promise<{ p50: number; p99: number }> {
  const server = start('./live-bare.ts', String(bytes), '250', small ? '2' : '5');
  const { port } = await hear<{ port: number }>(server, 'ready');
  const load = start('./live-load.ts');
  await ask(load, { ask: 'listen', port, path: '/', listeners: size }, 'listening');
  const done = hear(server, 'done');
  tell(server, 'go');
  await done;
  const { frameMs } = await ask<LoadReport>(load, { ask: 'report' }, 'report');
  tell(load, { ask: 'stop' });
  server.kill();
  return { p50: quantile(frameMs, 0.5), p99: quantile(frameMs, 0.99) };
}

/** Kills the server while people vote, again and again; each time it starts anew on the same folder and port. */
async function kill(times: number, listeners: number) {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-live-kill-'));
  let server = start('./live-server.ts', folder);
  const ready = await hear<Ready>(server, 'ready');
  const port = portOf(ready.url);
  const load = start('./live-load.ts');
  await ask(load, { ask: 'listen', port, path: streamOf(ready), listeners }, 'listening');
  const seconds = times * 5;
  const vote = { port, code: ready.code, round: ready.round, tokenKey: ready.tokenKey, voters: seconds * 60, seconds };
  const voted = hear(load, 'voted');
  tell(load, { ask: 'vote', ...vote });
  const restartsMs: number[] = [];
  for (let i = 0; i < times; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1000 + Math.random() * 2000));
    server.kill('SIGKILL');
    const startedMs = performance.now();
    server = start('./live-server.ts', folder, String(port), ready.code);
    await hear<Ready>(server, 'ready');
    restartsMs.push(performance.now() - startedMs);
  }
  await voted;
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const report = await ask<LoadReport>(load, { ask: 'report' }, 'report');
  const { votes } = await ask<Votes>(server, { ask: 'votes' }, 'votes');
  tell(load, { ask: 'stop' });
  await ask(server, { ask: 'stop' }, 'stopped');
  rmSync(folder, { recursive: true, force: true });
  return {
    kills: times,
    listeners,
    acknowledgedVotes: report.acknowledged.length,
    ...compare(report.acknowledged, votes),
    comebacks: report.comebacksMs.length,
    backMs: { p50: quantile(report.comebacksMs, 0.5), most: Math.round(Math.max(0, ...report.comebacksMs)) },
    restartMs: { p50: quantile(restartsMs, 0.5), most: Math.round(Math.max(0, ...restartsMs)) },
  };
}

try {
  const bySize = [];
  for (const size of sizes) {
    const figures = await measure(size, small ? 3 : size >= 10_000 ? 15 : 8);
    bySize.push(figures);
    console.log(
      `${size} listeners, ${size} voters in one process: ${figures.acknowledgedVotes} votes acknowledged (p50 ${figures.acknowledgeMs.p50} ms, p99 ${figures.acknowledgeMs.p99} ms), ${figures.lost} lost, ${figures.double} double.`,
    );
    console.log(
      `  From acknowledged to shown on every screen: p50 ${figures.everyScreenMs.p50} ms, p99 ${figures.everyScreenMs.p99} ms; a frame (${figures.frameBytes} bytes) reaches every screen in ${figures.frameToEveryScreenMs.p50} / ${figures.frameToEveryScreenMs.p99} ms, of a bare broadcast in ${figures.bareFrameToEveryScreenMs.p50} / ${figures.bareFrameToEveryScreenMs.p99} ms.`,
    );
    console.log(
      `  Memory per listener: ${figures.memoryPerListenerKb.heap} KB of heap and buffers, ${figures.memoryPerListenerKb.rss} KB of the process.`,
    );
  }
  const killed = kills > 0 ? await kill(kills, small ? 100 : 1000) : null;
  if (killed)
    console.log(
      `Killed ${killed.kills} times with ${killed.listeners} listeners: ${killed.acknowledgedVotes} votes acknowledged, ${killed.lost} lost, ${killed.double} double; back within ${killed.backMs.most} ms (p50 ${killed.backMs.p50}); the server answered again within ${killed.restartMs.most} ms.`,
    );
  const ok =
    bySize.every(({ lost, double, everyScreenMs, acknowledgedVotes, voters }) => {
      return lost === 0 && double === 0 && everyScreenMs.p99 < GOAL_P99_MS && acknowledgedVotes === voters;
    }) &&
    (killed === null || (killed.lost === 0 && killed.double === 0 && killed.backMs.most < GOAL_BACK_MS));
  const goals = { everyScreenP99Ms: GOAL_P99_MS, backMs: GOAL_BACK_MS, restartMs: GOAL_RESTART_MS };
  console.log(JSON.stringify({ bench: 'live', small, ok, figures: { goals, bySize, killed } }));
  process.exitCode = ok ? 0 : 1;
} finally {
  for (const child of children) child.kill('SIGKILL');
}
