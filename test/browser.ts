// A real Chromium for tests of pages: carried inside an npm package, with letters of its own, so that every machine
// draws the same. Nothing here reaches a network: what a page asks for is answered from the test.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import { build } from 'esbuild';
import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from 'playwright-core';

const root = fileURLToPath(new URL('../', import.meta.url));
const { version }: { version: string } = JSON.parse(
  readFileSync(`${root}node_modules/@sparticuz/chromium/package.json`, 'utf8'),
);

/** Unpacks the browser once per machine. Several test files may want it at the same time: the last rename wins, whole. */
async function unpack(): Promise<string> {
  const home = join(tmpdir(), `antiphon-chromium-${version}`);
  if (existsSync(home)) return home;
  const workbench = `${home}-${process.pid}`;
  mkdirSync(workbench, { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = workbench; // where the package unpacks to
  try {
    await chromium.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  writeFileSync(join(workbench, 'fonts.conf'), fontConfiguration(join(home, 'fonts')));
  try {
    renameSync(workbench, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
    rmSync(workbench, { recursive: true, force: true });
  }
  return home;
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

/** Starts a Chromium; close it when done. */
export async function startBrowser(): Promise<Browser> {
  const home = await unpack();
  return await playwright.launch({
    executablePath: join(home, 'chromium'),
    // One process for everything, as the package suggests for small machines, ends with the first page that is closed.
    args: chromium.args.filter((arg) => arg !== '--single-process'),
    env: { ...process.env, FONTCONFIG_FILE: join(home, 'fonts.conf') },
  });
}

/** The style sheet and the script of the pages as they are now, not as they were when `npm ci` built them. */
export async function buildAssets(): Promise<{ [name: string]: string }> {
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
  return Object.fromEntries(outputFiles.map((file) => [file.path.split('/').at(-1)!, file.text]));
}

export type PageOptions = Pick<
  BrowserContextOptions,
  'viewport' | 'javaScriptEnabled' | 'colorScheme' | 'forcedColors' | 'locale' | 'timezoneId'
>;

const ORIGIN = 'http://antiphon.test';
/** The policy that the server sends, so that a page that breaks it breaks here. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self' 'nonce-bm9uY2U'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'";

/** Opens a document of ours in a page of its own and closes it afterwards. */
export async function withPage<T>(
  browser: Browser,
  html: string,
  assets: { [name: string]: string },
  options: PageOptions,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Brussels',
    ...options,
  });
  try {
    const page = await context.newPage();
    await page.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url());
      const asset = assets[pathname.split('/').at(-1)!];
      if (pathname === '/') {
        return await route.fulfill({
          body: html,
          contentType: 'text/html; charset=utf-8',
          headers: { 'content-security-policy': POLICY },
        });
      }
      if (asset === undefined) return await route.fulfill({ status: 404, body: 'not found' });
      return await route.fulfill({
        body: asset,
        contentType: pathname.endsWith('.css') ? 'text/css' : 'text/javascript',
      });
    });
    await page.goto(`${ORIGIN}/`, { waitUntil: 'load' });
    return await use(page);
  } finally {
    await context.close();
  }
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe-core finds wrong with a page by WCAG 2.2 AA and good practice: one line per element; empty is clean. */
export async function axeProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return await page.evaluate(async (rules) => {
    type Found = { violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[] };
    const { axe } = window as unknown as { axe: { run: (context: Document, options: object) => Promise<Found> } };
    const { violations } = await axe.run(document, {
      runOnly: { type: 'tag', values: rules },
      resultTypes: ['violations'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary?.replaceAll(/\s+/g, ' ')}`,
      ),
    );
  }, RULES);
}

/** Whatever stands out of the page to the right, so that one would have to scroll sideways: one line per element. */
export async function sidewaysOverflow(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const out = [...document.querySelectorAll('body *')].filter((element) => {
      const { right, width: own } = element.getBoundingClientRect();
      return own > 0 && right > width + 1 && element.closest('.scroll, .ds-sr-only, pre') === null;
    });
    return [`page is ${document.documentElement.scrollWidth} wide in ${width}`].concat(
      out.map((element) => element.outerHTML.slice(0, 120)),
    );
  });
}

/** Sets the text of a page to twice its size, as readers can. */
export async function doubleText(page: Page): Promise<void> {
  await page.addStyleTag({ content: '' }).catch(() => undefined);
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
}

/** Goes through a page with the Tab key: what is reached, and what shows no focus when it is. */
export async function tabThrough(page: Page): Promise<{ reached: number; usable: number; unseen: string[] }> {
  const usable = await page.evaluate(
    () =>
      [
        ...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex="0"]'),
      ].filter(
        (element) =>
          !(element as HTMLButtonElement).disabled &&
          element.getAttribute('type') !== 'hidden' &&
          element.checkVisibility(),
      ).length,
  );
  const seen = new Set<string>();
  const unseen: string[] = [];
  for (let i = 0; i < usable + 5; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const all = [...document.querySelectorAll('*')];
      const holder = [element, element.closest('.ds-field')].filter((one) => one !== null);
      const shown = holder.some((one) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
      });
      return { place: String(all.indexOf(element)), html: element.outerHTML.slice(0, 100), shown };
    });
    if (at === null || seen.has(at.place)) continue;
    seen.add(at.place);
    if (!at.shown) unseen.push(at.html);
  }
  return { reached: seen.size, usable, unseen };
}

/** Where pictures of the pages go; empty where none are wanted. */
export const SCREENSHOTS = process.env.ANTIPHON_SCREENSHOTS ?? '';

/** Takes a picture of the whole page, where pictures are wanted. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === '') return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}
