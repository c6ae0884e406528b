import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  axeClean,
  type Bench,
  charactersPerLine,
  DESK,
  doubleText,
  elementsWrittenAndRead,
  spills,
  startBench,
  TELEPHONE,
  tabThrough,
  takePicture,
} from '../../../test/browser.ts'; // prettier-ignore
import type { Frame } from '../component/frame.ts';
import { renderPage } from '../component/page.tsx';
import { DESK_EXAMPLES } from '../desk/examples.tsx';
import { deskFrame, exampleFrame } from '../example/cast.ts';
import { SITE_EXAMPLES } from './examples.tsx';

let bench: Bench;
before(async () => {
  bench = await startBench();
});
after(() => bench.close());

const EXAMPLES = [
  ...SITE_EXAMPLES.map((example) => ({ ...example, frame: (language: string): Frame => exampleFrame(language) })),
  ...DESK_EXAMPLES.map((example) => ({ ...example, frame: (language: string): Frame => deskFrame(language) })),
];

async function holdsInEveryColour(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await axeClean(page);
  await takePicture(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  await axeClean(page);
  await page.emulateMedia({ forcedColors: 'none' });
}

/** What every page has to hold to, in the order that costs least; what other words cannot change is looked at in one language. */
async function holds(page: Page, html: string, name: string, isFirst: boolean): Promise<void> {
  const { written, read } = await elementsWrittenAndRead(page, html);
  assert.deepEqual(read, written, 'the browser repairs the document');
  await takePicture(page, name);
  await axeClean(page);
  if (isFirst) {
    assert.deepEqual(await tabThrough(page), { unreached: [], unseen: [] });
    await holdsInEveryColour(page, name);
  }
  await page.setViewportSize(TELEPHONE);
  assert.deepEqual(await spills(page), [], 'at 390 pixels');
  if (isFirst) await axeClean(page);
  await takePicture(page, `${name}-390`);
  await page.setViewportSize(DESK);
  await doubleText(page);
  assert.deepEqual(await spills(page), [], 'with text at 200 %');
}

describe('every kind of page', { concurrency: 4 }, () => {
  for (const { name, render, frame } of EXAMPLES) {
    for (const language of ['en', 'de']) {
      test(`${name} (${language}) is accessible, fits a telephone and holds with text at 200 %`, async () => {
        const html = renderPage(render(frame(language)));
        await bench.withPage(html, {}, (page) => holds(page, html, `${name}-${language}`, language === 'en'));
      });
    }

    test(`${name} says the same without script, and every form can be sent`, async () => {
      const html = renderPage(render(frame('en')));
      const words = (page: Page) => page.locator('body').innerText();
      const withScript = await bench.withPage(html, {}, words);
      await bench.withPage(html, { javaScriptEnabled: false }, async (page) => {
        assert.equal(await words(page), withScript);
        const lost = await page
          .locator('button, input[type=submit]')
          .evaluateAll((buttons) =>
            buttons.flatMap((button) =>
              (button as HTMLButtonElement).form?.getAttribute('action') ? [] : [button.outerHTML],
            ),
          );
        assert.deepEqual(lost, []);
      });
    });
  }
});

test('forms of people at the desk carry the token of their session, forms of the public none', () => {
  const tokens = (html: string) => html.match(/<form(?:(?!<\/form>).)*method="post"(?:(?!<\/form>).)*<\/form>/gs)!;
  const desk = renderPage(DESK_EXAMPLES.find(({ name }) => name === 'desk-consultation')!.render(deskFrame('en')));
  const withToken = tokens(desk).filter((form) => form.includes('name="csrf" value="csrf-of-the-example"'));
  assert.deepEqual(withToken.length, 2); // sign out, cancel; the language needs none
  const home = renderPage(SITE_EXAMPLES.find(({ name }) => name === 'home')!.render(exampleFrame('en')));
  assert.equal(home.includes('csrf'), false);
});

test('lines of running text hold 60 to 75 characters at a desk', async () => {
  for (const name of ['privacy', 'about', 'report']) {
    const html = renderPage(SITE_EXAMPLES.find((example) => example.name === name)!.render(exampleFrame('en')));
    const lines = await bench.withPage(html, {}, charactersPerLine);
    for (const characters of lines) assert.equal(characters >= 50 && characters <= 80, true, `${name}: ${characters}`);
  }
});
