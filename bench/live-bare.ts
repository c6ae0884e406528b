/** The least that a broadcast can be: a bare Node server that writes the same bytes to every listener at the same pace. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const [bytes = '1000', everyMs = '250', seconds = '5'] = process.argv.slice(2);
const listeners = new Set<ServerResponse>();
const server = createServer((_, response) => {
  response.useChunkedEncodingByDefault = false;
  response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
  response.write('id: 0\ndata: {}\n\n');
  listeners.add(response);
  response.on('close', () => listeners.delete(response));
});
server.listen(0, '127.0.0.1', () => process.send!({ say: 'ready', port: (server.address() as AddressInfo).port }));

process.on('message', (message) => {
  if (message !== 'go') return process.exit(0);
  let seq = 0;
  const filler = 'x'.repeat(Math.max(0, Number(bytes) - 60));
  const timer = setInterval(() => {
    seq++;
    const frame = Buffer.from(`id: ${seq}\ndata: {"seq":${seq},"atMs":${Date.now()},"x":"${filler}"}\n\n`);
    for (const listener of listeners) listener.write(frame);
    if (seq * Number(everyMs) >= Number(seconds) * 1000) {
      clearInterval(timer);
      setTimeout(() => process.send!({ say: 'done' }), 1500);
    }
  }, Number(everyMs));
});
