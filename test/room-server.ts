// The server of pages on a store, listening on this machine, and listeners to its rooms.
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createApp } from '../src/server/app.tsx';
import { readAssets } from '../src/server/asset.ts';
import { closeRoomsOf } from '../src/server/live/at-hand.ts';
import type { RoomFrame } from '../src/server/live/live-room.ts';
import { endStreams } from '../src/server/live/stream.ts';
import { inviteAdministrator } from '../src/store/actor.ts';
import { inTransaction, type Store } from '../src/store/open.ts';
import { testServer } from './server.ts';

export type RoomServer = { url: string; logged: string[]; close: () => Promise<void> };

export async function serveRooms(store: Store, port = 0): Promise<RoomServer> {
  const logged: string[] = [];
  const app = createApp(
    testServer(store, '/nowhere', {
      house: { name: 'Antiphon', emailAddress: null, languages: ['en', 'de'], url: '' },
      assets: readAssets(),
      log: (line) => logged.push(line),
    }),
  );
  const { server, address } = await new Promise<{ server: ReturnType<typeof serve>; address: AddressInfo }>(
    (resolve) => {
      const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (address) =>
        resolve({ server, address }),
      );
    },
  );
  return {
    url: `http://127.0.0.1:${address.port}`,
    logged,
    close: async () => {
      endStreams();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await closeRoomsOf(store);
    },
  };
}

/** Signs an administrator in; the cookie and token that their forms take. */
export async function signIn(store: Store, url: string): Promise<{ cookie: string; csrf: string }> {
  const token = await inTransaction(store, (tx) => inviteAdministrator(tx));
  const answer = await fetch(`${url}/sign-in/${token}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url },
  });
  const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
  const desk = await (await fetch(`${url}/desk`, { headers: { cookie } })).text();
  return { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(desk)![1]! };
}

/** Somebody who comes in as a browser does: the cookie they are given, and how they answer. */
export async function comeIn(url: string, code: string) {
  const page = await fetch(`${url}/live/${code}`);
  const cookie = page.headers.get('set-cookie')!.split(';')[0]!;
  const send = async (fields: { [name: string]: string | string[] }) => {
    const body = new URLSearchParams(
      Object.entries(fields).flatMap(([name, values]) => [values].flat().map((value) => [name, value])),
    );
    const headers = { cookie, origin: url, accept: 'application/json' };
    const answer = await fetch(`${url}/live/${code}`, { method: 'POST', headers, body });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json');
    return {
      status: answer.status,
      ...(isJson ? (JSON.parse(text) as { taken: boolean; said: string; seq: number }) : {}),
    };
  };
  return { cookie, html: await page.text(), send };
}

/** Listens to a stream of frames; `until` waits for one that holds, also among those that came already. */
export async function listen(url: string, headers: { [name: string]: string } = {}) {
  const abort = new AbortController();
  const answer = await fetch(url, { headers, signal: abort.signal });
  const frames: RoomFrame[] = [];
  let wake = () => {};
  let ended = false;
  void (async () => {
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of answer.body!) {
        text += decoder.decode(chunk, { stream: true });
        const events = text.split('\n\n');
        text = events.pop()!;
        for (const event of events) {
          const data = /^data: (.*)$/m.exec(event)?.[1];
          if (data) frames.push(JSON.parse(data));
        }
        wake();
      }
    } catch {
      // The line was cut, by us or by the server.
    }
    ended = true;
    wake();
  })();
  return {
    status: answer.status,
    frames,
    isOver: () => ended,
    until: async (holds: (frame: RoomFrame) => boolean, timeoutMs = 10_000): Promise<RoomFrame> => {
      const timeout = AbortSignal.timeout(timeoutMs);
      for (;;) {
        const found = frames.find(holds);
        if (found) return found;
        if (timeout.aborted || ended) throw new Error(`no such frame among ${frames.length}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
          timeout.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    },
    close: () => abort.abort(),
  };
}
