import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { serve } from '@hono/node-server';
import type { Page } from 'playwright-core';
import { type Bench, spills, startBench, TELEPHONE, takePicture } from '../../../test/browser.ts';
import { testServer } from '../../../test/server.ts';
import { temporaryFolder } from '../../../test/stores.ts';
import { ensureSystemActor, inviteAdministrator } from '../../store/actor.ts';
import { callsOf } from '../../store/call.ts';
import { consultationBySlug, stagesOf } from '../../store/consultation.ts';
import { contributionCounts } from '../../store/contribution.ts';
import { inTransaction, openStore, type Store } from '../../store/open.ts';
import { draftOf, questionnairesOf, versionsOf } from '../../store/questionnaire-draft.ts';
import { signInUrl } from '../address.ts';
import { createApp } from '../app.tsx';
import { readAssets } from '../asset.ts';

const NOW = new Date('2026-02-10T12:00:00Z');

describe('a consultation that a clerk sets up, without script', () => {
  const folder = temporaryFolder();
  let store: Store;
  let bench: Bench;
  let origin: string;
  let close: () => void;

  before(async () => {
    store = await openStore({ dataFolder: folder });
    await ensureSystemActor(store.db);
    const app = createApp(
      testServer(store, folder, { assets: readAssets(), clock: () => NOW, log: (line) => assert.fail(line) }),
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

  async function atTheDesk<T>(use: (page: Page) => Promise<T>): Promise<T> {
    const token = await inTransaction(store, (tx) => inviteAdministrator(tx));
    return await bench.withSite(`${origin}${signInUrl(token)}`, { javaScriptEnabled: false }, async (page) => {
      await page.getByRole('button', { name: 'Sign in' }).click();
      return await use(page);
    });
  }

  const press = async (page: Page, name: string) => await page.getByRole('button', { name, exact: true }).click();
  const main = async (page: Page) => await page.locator('main').innerText();

  test('goes from nothing to a call that can be answered; what is wrong is said beside its field and the rest kept', async () => {
    await atTheDesk(async (page) => {
      await page.getByRole('link', { name: 'New consultation' }).click();
      await page.locator('#slug').fill('Air quality');
      await page.locator('#title-en').fill('Clean air');
      await page.locator('#language-mt').check();
      await press(page, 'Make the draft');
      assert.match(await main(page), /One thing is wrong/);
      assert.equal(await page.locator('#slug').getAttribute('aria-invalid'), 'true');
      assert.equal(await page.locator('#title-en').inputValue(), 'Clean air');
      await page.locator('#slug').fill('air-quality');
      await press(page, 'Make the draft');
      await page.waitForURL(`${origin}/desk/air-quality/setup`);
      assert.match(await main(page), /Who leads it\s*missing/);

      await page.goto(`${origin}/desk/air-quality/setup/stages`);
      await page.locator('#title-en').fill('Call for evidence');
      await page.locator('#opens-day').fill('2026-02-01');
      await page.locator('#closes-day').fill('2026-01-20');
      await press(page, 'Add a stage');
      assert.match(await main(page), /It closes before it opens/);
      await page.locator('#closes-day').fill('2026-03-29'); // the clocks change on that day
      await press(page, 'Add a stage');
      const { id } = (await consultationBySlug(store.db, 'air-quality'))!;
      const [stage] = await stagesOf(store.db, id);
      assert.equal(stage!.closesAt.toISOString(), '2026-03-29T22:00:00.000Z');
    });
  });

  test('gets a questionnaire by keyboard: questions of several kinds, moved, under a condition', async () => {
    await atTheDesk(async (page) => {
      await page.goto(`${origin}/desk/air-quality/questionnaires`);
      await page.locator('#name').fill('call');
      await page.keyboard.press('Enter');
      await page.waitForURL(`${origin}/desk/air-quality/questionnaires/call`);

      await page.locator('#kind').selectOption('single');
      await press(page, 'Add a question');
      await page.locator('#title-en').fill('Is the air where you live good?');
      await page.locator('#option-more').fill('Yes\nNo');
      await press(page, 'Save and stay');
      assert.equal(await page.locator('#option-1-en').inputValue(), 'No');
      await page.getByRole('button', { name: /^Up ?: Answer 2$/ }).press('Enter');
      assert.equal(await page.locator('#option-0-en').inputValue(), 'No');
      await press(page, 'Save');

      await page.locator('#kind').selectOption('long_text');
      await press(page, 'Add a question');
      await page.locator('#title-en').fill('What should be done?');
      await page.getByText('Only ask where …').press('Enter');
      await page.locator('#showIf-0').selectOption({ label: 'is No' });
      await press(page, 'Save');

      await page.locator('#kind').selectOption('profile');
      await page.locator('#after').selectOption('');
      await press(page, 'Add a question');
      await press(page, 'Save');
      await page.getByRole('button', { name: /^Up ?: Stakeholder profile$/ }).press('Enter');
      await page.getByRole('button', { name: /^Up ?: Stakeholder profile$/ }).press('Enter');
      assert.equal(await page.getByRole('button', { name: /^Up ?: Stakeholder profile$/ }).isDisabled(), true);
      await takePicture(page, 'real-questionnaire');
      await press(page, 'Publish version 1');

      const { id } = (await consultationBySlug(store.db, 'air-quality'))!;
      const [entry] = await questionnairesOf(store.db, id);
      const questions = await draftOf(store.db, entry!.id);
      assert.deepEqual(
        questions.map(({ key, kind, showIf }) => [key, kind, showIf]),
        [
          ['q3', 'profile', undefined],
          ['q1', 'single', undefined],
          ['q2', 'long_text', { all: [{ question: 'q1', is: 'one_of', values: ['no'] }] }],
        ],
      );
      assert.deepEqual(
        (await versionsOf(store.db, entry!.id)).map(({ version }) => version),
        [1],
      );
    });
  });

  test('shows what is missing in a language until it is translated, and is tried out in it', async () => {
    await atTheDesk(async (page) => {
      await page.goto(`${origin}/desk/air-quality/questionnaires/call/translations/mt`);
      assert.match(await main(page), /4 of 4 texts are missing/);
      await page.locator('[name="text-q1.title"]').fill('L-arja hija tajba?');
      await page.locator('[name="text-q1.option.no"]').fill('Le');
      await press(page, 'Save');
      assert.match(await main(page), /2 of 4 texts are missing/);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Save the texts for a translator’s program (XLIFF)' }).click(),
      ]);
      const path = join(folder, 'mt.xlf');
      await download.saveAs(path);
      const { readFileSync } = await import('node:fs');
      const translated = readFileSync(path, 'utf8')
        .replace(/(<source>Yes<\/source>\s*<target state=")[^"]+(">)/, '$1translated$2Iva')
        .replace(
          /(<source>What should be done\?<\/source>\s*<target state=")[^"]+(">)/,
          '$1translated$2X’għandu jsir?',
        );
      writeFileSync(path, translated);
      await page.locator('#file').setInputFiles(path);
      await press(page, 'Take it in');
      assert.match(await main(page), /2 texts were changed/);
      assert.match(await main(page), /All 4 texts are there/);
      await page.goto(`${origin}/desk/air-quality/questionnaires/call`);
      await press(page, 'Publish version 2');

      await page.goto(`${origin}/desk/air-quality/questionnaires/call/preview?language=mt`);
      await page.getByRole('radio', { name: 'Iva' }).check();
      await press(page, 'Try it out');
      assert.match(await main(page), /L-arja hija tajba\?/);
      assert.equal(await page.locator('.ds-error-summary').count(), 1);
      assert.equal(
        (await contributionCounts(store.db, (await consultationBySlug(store.db, 'air-quality'))!.id)).contributions,
        0,
      );
    });
  });

  test('is opened once nothing is missing; from then on another date takes a reason, which everybody reads', async () => {
    await atTheDesk(async (page) => {
      await page.goto(`${origin}/desk/air-quality/setup/stages`);
      await page.getByRole('link', { name: 'Call for evidence' }).click();
      await page.locator('#questionnaire').selectOption({ label: 'call' });
      await page.locator('#grace').fill('30');
      await page
        .locator('form', { has: page.locator('#grace') })
        .getByRole('button')
        .click();
      await page.goto(`${origin}/desk/air-quality/setup/description`);
      await page.locator('#summary-en').fill('What should the city do for clean air?');
      await page.locator('#lead-en').fill('City of Exampleton');
      await page.locator('#contactEmailAddress').fill('air@example.org');
      await page.locator('#privacy-en').fill('We keep it for a year.');
      await press(page, 'Save');
      await press(page, 'Publish');
      const { id } = (await consultationBySlug(store.db, 'air-quality'))!;
      const [call] = await callsOf(store.db, id);
      assert.deepEqual([call!.questions.length, call!.graceMinutes], [3, 30]);

      await page.goto(`${origin}/desk/air-quality/setup/stages`);
      await page.getByRole('link', { name: 'Call for evidence' }).click();
      await page.locator('#closes-day').fill('2026-03-01');
      await page.getByRole('button', { name: 'Save' }).first().click();
      assert.match(await main(page), /People have been told other dates: say why they change/);
      assert.equal(await page.locator('#closes-day').inputValue(), '2026-03-01');
      await page.locator('#reason-en').fill('The council meets earlier.');
      await page.getByRole('button', { name: 'Save' }).first().click();
      await page.goto(`${origin}/c/air-quality`);
      assert.match(
        await main(page),
        /Shortened: The council meets earlier\. Announced before: 1 February\s–\s29 March 2026\./,
      );
    });
  });

  test('takes in what a paper says, marked as paper, with a code for its author', async () => {
    await atTheDesk(async (page) => {
      await page.goto(`${origin}/desk/air-quality/questionnaires/call/paper`);
      await page.locator('#day').fill('2026-02-11');
      await page.getByRole('radio', { name: 'No', exact: true }).check();
      await page.locator('textarea[name="q2"]').fill('Plant trees along the ring road.');
      await press(page, 'Take the paper in');
      assert.match(await main(page), /This day is still to come/);
      assert.equal(await page.locator('textarea[name="q2"]').inputValue(), 'Plant trees along the ring road.');
      await page.locator('#day').fill('2026-02-09');
      await press(page, 'Take the paper in');
      assert.match(await main(page), /The paper is contribution [0-9A-Z-]{14}/);
      assert.match(await main(page), /[0-9A-Z]{4}(-[0-9A-Z]{4}){4}-[0-9A-Z]{2}/);
      await page.setViewportSize(TELEPHONE);
      assert.deepEqual(await spills(page), []);
      const rows = await store.db.selectFrom('contribution').select(['channel', 'standing', 'late']).execute();
      assert.deepEqual(rows, [{ channel: 'paper', standing: 'counted', late: false }]);
    });
  });

  test('is saved for other tools and for paper', async () => {
    await atTheDesk(async (page) => {
      const file = async (name: string) =>
        await page.request.get(`${origin}/desk/air-quality/questionnaires/call/files/${name}`);
      const survey = (await (await file('surveyjs.json')).json()) as { pages: { elements: { name: string }[] }[] };
      assert.deepEqual(
        survey.pages[0]!.elements.map(({ name }) => name),
        ['q3', 'q1', 'q2'],
      );
      const pdf = await (await file('print-mt.pdf')).body();
      assert.equal(pdf.subarray(0, 5).toString('latin1'), '%PDF-');
      assert.equal((await file('print-fr.pdf')).status(), 404);
      assert.equal((await file('../../etc')).status(), 404);
    });
  });
});
