import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { serve } from '@hono/node-server';
import type { Page } from 'playwright-core';
import { axeClean, type Bench, spills, startBench, TELEPHONE, tabThrough, takePicture } from '../../../test/browser.ts';
import { testServer } from '../../../test/server.ts';
import { temporaryFolder } from '../../../test/stores.ts';
import { importUpload } from '../../corridor/upload.ts';
import { SHARED } from '../../intake/fixtures/shared.ts';
import { ensureSystemActor, inviteAdministrator, SYSTEM } from '../../store/actor.ts';
import { bareConsultation, createConsultation } from '../../store/consultation.ts';
import { contributionCounts } from '../../store/contribution.ts';
import { importsOf } from '../../store/import.ts';
import { inTransaction, openStore, type Store } from '../../store/open.ts';
import { beginRun, endRun } from '../../store/run.ts';
import { signInUrl } from '../address.ts';
import { createApp } from '../app.tsx';
import { readAssets } from '../asset.ts';

const BONN = join(SHARED, 'data/egov-bonn/dataset.csv');

/** A table in the shape of a town's survey, in German, with a column that no rule can tell. */
const SURVEY = `Nr;Was stört Sie?;Stadtteil;Datum
1;"Die Ampel an der Brücke ist zu kurz für alle, die langsam gehen.";Nord;03.02.2026
2;"Es fehlen Bänke am Fluss, auf denen man im Schatten sitzen kann.";Süd;04.02.2026
3;"Der Bus fährt abends nach acht Uhr nicht mehr in unser Viertel.";Nord;05.02.2026
`;

describe('a file that is handed in at the desk', () => {
  const folder = temporaryFolder();
  let store: Store;
  let bench: Bench;
  let origin: string;
  let close: () => void;
  let consultationId: string;
  const works: Promise<void>[] = [];

  before(async () => {
    store = await openStore({ dataFolder: folder });
    await ensureSystemActor(store.db);
    consultationId = (await createConsultation(store, SYSTEM, bareConsultation('town'), false)).id;
    const app = createApp(
      testServer(store, folder, { assets: readAssets(), sendRun: async (id) => void works.push(workOff(id)) }),
    );
    await new Promise<void>((resolve) => {
      const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }: AddressInfo) => {
        origin = `http://127.0.0.1:${port}`;
        resolve();
      });
      close = () => server.close();
    });
    bench = await startBench();
  });
  after(async () => {
    await bench.close();
    close();
    await store.close();
  });

  /** What the worker process does, here. */
  async function workOff(runId: string): Promise<void> {
    const run = (await beginRun(store.db, runId))!;
    try {
      await importUpload(store, run, {});
      await endRun(store, SYSTEM, run, { state: 'done' });
    } catch (error) {
      await endRun(store, SYSTEM, run, { state: 'failed', failure: (error as Error).message });
    }
  }

  /** Waits until the import of a page is over, and looks again. */
  async function untilImported(page: Page): Promise<void> {
    await page.waitForURL(/\/runs\//);
    await Promise.all(works);
    await page.reload();
    assert.match(await page.locator('main').innerText(), /done/);
  }

  async function atTheDesk<T>(javaScriptEnabled: boolean, use: (page: Page) => Promise<T>): Promise<T> {
    const token = await inTransaction(store, (tx) => inviteAdministrator(tx));
    return await bench.withSite(`${origin}${signInUrl(token)}`, { javaScriptEnabled }, async (page) => {
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.goto(`${origin}/desk/town/intake`);
      return await use(page);
    });
  }

  async function handIn(page: Page, name: string, content: string | Buffer): Promise<void> {
    const path = join(folder, name);
    writeFileSync(path, content);
    await page.locator('#file').setInputFiles(path);
    await page.getByRole('button', { name: 'Send and look at it' }).click();
    await page.waitForURL(/\/desk\/town\/files\//);
  }

  test('is put right without script, imported, and its source remembers how for the next export', async () => {
    await atTheDesk(false, async (page) => {
      await handIn(page, 'survey-2026-02-05.csv', SURVEY);
      await page.locator('#column-3').selectOption('ignore');
      await page.locator('#column-4').selectOption('day');
      await page.locator('#publication').selectOption('anonymous');
      await page.locator('#because').fill('Said on the first page of the survey.');
      await page.getByRole('button', { name: 'Save and look again' }).click();
      const preview = await page.locator('#preview-rows').locator('xpath=..').innerText();
      assert.match(preview, /2026-02-03/);
      assert.match(preview, /published without name/);
      assert.doesNotMatch(preview, /Nord/);
      await page.getByRole('button', { name: 'Import 3 rows' }).click();
      await untilImported(page);
      assert.equal((await contributionCounts(store.db, consultationId)).published, 3);

      await page.goto(`${origin}/desk/town/intake`);
      await handIn(
        page,
        'survey-2026-02-12.csv',
        `${SURVEY}4;"Mehr Schatten auf dem Markt wäre gut, sagen alle.";Süd;11.02.2026\n`,
      );
      assert.match(await page.locator('main').innerText(), /Read as an earlier export of this source was/);
      assert.equal(await page.locator('#column-3').inputValue(), 'ignore');
      await page.getByRole('button', { name: 'Import 4 rows' }).click();
      await untilImported(page);
      const [last] = await importsOf(store.db, consultationId);
      assert.deepEqual([last?.received, last?.accepted, last?.merged, last?.source], [4, 1, 3, 'survey']);
    });
  });

  test('leaves nothing behind in the data folder once it was imported or thrown away', async () => {
    await atTheDesk(false, async (page) => {
      await handIn(page, 'away.csv', SURVEY);
      assert.equal(readdirSync(join(folder, 'uploads')).length, 1);
      await page.getByRole('button', { name: 'Throw the file away' }).click();
      await page.waitForURL(/\/intake$/);
      assert.deepEqual(readdirSync(join(folder, 'uploads')), []);
    });
  });

  test('that cannot be read says why, and can be thrown away', async () => {
    await atTheDesk(false, async (page) => {
      await handIn(page, 'replies.sqlite', 'SQLite format 3\u0000');
      assert.match(
        await page.locator('main').innerText(),
        /It cannot be read so\s+replies\.sqlite is an SQLite database/,
      );
      await page.getByRole('button', { name: 'Throw the file away' }).click();
    });
  });

  test('shows with script at once what a change makes of it, and keeps the focus where it is', async () => {
    await atTheDesk(true, async (page) => {
      await handIn(page, 'live.csv', SURVEY);
      const preview = page.locator('live-preview');
      assert.match(await preview.innerText(), /Nord/);
      await page.locator('#column-3').focus();
      await page.locator('#column-3').selectOption('ignore');
      await page.waitForFunction(() => !document.querySelector('live-preview')!.textContent!.includes('Nord'));
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'column-3');
      assert.match(await page.locator('#column-3-reason').innerText(), /a person said so/);
      await page.getByRole('button', { name: 'Throw the file away' }).click();
    });
  });

  for (const [name, path, columns] of [
    ['the consultation on the AI White Paper', 'data/ai-whitepaper-2020/contributions.csv', 73],
    ['a dialogue in Bowling Green', 'data/polis/bg2050-volunteers/comments.csv', 10],
    ['a study of arguments, separated by tabs', 'data/argument/dataset_CQB.tsv', 8],
    [
      'answers of a survey without a name for its first column',
      'data/open-answers-anes/traintest_data/dataset1_Xtrain.csv',
      2,
    ],
    ['an export of EUSurvey', 'samples/eusurvey-result-2021-11.xml', null],
    ['a transcript of a webinar', 'samples/zoom-style.vtt', null],
  ] as const) {
    const file = join(SHARED, path);
    test(`of ${name} can be looked at and put right, on a desk and on a telephone`, {
      skip: !existsSync(file) && `${file} is not there`,
    }, async () => {
      await atTheDesk(true, async (page) => {
        await page.locator('#file').setInputFiles(file);
        await page.getByRole('button', { name: 'Send and look at it' }).click();
        await page.waitForURL(/\/desk\/town\/files\//);
        if (columns !== null) assert.equal(await page.locator('select[id^="column-"]').count(), columns);
        await axeClean(page);
        const picture = path.split('/').at(-1)!.replace(/\W+/g, '-');
        await takePicture(page, `mapping-${picture}`);
        await page.setViewportSize(TELEPHONE);
        assert.deepEqual(await spills(page), []);
        await takePicture(page, `mapping-${picture}-390`);
        await page.getByRole('button', { name: 'Throw the file away' }).click();
        await page.waitForURL(/\/intake$/);
      });
    });
  }

  test('of a real city is mapped, imported and undone, accessible and by keyboard', {
    skip: !existsSync(BONN) && `${BONN} is not there`,
  }, async () => {
    await atTheDesk(true, async (page) => {
      await page.locator('#file').setInputFiles(BONN);
      await page.getByRole('button', { name: 'Send and look at it' }).click();
      await page.waitForURL(/\/desk\/town\/files\//);
      await takePicture(page, 'real-upload');
      await axeClean(page);
      assert.deepEqual(await tabThrough(page), { unreached: [], unseen: [] });
      await page.setViewportSize(TELEPHONE);
      assert.deepEqual(await spills(page), []);
      await takePicture(page, 'real-upload-390');
      await page.getByRole('button', { name: /^Import [\d,]+ rows$/ }).press('Enter');
      await untilImported(page);
      await page.goto(`${origin}/desk/town/intake`);
      await takePicture(page, 'real-intake-390');
      await page.getByRole('link', { name: 'What it changed' }).click();
      await axeClean(page);
      const [bonn] = await importsOf(store.db, consultationId);
      assert.deepEqual([bonn?.fileName, bonn?.received, bonn?.accepted], ['dataset.csv', 2314, 2314]);
      await page.locator('#reason').fill('Only to try it out.');
      await page.getByRole('button', { name: 'Undo this import' }).press('Enter');
      await page.waitForLoadState();
      assert.match(await page.locator('main').innerText(), /This import was undone/);
      await takePicture(page, 'real-import-undone');
      assert.equal((await contributionCounts(store.db, consultationId)).contributions, 4);
    });
  });
});
