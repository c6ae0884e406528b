import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  contributionsUrl,
  contributionUrl,
  dataFileUrl,
  evidenceUrl,
  parseContributionsQuery,
  parseEvidenceQuery,
  ROUTES,
  reportUrl,
  urlOf,
} from './address.ts';

const queryOf = (url: string) => new URL(url, 'http://antiphon.test').searchParams;

test('an address of evidence carries unit, selection, edition and page, and reads back as it was', () => {
  const query = { unit: 'passages', where: { theme: ['t03', ''], country: ['DE'] }, edition: 2, page: 3 } as const;
  const url = evidenceUrl('cycling', { ...query, where: { theme: ['t03', ''], country: ['DE'] } });
  assert.equal(url, '/c/cycling/evidence?unit=passages&theme=t03&theme=&country=DE&edition=2&page=3');
  assert.deepEqual(parseEvidenceQuery(queryOf(url)), query);
});

test('the first page and the newest edition are not said', () => {
  assert.equal(evidenceUrl('cycling', { unit: 'texts', where: {}, page: 1 }), '/c/cycling/evidence?unit=texts');
  assert.equal(contributionsUrl('cycling', { page: 1 }), '/c/cycling/contributions');
  assert.equal(reportUrl('cycling'), '/c/cycling/report');
  assert.equal(reportUrl('cycling', 2), '/c/cycling/report/2');
});

test('what an address does not say rightly is read as what it usually is', () => {
  const query = new URLSearchParams('unit=apples&page=-1&edition=x&colour=red');
  assert.deepEqual(parseEvidenceQuery(query), { unit: 'contributions', where: {}, page: 1 });
});

test('a field of a form that was left at any selects nothing', () => {
  const query = new URLSearchParams('country=any&theme=t01&user_type=');
  assert.deepEqual(parseContributionsQuery(query), { where: { theme: ['t01'], user_type: [''] }, page: 1 });
});

test('places are escaped', () => {
  assert.equal(dataFileUrl('cycling', 'a b/c.csv', 1), '/c/cycling/data/a%20b%2Fc.csv?edition=1');
  assert.equal(contributionUrl('cycling', '7K3M-Q2XD-94TP', 2), '/c/cycling/contributions/7K3M-Q2XD-94TP#passage-2');
});

test('no two routes have the same pattern', () => {
  assert.equal(new Set(Object.values(ROUTES)).size, Object.keys(ROUTES).length);
  assert.equal(urlOf('run', { slug: 'cycling', run: 'r1' }), '/desk/cycling/runs/r1');
});
