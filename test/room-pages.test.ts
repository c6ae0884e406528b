import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { endStreams } from '../src/server/live/stream.ts';
import { ensureSystemActor, inviteAdministrator } from '../src/store/actor.ts';
import { inTransaction, openStore, type Store } from '../src/store/open.ts';
import { readRoomState } from '../src/store/room.ts';
import { axeClean, type Bench, DESK, spills, startBench, TELEPHONE, takePicture } from './browser.ts';
import { makeRoom } from './room.ts';
import { type RoomServer, serveRooms } from './room-server.ts';
import { temporaryFolder } from './stores.ts';

/** How long a page may take to show what happened elsewhere, on a machine that does other things too. */
const PATIENCE_MS = 15_000;

describe('a room in real browsers', () => {
  const dataFolder = temporaryFolder();
  let store: Store;
  let server: RoomServer;
  let bench: Bench;
  before(async () => {
    store = await openStore({ dataFolder, durable: false });
    await ensureSystemActor(store.db);
    server = await serveRooms(store);
    bench = await startBench();
  });
  after(async () => {
    await bench.close();
    await server.close();
    await store.close();
  });

  /** Looks at a page as it is: pictures, rules of accessibility, nothing wider than its place. */
  async function lookAt(page: Page, name: string, sizes = [DESK, TELEPHONE]): Promise<void> {
    const before = page.viewportSize() ?? DESK;
    for (const size of sizes) {
      await page.setViewportSize(size);
      await axeClean(page);
      assert.deepEqual(await spills(page), [], `${name} at ${size.width} pixels`);
      await takePicture(page, `${name}-${size.width}`);
    }
    await page.setViewportSize(before);
  }

  test('three participants, a facilitator and a screen go through an agenda', { timeout: 280_000 }, async () => {
    const { head, slug, event } = await makeRoom(store, 'pages', ['idiot']);
    const live = `${server.url}/live/${head.code}`;
    const link = await inTransaction(store, (tx) => inviteAdministrator(tx));
    const see = async (page: Page, text: string | RegExp) => {
      await page.getByText(text).first().waitFor({ timeout: PATIENCE_MS });
    };

    await bench.withSite(`${server.url}/sign-in/${link}`, { viewport: TELEPHONE }, async (desk) => {
      await desk.locator('main form button').click();
      await desk.goto(`${server.url}/desk/${slug}/room/${event}`);
      const press = async (name: string | RegExp, within = '.remote') => {
        await desk.locator(within).getByRole('button', { name }).first().click();
      };
      /** Opens an entry of the agenda by the words of its question. */
      const ask = (title: string) => press(new RegExp(`(Open|Ask again) ${title}`), '.remote-agenda');

      await bench.withSite(`${server.url}/screen/${head.code}`, {}, (screen) =>
        bench.withSite(live, { viewport: TELEPHONE }, (ann) =>
          bench.withSite(`${live}?language=bg`, { viewport: TELEPHONE }, (boris) =>
            bench.withSite(live, { viewport: TELEPHONE, javaScriptEnabled: false }, async (cleo) => {
              await see(screen, 'The first question comes soon.');
              await lookAt(screen, 'room-screen-before');
              await see(ann, 'Nothing to answer right now');

              // A vote, held back, shown, asked again.
              await ask('What should come first');
              await see(screen, 'What should come first?');
              await see(ann, 'What should come first?');
              await see(boris, 'Какво трябва да е първо?');
              await cleo.reload();
              await lookAt(ann, 'room-live-single');
              await ann.getByLabel('Mobility').check();
              await ann.getByRole('button', { name: 'Send' }).click();
              await see(ann, 'Your answer is in.');
              await boris.getByLabel('Учители').check();
              await boris.locator('.answer button').click();
              await cleo.getByLabel('Mobility').check();
              await cleo.getByRole('button', { name: 'Send' }).click();
              await see(cleo, 'You can change it until the question closes.');
              await see(screen, '3 people have answered');
              assert.equal(await screen.locator('.result-table').count(), 0);
              await lookAt(desk, 'room-remote');
              await press('Show results');
              await screen.locator('.result-table').waitFor({ timeout: PATIENCE_MS });
              assert.deepEqual(await screen.locator('.result-table .share').allTextContents(), [
                '0 of 3',
                '2 of 3',
                '1 of 3',
              ]);
              await see(boris, 'Мобилност');
              await lookAt(screen, 'room-screen-result');
              await press('Close', '.remote-now');
              await see(ann, 'Nothing to answer right now');
              await ask('What should come first');
              await see(ann, /Round 2/);
              await ann.getByLabel('Teachers').check();
              await ann.getByRole('button', { name: 'Send' }).click();
              await see(screen, 'One person has answered');
              await press('Show results');
              await screen.locator('.result-table thead:not(.ds-sr-only)').waitFor({ timeout: PATIENCE_MS });
              await lookAt(screen, 'room-screen-rounds', [DESK]);

              // Every other kind of question has its form.
              await ask('How well does each work today');
              await see(ann, 'How well does each work today?');
              await ann.getByRole('group', { name: 'Funding' }).getByLabel('Badly').check();
              await ann.getByRole('button', { name: 'Send' }).click();
              await see(ann, 'Your answer is in.');
              await lookAt(ann, 'room-live-matrix', [TELEPHONE]);
              await ask('Put these in order');
              await see(ann, 'Put these in order');
              await ann.getByLabel('Languages', { exact: true }).selectOption('1');
              await ann.getByLabel('Green skills').selectOption('2');
              await ann.getByRole('button', { name: 'Send' }).click();
              await see(ann, 'Your answer is in.');
              await press('Show results');
              await screen.locator('.ranking').waitFor({ timeout: PATIENCE_MS });
              await lookAt(ann, 'room-live-ranking', [TELEPHONE]);

              // Words, counted by their stem.
              await ask('One word for today');
              for (const [page, word] of [
                [ann, 'Trust'],
                [boris, 'доверие'],
                [ann, 'trusts'],
              ] as const) {
                const field = page.locator('.answer input[type=text]');
                await field.waitFor({ timeout: PATIENCE_MS });
                await field.fill(word);
                await page.locator('.answer button').click();
                await page.waitForFunction(
                  () => document.querySelector<HTMLInputElement>('.answer input[type=text]')?.value === '',
                );
              }
              await press('Show results');
              await screen.locator('.cloud').waitFor({ timeout: PATIENCE_MS });
              await see(screen, 'доверие');
              await lookAt(screen, 'room-screen-words');

              // Ideas: one waits for a person, others vote on what is shown; a line is lost meanwhile.
              await ask('What would help most');
              const idea = async (page: Page, words: string) => {
                await page.locator('.answer textarea').first().waitFor({ timeout: PATIENCE_MS });
                await page.locator('.answer textarea').first().fill(words);
                await page.locator('.answer button').first().click();
              };
              await see(ann, 'What would help most?');
              await idea(ann, 'Grants for teachers who go abroad');
              await see(ann, 'Your answer is in.');
              await see(boris, 'Какво би помогнало най-много?');
              await idea(boris, 'Стипендии за учители в чужбина');
              await idea(ann, 'Only an idiot would ask');
              await see(ann, 'A person looks at it before it is shown.');
              await see(desk, 'on your list: idiot');
              endStreams();
              await desk.locator('.refuse summary').first().click();
              await desk.locator('.refuse[open] input[name=reason]').fill('insults others');
              await lookAt(desk, 'room-remote-ideas');
              await desk.locator('.refuse[open]').getByRole('button', { name: 'Do not show', exact: true }).click();
              await press('Show results');
              await screen.locator('.idea-list').first().waitFor({ timeout: PATIENCE_MS });
              await see(screen, 'Стипендии за учители в чужбина');
              assert.equal(await screen.getByText('idiot').count(), 0);
              await lookAt(screen, 'room-screen-ideas');
              await ann.getByRole('link', { name: 'See and vote on ideas of others' }).click();
              await see(ann, 'Стипендии за учители в чужбина');
              await lookAt(ann, 'room-live-ideas');
              await ann.locator('.ideas').getByRole('button', { name: 'Agree', exact: true }).click();

              // Questions to the speakers, beside everything else, without script too.
              await ask('Questions to the speakers');
              await ann.locator('.speakers').waitFor({ timeout: PATIENCE_MS });
              await cleo.goto(live);
              await cleo.locator('.speakers textarea').fill('Who pays for it?');
              await cleo.locator('.speakers .answer button').click();
              await see(ann, 'Who pays for it?');
              await ann
                .locator('.question-list')
                .getByRole('button', { name: /^Me too/ })
                .click();
              await see(ann, 'Me too · 1');
              await lookAt(ann, 'room-live-speakers', [TELEPHONE]);

              await press('Close the room');
              await see(ann, 'The room is closed');
              await see(boris, 'The room is closed');
              await ann.getByRole('button', { name: 'Give me a receipt' }).click();
              await see(ann, /^Your receipt: [0-9A-Z-]{26,28}\. Write it down/);
              await lookAt(ann, 'room-live-closed', [TELEPHONE]);
            }),
          ),
        ),
      );
    });
    const { texts, interactions } = await readRoomState(store.db, head.id);
    assert.equal(interactions[0]?.rounds.length, 2);
    assert.deepEqual(
      texts.filter(({ standing }) => standing.state === 'refused').map(({ text }) => text),
      ['Only an idiot would ask'],
    );
    assert.deepEqual(server.logged, []);
  });

  test('the screen holds in the dark, and a page of the room by keyboard alone', async () => {
    const { head } = await makeRoom(store, 'pages-dark');
    await bench.withSite(`${server.url}/screen/${head.code}`, { colorScheme: 'dark' }, async (screen) => {
      await axeClean(screen);
      await takePicture(screen, 'room-screen-dark');
    });
    await bench.withSite(`${server.url}/live`, {}, async (page) => {
      await page.getByLabel('Code').fill(head.code.toLowerCase().replace('-', ' '));
      await page.keyboard.press('Enter');
      await page.getByText('Nothing to answer right now').waitFor();
      await lookAt(page, 'room-live-nothing');
    });
  });
});
