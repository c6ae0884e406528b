import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type Block, compileReport, type Report, type Wording } from '../core/finding.ts';
import { newCode, seededRandom } from '../core/id.ts';
import { hex, leafContent, leafHash, newSalts, profileContent, profileHash, rootOf } from '../core/ledger.ts';
import { confirmationHash, type NotFigure } from '../core/prose.ts';
import type { Question } from '../core/question.ts';
import type { RunRecord } from '../core/run.ts';
import { STANDARD_SCALE } from '../core/scale.ts';
import { written } from '../core/text.ts';
import type { CandidateTheme } from '../core/theme.ts';
import { composeReport } from './compose.ts';
import type { ReportDocument } from './document.ts';
import type { ReportInput } from './draft.ts';
import { buildEvidence, type EvidenceContribution } from './evidence.ts';
import { checkReplaceable, partsOf, REPORT_FILES, reportFiles, SUMS_FILE, sumsText, writeReport } from './folder.ts';
import { verifyReport } from './verify.ts';

const PROGRAM = 'antiphon 0';

/** Words as people write them: several languages, a formula, emoji, line breaks, quotation marks. */
const WORDS = [
  'More buses in the evening, please. 🚌 The last one leaves at eight.',
  'Iż-żgħażagħ jeħtieġu aktar taħriġ. Grazzi ħafna!',
  '=HYPERLINK("http://evil.test","click") and a second sentence.',
  'Die Anerkennung dauert zu lange.\n\nSie sagte: "Zwei Jahre".',
  "'Quoted at the start', she wrote; -5 degrees, +3, @home.",
];
const QUESTIONS: Question[] = [
  { kind: 'long_text', key: 'q1', title: written({ en: 'What should change?' }), purpose: 'evidence' },
  {
    kind: 'single',
    key: 'q2',
    title: written({ en: 'Do you agree?' }),
    purpose: 'evidence',
    options: ['No', 'Yes', '=1+1'].map((key) => ({ key, title: {} })),
  },
];
const candidate = (key: string, name: string): CandidateTheme => ({
  origin: 'candidate',
  key,
  name: { en: { text: name, origin: 'machine' } },
  kind: 'topic',
  terms: [{ term: name, weight: 1 }],
  notThis: null,
  stability: 0.9,
}); // prettier-ignore
const RUN: RunRecord = {
  engine: { name: 'antiphon', version: '0' },
  model: { name: 'test', sha256: '00' },
  machine: 'test',
  parameters: {},
  counts: {
    contributions: 60,
    texts: 5,
    passages: 60,
    distinctPassages: 5,
    encoder: 5,
    static: 0,
    unassigned: 0,
    themes: 2,
    campaigns: 1,
  },
  languages: { en: 3, mt: 1, de: 1 },
  unprocessed: [],
};

function contributionsOf(count: number): EvidenceContribution[] {
  const random = seededRandom('verify');
  const made = Array.from({ length: count }, (_, i): EvidenceContribution => {
    const text = WORDS[i % WORDS.length]!;
    const named = i % 3 === 0;
    return {
      code: newCode('contribution', random),
      version: 1,
      channel: 'import',
      language: ['en', 'mt', 'en', 'de', 'en'][i % 5]!,
      day: `2026-02-${String((i % 20) + 1).padStart(2, '0')}`,
      answers: [
        { question: 'q1', text: `${text} (${i})` },
        { question: 'q2', values: [['Yes', 'No', '=1+1'][i % 3]!] },
      ],
      profile: {
        userType: i % 2 ? 'NGO' : 'EU_CITIZEN',
        country: i % 7 ? 'MT' : 'IE',
        size: i % 2 ? 'SMALL' : null,
        scope: null,
      },
      publication: i % 5 === 4 ? 'unknown' : named ? 'with_name' : 'anonymous',
      url: null,
      stakeholderId: String(i),
      leaf: i,
      ...newSalts(random),
      campaign: i % 5 === 0 ? { key: 'c001', role: i === 0 ? 'template' : 'variant' } : null,
      codings: [
        [
          {
            start: 0,
            end: text.length,
            theme: i % 2 ? 't1' : 't2',
            stance: '',
            sureness: 0.8,
            assignedBy: 'machine',
            kind: i % 3 === 0 ? 'suggestion' : '',
            kindSureness: i % 3 === 0 ? 0.9 : null,
          },
        ],
        null,
      ],
    };
  });
  return made.sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** The report with a section that people wrote: a figure, a word on the scale and a year in its words, and quotes under them. */
function withWordsOfPeople(report: Report): Report {
  const share = report.figures.find(({ value, of }) => {
    const whole = report.figures.find(({ id }) => id === of)?.value ?? 0;
    return value * 2 > whole && value < whole;
  })!.id;
  const [first, second] = report.quotes;
  const texts = {
    de: `Die Menschen wollen {figure:${share}} etwas ändern.`,
    en: `{word:most:${share}:Most} want change, {figure:${share}} of them. {quote:${first!.id}}\n\n{quote:${second!.id}}`,
  };
  const notFigures: NotFigure[] = [{ token: '2026', language: 'en', why: 'date', by: 'Rita Rapporteur' }];
  const confirmed = {
    language: 'en',
    by: 'Rita Rapporteur',
    at: '2026-03-02T10:00:00.000Z',
    sha256: confirmationHash(texts.en, [first!, first!, second!], [second!]),
  };
  const blocks: Block[] = [
    { kind: 'heading', label: { texts: { en: 'In our words' } } },
    { kind: 'prose', prose: { id: 'p1', texts: { en: 'The call was open in spring 2026.' }, notFigures } },
    {
      kind: 'written',
      finding: {
        id: 'p2',
        texts,
        quotes: [first!.id],
        opposing: [second!.id],
        by: ['Rita Rapporteur'],
        confirmed: [confirmed],
      },
    },
    { kind: 'written', finding: { id: 'p3', texts: { en: 'Buses matter.' }, quotes: [], opposing: [], by: ['Rita'] } },
  ];
  const title: Wording = { say: 'report.written.text', with: { text: { texts: { en: 'What it means' } } } };
  return { ...report, scale: STANDARD_SCALE, sections: [...report.sections, { id: 'meaning', title, blocks }] };
}

function sampleReport() {
  const contributions = contributionsOf(60);
  const leaves = [...contributions]
    .sort((a, b) => a.leaf - b.leaf)
    .map((one) => leafHash(one.salt, leafContent(one, profileHash(one.profileSalt, profileContent(one)))));
  const evidence = buildEvidence(contributions);
  const typical = evidence.codings.map(({ contribution, start, end }) => ({
    contribution,
    start,
    end,
    language: 'en',
  }));
  const input: ReportInput = {
    consultation: { slug: 's', title: written({ en: 'A test' }), leadBody: {}, licence: null, exampleNotice: null },
    language: 'en',
    questions: QUESTIONS,
    themes: ['t1', 't2'].map((key) => ({
      theme: candidate(key, `Theme ${key}`),
      typical: typical.filter(({ contribution }) =>
        evidence.codings.some((coding) => coding.contribution === contribution && coding.theme === key),
      ),
    })),
    campaigns: [
      {
        key: 'c001',
        template: WORDS[0]!,
        language: 'en',
        templateContribution: contributions.find((one) => one.campaign)!.code,
        translations: [],
      },
    ],
    intake: {
      received: 61,
      accepted: 60,
      merged: 0,
      refused: 1,
      vanished: 0,
      late: { waiting: 0, refused: 0 },
      withdrawn: 0,
      undone: 0,
      refusals: [
        { file: 'a.csv', row: 7, field: null },
        ...[8, 9].map((row) => ({ file: 'a.csv', row, field: 'Date', reason: '"Maria Borg" is no date.' })),
        { file: 'CV_of_Maria_Borg.pdf', row: null, field: null },
      ],
      attachments: [],
    },
    run: RUN,
  };
  const root = hex(rootOf(leaves));
  const made = composeReport(input, evidence, { size: leaves.length, root });
  const report = compileReport(withWordsOfPeople(made.report), evidence);
  const files = reportFiles({ ...made, report, madeBy: PROGRAM }, evidence, leaves.map(hex));
  const texts = REPORT_FILES.map((file) => [file, [...partsOf(files[file])].join('')] as const);
  return { files: Object.fromEntries(texts) as { [file in (typeof REPORT_FILES)[number]]: string }, root };
}

describe('verifying a report folder', () => {
  const parent = mkdtempSync(join(tmpdir(), 'antiphon-verify-'));
  const folder = join(parent, 'report');
  after(() => rmSync(parent, { recursive: true, force: true }));
  const { files, root } = sampleReport();
  writeReport(folder, files);
  const problems = () => verifyReport(folder, PROGRAM).disagreements;

  test('finds nothing wrong in one as it was written, and says how much could be checked only by hash', () => {
    const { disagreements, checked } = verifyReport(folder, PROGRAM, root);
    assert.deepEqual(disagreements, []);
    const { contributions, byHashOnly, otherLeaves, earlierVersions } = checked;
    assert.deepEqual([contributions, byHashOnly, otherLeaves, earlierVersions], [48, 12, 0, 0]);
    assert.ok(checked.quotes > 0 && checked.figures > 20);
  });

  test('finds a root that is not the one published elsewhere', () => {
    const other = '00'.repeat(32);
    assert.deepEqual(verifyReport(folder, PROGRAM, other).disagreements, [
      { place: 'ledger.json', problem: `the root is ${root}, not ${other} as expected` },
    ]);
  });

  /** Runs a check on the folder with one file changed, then puts it back. */
  function withChanged<T>(file: string, content: Buffer | string, newSums: boolean, check: () => T): T {
    return withAllChanged({ [file]: content }, newSums, check);
  }

  function withAllChanged<T>(changed: { [file: string]: Buffer | string }, newSums: boolean, check: () => T): T {
    const before = Object.keys(changed).map((file) => [join(folder, file), readFileSync(join(folder, file))] as const);
    const sums = readFileSync(join(folder, SUMS_FILE));
    for (const [file, content] of Object.entries(changed)) writeFileSync(join(folder, file), content);
    if (newSums) {
      const all = Object.fromEntries(REPORT_FILES.map((name) => [name, readFileSync(join(folder, name))]));
      writeFileSync(join(folder, SUMS_FILE), sumsText(all));
    }
    try {
      return check();
    } finally {
      for (const [path, content] of before) writeFileSync(path, content);
      writeFileSync(join(folder, SUMS_FILE), sums);
    }
  }

  test('catches a changed byte at 200 random places over all files, and names the file', () => {
    const random = seededRandom('places');
    const number = (below: number) => new DataView(random(new Uint8Array(4)).buffer).getUint32(0) % below;
    const names = [...REPORT_FILES, SUMS_FILE];
    for (let i = 0; i < 200; i++) {
      const file = names[i % names.length]!;
      const bytes = readFileSync(join(folder, file));
      bytes[number(bytes.length)]! ^= 1 << number(7);
      const found = withChanged(file, bytes, false, problems);
      assert.ok(found.length > 0, `byte changed in ${file} was not caught`);
      if (file !== SUMS_FILE)
        assert.ok(
          found.some(({ place, problem }) => `${place} ${problem}`.includes(file)),
          JSON.stringify(found),
        );
    }
  });

  test('catches a row that is gone, doubled or moved', () => {
    for (const file of ['evidence.csv', 'answers.csv', 'codings.csv'] as const) {
      const lines = files[file].split(/(?<=\r\n)/);
      const without = [...lines.slice(0, 3), ...lines.slice(4)];
      const doubled = [...lines.slice(0, 4), ...lines.slice(3)];
      for (const changed of [without, doubled]) {
        assert.ok(withChanged(file, changed.join(''), false, problems).length > 0, file);
      }
    }
  });

  describe('also where the sums were made anew', () => {
    const change = (file: (typeof REPORT_FILES)[number], from: string | RegExp, to: string) => {
      const changed = files[file].replace(from, to);
      assert.notEqual(changed, files[file], `nothing to change in ${file}`);
      return withChanged(file, changed, true, problems);
    };

    test('catches a changed word of a contribution, by its leaf', () => {
      const found = change('evidence.csv', 'More buses', 'Less buses');
      assert.match(found.map(({ problem }) => problem).join('; '), /not what leaf \d+ of the ledger commits to/);
    });

    test('catches a changed answer to a closed question, by the leaf and by the figures', () => {
      const published = /^([\w-]+),1,\d+,[0-9a-f]{64},/m.exec(files['evidence.csv'])![1]!;
      const answer = new RegExp(`${published},q2,[^,]+,`);
      const other = files['answers.csv'].match(answer)![0].includes('Yes') ? 'No' : 'Yes';
      const found = change('answers.csv', answer, `${published},q2,${other},`)
        .map(({ place, problem }) => `${place}: ${problem}`)
        .join('; ');
      assert.match(found, /commits to/);
      assert.match(found, /figure f\d+: says \d+, the evidence gives \d+/);
    });

    test('catches a changed country', () => {
      assert.match(
        JSON.stringify(change('evidence.csv', /with_name,EU_CITIZEN,MT/, 'with_name,EU_CITIZEN,DE')),
        /grouping columns are not what their hash/,
      );
    });

    test('catches a changed figure and names it', () => {
      const found = change('report.json', /"value": 60/, '"value": 61');
      assert.match(JSON.stringify(found), /figure f1"?,"problem":"says 61, the evidence gives 60/);
    });

    test('catches a changed letter of a quote and names it', () => {
      const exact = /"exact": "(\w)/.exec(files['report.json'])!;
      const found = change('report.json', exact[0], `"exact": "${exact[1] === 'x' ? 'y' : 'x'}`);
      assert.match(JSON.stringify(found), /quote q1/);
    });

    test('catches a changed theme of a passage, by the figures', () => {
      assert.match(JSON.stringify(change('codings.csv', /,t1,/, ',t2,')), /figure f\d+/);
    });

    describe('in words of people', () => {
      test('holds, and tells which findings have no evidence and which nobody has confirmed', () => {
        assert.deepEqual(verifyReport(folder, PROGRAM).unbacked, [
          { place: 'section meaning, p2', problem: 'nobody has confirmed that its passages support it (de)' },
          { place: 'section meaning, p3', problem: 'is a finding without evidence' },
        ]);
      });

      test('catches a digit that is changed, added or no longer said to be no figure', () => {
        const place = 'section meaning, p1';
        const idle = { place, problem: '"2026" (en) is said to be no figure and does not stand there' };
        const unbound = (token: string) => ({
          place,
          problem: `"${token}" (en) is no bound figure, and nobody says that it is none`,
        });
        assert.deepEqual(change('report.json', 'spring 2026.', 'spring 2027.'), [unbound('2027'), idle]);
        assert.deepEqual(change('report.json', 'was open in', 'was open for 12 weeks in'), [unbound('12')]);
        assert.deepEqual(change('report.json', '"token": "2026"', '"token": "2025"'), [
          unbound('2026'),
          { ...idle, problem: idle.problem.replace('2026', '2025') },
        ]);
      });

      test('catches a quantity in words, and a digit in a heading or title', () => {
        const found = change('report.json', 'The call was open', 'Twelve calls were open');
        assert.deepEqual(found, [
          {
            place: 'section meaning, p1',
            problem: '"Twelve" (en) is bound to no figure, and nobody says that it needs none',
          },
        ]);
        assert.equal(change('report.json', 'In our words', '9 of 10 agree')[0]!.place, 'section meaning');
        assert.equal(change('report.json', 'What it means', 'What ½ mean')[0]!.place, 'section meaning, title');
      });

      test('catches a word off its scale, and a scale that was bent to it', () => {
        const off = (list: { problem: string }[]) => list.map(({ problem }) => problem).join('; ');
        assert.match(off(change('report.json', /\{word:most:(f\d+):Most\}/, '{word:few:$1:A few}')), /off the scale/);
        assert.match(off(change('report.json', ':Most}', ':Nearly all}')), /no word for the step most/);
        assert.match(off(change('report.json', '"above": 50', '"above": 95')), /does not begin above most/);
        assert.match(off(change('report.json', /\{figure:(f\d+)\} of/, '{f$1} of')), /no place for a figure/);
      });

      test('catches a letter, a passage or a language that differs from what was confirmed, and tells a removed confirmation', () => {
        const broken = [
          { place: 'section meaning, p2', problem: 'what Rita Rapporteur confirmed (en) is not what stands there' },
        ];
        assert.deepEqual(change('report.json', 'want change,', 'want no change,'), broken);
        assert.deepEqual(change('report.json', /"opposing": \[\s*"q2"\s*\]/, '"opposing": []'), broken);
        const without = files['report.json'].replace(/,\s*"confirmed": \[[^\]]*\]/, '');
        const { disagreements, unbacked } = withChanged('report.json', without, true, () =>
          verifyReport(folder, PROGRAM),
        );
        assert.deepEqual(
          disagreements.map(({ place }) => place.replace(/\d+/, 'n')),
          ['report.html, line n'],
        );
        assert.deepEqual(
          unbacked.filter(({ place }) => place.endsWith('p2')).map(({ problem }) => problem),
          ['de', 'en'].map((language) => `nobody has confirmed that its passages support it (${language})`),
        );
      });
    });

    test('catches a changed leaf, by the root', () => {
      assert.match(
        JSON.stringify(change('ledger.json', /"leaves": \[\n {2}"../, '"leaves": [\n  "00')),
        /its leaves give the root/,
      );
    });

    test('catches a page that says something else than the data', () => {
      assert.match(JSON.stringify(change('report.html', 'In short', 'In brief')), /report.html, line \d+/);
    });

    test('catches a figure that nothing shows', () => {
      const more = `"figures": [\n   {\n    "id": "f999",\n    "unit": "contributions",\n    "where": {},\n    "value": 60\n   },`;
      assert.deepEqual(change('report.json', '"figures": [', more), [
        { place: 'figure f999', problem: 'is used nowhere in the report' },
      ]);
    });

    test('does not take a page on trust that says another version made it', () => {
      const forged = {
        'report.json': files['report.json'].replace(`"madeBy": "${PROGRAM}"`, '"madeBy": "antiphon 9"'),
        'report.html': '<p>Everybody agreed.</p>',
      };
      assert.deepEqual(withAllChanged(forged, true, problems), [
        {
          place: 'report.html',
          problem: 'was made by antiphon 9; this is antiphon 0, which cannot check the page: verify with that version',
        },
      ]);
    });

    test('names wording, languages and names that no page can be drawn from', () => {
      const drawn = (from: string | RegExp, to: string) => change('report.json', from, to)[0]!;
      assert.deepEqual(drawn('"say": "report.summary.heard"', '"say": "nonsense"'), {
        place: 'report.html',
        problem: 'cannot be drawn from report.json: no message "nonsense"',
      });
      for (const [from, to] of [
        [/"language": "en",\n {2}"notices"/, '"language": "x y",\n  "notices"'],
        [/"message": "profile\.[^"]+"/, '"message": "toString"'],
      ] as const) {
        assert.match(drawn(from, to).problem, /^cannot be drawn from report\.json: /);
      }
    });

    test('names offsets beyond the words at once, however large', () => {
      const started = performance.now();
      const start = /"start": \d+/;
      assert.match(JSON.stringify(change('report.json', start, '"start": 9000000000000000')), /quote q1/);
      const published = /^([\w-]+),1,\d+,[0-9a-f]{64},/m.exec(files['evidence.csv'])![1]!;
      const answer = new RegExp(`(${published},q1,),\\d+,\\d+`);
      assert.match(
        JSON.stringify(change('answers.csv', answer, '$1,2000000000,9000000000000000')),
        /2000000000-9000000000000000 is not inside/,
      );
      const coding = new RegExp(`(${published},1),\\d+,\\d+`);
      assert.match(JSON.stringify(change('codings.csv', coding, '$1,2000000000,2000000001')), /is not inside/);
      assert.ok(performance.now() - started < 2000);
    });

    test('catches a quote whose end is moved beyond the words that it quotes', () => {
      assert.match(JSON.stringify(change('report.json', /("start": \d+,\s+)"end": \d+/, '$1"end": 5000')), /quote q1/);
    });
  });

  test('says what is missing and what does not belong there', () => {
    const stray = join(folder, 'notes.txt');
    writeFileSync(stray, 'x');
    assert.deepEqual(problems(), [{ place: 'notes.txt', problem: 'is no part of a report' }]);
    assert.throws(() => checkReplaceable(folder), { code: 'conflict' });
    rmSync(stray);
    rmSync(join(folder, 'codings.csv'));
    assert.match(problems()[0]!.problem, /is no whole report: codings.csv is missing/);
    writeReport(folder, files);
  });

  test('stays possible while a new report is put in its place: the old one is there until the new one is', () => {
    const seen: string[][] = [];
    const whole = () =>
      readdirSync(parent).filter((name) => existsSync(join(parent, name, SUMS_FILE)) && !name.endsWith('.part'));
    const watched: typeof renameSync = (from, to) => {
      seen.push(whole());
      renameSync(from, to);
      seen.push(whole());
    };
    writeReport(folder, files, watched);
    const aside = `.report.${process.pid}.old`;
    assert.deepEqual(
      seen.map((names) => names.sort()),
      [['report'], [aside], [aside], [aside, 'report']],
    );
    assert.deepEqual(readdirSync(parent), ['report']);
    const failing: typeof renameSync = (from, to) => {
      if (to === folder) throw new Error('no space left');
      renameSync(from, to);
    };
    assert.throws(() => writeReport(folder, files, failing), /no space left/);
    assert.deepEqual([readdirSync(parent), problems()], [['report'], []]);
  });

  test('of a folder that is not there is refused with a sentence', () => {
    assert.throws(() => verifyReport(join(parent, 'nowhere'), PROGRAM), { code: 'unreadable' });
  });
});

test('the same input gives the same bytes', () => {
  assert.deepEqual(sampleReport().files, sampleReport().files);
});

test('only what the tables cannot know stands in a report as a number that is no figure', () => {
  const { report } = JSON.parse(sampleReport().files['report.json']) as ReportDocument;
  const wordings = report.sections.flatMap(({ blocks }) =>
    blocks.flatMap((block): Wording[] => {
      if (block.kind === 'finding') return [block.finding.wording];
      if (block.kind === 'note') return [block.wording];
      return block.kind === 'list' ? block.items : [];
    }),
  );
  const numbers = wordings.flatMap(({ say, with: places = {} }) =>
    Object.entries(places).flatMap(([place, value]) => ('number' in value ? [`${say} ${place}`] : [])),
  );
  assert.deepEqual([...new Set(numbers)].sort(), [
    'report.differences.how floor',
    'report.limits.intake accepted',
    'report.limits.intake merged',
    'report.limits.intake received',
    'report.limits.intake refused',
    'report.limits.refusal_field number',
    'report.limits.refusal_file number',
    'report.limits.refusal_row number',
    'report.method.apart threshold',
    'report.method.language number',
    'report.method.passages distinct',
    'report.method.passages passages',
    'report.method.passages texts',
    'report.method.themes themes',
    'report.method.vectors encoder',
    'report.method.vectors static',
    'report.who.coarsened threshold',
    'report.who.few_states number',
  ]);
});

test('a report says where something was refused and how much, and quotes neither cells nor names of files', () => {
  const { files } = sampleReport();
  const items = [...files['report.html'].matchAll(/<li>([^<]*)<\/li>/g)].map(([, item]) => item);
  assert.deepEqual(items.slice(0, 3), [
    'a.csv: 1 row was refused, row 7.',
    'a.csv, Date: 2 cells were left out, in row 8 and 9.',
    '1 supplied file belongs to no contribution.',
  ]);
  for (const [name, content] of Object.entries(files)) assert.equal(content.includes('Borg'), false, name);
});

test('cells that a spreadsheet would run as a formula are disarmed in the files and read back as they were', () => {
  const { files } = sampleReport();
  assert.match(files['evidence.csv'], /"'=HYPERLINK\(""http/);
  assert.match(files['answers.csv'], /,q2,'=1\+1,/);
});

test('what few share is hidden, and their words stay provable', () => {
  const evidence = buildEvidence(contributionsOf(60));
  const hidden = evidence.rows.filter((row) => row.country === 'hidden' || row.day === 'hidden');
  assert.ok(hidden.length > 0 && hidden.every((row) => row.publication !== 'with_name' && row.profile_salt === ''));
  const sharing = new Map<string, number>();
  for (const row of evidence.rows)
    for (const key of [row.user_type, `${row.user_type} ${row.country}`]) sharing.set(key, (sharing.get(key) ?? 0) + 1);
  for (const row of evidence.rows.filter((row) => row.publication !== 'with_name' && row.country !== 'hidden')) {
    assert.ok(sharing.get(`${row.user_type} ${row.country}`)! >= 5, `${row.user_type} ${row.country} names somebody`);
  }
});
