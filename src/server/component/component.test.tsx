import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  axeClean,
  type Bench,
  DESK,
  doubleText,
  elementsWrittenAndRead,
  spills,
  startBench,
  TELEPHONE,
  tabThrough,
  takePicture,
} from '../../../test/browser.ts'; // prettier-ignore
import { deskFrame, exampleFrame, PASSAGES, TEXT } from '../example/cast.ts';
import { Share } from './figure.tsx';
import { Gallery } from './gallery.tsx';
import { Page, renderPage } from './page.tsx';
import { pagesAround } from './pagination.tsx';
import { type CodedPassage, PassageText } from './passage.tsx';
import { Progress, type Work } from './progress.tsx';
import { Reader } from './reader.tsx';
import { Deadline } from './time.tsx';

let bench: Bench;
before(async () => {
  bench = await startBench();
});
after(() => bench.close());

const reader = new Reader('en');

// The bench itself ----------------------------------------------------------------------------------------------------------

test('the bench sees what is wrong: no focus, words that spill, a missing label, elements in the wrong place', async () => {
  const wrong = `<!doctype html><html lang="en"><head><title>Wrong</title></head><body><main><h1>Wrong</h1>
    <div id="narrow"><p>Beitragsverfahrensordnungsentwurf</p></div><table><div></div></table><input id="unlabelled"></main></body></html>`;
  await bench.withPage(wrong, {}, async (page) => {
    await page.evaluate(() => {
      document.getElementById('narrow')!.style.width = '20px';
      document.getElementById('unlabelled')!.style.outline = 'none';
    });
    assert.equal((await spills(page)).length, 2);
    assert.equal((await tabThrough(page)).unseen.length, 1);
    const { written, read } = await elementsWrittenAndRead(page, wrong);
    assert.notDeepEqual(read, written);
    await assert.rejects(axeClean(page), /label/);
  });
});

// All components --------------------------------------------------------------------------------------------------------------

for (const language of ['en', 'de']) {
  test(`every component is accessible, fits a telephone and holds with text at 200 % (${language})`, async () => {
    const html = renderPage(<Gallery frame={deskFrame(language)} />);
    await bench.withPage(html, {}, async (page) => {
      const { written, read } = await elementsWrittenAndRead(page, html);
      assert.deepEqual(read, written);
      await takePicture(page, `gallery-${language}`);
      await axeClean(page);
      assert.deepEqual(await tabThrough(page), { unreached: [], unseen: [] });
      await page.emulateMedia({ colorScheme: 'dark' });
      await axeClean(page);
      await takePicture(page, `gallery-${language}-dark`);
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
      await axeClean(page);
      await page.emulateMedia({ forcedColors: 'none' });
      await page.setViewportSize(TELEPHONE);
      assert.deepEqual(await spills(page), []);
      await axeClean(page);
      await takePicture(page, `gallery-${language}-390`);
      await page.setViewportSize(DESK);
      await doubleText(page);
      assert.deepEqual(await spills(page), [], 'with text at 200 %');
    });
  });
}

// One by one --------------------------------------------------------------------------------------------------------------------

test('a share names its denominator, and a percentage only from twenty', () => {
  const share = (value: number, of: number | null) =>
    String(<Share reader={reader} value={value} of={of} unit="contributions" href={null} />);
  const number = (value: string, unit = 'contributions') =>
    `<span class="figure">${value}<span class="ds-sr-only"> ${unit}</span></span>`;
  assert.equal(
    share(312, 1083),
    `<span class="share">${number('312')} of 1,083<span class="percent"> 28.8%</span></span>`,
  );
  assert.equal(share(1, 19), `<span class="share">${number('1', 'contribution')} of 19</span>`);
});

test('German numbers are German', () => {
  const html = String(<Share reader={new Reader('de')} value={1312} of={2083} unit="stakeholders" href="/e" />);
  assert.equal(
    html,
    '<span class="share"><a class="figure" href="/e">1.312<span class="ds-sr-only"> Beteiligte</span></a> von 2.083' +
      '<span class="percent"> 63,0\u00a0%</span></span>',
  );
});

test('what has no translation yet is shown in English and marked as English', () => {
  assert.equal(String(<p>{new Reader('mt').say('ui.privacy')}</p>), '<p><span lang="en">Privacy</span></p>');
});

test('text of contributors and organisers is never taken for markup', () => {
  const text = '<script>alert(1)</script> & "so on"';
  const html = String(<PassageText reader={reader} text={text} language="en" passages={[]} />);
  assert.equal(
    html,
    '<div class="voice passages" lang="en">&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;so on&quot;</div>',
  );
});

test('pages of a paper are marked where they begin, inside a passage too; pages without words share the next one’s place', () => {
  const passages: CodedPassage[] = [{ number: 1, start: 4, end: 11, language: 'en', kind: null, codings: [] }];
  const html = String(
    <PassageText
      reader={reader}
      text="One two thr four"
      language="en"
      passages={passages}
      pageStarts={[0, 8, 12, 12]}
    />,
  );
  const mark = (n: number) => `<span class="page-mark" lang="en">page ${n}</span>`;
  assert.equal(
    html,
    `<div class="voice passages" lang="en">One <span id="passage-1">two ${mark(2)}thr</span> ${mark(4)}four</div>`,
  );
});

test('marked passages leave every letter of a contribution where it was', async () => {
  const html = renderPage(
    <Page frame={exampleFrame('en')} title="Passages">
      <h1>Passages</h1>
      <PassageText reader={reader} text={TEXT} language="en" passages={PASSAGES} pageStarts={[0, 40]} />
    </Page>,
  );
  await bench.withPage(html, {}, async (page) => {
    const words = await page.locator('.passages').evaluate((element) => {
      for (const label of element.querySelectorAll('.passage-themes, .page-mark')) label.remove();
      return element.textContent;
    });
    assert.equal(words, TEXT);
  });
});

test('a deadline at midnight is the end of the day before, and shows the own time where that differs', async () => {
  const html = renderPage(
    <Page frame={exampleFrame('en')} title="Deadline">
      <h1>Deadline</h1>
      <Deadline reader={reader} at={new Date('2026-02-19T23:00:00Z')} zone="Europe/Brussels" />
    </Page>,
  );
  const shown = (timezoneId: string) =>
    bench.withPage(html, { timezoneId }, (page) => page.locator('local-time').innerText());
  assert.equal(await shown('Europe/Brussels'), 'the end of 19 February 2026 (Central European Time)');
  assert.equal(
    await shown('Asia/Tokyo'),
    'the end of 19 February 2026 (Central European Time)\nyour time: 20 Feb 2026, 08:00',
  );
});

test('around the current page there are its neighbours, the ends, and gaps', () => {
  assert.deepEqual(pagesAround(5, 47), [1, null, 4, 5, 6, null, 47]);
  assert.deepEqual(pagesAround(1, 2), [1, 2]);
});

// Work in progress ------------------------------------------------------------------------------------------------------------

const work = (changes: Partial<Work>): Work => ({
  id: 'work',
  state: 'running',
  progress: { step: 'embed.encoder', done: 10, total: 100, unit: 'passages' },
  pace: { perSecond: 10, secondsLeft: 9 },
  failure: null,
  ...changes,
});

/** A page whose work goes on each time it is asked for, and how often it was asked for. */
function workingPage(states: Work[]) {
  let asked = 0;
  const html = () => {
    const now = states[Math.min(asked++, states.length - 1)]!;
    return renderPage(
      <Page frame={deskFrame('en')} title="Work" refreshSeconds={1}>
        <h1>Work</h1>
        <Progress frame={deskFrame('en')} title="Analysis" work={now} cancelUrl="/cancel" />
      </Page>,
    );
  };
  return { html, asked: () => asked };
}

test('with script work in progress keeps itself up to date and leaves the focus where it is', async () => {
  const { html } = workingPage([
    work({}),
    work({ progress: { step: 'discover.assign', done: 60, total: 100, unit: 'passages' } }),
  ]);
  await bench.withPage(html, {}, async (page) => {
    assert.equal(await page.locator('.work-step').innerText(), 'Reading the passages');
    await page.getByRole('button', { name: 'Cancel' }).focus();
    await page.getByText('Putting passages under themes').waitFor();
    assert.equal(await page.locator('progress').getAttribute('value'), '60');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Cancel');
  });
});

test('with script a page loads anew when its work is over', async () => {
  const { html } = workingPage([work({}), work({ state: 'done', progress: null, pace: null })]);
  await bench.withPage(html, {}, async (page) => {
    await page.getByText('done', { exact: true }).waitFor();
    assert.equal(await page.locator('progress').count(), 0);
  });
});

test('without script the page asks for itself again', async () => {
  const { html, asked } = workingPage([
    work({}),
    work({ progress: { step: 'discover.assign', done: 60, total: 100, unit: 'passages' } }),
  ]);
  await bench.withPage(html, { javaScriptEnabled: false }, async (page) => {
    await page.getByText('Putting passages under themes').waitFor();
    assert.equal(asked() >= 2, true);
  });
});
