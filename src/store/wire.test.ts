import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MessageReader, SSL_REQUEST, simpleQuery } from './wire.ts';

const startup = Buffer.from([0, 0, 0, 9, 0, 3, 0, 0, 0]);
const sslRequest = Buffer.alloc(8);
sslRequest.writeInt32BE(8);
sslRequest.writeInt32BE(SSL_REQUEST, 4);

test('messages come out whole, however the bytes were cut', () => {
  const queries = fc.array(fc.string({ maxLength: 40, unit: 'grapheme' }), { maxLength: 6 });
  fc.assert(
    fc.property(queries, fc.array(fc.nat(60)), fc.boolean(), (sql, cuts, withSsl) => {
      const messages = [...(withSsl ? [sslRequest] : []), startup, ...sql.map(simpleQuery)];
      const bytes = Buffer.concat(messages);
      const places = [0, ...cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b), bytes.length];
      const reader = new MessageReader();
      const read = places.slice(1).flatMap((to, i) => reader.push(bytes.subarray(places[i], to)));
      assert.deepEqual(read.map(String), messages.map(String));
    }),
  );
});

test('a large message that comes in many pieces is read once', () => {
  const large = simpleQuery('x'.repeat(32 * 2 ** 20));
  const reader = new MessageReader();
  reader.push(startup);
  const started = performance.now();
  const read: Buffer[] = [];
  for (let at = 0; at < large.length; at += 16384) read.push(...reader.push(large.subarray(at, at + 16384)));
  assert.equal(read.length, 1);
  assert.ok(read[0]!.equals(large));
  assert.ok(performance.now() - started < 2000, 'copied again with every piece, this takes many seconds');
});
