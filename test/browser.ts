// A real Chromium for tests of pages: carried inside an npm package, with letters of its own, so that every machine
// draws the same. Nothing here reaches a network: what a page asks for is answered from the test or from this machine.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import { build } from 'esbuild';
import {
  type Browser,
  type BrowserContextOptions,
  type Page,
  chromium as playwright,
  type Route,
} from 'playwright-core';

const root = fileURLToPath(new URL('../', import.meta.url));

// Starting ----------------------------------------------------------------------------------------------------------------

/** Unpacks the browser once per machine. Several test files may want it at the same time: whoever is first puts it there whole. */
async function unpackedBrowser(): Promise<string> {
  const { version } = JSON.parse(readFileSync(`${root}node_modules/@sparticuz/chromium/package.json`, 'utf8'));
  const home = join(tmpdir(), `antiphon-chromium-${version}`);
  if (existsSync(home)) return home;
  const workbench = `${home}-${process.pid}`;
  mkdirSync(workbench, { recursive: true });
  await unpackInto(workbench);
  writeFileSync(join(workbench, 'fonts.conf'), fontConfiguration(join(home, 'fonts')));
  try {
    renameSync(workbench, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
    rmSync(workbench, { recursive: true, force: true });
  }
  return home;
}

/** The package unpacks to the folder for temporary files, wherever that is. */
async function unpackInto(folder: string): Promise<void> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    await chromium.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

/** The package's own letters first, then those of the machine. */
function fontConfiguration(folder: string): string {
  const alias = (family: string, prefer: string) =>
    `<alias binding="same"><family>${family}</family><prefer><family>${prefer}</family></prefer></alias>`;
  return [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    `<dir>${folder}</dir><dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir><cachedir>${folder}-cache</cachedir>`,
    ...['Segoe UI', 'system-ui', 'sans-serif'].map((family) => alias(family, 'Open Sans')),
    '</fontconfig>',
  ].join('\n');
}

/** The style sheet and the script of the pages as they are now, not as they were when `npm ci` built them. */
async function buildAssets(): Promise<{ [name: string]: string }> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/web/antiphon.css', 'src/web/antiphon.ts'],
    outdir: 'out',
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  });
  return Object.fromEntries(outputFiles.map((file) => [basename(file.path), file.text]));
}

// Pages -------------------------------------------------------------------------------------------------------------------

export type PageOptions = Pick<
  BrowserContextOptions,
  'viewport' | 'javaScriptEnabled' | 'colorScheme' | 'forcedColors' | 'locale' | 'timezoneId'
>;
/** A document, or what makes it anew each time it is asked for. */
export type Html = string | (() => string);

export type Bench = {
  /** Opens a document of ours in a page of its own and closes it afterwards. */
  withPage: <T>(html: Html, options: PageOptions, use: (page: Page) => Promise<T>) => Promise<T>;
  /** The same with an address of a server that runs on this machine. */
  withSite: <T>(url: string, options: PageOptions, use: (page: Page) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
};

/** How wide a desk and how wide a telephone is. */
export const DESK = { width: 1280, height: 900 };
export const TELEPHONE = { width: 390, height: 844 };

const ORIGIN = 'http://antiphon.test';
/** The nonce of the example frames. */
const NONCE = 'bm9uY2U';
/** As strict as the server's policy, so that a page that breaks it breaks here. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  `script-src 'nonce-${NONCE}'`,
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
].join('; '); // prettier-ignore

/** Starts the browser; close the bench when done. */
export async function startBench(): Promise<Bench> {
  const home = await unpackedBrowser();
  const assets = await buildAssets();
  const browser = await playwright.launch({
    executablePath: join(home, 'chromium'),
    // One process for everything, as the package suggests for small machines, ends with the first page that is closed.
    args: chromium.args.filter((arg) => arg !== '--single-process'),
    env: { ...process.env, FONTCONFIG_FILE: join(home, 'fonts.conf') },
  });
  return {
    withPage: (html, options, use) =>
      inPage(browser, options, async (page) => {
        await page.route('**/*', (route) => answer(route, html, assets));
        await page.goto(`${ORIGIN}/`);
        return await use(page);
      }),
    withSite: (url, options, use) =>
      inPage(browser, options, async (page) => {
        await page.goto(url);
        return await use(page);
      }),
    close: () => browser.close(),
  };
}

/** How long a button may take to appear: a test says what is missing instead of waiting for it. */
const ACTION_MS = 15_000;

/** A page of its own; whatever it complains about on its console fails the test. */
async function inPage<T>(browser: Browser, options: PageOptions, use: (page: Page) => Promise<T>): Promise<T> {
  const defaults = { viewport: DESK, locale: 'en-GB', timezoneId: 'Europe/Brussels' };
  const context = await browser.newContext({ ...defaults, ...options });
  const complaints: string[] = [];
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(ACTION_MS);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (line) => line.type() === 'error' && !isAnswered(line.text()) && complaints.push(line.text()));
    const result = await use(page);
    assert.deepEqual(complaints, [], 'the browser complains');
    return result;
  } finally {
    await context.close();
  }
}

/** A form that the server did not take: the page says why, whatever the console says of its status. */
function isAnswered(complaint: string): boolean {
  return /status of (?:409|422) /.test(complaint);
}

async function answer(route: Route, html: Html, assets: { [name: string]: string }): Promise<void> {
  const { pathname } = new URL(route.request().url());
  if (pathname === '/') {
    const body = typeof html === 'string' ? html : html();
    const headers = { 'content-security-policy': POLICY };
    return await route.fulfill({ body, contentType: 'text/html; charset=utf-8', headers });
  }
  const asset = assets[basename(pathname)];
  if (asset === undefined) return await route.fulfill({ status: 404, body: 'not found' });
  await route.fulfill({ body: asset, contentType: pathname.endsWith('.css') ? 'text/css' : 'text/javascript' });
}

// What a page must hold to ------------------------------------------------------------------------------------------------

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with what axe-core finds wrong by WCAG 2.2 AA and good practice. */
export async function axeClean(page: Page): Promise<void> {
  await page.evaluate(AXE);
  const problems = await page.evaluate(async (rules) => {
    type Found = { violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[] };
    const { axe } = window as unknown as { axe: { run: (context: Document, options: object) => Promise<Found> } };
    const options = { runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] };
    const { violations } = await axe.run(document, options);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary?.replaceAll(/\s+/g, ' ')}`,
      ),
    );
  }, RULES);
  assert.deepEqual(problems, []);
}

/** Whatever is wider than the room it has, so that one has to scroll sideways or words lie over words: one line each. */
export async function spills(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const mayBeWider = '.scroll, .table-frame, .ds-sr-only, .visually-hidden, .theme-link, thead';
    const boxes = 'header, nav, main, footer, div, section, article, aside, li, p, td, th, dd, figure';
    return [document.documentElement, ...document.querySelectorAll(`body :is(${boxes})`)]
      .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
      .filter((element) => element.closest(mayBeWider) === null)
      .map(({ scrollWidth, clientWidth, outerHTML }) => `${scrollWidth} in ${clientWidth}: ${outerHTML.slice(0, 120)}`);
  });
}

/** Sets the text of a page to twice its size, as readers can. */
export async function doubleText(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
}

const USABLE = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';

/** Goes through a page with the Tab key: what can be used but is not reached, and what shows no focus when it is. */
export async function tabThrough(page: Page): Promise<{ unreached: string[]; unseen: string[] }> {
  const usable = await page.evaluate((kinds) => {
    const elements = [...document.querySelectorAll<HTMLInputElement>(kinds)].filter(
      (element) =>
        !element.disabled &&
        element.type !== 'hidden' &&
        // Tab goes to the chosen one of a group, or to its first; the arrows go on from there.
        !(
          element.type === 'radio' &&
          element !==
            (document.querySelector(`[name="${element.name}"]:checked`) ??
              document.querySelector(`[name="${element.name}"]`))
        ) &&
        element.checkVisibility(),
    );
    const showsFocus = (element: Element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
    };
    for (const element of elements) {
      element.addEventListener('focus', () => {
        const holders = [element, element.closest('.ds-field')].filter((one) => one !== null);
        element.dataset.reached = holders.some(showsFocus) ? 'seen' : 'unseen';
      });
    }
    // Day, month and year of a date are places of their own, and so is what opens the calendar.
    const inner = elements.filter(({ type }) => type === 'date' || type === 'time').length * 3;
    return elements.length + inner;
  }, USABLE);
  for (let i = 0; i <= usable; i++) await page.keyboard.press('Tab');
  return await page.evaluate((kinds) => {
    const elements = [...document.querySelectorAll<HTMLInputElement>(kinds)].filter(
      (element) =>
        !element.disabled &&
        element.type !== 'hidden' &&
        // Tab goes to the chosen one of a group, or to its first; the arrows go on from there.
        !(
          element.type === 'radio' &&
          element !==
            (document.querySelector(`[name="${element.name}"]:checked`) ??
              document.querySelector(`[name="${element.name}"]`))
        ) &&
        element.checkVisibility(),
    );
    const those = (wanted: string | undefined) =>
      elements.filter(({ dataset }) => dataset.reached === wanted).map((element) => element.outerHTML.slice(0, 120));
    return { unreached: those(undefined), unseen: those('unseen') };
  }, USABLE);
}

/** The elements of a document as they are written, against those that the browser makes of it: it repairs what is wrong. */
export async function elementsWrittenAndRead(page: Page, html: string): Promise<{ written: string[]; read: string[] }> {
  const written = [...html.matchAll(/<([a-z][a-z0-9-]*)/g)].map(([, name]) => name!);
  const read = await page.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, 'text/html');
    return [...document.querySelectorAll('*')].map((element) => element.localName);
  }, html);
  return { written, read };
}

/** How many characters stand on a line of each long paragraph, on average. */
export async function charactersPerLine(page: Page): Promise<number[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll('main p')].flatMap((paragraph) => {
      const range = document.createRange();
      range.selectNodeContents(paragraph);
      const tops = new Set([...range.getClientRects()].map((line) => Math.round(line.top)));
      const characters = paragraph.textContent?.trim().length ?? 0;
      return tops.size < 3 ? [] : [Math.round(characters / (tops.size - 0.5))];
    }),
  );
}

// Pictures ----------------------------------------------------------------------------------------------------------------

/** Takes a picture of the whole page, where pictures are wanted: into the folder that ANTIPHON_SCREENSHOTS names. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const folder = process.env.ANTIPHON_SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
