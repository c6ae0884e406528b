import type { ServerResponse } from 'node:http';
import type { Context } from 'hono';
import type { LiveRoom, View } from './live-room.ts';

/** Who does not take in what they were sent is let go when so much waits for them; their browser comes back by itself. */
const MOST_WAITING_BYTES = 256 * 1024;
/** A line on which nothing happens is kept open by a comment, and a lost one is found out. */
const ALIVE_EVERY_MS = 20_000;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no', // asks proxies not to hold it back
  'x-content-type-options': 'nosniff',
  connection: 'close', // no chunks around the frames: every listener is sent the same bytes
};

/** The response of Node below a request; null where it was asked within the process. */
export function outgoingOf(context: Context): ServerResponse | null {
  const outgoing = (context.env as { outgoing?: ServerResponse } | undefined)?.outgoing;
  return outgoing ?? null;
}

const open = new Set<ServerResponse>();
let alive: NodeJS.Timeout | null = null;

/** Writes a room's frames to a response until one of both ends. */
export function streamRoom(
  room: LiveRoom,
  view: View,
  language: string,
  after: number | null,
  response: ServerResponse,
): void {
  response.useChunkedEncodingByDefault = false;
  response.writeHead(200, HEADERS);
  response.write('retry: 1000\n\n');
  // The head is on its way and nothing is framed: the same bytes go to each socket as they are.
  const { socket } = response;
  socket?.setNoDelay(true);
  const stop = room.listen(view, language, after, {
    send: (frame) => {
      if (!socket || socket.destroyed) return false;
      if (socket.writableLength > MOST_WAITING_BYTES) {
        socket.destroy();
        return false;
      }
      socket.write(frame);
      return true;
    },
  });
  open.add(response);
  alive ??= setInterval(keepAlive, ALIVE_EVERY_MS).unref();
  response.on('close', () => {
    stop();
    open.delete(response);
    if (open.size === 0 && alive) {
      clearInterval(alive);
      alive = null;
    }
  });
}

function keepAlive(): void {
  for (const response of open) response.socket?.write(':\n\n');
}

/** Ends all lines, so that the server can stop; browsers come back to whoever answers then. */
export function endStreams(): void {
  for (const response of open) response.destroy();
}

/** How long somebody waits for news who cannot be sent a stream. */
const POLL_MS = 25_000;

/** For those behind a proxy that holds streams back: answers as soon as there is something new, or after a while. */
export async function nextFrame(room: LiveRoom, view: View, language: string, after: number | null) {
  const current = room.frame(view, language);
  if (after === null || after !== current.seq) return current;
  return await new Promise<typeof current>((resolve) => {
    let isFirst = true;
    const answer = () => {
      clearTimeout(timer);
      stop();
      resolve(room.frame(view, language));
    };
    const timer = setTimeout(answer, POLL_MS);
    const stop = room.listen(view, language, after, {
      // The first frame is what is known already.
      send: () => {
        if (!isFirst) answer();
        isFirst = false;
        return true;
      },
    });
  });
}
