import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import iconv from 'iconv-lite';
import { createTransport } from 'nodemailer';
import { type Bench, startBench } from '../../test/browser.ts';
import { onBothStores, temporaryFolder } from '../../test/stores.ts';
import { isTextAnswer } from '../core/contribution.ts';
import { openDelivery } from '../intake/read.ts';
import { SYSTEM } from '../store/actor.ts';
import { bareConsultation, createConsultation } from '../store/consultation.ts';
import { contributionsNewestFirst } from '../store/contribution.ts';
import type { Store } from '../store/open.ts';
import { importDelivery } from './import.ts';

const GREEK = 'Ζητούμε περισσότερους εκπαιδευτικούς: Ή ώς πότε; ΐ, ΰ, ϊ, ϋ, Άγιος, Έλλη, «ξεσκεπάζω» 25 %, §3.';
const GREEK_IN_FULL = `${GREEK} – τὴν ψυχοφθόρα, ᾧ, ῥ, ἄνθρωπος`; // with the letters that old character sets lack
const MALTESE = 'Nitolbu aktar għalliema fil-ġimgħa: Ħaż-Żebbuġ, iċ-ċirku, xogħol, għażla, Għawdex, ĦĠĊŻ.';
const MALTESE_IN_FULL = `${MALTESE} “Tajjeb” – €5, 👍`;
const BULGARIAN =
  'Искаме повече учители: ѝ, щъркел, ьгъл, юноша, Ямбол. Жълтата дюля беше щастлива, че пухът, който цъфна, замръзна като гьон. „Скоро“ – № 5, 30 %.';

let bench: Bench;
before(async () => {
  bench = await startBench();
});
after(() => bench.close());

/** An e-mail as a mail program writes it. */
async function composeMail(words: string, encoding: 'quoted-printable' | 'base64'): Promise<Buffer> {
  const sent = await createTransport({ streamTransport: true, buffer: true }).sendMail({
    from: { name: 'Ġorġ Ċini', address: 'gorg@example.org' },
    to: 'call@ministry.example',
    subject: 'It-tweġiba tagħna: ħiliet għall-ġejjieni u għal Għawdex',
    text: words,
    textEncoding: encoding,
  });
  assert.ok(Buffer.isBuffer(sent.message));
  return sent.message;
}

/** A page as a browser prints it. */
async function printPage(words: string): Promise<Buffer> {
  const html = `<!doctype html><html lang="bg"><title>x</title><body><p>${words}</p></body></html>`;
  return await bench.withPage(html, {}, (page) => page.pdf({ format: 'A4' }));
}

/** The same as a typesetter sets it. */
function typeset(words: string, folder: string): Buffer {
  const compiler = NodeCompiler.create({ workspace: folder });
  return compiler.pdf({ mainFileContent: `#set text(lang: "bg")\n#${JSON.stringify(words)}` });
}

let made = 0;
/** Imports a file and reads back from the store what its one contribution says, lines of a page put together. */
async function wordsOf(store: Store, folder: string, name: string, content: string | Buffer): Promise<string[]> {
  writeFileSync(join(folder, name), content);
  const { id } = await createConsultation(store, SYSTEM, bareConsultation(`letters-${++made}`), false);
  const delivery = await openDelivery(join(folder, name));
  const counts = await importDelivery(store, delivery, { actor: SYSTEM, consultationId: id });
  assert.deepEqual([counts.received, counts.accepted], [1, 1], name);
  const [one] = await contributionsNewestFirst(store.db, id, 0, 1);
  return one!.answers.filter(isTextAnswer).map(({ text }) => text.replace(/\s*\n\s*/g, ' '));
}

onBothStores('what people write comes out letter by letter', (store) => {
  const folder = temporaryFolder();

  test('a Greek reply in a table, in each character set in which Greek is written', async () => {
    for (const charset of ['windows-1253', 'iso-8859-7', 'utf-8', 'utf-16le', 'utf-16be']) {
      const words = charset.startsWith('utf') ? GREEK_IN_FULL : GREEK;
      const table = `κωδικός;Τι ζητάτε;\r\n17;"${words.replaceAll('"', '""')}"\r\n`;
      const found = await wordsOf(store(), folder, `greek-${charset}.csv`, iconv.encode(table, charset));
      assert.deepEqual(found, [words], charset);
    }
  });

  test('a Maltese e-mail, its subject and sender too, in each encoding in which mails travel', async () => {
    for (const encoding of ['quoted-printable', 'base64'] as const) {
      const mail = await composeMail(MALTESE_IN_FULL, encoding);
      assert.deepEqual(await wordsOf(store(), folder, `${encoding}.eml`, mail), [
        'It-tweġiba tagħna: ħiliet għall-ġejjieni u għal Għawdex',
        MALTESE_IN_FULL,
      ]);
    }
    const latin3 = iconv.encode(MALTESE, 'iso-8859-3').toString('base64');
    const old = (await composeMail(MALTESE_IN_FULL, 'base64'))
      .toString('latin1')
      .replace(/charset=utf-8/i, 'charset=iso-8859-3')
      .replace(/\r\n\r\n[\s\S]*$/, `\r\n\r\n${latin3}\r\n`);
    assert.equal((await wordsOf(store(), folder, 'latin-3.eml', old))[1], MALTESE);
  });

  test('a Bulgarian PDF, as a browser prints it and as a typesetter sets it', async () => {
    assert.deepEqual(await wordsOf(store(), folder, 'printed.pdf', await printPage(BULGARIAN)), [BULGARIAN]);
    assert.deepEqual(await wordsOf(store(), folder, 'set.pdf', typeset(BULGARIAN, folder)), [BULGARIAN]);
  });

  test('Greek and Maltese PDFs too', async () => {
    for (const [name, words] of [
      ['el', GREEK],
      ['mt', MALTESE],
    ] as const) {
      assert.deepEqual(await wordsOf(store(), folder, `${name}-printed.pdf`, await printPage(words)), [words]);
      assert.deepEqual(await wordsOf(store(), folder, `${name}-set.pdf`, typeset(words, folder)), [words]);
    }
  });
});
