// A server of pages that listens on this machine, for tests in a browser, and what a person does there.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Page } from 'playwright-core';
import { createApp } from '../src/server/app.tsx';
import { readAssets } from '../src/server/asset.ts';
import type { Server } from '../src/server/visit.ts';
import type { Store } from '../src/store/open.ts';
import { axeClean, type Bench, spills, TELEPHONE, takePicture } from './browser.ts';
import { testServer } from './server.ts';

export type Site = { origin: string; close: () => void };

/** Listens on a port of its own until it is closed; links in mails lead to it. */
export async function serveSite(store: Store, folder: string, changes: Partial<Server> = {}): Promise<Site> {
  const house = changes.house ?? { name: 'Test house', emailAddress: null, languages: ['en', 'de'], url: '' };
  const app = createApp(testServer(store, folder, { assets: readAssets(), ...changes, house }));
  return await new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }: AddressInfo) => {
      house.url = `http://127.0.0.1:${port}`;
      resolve({ origin: house.url, close: () => server.close() });
    });
  });
}

/** Looks at a page as it was met, in a browser with script: at a desk and on a telephone, without anything that axe finds. */
export async function lookAt(bench: Bench, met: Page, name: string): Promise<void> {
  const html = (await met.content())
    .replaceAll(/antiphon\.[0-9a-f]+\.(css|js)/g, 'antiphon.$1')
    .replace(/nonce="[^"]*"/, 'nonce="bm9uY2U"');
  await bench.withPage(html, {}, async (page) => {
    await axeClean(page);
    await takePicture(page, name);
    await page.setViewportSize(TELEPHONE);
    assert.deepEqual(await spills(page), [], `${name} at 390 pixels`);
    await takePicture(page, `${name}-390`);
  });
}

/** Presses a button that leads to another page. */
export async function press(page: Page, name: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name, exact: true }).click()]);
}

/** Somebody who has a keyboard and nothing else. */
export type Typist = {
  /** Goes on with Tab to what bears these words, and fails where it does not come there. */
  tabTo: (words: string) => Promise<void>;
  type: (words: string, text: string) => Promise<void>;
  /** Chooses one of several: with Tab to the group, with the arrows to the one. */
  choose: (words: string) => Promise<void>;
  tick: (words: string) => Promise<void>;
  /** Presses a button or follows a link that leads to another page. */
  enter: (words: string) => Promise<void>;
};

/** More stops than any page has. */
const MOST_STOPS = 120;

export function typistAt(page: Page): Typist {
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null;
      return (element?.labels?.[0]?.innerText ?? element?.innerText ?? '').trim();
    });
  const goOn = async (key: string, words: string) => {
    for (let i = 0; i < MOST_STOPS; i++) {
      if ((await focused()).startsWith(words)) return;
      await page.keyboard.press(key);
    }
    throw new Error(`"${words}" is not reached with ${key}`);
  };
  const tabTo = async (words: string) => await goOn('Tab', words);
  return {
    tabTo,
    type: async (words, text) => {
      await tabTo(words);
      await page.keyboard.type(text);
    },
    choose: async (words) => {
      const group = await page.getByRole('radio', { name: words, exact: true }).getAttribute('name');
      const isThere = () => page.evaluate((name) => (document.activeElement as HTMLInputElement).name === name, group);
      for (let i = 0; i < MOST_STOPS && !(await isThere()); i++) await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await goOn('ArrowDown', words);
    },
    tick: async (words) => {
      await tabTo(words);
      await page.keyboard.press('Space');
    },
    enter: async (words) => {
      await tabTo(words);
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    },
  };
}
