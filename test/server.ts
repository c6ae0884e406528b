import { join } from 'node:path';
import { openAttachmentShelf } from '../src/server/attachment-shelf.ts';
import type { House } from '../src/server/component/frame.ts';
import { EditionShelf } from '../src/server/edition-shelf.ts';
import { openSubmissions } from '../src/server/submissions.ts';
import type { Server } from '../src/server/visit.ts';
import type { Store } from '../src/store/open.ts';

/** A server for a test, as `start` makes one; a test says what it wants otherwise. */
export function testServer(store: Store, folder: string, changes: Partial<Server> = {}): Server {
  const house: House = changes.house ?? {
    name: 'Test house',
    emailAddress: null,
    languages: ['en', 'de'],
    url: 'http://localhost',
  };
  return {
    store,
    house,
    assets: { style: '/assets/antiphon.css', script: '/assets/antiphon.js' },
    shelf: new EditionShelf(),
    uploadFolder: join(folder, 'uploads'),
    attachments: openAttachmentShelf(join(folder, 'attachments')),
    submit: openSubmissions(store, house, changes.clock),
    clock: () => new Date(),
    sendRun: async () => {},
    log: (line) => {
      throw new Error(line);
    },
    ...changes,
  };
}
