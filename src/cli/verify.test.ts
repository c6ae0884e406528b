import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { seededRandom } from '../core/id.ts';
import { hex, leafContent, leafHash, newSalts, profileContent, profileHash, rootOf } from '../core/ledger.ts';
import { NO_PROFILE } from '../core/profile.ts';
import { written } from '../core/text.ts';
import { PROGRAM } from '../core/version.ts';
import { composeReport } from '../report/compose.ts';
import { buildEvidence, type EvidenceContribution } from '../report/evidence.ts';
import { reportFiles, SUMS_FILE, writeReport } from '../report/folder.ts';
import { verify } from './verify.ts';

const parent = mkdtempSync(join(tmpdir(), 'antiphon-verify-words-'));
after(() => rmSync(parent, { recursive: true, force: true }));

/** A report over published, unpublished and left-out contributions, with a leaf of an earlier version. */
function writeSample(folder: string): string {
  const random = seededRandom('words');
  const all = Array.from(
    { length: 4 },
    (_, leaf): EvidenceContribution => ({
      code: `C${leaf}`,
      version: leaf === 1 ? 2 : 1,
      channel: 'import',
      language: null,
      day: null,
      answers: [{ question: 'q1', text: `Words ${leaf}.` }],
      profile: NO_PROFILE,
      publication: leaf === 2 ? 'not_published' : 'with_name',
      url: null,
      stakeholderId: `${leaf}`,
      leaf,
      ...newSalts(random),
      campaign: null,
      codings: [[]],
    }),
  );
  const leaves = all.map((one) =>
    leafHash(one.salt, leafContent(one, profileHash(one.profileSalt, profileContent(one)))),
  );
  const evidence = buildEvidence(all.slice(1));
  const root = hex(rootOf(leaves));
  const made = composeReport(
    {
      consultation: { slug: 's', title: written({ en: 'A test' }), leadBody: {}, licence: null, exampleNotice: null },
      language: 'en',
      questions: [],
      themes: [],
      campaigns: [],
      intake: {
        received: 4,
        accepted: 4,
        merged: 0,
        refused: 0,
        vanished: 0,
        late: { waiting: 0, refused: 0 },
        withdrawn: 0,
        undone: 0,
        refusals: [],
        attachments: [],
      },
      run: {
        engine: PROGRAM,
        model: { name: 'none', sha256: '00' },
        machine: 'none',
        parameters: {},
        counts: {
          contributions: 4,
          texts: 4,
          passages: 0,
          distinctPassages: 0,
          encoder: 0,
          static: 0,
          unassigned: 0,
          themes: 0,
          campaigns: 0,
        },
        languages: {},
        unprocessed: [],
      },
    },
    evidence,
    { size: leaves.length, root },
  );
  writeReport(folder, reportFiles(made, evidence, leaves.map(hex)));
  return root;
}

test('verify says what it saw, what names the whole folder, and what it could not see', async () => {
  const folder = join(parent, 'report');
  const root = writeSample(folder);
  const lines: string[] = [];
  const code = await verify.run(
    { values: { root }, positionals: [folder] },
    {
      out: (line) => lines.push(line),
      err: (line) => lines.push(line),
      status: () => {},
      signal: new AbortController().signal,
    },
  );
  const sums = createHash('sha256')
    .update(readFileSync(join(folder, SUMS_FILE)))
    .digest('hex');
  assert.equal(code, 0);
  assert.match(
    lines.shift()!,
    /^Holds: \d+ figures recomputed, 0 quotes found again, 2 contributions found in the ledger\.$/,
  );
  assert.deepEqual(lines, [
    `Root of the ledger: ${root}, as expected`,
    `SHA-256 of SHA256SUMS, the name of the whole folder: ${sums} (compare it with the one that the publisher shows)`,
    '1 contribution may not be published: that it was received is in the ledger, what it says cannot be checked.',
    '1 leaf of the ledger is of earlier versions and has no row here.',
  ]);
});
