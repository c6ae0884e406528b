import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Answer } from './contribution.ts';
import { seededRandom } from './id.ts';
import {
  consistencyProof,
  hex,
  inclusionProof,
  leafContent,
  leafHash,
  newSalts,
  profileContent,
  profileHash,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './ledger.ts';
import { NO_PROFILE } from './profile.ts';

/** Leaf inputs and roots of the reference tests of Certificate Transparency (RFC 6962, same tree as RFC 9162). */
const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const rfcLeaf = (input: string) =>
  new Uint8Array(
    createHash('sha256')
      .update(Buffer.from(`00${input}`, 'hex'))
      .digest(),
  );
const leavesOf = (count: number) => Array.from({ length: count }, (_, i) => rfcLeaf(i.toString(16).padStart(4, '0')));

describe('the tree', () => {
  test('has the roots of the reference tests', () => {
    const leaves = INPUTS.map(rfcLeaf);
    assert.deepEqual(
      ROOTS.map((_, i) => hex(rootOf(leaves.slice(0, i + 1)))),
      ROOTS,
    );
  });

  test('of nothing is the hash of nothing', () => {
    assert.equal(hex(rootOf([])), createHash('sha256').digest('hex'));
  });

  test('proves every leaf of every size up to 33, and no other leaf', () => {
    for (let size = 1; size <= 33; size++) {
      const leaves = leavesOf(size);
      const root = rootOf(leaves);
      for (let i = 0; i < size; i++) {
        const path = inclusionProof(leaves, i);
        assert.equal(verifyInclusion(leaves[i]!, i, size, path, root), true);
        assert.equal(verifyInclusion(rfcLeaf('ff'), i, size, path, root), false);
        if (size > 1) assert.equal(verifyInclusion(leaves[i]!, (i + 1) % size, size, path, root), false);
      }
    }
  });

  test('proves that every earlier tree is its beginning', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (a, b) => {
        const [earlier, size] = [Math.min(a, b), Math.max(a, b)];
        const leaves = leavesOf(size);
        const proof = consistencyProof(leaves, earlier);
        const before = rootOf(leaves.slice(0, earlier));
        assert.equal(verifyConsistency(earlier, before, size, rootOf(leaves), proof), true);
        const changed = [rfcLeaf('ff'), ...leaves.slice(1)];
        if (earlier < size) assert.equal(verifyConsistency(earlier, before, size, rootOf(changed), proof), false);
      }),
    );
  });
});

describe('a leaf', () => {
  const { salt, profileSalt } = newSalts(seededRandom('salts'));
  const profile = profileHash(
    profileSalt,
    profileContent({ profile: { ...NO_PROFILE, country: 'MT' }, day: '2026-02-03', language: 'mt' }),
  );
  const version = {
    code: '7K3M-Q2XD-94TP',
    version: 1,
    channel: 'import' as const,
    answers: [
      { question: 'q2', text: 'Iż-żgħażagħ', file: { name: 'a.pdf', sha256: '00', pageStarts: [0] } },
      { question: 'q3', values: ['Yes'] },
    ],
  };

  test('commits to words and choices, and to who said it as a hash of its own', () => {
    assert.deepEqual(leafContent(version, profile), {
      answers: [
        { question: 'q2', text: 'Iż-żgħażagħ' },
        { question: 'q3', values: ['Yes'] },
      ],
      channel: 'import',
      contribution: '7K3M-Q2XD-94TP',
      profile: hex(profile),
      version: 1,
    });
  });

  test('is the same whatever a file is called, and however the language is hidden in public', () => {
    const [first, second] = version.answers;
    const renamed = { ...first!, file: { name: 'CV_of_Maria_Borg.pdf', sha256: '00', pageStarts: [0] } };
    assert.deepEqual(
      leafContent({ ...version, answers: [renamed as Answer, second!] }, profile),
      leafContent(version, profile),
    );
  });

  test('is SHA-256 of 0x00, the salt and the RFC 8785 JSON', () => {
    const json = `{"answers":[{"question":"q2","text":"Iż-żgħażagħ"},{"question":"q3","values":["Yes"]}],"channel":"import","contribution":"7K3M-Q2XD-94TP","profile":"${hex(profile)}","version":1}`;
    const expected = createHash('sha256').update(Uint8Array.of(0)).update(salt).update(json).digest('hex');
    assert.equal(hex(leafHash(salt, leafContent(version, profile))), expected);
  });
});
