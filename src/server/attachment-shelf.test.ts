import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { temporaryFolder } from '../../test/stores.ts';
import { type AttachmentShelf, openAttachmentShelf } from './attachment-shelf.ts';

describe('files that come with answers', () => {
  const folder = temporaryFolder();
  let shelf: AttachmentShelf;
  before(() => {
    shelf = openAttachmentShelf(join(folder, 'kept'));
  });
  after(() => shelf.close());

  const received = (name: string, content: string | Buffer) => {
    const path = join(folder, `${crypto.randomUUID()}-${name}`);
    writeFileSync(path, content);
    return { fileName: name, path, bytes: Buffer.byteLength(content) };
  };

  test('are read each for itself, however many come at once', async () => {
    const words = Array.from({ length: 20 }, (_, i) => `This is the paper of person ${i}.`);
    const kept = await Promise.all(words.map((text) => shelf.keep('papers', received('paper.txt', text))));
    assert.deepEqual(
      kept.map(({ text }) => text),
      words,
    );
  });

  test('lie under the hash of their bytes, once, and are found again', async () => {
    const [one, two] = [
      await shelf.keep('papers', received('a.txt', 'The same.')),
      await shelf.keep('papers', received('b.txt', 'The same.')),
    ];
    assert.equal(one.sha256, two.sha256);
    assert.equal(readFileSync((await shelf.pathOf(one.sha256))!, 'utf8'), 'The same.');
    assert.equal(await shelf.pathOf('../../etc/passwd'), null);
    assert.equal(await shelf.pathOf('0'.repeat(64)), null);
  });

  test('are kept where they cannot be read, with the reason', async () => {
    const { state, text, reason } = await shelf.keep('papers', received('scan.pdf', '%PDF-1.4 broken'));
    assert.deepEqual([state, text], ['unreadable', null]);
    assert.equal(reason?.startsWith('scan.pdf '), true);
  });
});
