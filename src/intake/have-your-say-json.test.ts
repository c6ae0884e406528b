import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { collect } from './fixtures/collect.ts';
import { makePdf, put, temporaryFolder } from './fixtures/make.ts';
import { openDelivery } from './read.ts';

const folder = temporaryFolder();

/** One feedback as the portal's interface gives it. */
const feedback = (id: number, more: { [key: string]: unknown } = {}) => ({
  id,
  language: 'DE',
  country: 'DEU',
  organization: '',
  surname: '',
  firstName: '',
  login: '',
  userType: 'EU_CITIZEN',
  companySize: null,
  trNumber: null,
  status: 'PUBLISHED',
  publicationStatus: 'OPEN',
  feedback: `Wörter ${id}`,
  feedbackTextUserLanguage: `Words ${id}`,
  dateFeedback: '2024/05/23 13:33:34',
  publication: 'ANONYMOUS',
  publicationId: 32884536,
  referenceInitiative: 'Ares(2024)3662375',
  attachments: [],
  historyEventOccurs: false,
  isMyFeedback: false,
  _links: { self: { href: 'https://example.org/1' } },
  ...more,
});
const page = (...content: unknown[]) => ({ content, totalElements: 9, totalPages: 3, last: false, number: 0, size: 2 });
const older = (...list: unknown[]) => ({ _embedded: { feedback: list }, page: { totalPages: 3 } });

const keysOf = async (name: string, text: string) => {
  const { contributions, counted } = await collect(await openDelivery(put(folder, name, text)));
  assert.deepEqual(counted, []);
  return contributions.map(({ sourceKey }) => sourceKey);
};

describe('feedback of Have your say as JSON', () => {
  test('is read from pages of both shapes, lists of pages, lists of feedback and lines', async () => {
    const [one, two, three] = [1, 2, 3].map((id) => feedback(id));
    assert.deepEqual(await keysOf('page.json', JSON.stringify(page(one, two))), ['1', '2']);
    assert.deepEqual(await keysOf('older.json', JSON.stringify(older(one, two), null, 2)), ['1', '2']);
    assert.deepEqual(await keysOf('pages.json', JSON.stringify([page(one), older(two), page(three)])), ['1', '2', '3']);
    assert.deepEqual(await keysOf('list.json', JSON.stringify([one, two])), ['1', '2']);
    const lines = [one, page(two), three].map((value) => JSON.stringify(value)).join('\n');
    assert.deepEqual(await keysOf('lines.jsonl', `${lines}\n`), ['1', '2', '3']);
  });

  test('yields who replied apart from the words; the translation is left out', async () => {
    const text = JSON.stringify([
      feedback(7, {
        userType: 'ACADEMIC_RESEARCH_INSTTITUTION',
        organization: 'Institute',
        firstName: 'Ada',
        surname: 'Example',
        companySize: 'LARGE',
        governanceLevel: 'LOCAL',
        tr_number: '205170133342-09',
        trNumber: undefined,
        publication: 'WITHINFO',
        newKey: 'x',
      }),
      feedback(8, { publication: 'SOMETHING_NEW', userType: 'ROBOT' }),
    ]);
    const delivery = await openDelivery(put(folder, 'people.json', text));
    assert.deepEqual([delivery.format, delivery.source], ['have-your-say-json', 'publication 32884536']);
    const { contributions, partial } = await collect(delivery);
    assert.deepEqual(contributions[0], {
      file: 'people.json',
      row: 1,
      sourceKey: '7',
      language: 'de',
      day: '2024-05-23',
      profile: { userType: 'ACADEMIC_RESEARCH_INSTITUTION', country: 'DE', size: 'LARGE', scope: 'LOCAL' },
      personal: { organisation: 'Institute', surname: 'Example', firstName: 'Ada', registerNumber: '205170133342-09' },
      publication: 'with_name',
      url: null,
      answers: [{ question: 'q1', text: 'Wörter 7' }],
      attachments: [],
    });
    assert.deepEqual([contributions[1]?.publication, contributions[1]?.profile.userType], ['unknown', null]);
    assert.deepEqual(partial, []);
    const reasons = new Map(delivery.reading.map(({ field, role, reason }) => [field, `${role}: ${reason}`]));
    assert.deepEqual(
      ['feedbackTextUserLanguage', 'publication', 'userType', 'newKey', 'status'].map((key) => reasons.get(key)),
      [
        'ignore: a translation by machine into the language of whoever fetched it; the words themselves are taken',
        'publication: what the contributor allowed; not understood and left unknown: "SOMETHING_NEW" (1)',
        'user_type: as whom the contributor replied; not understood and left unknown: "ROBOT" (1)',
        'ignore: not known: not taken in',
        'ignore: of the portal itself: no answer',
      ],
    );
  });

  test('says where pages overlap; the same id twice is one contribution when it is imported', async () => {
    const text = JSON.stringify([page(feedback(1), feedback(2)), page(feedback(2), feedback(3))]);
    const delivery = await openDelivery(put(folder, 'overlap.json', text));
    assert.deepEqual(delivery.remarks, [
      'Feedback in the file: 4.',
      'Ids that stand in it again, as pages overlap: 1. Each counts once.',
    ]);
  });

  test('has its attachments joined by the ids of the portal', async () => {
    const papers = join(folder, 'papers');
    mkdirSync(papers);
    const words = (text: string) => makePdf([[{ text, y: 700 }]]);
    put(papers, '090166e5aa.pdf', words('Words of the first paper, which are many.'));
    put(papers, '551.pdf', words('Words of the second paper, which are many.'));
    put(papers, 'F3-position.pdf', words('Words of the third paper, which are many.'));
    const attachment = (id: number, documentId: string, fileName: string) => [{ id, documentId, fileName, pages: 1 }];
    const text = JSON.stringify([
      feedback(1, { attachments: attachment(550, '090166e5aa', 'a.pdf') }),
      feedback(2, { attachments: attachment(551, '090166e5bb', 'b.pdf') }),
      feedback(3, { attachments: attachment(552, '090166e5cc', 'position.pdf') }),
      feedback(4, { attachments: attachment(553, '090166e5dd', 'lost.pdf') }),
    ]);
    const { contributions } = await collect(
      await openDelivery(put(folder, 'attached.json', text), { attachmentsFolder: papers }),
    );
    assert.deepEqual(
      contributions.map(({ attachments }) => attachments.map(({ name, state }) => [name, state])),
      [[['090166e5aa.pdf', 'read']], [['551.pdf', 'read']], [['F3-position.pdf', 'read']], [['lost.pdf', 'missing']]],
    );
  });
});
