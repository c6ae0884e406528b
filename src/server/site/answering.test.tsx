import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Bench, startBench } from '../../../test/browser.ts';
import { lookAt, press, type Site, serveSite } from '../../../test/site.ts';
import { temporaryFolder } from '../../../test/stores.ts';
import { realClock, realRandom } from '../../core/id.ts';
import { written } from '../../core/text.ts';
import { makePdf } from '../../intake/fixtures/make.ts';
import { ensureSystemActor, SYSTEM } from '../../store/actor.ts';
import { askInStage } from '../../store/call.ts';
import { bareConsultation, createConsultation, stagesOf } from '../../store/consultation.ts';
import { contributionCounts, contributionsNewestFirst } from '../../store/contribution.ts';
import { inTransaction, openStore, type Store } from '../../store/open.ts';
import { createQuestionnaire, versionWith } from '../../store/questionnaire.ts';
import { QUESTIONS } from '../example/questionnaire.ts';
import { PROOF_SCRIPT } from './receipt.tsx';

const MALTESE = 'Il-kwalifiki għandhom jiġu rikonoxxuti kullimkien, mingħajr formoli ġodda.';

describe('answering a call for evidence', () => {
  const folder = temporaryFolder();
  const pdf = join(folder, 'dikjarazzjoni.pdf');
  const letter = join(folder, 'ittra.txt');
  let store: Store;
  let bench: Bench;
  let origin: string;
  let site: Site;
  let id: string;
  let now = new Date('2026-02-10T09:00:00Z');

  before(async () => {
    writeFileSync(
      pdf,
      makePdf([
        [{ text: 'Nitolbu ufficcju wiehed.', x: 72, y: 720, size: 12 }],
        [{ text: 'It-tieni pagna.', x: 72, y: 720, size: 12 }],
      ]),
    );
    writeFileSync(letter, 'Għeżież, naqblu ma’ dan kollu.');
    store = await openStore({ dataFolder: folder });
    await ensureSystemActor(store.db);
    id = await openCall();
    site = await serveSite(store, folder, { clock: () => now });
    origin = site.origin;
    bench = await startBench();
  });
  after(async () => {
    await bench.close();
    site.close();
    await store.close();
  });

  async function openCall(): Promise<string> {
    const stage = {
      kind: 'call_for_evidence' as const,
      title: written({ en: 'Call for evidence' }),
      opensAt: new Date('2026-02-01T00:00:00Z'),
      closesAt: new Date('2026-02-19T23:00:00Z'),
    };
    const consultation = await createConsultation(store, SYSTEM, { ...bareConsultation('vet'), stages: [stage] }, true);
    const stageId = (await stagesOf(store.db, consultation.id))[0]!.id;
    await inTransaction(store, async (tx) => {
      const questionnaireId = await createQuestionnaire(tx, consultation.id, 'call', realRandom, realClock);
      await versionWith(tx, questionnaireId, QUESTIONS, realRandom, realClock);
      await askInStage(tx, stageId, { questionnaireId, graceMinutes: 30 });
    });
    return consultation.id;
  }

  const look = (met: Page, name: string) => lookAt(bench, met, `answer-${name}`);
  const heading = (page: Page) => page.locator('h1').innerText();

  async function sayWho(page: Page): Promise<void> {
    await page.getByRole('radio', { name: 'EU citizen', exact: true }).check();
    await page.getByLabel('Country').selectOption('MT');
    await press(page, 'Save and go on');
  }

  async function closeWith(page: Page, choice: string): Promise<void> {
    await page.getByRole('radio', { name: choice }).check();
    await page.getByLabel('E-mail address for the receipt').fill('maria@example.org');
    await page.getByRole('checkbox', { name: /privacy statement/ }).check();
    await press(page, 'Save and look it over');
  }

  test('works without script: two files, resumed on another device, handed in, corrected, withdrawn', async () => {
    const options = { javaScriptEnabled: false };
    const secret = await bench.withSite(`${origin}/c/vet/answer`, options, async (page) => {
      await look(page, 'start');
      await press(page, 'Begin your answer');
      await sayWho(page);
      assert.equal(await heading(page), 'Working across borders');
      // Nothing that is needed was answered: the page says what is missing, and nothing is lost.
      await page.getByLabel('How long should an exchange last?').fill('a month');
      await press(page, 'Save and go on');
      assert.equal(await page.locator('.ds-error-summary li').count(), 4);
      assert.equal(await page.evaluate('document.activeElement.id'), 'problems');
      assert.equal(await page.getByLabel('How long should an exchange last?').inputValue(), 'a month');
      await look(page, 'problems');
      await page.getByRole('radio', { name: 'Yes', exact: true }).check();
      await page.getByLabel('How long should an exchange last?').fill('4');
      await page.getByLabel('What should change by 2030?').fill(MALTESE);
      await page.getByRole('checkbox', { name: /I agree that what I wrote/ }).check();
      // "Yes" opens a question that was not on the screen: it is shown before one goes on.
      await press(page, 'Save and go on');
      assert.equal(await heading(page), 'Working across borders');
      for (const file of [pdf, letter]) {
        await page.getByLabel('Choose a file').setInputFiles(file);
        await press(page, 'Add the file');
      }
      assert.deepEqual(await page.locator('.file-name').allInnerTexts(), ['dikjarazzjoni.pdf', 'ittra.txt']);
      await look(page, 'files');
      assert.equal(await page.getByLabel('In which country?').isVisible(), true);
      await page.getByLabel('In which country?').selectOption('DE');
      await press(page, 'Save and come back later');
      await look(page, 'later');
      return await page.locator('.secret-link').innerText();
    });
    const path = new URL(secret).pathname;

    const receipt = await bench.withSite(`${origin}${path}?page=2`, options, async (page) => {
      assert.equal(await page.getByLabel('What should change by 2030?').inputValue(), MALTESE);
      await press(page, 'Save and go on');
      await look(page, 'closing');
      await closeWith(page, 'Yes, without my name: the words, the type of contributor and the country');
      await look(page, 'review');
      await press(page, 'Hand in');
      assert.equal(await page.locator('.ds-alert h2').innerText(), 'Thank you. Your contribution was received');
      await look(page, 'receipt');
      return page.url();
    });
    const [kept] = await contributionsNewestFirst(store.db, id, 0, 10);
    assert.deepEqual(
      kept!.answers.map((answer) =>
        'text' in answer ? [answer.question, answer.text] : [answer.question, answer.values],
      ),
      [
        ['trained', ['yes']],
        ['where', ['DE']],
        ['weeks', ['4']],
        ['change', MALTESE],
        ['papers', 'Nitolbu ufficcju wiehed.\n\nIt-tieni pagna.'],
        ['papers', 'Għeżież, naqblu ma’ dan kollu.'],
        ['shown', ['yes']],
      ],
    );
    assert.deepEqual(
      [kept!.publication, kept!.profile.userType, kept!.profile.country],
      ['anonymous', 'EU_CITIZEN', 'MT'],
    );

    await bench.withSite(receipt, options, async (page) => {
      await press(page, 'Correct it');
      await press(page, 'Save and go on');
      await page.getByLabel('What should change by 2030?').fill(`${MALTESE} Grazzi.`);
      await press(page, 'Save and go on');
      await page.getByRole('checkbox', { name: /privacy statement/ }).check();
      await press(page, 'Save and look it over');
      await press(page, 'Hand in');
      assert.equal(await page.locator('.ds-alert h2').innerText(), 'Your correction was received');
      assert.equal(await page.getByText(`${MALTESE} Grazzi.`).isVisible(), true);
      await page.getByRole('checkbox', { name: 'I am sure' }).first().check();
      await press(
        page,
        (await page.locator('#withdraw').locator('xpath=../..').getByRole('button').innerText()).trim(),
      );
      assert.equal(await page.locator('.ds-alert h2').innerText(), 'Your contribution was withdrawn');
      await look(page, 'withdrawn');
    });
    assert.equal((await contributionCounts(store.db, id)).contributions, 0);
  });

  test('with script what depends on an answer opens at once, and what was written is saved by itself', async () => {
    const path = await bench.withSite(`${origin}/c/vet/answer`, {}, async (page) => {
      await press(page, 'Begin your answer');
      await page.getByRole('radio', { name: 'Public authority', exact: true }).check();
      assert.equal(await page.getByLabel('Scope of the authority').isVisible(), true);
      assert.equal(await page.getByLabel('Size of the organisation').isVisible(), false);
      await sayWho(page);
      assert.equal(await page.getByLabel('In which country?').isVisible(), false);
      await page.getByRole('radio', { name: 'Yes', exact: true }).check();
      assert.equal(await page.getByLabel('In which country?').isVisible(), true);
      await page.getByLabel('What should change by 2030?').fill('Ħin għall-għalliema');
      assert.equal(await page.locator('#f-change-limit').innerText(), '3,981 characters left');
      await page.waitForFunction(() => document.querySelector('.saved-state')!.textContent!.startsWith('Saved'));
      await page.waitForResponse((answer) => answer.request().method() === 'POST');
      return new URL(page.url()).pathname;
    });
    await bench.withSite(`${origin}${path}?page=2`, {}, async (page) => {
      assert.equal(await page.getByLabel('What should change by 2030?').inputValue(), 'Ħin għall-għalliema');
    });
  });

  test('a proof is checked by the printed script alone', async () => {
    const { receipt } = await bench.withSite(`${origin}/c/vet/answer`, {}, async (page) => {
      await press(page, 'Begin your answer');
      await sayWho(page);
      await page.getByRole('radio', { name: 'No', exact: true }).check();
      await page.getByLabel('What should change by 2030?').fill('Fewer forms: "one form", \\ and a tab\t.');
      await page.getByRole('checkbox', { name: /I agree that what I wrote/ }).check();
      await press(page, 'Save and go on');
      await closeWith(page, 'No: it is read and counted, never shown or quoted');
      await press(page, 'Hand in');
      return { receipt: new URL(page.url()).pathname };
    });
    const answer = await fetch(`${origin}${receipt}/proof.json`);
    const proof = (await answer.json()) as { content: { answers: { text?: string }[] }; root: string };
    const check = (content: object) => {
      writeFileSync(join(folder, 'proof.json'), JSON.stringify(content));
      writeFileSync(join(folder, 'check.py'), PROOF_SCRIPT);
      return execFileSync('python3', [join(folder, 'check.py'), join(folder, 'proof.json')], {
        stdio: 'pipe',
      }).toString();
    };
    assert.equal(check(proof).split('\n')[0], `Your contribution is under the root ${proof.root}`);
    const altered = structuredClone(proof);
    altered.content.answers.find((one) => one.text)!.text = 'More forms';
    assert.throws(() => check(altered), /the words are others/);
  });

  test('who had it open when the call closed may finish within the grace, and is marked; later nothing is lost', async () => {
    const begun = async () => {
      const answer = await fetch(`${origin}/c/vet/answer`, { method: 'POST', redirect: 'manual' });
      return answer.headers.get('location')!.split('?')[0]!;
    };
    now = new Date('2026-02-19T22:59:00Z');
    const [one, two] = [await begun(), await begun()];
    const send = (path: string, fields: { [name: string]: string } | string) =>
      fetch(`${origin}${path}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });
    now = new Date('2026-02-19T23:20:00Z');
    for (const path of [one, two]) {
      await send(`${path}?page=1`, { ':then': 'next', 'profile.user_type': 'EU_CITIZEN', 'profile.country': 'MT' });
      await send(`${path}?page=2`, { ':then': 'next', trained: 'no', change: 'In time', shown: 'yes' });
      await send(`${path}?page=3`, { ':then': 'next', 'closing.publication': 'anonymous', 'closing.privacy': 'yes' });
    }
    assert.equal((await fetch(`${origin}/c/vet/answer`)).status, 200);
    assert.equal((await send('/c/vet/answer', {})).headers.get('location'), '/c/vet/answer');
    const handedIn = await send(`${one}?page=review`, 'then=submit');
    assert.equal(handedIn.status, 303);
    const [kept] = await contributionsNewestFirst(store.db, id, 0, 1);
    assert.equal(kept!.inGrace, true);
    now = new Date('2026-02-19T23:30:00Z');
    const closed = await send(`${two}?page=review`, 'then=submit');
    assert.equal(closed.status, 409);
    const words = await closed.text();
    assert.equal(words.includes('This call has closed'), true);
    assert.equal(words.includes('In time'), true);
  });
});
