import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { runCommand } from '../src/cli/main.ts';
import { startServer } from '../src/server/start.ts';
import { temporaryFolder } from './stores.ts';

/** Runs a command line as a person would, and collects what the person sees. */
async function antiphon(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const seen = { out: '', err: '' };
  const { signal } = new AbortController();
  const code = await runCommand(args, {
    out: (line) => (seen.out += `${line}\n`),
    err: (line) => (seen.err += `${line}\n`),
    status: () => {},
    signal,
  });
  return { code, ...seen };
}

const HEADER = 'Reference;Country;User type;Publication;Comment;Do you agree?';
/** Three subjects, each raised in several languages and always in other words. */
const OPINIONS = [
  ['BE', 'Buses should run later in the evening, because people who work in shifts have no other way home.'],
  ['DE', 'Die Busse fahren abends zu selten, und wer im Schichtdienst arbeitet, kommt nicht mehr nach Hause.'],
  ['MT', 'Il-karozzi tal-linja għandhom jaħdmu sa tard filgħaxija għal min jaħdem bix-xift.'],
  ['FR', 'Le dernier bus part trop tôt : après vingt heures, il ne reste que le taxi.'],
  ['IE', 'After the late shift there is no bus at all, so I walk for an hour in the dark.'],
  ['AT', 'Ein Nachtbus am Wochenende würde vielen jungen Leuten den Heimweg erleichtern.'],
  ['ES', 'Los autobuses nocturnos deberían circular cada media hora, también los domingos.'],
  ['PL', 'Autobusy wieczorem jeżdżą za rzadko, a ostatni odjeżdża przed dziewiątą.'],
  ['FR', 'Il faut des pistes cyclables séparées de la route, car les cyclistes ont peur des camions.'],
  ['IE', 'Cycle lanes have to be kept apart from the road: lorries pass far too close to cyclists.'],
  ['DE', 'Auf dem Radweg parken ständig Autos, sodass Radfahrer auf die Fahrbahn ausweichen müssen.'],
  ['NL', 'Het fietspad langs het kanaal is te smal voor twee fietsers naast elkaar.'],
  ['IT', 'Le piste ciclabili finiscono nel nulla e chi va in bicicletta rischia la vita agli incroci.'],
  ['DK', 'Cykelstien mangler belysning om vinteren, og hullerne kan ikke ses.'],
  ['CZ', 'Cyklostezka podél řeky je plná děr a po dešti se po ní nedá jet.'],
  ['BE', 'My children would cycle to school if the bike path did not cross the motorway exit.'],
  ['SE', 'Biljetterna är för dyra för familjer med låga inkomster, och barn borde åka gratis.'],
  ['DE', 'Ein Monatsticket kostet so viel, dass sich Geringverdiener das Pendeln nicht leisten können.'],
  ['PT', 'O preço do bilhete subiu três vezes num ano e os reformados já não conseguem pagar.'],
  ['IE', 'A monthly ticket should cost no more than a day of parking in the city centre.'],
  ['RO', 'Biletele ar trebui să fie gratuite pentru elevi și studenți.'],
  ['FI', 'Liput ovat liian kalliita, ja alennus kuuluu myös työttömille.'],
  ['HU', 'A bérlet ára túl magas a nyugdíjasoknak és a diákoknak.'],
  ['GR', 'Το εισιτήριο είναι ακριβό για τους ανέργους και τους φοιτητές.'],
] as const;
const CAMPAIGN =
  'We the undersigned ask the ministry to keep the night train to the coast and to publish its plan before summer.';

/** A reply per row: 24 people in their own words, and five who sent the same text. */
function replies(): string[] {
  const own = OPINIONS.map(
    ([country, words], i) => `R${i};${country};EU citizen;anonymous;${words};${i % 3 ? 'Yes' : 'No'}`,
  );
  const campaign = Array.from(
    { length: 5 },
    (_, i) => `C${i};AT;NGO (Non-governmental organisation);anonymous;${CAMPAIGN};Yes`,
  );
  return [...own, ...campaign];
}

function writeCsv(folder: string, name: string, rows: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `\ufeff${[HEADER, ...rows].join('\r\n')}\r\n`);
  return path;
}

type Made = {
  report: { figures: { unit: string; where: object; value: number }[] };
  names: { themes: { [key: string]: object } };
};

/** What a report says, without the codes of its contributions, which follow from the file. */
function said(folder: string) {
  const { report, names }: Made = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  return { themes: names.themes, figures: report.figures.map(({ unit, where, value }) => ({ unit, where, value })) };
}

const contentOf = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

describe('from a file to a report', async () => {
  const folder = temporaryFolder();
  const file = writeCsv(folder, 'replies.csv', replies());
  const out = join(folder, 'report');
  const { code, out: told, err } = await antiphon('report', file, '--out', out);

  test('takes one command, and says what became of every row', () => {
    assert.equal(code, 0, err);
    assert.match(told, /Received 29 = accepted 29 \+ merged 0 \+ refused 0\./);
  });

  test('gives a folder that verifies', async () => {
    const { code, out: told } = await antiphon('verify', out);
    assert.equal(code, 0);
    assert.match(
      told,
      /^Holds: \d+ figures recomputed, \d+ quotes found again, 29 contributions found in the ledger\./,
    );
  });

  test('fails verification with exit code 1 once a digit is changed, and names the place', async () => {
    const path = join(out, 'report.html');
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, before.replace('29', '28'));
    const { code, err } = await antiphon('verify', out);
    writeFileSync(path, before);
    assert.equal(code, 1);
    assert.match(err, /report\.html: is not what SHA256SUMS says/);
  });

  test('gives the same bytes from the same file', async () => {
    const again = join(folder, 'again');
    await antiphon('report', file, '--out', again);
    assert.deepEqual(contentOf(again), contentOf(out));
  });

  test('gives the same themes and figures from the same rows in another order', async () => {
    const shuffled = writeCsv(folder, 'shuffled.csv', replies().reverse());
    const other = join(folder, 'other');
    await antiphon('report', shuffled, '--out', other);
    assert.deepEqual(said(other), said(out));
  });

  test('finds the campaign and counts it both ways', () => {
    const { report }: Made = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
    const value = (unit: string, where: object) =>
      report.figures.find((figure) => figure.unit === unit && JSON.stringify(figure.where) === JSON.stringify(where))
        ?.value;
    assert.deepEqual(
      [value('contributions', {}), value('contributions', { campaign: ['*'] }), value('texts', {})],
      [29, 5, 25],
    );
  });

  test('writes nothing over a folder that holds something else', async () => {
    const { code, err } = await antiphon('report', file, '--out', folder);
    assert.equal(code, 2);
    assert.match(err, /which is no part of a report/);
  });
});

describe('a file that says nothing about publication', async () => {
  const folder = temporaryFolder();
  const rows = OPINIONS.map(([country, words], i) => `R${i};${country};${words} ${i % 6 ? '' : 'Ask Mayor Zoltan.'}`);
  writeFileSync(join(folder, 'replies.csv'), ['Reference;Country;Comment', ...rows].join('\r\n'));
  const out = join(folder, 'report');
  const { code, err } = await antiphon('report', join(folder, 'replies.csv'), '--out', out);

  test("gives a report that shows nobody's words", () => {
    assert.equal(code, 0, err);
    for (const [name, content] of Object.entries(contentOf(out))) assert.doesNotMatch(content, /Zoltan|schmal/, name);
  });

  test('and says on its first page that and why', () => {
    assert.match(readFileSync(join(out, 'report.html'), 'utf8'), /may be (shown|published|quoted)/i);
  });
});

describe('a store that is being served', async () => {
  const folder = temporaryFolder();
  const data = join(folder, 'data');
  const lines: string[] = [];
  mkdirSync(data);
  const server = await startServer({
    dataFolder: data,
    databaseUrl: undefined,
    publicUrl: undefined,
    port: 0,
    host: '127.0.0.1',
    workerArguments: ['--data', data],
    say: (line) => lines.push(line),
    log: (line) => lines.push(line),
  });
  after(() => server.stop());

  test('takes what the command line brings, again and again, nothing twice', async () => {
    const first = writeCsv(folder, 'first.csv', replies().slice(0, 20));
    const counts = async (file: string) => {
      const { code, out, err } = await antiphon(
        'import',
        file,
        '--consultation',
        'transport',
        '--data',
        data,
        '--json',
      );
      assert.equal(code, 0, err);
      return JSON.parse(out);
    };
    assert.deepEqual(await counts(first), {
      received: 20,
      accepted: 20,
      versioned: 0,
      late: 0,
      merged: 0,
      refused: [],
      vanished: 0,
      returned: 0,
      partial: [],
    });
    assert.deepEqual(await counts(first), {
      received: 20,
      accepted: 0,
      versioned: 0,
      late: 0,
      merged: 20,
      refused: [],
      vanished: 0,
      returned: 0,
      partial: [],
    });
    const newer = replies().slice(1, 25);
    newer[0] = newer[0]!.replace('Busse', 'Bahnen');
    mkdirSync(join(folder, 'newer'));
    const second = writeCsv(join(folder, 'newer'), 'first.csv', newer);
    assert.deepEqual(await counts(second), {
      received: 24,
      accepted: 6,
      versioned: 1,
      late: 0,
      merged: 18,
      refused: [],
      vanished: 1,
      returned: 0,
      partial: [],
    });
  });

  test('shows a draft to nobody, and refuses a second server on its folder', async () => {
    assert.equal((await fetch(`${server.url}/c/transport`)).status, 404);
    const { code, err } = await antiphon('serve', '--data', data, '--port', '0');
    assert.equal(code, 2);
    assert.match(err, /^The data folder .* is in use by process \d+\. Stop it first/);
  });

  test('is analysed and reported from the command line', async () => {
    const analysed = await antiphon('analyse', '--consultation', 'transport', '--data', data);
    assert.equal(analysed.code, 0, analysed.err);
    const out = join(folder, 'report');
    const reported = await antiphon('report', '--consultation', 'transport', '--data', data, '--out', out);
    assert.equal(reported.code, 0, reported.err);
    assert.equal((await antiphon('verify', out)).code, 0);
  });

  test('prints a link for the administrator, and no secret in its log', () => {
    assert.equal(lines.filter((line) => line.includes('/sign-in/')).length, 1);
  });
});

describe('bad input', () => {
  const folder = temporaryFolder();
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const row = (cell: string) => `id,comment\r\n1,${cell}\r\n`;
  /** Each is refused as a whole: a clear sentence, exit code 2, nothing written. */
  const CASES: [name: string, content: string | Buffer | null, expected: RegExp][] = [
    ['empty.csv', '', /empty/],
    ['mark-only.csv', '\ufeff', /nothing in it/],
    ['header-only.csv', 'id,comment\r\n', /no rows|only a header|nothing below/i],
    ['picture.csv', png, /PNG|image|picture/i],
    ['paper.csv', '%PDF-1.4\n%âãÏÓ\n', /PDF/],
    ['binary.csv', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)), /./],
    ['one-line.csv', Buffer.alloc(20_000_000, 'x'), /line|cell|large|long|header/i],
    [
      'nul.csv',
      row('words with a \u0000 in them'),
      /Nothing in nul\.csv could be taken in: 1 of 1 rows were refused\. .*NUL character/,
    ],
    ['unclosed.csv', 'id,comment\r\n1,"never closed\r\n', /quotation mark/],
    ['cut-off.xlsx', Buffer.from('504b0304140000000800', 'hex'), /cut off|damaged|XLSX|ZIP/i],
    ['not-there.csv', null, /no file|cannot be|does not exist|not found/i],
  ];

  for (const [name, content, expected] of CASES) {
    test(`${name} is refused with a sentence, and nothing is written`, async () => {
      const path = join(folder, name);
      if (content !== null) writeFileSync(path, content);
      const before = process.memoryUsage().rss;
      const out = join(folder, `out-${name}`);
      const { code, err } = await antiphon('report', path, '--out', out);
      assert.equal(code, 2, `${name}: ${err}`);
      assert.match(err, expected);
      assert.match(err, new RegExp(name.replace('.', '\\.')), 'names the file');
      assert.equal(existsSync(out), false);
      assert.ok(process.memoryUsage().rss - before < 400 * 2 ** 20, 'memory bounded');
    });
  }

  test('wrong use is exit code 2, with how it is right', async () => {
    const cases = [
      ['report'],
      ['report', 'x.csv'],
      ['verify', folder, '--root', 'xyz'],
      ['nonsense'],
      ['serve', '--port', 'x'],
      ['report', 'a', '--out', 'b', '--nonsense'],
    ];
    for (const args of cases) {
      const { code, err } = await antiphon(...args);
      assert.deepEqual([code, err.length > 0], [2, true], args.join(' '));
    }
  });
});
