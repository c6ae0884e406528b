import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBothStores } from '../../test/stores.ts';
import type { Actor } from '../core/capability.ts';
import { newId } from '../core/id.ts';
import { written } from '../core/text.ts';
import { atWallClock, endOfDay, startOfDay } from '../core/time.ts';
import { SYSTEM } from './actor.ts';
import {
  bareConsultation,
  consultationById,
  createConsultation,
  describeConsultation,
  eventsOf,
  setPublished,
  stagesOf,
} from './consultation.ts';
import { documentsOf, removeDocument, saveDocument } from './document.ts';
import { areasOf, headingsOf, setHeadings } from './heading.ts';
import { readLog } from './log.ts';
import { consultationOfPreview, makePreviewLink, previewLinksOf, revokePreviewLink } from './preview-link.ts';
import { addStage, changeStage, removeStage, skipStage } from './stage.ts';
import { setTargets, targetsOf } from './stakeholder-map.ts';

const ZONE = 'Europe/Brussels';
const plan = (first: string, last: string) => ({
  kind: 'call_for_evidence' as const,
  title: written({ en: 'Call' }),
  opensAt: startOfDay(first, ZONE),
  closesAt: endOfDay(last, ZONE),
});
const reason = written({ en: 'The Council meets earlier.', de: 'Der Rat tagt früher.' });

onBothStores('the stages of a consultation', (store) => {
  let count = 0;
  const draft = async () =>
    (await createConsultation(store(), SYSTEM, bareConsultation(`stages-${++count}`), false)).id;

  test('change freely while nobody was told of them', async () => {
    const id = await draft();
    const call = await addStage(store(), SYSTEM, id, plan('2026-01-26', '2026-02-19'));
    assert.equal(await changeStage(store(), SYSTEM, id, call, plan('2026-01-26', '2026-02-12'), {}), null);
    const [stage] = await stagesOf(store().db, id);
    assert.deepEqual([stage!.closesAt.toISOString(), stage!.derogations], ['2026-02-12T23:00:00.000Z', []]);
    await removeStage(store(), SYSTEM, id, call);
    assert.deepEqual(await stagesOf(store().db, id), []);
  });

  test('take a reason once they were announced, which is shown with the dates of before', async () => {
    const id = await draft();
    const call = await addStage(store(), SYSTEM, id, plan('2026-01-26', '2026-02-19'));
    await setPublished(store(), SYSTEM, id, true, undefined);
    const shorter = plan('2026-01-26', '2026-02-12');
    await assert.rejects(changeStage(store(), SYSTEM, id, call, shorter, {}), {
      code: 'wrong_use',
      message: 'People have been told of these dates: say why they change.',
    });
    assert.equal((await stagesOf(store().db, id))[0]!.closesAt.toISOString(), '2026-02-19T23:00:00.000Z');
    const at = new Date('2026-02-01T10:00:00Z');
    assert.equal(await changeStage(store(), SYSTEM, id, call, shorter, reason, { clock: () => at }), 'shortened');
    const [stage] = await stagesOf(store().db, id);
    const { opensAt, closesAt } = plan('2026-01-26', '2026-02-19');
    assert.deepEqual(stage!.derogations, [{ kind: 'shortened', reason, at, before: { opensAt, closesAt } }]);
    const entry = (await readLog(store().db, id, 0)).at(-1)!;
    assert.deepEqual([entry.kind, entry.reason, entry.subject], ['stage.changed', 'The Council meets earlier.', call]);
  });

  test('need no reason for another title, and taking the consultation back does not free their dates', async () => {
    const id = await draft();
    const call = await addStage(store(), SYSTEM, id, plan('2026-01-26', '2026-02-19'));
    await setPublished(store(), SYSTEM, id, true, undefined);
    const renamed = { ...plan('2026-01-26', '2026-02-19'), title: written({ en: 'Call for evidence' }) };
    assert.equal(await changeStage(store(), SYSTEM, id, call, renamed, {}), null);
    await setPublished(store(), SYSTEM, id, false, 'A mistake in the title.');
    await assert.rejects(changeStage(store(), SYSTEM, id, call, plan('2026-01-26', '2026-02-12'), {}), {
      code: 'wrong_use',
    });
    await assert.rejects(removeStage(store(), SYSTEM, id, call), { code: 'conflict' });
  });

  test('are skipped with a reason, once, and then stay as they are', async () => {
    const id = await draft();
    const call = await addStage(store(), SYSTEM, id, plan('2026-01-26', '2026-02-19'));
    await assert.rejects(skipStage(store(), SYSTEM, id, call, {}), { code: 'wrong_use' });
    await skipStage(store(), SYSTEM, id, call, reason);
    const [stage] = await stagesOf(store().db, id);
    assert.deepEqual([stage!.skippedAt instanceof Date, stage!.derogations[0]!.kind], [true, 'skipped']);
    await assert.rejects(skipStage(store(), SYSTEM, id, call, reason), { code: 'conflict' });
    await assert.rejects(changeStage(store(), SYSTEM, id, call, plan('2026-03-01', '2026-03-02'), reason), {
      code: 'conflict',
    });
  });

  test('stand in the order of their dates, whichever was made first', async () => {
    const id = await draft();
    const late = await addStage(store(), SYSTEM, id, plan('2026-06-01', '2026-06-02'));
    const early = await addStage(store(), SYSTEM, id, plan('2026-01-01', '2026-01-02'));
    assert.deepEqual(
      (await stagesOf(store().db, id)).map((stage) => stage.id),
      [early, late],
    );
  });

  test('keep their days when the zone of a draft changes; the zone of what was announced stays', async () => {
    const id = await draft();
    await addStage(store(), SYSTEM, id, plan('2026-01-26', '2026-02-19'));
    const move = async (timeZone: string) =>
      await describeConsultation(store(), SYSTEM, id, { ...(await consultationById(store().db, id))!, timeZone });
    await move('Europe/Athens');
    const [stage] = await stagesOf(store().db, id);
    assert.deepEqual(
      [stage!.opensAt, stage!.closesAt],
      [startOfDay('2026-01-26', 'Europe/Athens'), endOfDay('2026-02-19', 'Europe/Athens')],
    );
    await setPublished(store(), SYSTEM, id, true, undefined);
    await assert.rejects(move('Europe/Brussels'), { code: 'conflict' });
    await move('Europe/Athens');
  });

  test('are changed by nobody who may not set consultations up', async () => {
    const id = await draft();
    const analyst: Actor = { ...SYSTEM, roles: ['analyst'] };
    await assert.rejects(addStage(store(), analyst, id, plan('2026-01-01', '2026-01-02')), { code: 'forbidden' });
  });
});

onBothStores('what surrounds a consultation', (store) => {
  test('documents are added, changed, removed, and belong to their consultation alone', async () => {
    const { id } = await createConsultation(store(), SYSTEM, bareConsultation('documents'), false);
    const other = await createConsultation(store(), SYSTEM, bareConsultation('documents-of-others'), false);
    const paper = { title: written({ en: 'Paper' }), url: 'https://example.org/paper.pdf' };
    await saveDocument(store(), SYSTEM, id, null, paper);
    await saveDocument(store(), SYSTEM, id, null, { ...paper, title: written({ en: 'Annex' }) });
    const [first, second] = await documentsOf(store().db, id);
    await saveDocument(store(), SYSTEM, id, first!.id, { ...paper, url: 'https://example.org/v2.pdf' });
    await assert.rejects(saveDocument(store(), SYSTEM, other.id, first!.id, paper), { code: 'not_found' });
    await removeDocument(store(), SYSTEM, id, second!.id);
    await assert.rejects(removeDocument(store(), SYSTEM, id, second!.id), { code: 'not_found' });
    assert.deepEqual(await documentsOf(store().db, id), [
      { id: first!.id, title: written({ en: 'Paper' }), url: 'https://example.org/v2.pdf' },
    ]);
  });

  test('a link shows the draft until it is revoked, and its secret is stored nowhere', async () => {
    const { id } = await createConsultation(store(), SYSTEM, bareConsultation('preview'), false);
    const token = await makePreviewLink(store(), SYSTEM, id);
    assert.equal((await consultationOfPreview(store().db, token))?.id, id);
    assert.equal(await consultationOfPreview(store().db, `${token}x`), null);
    const [link] = await previewLinksOf(store().db, id);
    await revokePreviewLink(store(), SYSTEM, id, link!.id);
    assert.equal(await consultationOfPreview(store().db, token), null);
    assert.deepEqual(await previewLinksOf(store().db, id), []);
    await assert.rejects(revokePreviewLink(store(), SYSTEM, id, link!.id), { code: 'conflict' });
    await assert.rejects(revokePreviewLink(store(), SYSTEM, id, newId()), { code: 'conflict' });
  });

  test('the stakeholder map is set as a whole', async () => {
    const { id } = await createConsultation(store(), SYSTEM, bareConsultation('map'), false);
    await setTargets(store(), SYSTEM, id, [
      { kind: 'group', name: 'NGO', target: 10 },
      { kind: 'country', name: 'MT', target: null },
    ]);
    await setTargets(store(), SYSTEM, id, [{ kind: 'country', name: 'MT', target: 3 }]);
    assert.deepEqual(await targetsOf(store().db, id), [{ kind: 'country', name: 'MT', target: 3 }]);
  });

  test('core areas of events map to headings, and to none where their heading goes', async () => {
    const { id } = await createConsultation(
      store(),
      SYSTEM,
      {
        ...bareConsultation('headings'),
        stages: [
          {
            ...plan('2026-02-03', '2026-02-04'),
            kind: 'event_series',
            events: [
              {
                slug: 'one',
                kind: 'webinar',
                title: written({ en: 'One' }),
                summary: {},
                startsAt: atWallClock('2026-02-03', '10:00', ZONE),
                endsAt: atWallClock('2026-02-03', '12:00', ZONE),
                coreAreas: [written({ en: 'Talent' }), written({ en: 'Peers' })],
              },
            ],
          },
        ],
      },
      false,
    );
    const [event] = await eventsOf(store().db, id);
    const [talent, peers] = event!.coreAreas;
    const places = new Map([
      [talent!.id, 1],
      [peers!.id, 0],
    ]);
    const titles = [
      { id: null, title: written({ en: 'A' }) },
      { id: null, title: written({ en: 'B' }) },
    ]; // prettier-ignore
    await setHeadings(store(), SYSTEM, id, titles, places);
    const [a, b] = await headingsOf(store().db, id);
    const mapped = async () => (await areasOf(store().db, id)).map(({ headingId }) => headingId);
    assert.deepEqual(await mapped(), [b!.id, a!.id]);
    await setHeadings(store(), SYSTEM, id, [a!], new Map([[peers!.id, 0]]));
    assert.deepEqual(await mapped(), [null, a!.id]);
  });
});
