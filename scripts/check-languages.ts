// Walks the public pages of the gallery in every language that has a catalogue, or in those that are named: what axe finds,
// and what is wider than a telephone. `npm run check:languages -- mt fi`

import { INTERFACE_LANGUAGES } from '../src/core/message.ts';
import { renderPage } from '../src/server/component/page.tsx';
import { exampleFrame } from '../src/server/example/cast.ts';
import { SITE_EXAMPLES } from '../src/server/site/examples.tsx';
import { axeClean, spills, startBench, TELEPHONE } from '../test/browser.ts';

const named = process.argv.slice(2);
const unknown = named.filter((language) => !INTERFACE_LANGUAGES.includes(language));
if (unknown.length > 0) throw new Error(`There is no catalogue of ${unknown.join(', ')} in messages.`);

const bench = await startBench();
let wrong = 0;
const report = (name: string, language: string, found: string) => {
  wrong++;
  console.log(`${language} ${name}: ${found}`);
};
try {
  for (const language of named.length > 0 ? named : INTERFACE_LANGUAGES) {
    for (const { name, render } of SITE_EXAMPLES) {
      const html = renderPage(render(exampleFrame(language)));
      await bench.withPage(html, { viewport: TELEPHONE }, async (page) => {
        await axeClean(page).catch((error: Error) => report(name, language, error.message));
        for (const spill of await spills(page)) report(name, language, `too wide: ${spill}`);
      });
    }
    console.log(`${language}: ${SITE_EXAMPLES.length} pages looked at`);
  }
} finally {
  await bench.close();
}
console.log(wrong === 0 ? 'Nothing found' : `${wrong} found`);
process.exitCode = wrong === 0 ? 0 : 1;
