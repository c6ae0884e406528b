import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { deliveryOf, type Said } from '../../test/delivery.ts';
import { onBothStores, temporaryFolder } from '../../test/stores.ts';
import { PROGRAM } from '../core/version.ts';
import { partsOf, writeReport } from '../report/folder.ts';
import { verifyReport } from '../report/verify.ts';
import { SYSTEM } from '../store/actor.ts';
import { decideAsAuthor } from '../store/authors-choice.ts';
import { claimedContribution, makeClaimCodes } from '../store/claim.ts';
import { bareConsultation, type Consultation, createConsultation } from '../store/consultation.ts';
import { importsOf } from '../store/import.ts';
import type { Store } from '../store/open.ts';
import { undoImport } from '../store/undo.ts';
import { analyseConsultation } from './analyse.ts';
import { importDelivery } from './import.ts';
import { compileConsultation } from './report.ts';

const WISHES = ['more night trains', 'a bench in the shade', 'lower fares for pupils', 'safe crossings at schools'];
const said = (from: number, to: number): Said[] =>
  Array.from({ length: to - from }, (_, i) => ({
    id: String(from + i),
    text: `In district ${from + i} we need ${WISHES[(from + i) % WISHES.length]}, because people there wait too long.`,
  }));

onBothStores('a report after decisions on what counts', (store) => {
  const home = temporaryFolder();
  let made = 0;

  async function reportOf(store: Store, consultation: Consultation) {
    const { files } = await compileConsultation(store, consultation, 'en');
    const folder = join(home, String(++made));
    writeReport(folder, files);
    const { disagreements, checked } = verifyReport(folder, `${PROGRAM.name} ${PROGRAM.version}`, undefined);
    return {
      disagreements,
      checked,
      text: files['report.html'],
      evidence: [...partsOf(files['evidence.csv'])].join(''),
    };
  }

  test('is only made of an analysis that saw them, holds, and leaves out what was undone and withdrawn', async () => {
    const consultation = await createConsultation(store(), SYSTEM, bareConsultation('decided'), false);
    const to = { actor: SYSTEM, consultationId: consultation.id };
    const analyse = () => analyseConsultation(store(), SYSTEM, consultation.id, { encoderTokenBudget: 0 });
    await importDelivery(store(), deliveryOf(said(0, 24)), to);
    await importDelivery(store(), deliveryOf([...said(0, 24), ...said(100, 106)]), to);
    await analyse();
    assert.equal((await reportOf(store(), consultation)).checked.contributions, 30);

    const [second] = await importsOf(store().db, consultation.id);
    await undoImport(store(), SYSTEM, { id: second!.id, consultationId: consultation.id }, 'another town');
    const codes = await makeClaimCodes(store(), SYSTEM, consultation.id, { again: false });
    assert.equal(codes.length, 24);
    const claimed = await claimedContribution(store().db, codes[0]!.claim);
    await decideAsAuthor(store(), claimed!, 'withdraw');
    await assert.rejects(compileConsultation(store(), consultation, 'en'), { code: 'conflict' });

    await analyse();
    const { disagreements, checked, text, evidence } = await reportOf(store(), consultation);
    assert.deepEqual(disagreements, []);
    assert.deepEqual([checked.contributions, checked.otherLeaves, checked.earlierVersions], [23, 7, 0]);
    assert.equal(evidence.includes('district 100 '), false);
    assert.equal(evidence.includes(codes[0]!.contribution), false);
    assert.match(text, /1 contribution was withdrawn by its author/);
    assert.match(text, /6 contributions came with an import that was undone/);
  });

  test('counts what vanished from its source and quotes none of it', async () => {
    const consultation = await createConsultation(store(), SYSTEM, bareConsultation('vanished'), false);
    const to = { actor: SYSTEM, consultationId: consultation.id };
    const gone = said(50, 60).map((one) => ({ ...one, text: `${one.text} Quote me.` }));
    await importDelivery(store(), deliveryOf([...said(0, 12), ...gone]), to);
    await importDelivery(store(), deliveryOf(said(0, 12)), to);
    await analyseConsultation(store(), SYSTEM, consultation.id, { encoderTokenBudget: 0 });
    const { disagreements, checked, text } = await reportOf(store(), consultation);
    assert.deepEqual([disagreements, checked.contributions], [[], 22]);
    assert.match(
      text,
      /10 contributions are no longer in the newest export of the source; they are still counted and not quoted/,
    );
    assert.equal(text.includes('Quote me'), false);
  });
});
