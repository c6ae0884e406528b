import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBothStores } from '../../test/stores.ts';
import type { Question } from '../core/question.ts';
import { insertQuestion, newQuestionKey } from '../core/questionnaire.ts';
import { written } from '../core/text.ts';
import { SYSTEM } from './actor.ts';
import { bareConsultation, createConsultation } from './consultation.ts';
import { questionsOf } from './questionnaire.ts';
import {
  discardDraft,
  draftOf,
  editDraft,
  makeQuestionnaire,
  publishDraft,
  questionnairesOf,
  versionsOf,
} from './questionnaire-draft.ts';

const words = (key: string, title: string): Question => ({
  key,
  kind: 'long_text',
  title: written({ en: title }),
  purpose: 'evidence',
});

onBothStores('a questionnaire that is being edited', (store) => {
  let count = 0;
  async function made(questions: Question[] = [words('q1', 'What is missing?')]) {
    const slug = `questionnaires-${++count}`;
    const consultation = (await createConsultation(store(), SYSTEM, bareConsultation(slug), false)).id;
    const id = await makeQuestionnaire(store(), SYSTEM, consultation, 'call', questions);
    const publish = async () => await publishDraft(store(), SYSTEM, consultation, id);
    const edit = async (change: (questions: Question[], known: readonly string[]) => Question[]) =>
      await editDraft(store(), SYSTEM, consultation, id, change);
    return { consultation, id, publish, edit };
  }

  test('is apart from its versions: what was published stays as it was', async () => {
    const { id, publish, edit } = await made();
    const first = await publish();
    await edit(([question]) => [{ ...question!, title: written({ en: 'What is too much?' }) }]);
    assert.deepEqual(await questionsOf(store().db, first), [words('q1', 'What is missing?')]);
    assert.deepEqual(await draftOf(store().db, id), [words('q1', 'What is too much?')]);
    const second = await publish();
    assert.notEqual(second, first);
    assert.deepEqual(await questionsOf(store().db, first), [words('q1', 'What is missing?')]);
    assert.deepEqual(
      (await versionsOf(store().db, id)).map(({ version, answers }) => [version, answers]),
      [
        [2, 0],
        [1, 0],
      ],
    );
  });

  test('makes no new version where nothing changed', async () => {
    const { publish, edit } = await made();
    const first = await publish();
    await edit((questions) => [...questions]);
    assert.equal(await publish(), first);
  });

  test('can be taken back to its newest version', async () => {
    const { consultation, id, publish, edit } = await made();
    await publish();
    await edit(() => []);
    assert.deepEqual(
      (await questionnairesOf(store().db, consultation)).map(({ hasDraft }) => hasDraft),
      [true],
    );
    await discardDraft(store(), SYSTEM, consultation, id);
    assert.deepEqual(await draftOf(store().db, id), [words('q1', 'What is missing?')]);
    assert.deepEqual(
      (await questionnairesOf(store().db, consultation)).map(({ name, version, hasDraft, answers, isImported }) => ({
        name,
        version,
        hasDraft,
        answers,
        isImported,
      })),
      [{ name: 'call', version: 1, hasDraft: false, answers: 0, isImported: false }],
    );
  });

  test('never gives a question the key of one that was removed', async () => {
    const { id, publish, edit } = await made([words('q1', 'One'), words('q2', 'Two')]);
    await publish();
    await edit(([one]) => [one!]);
    await edit((questions, known) => insertQuestion(questions, words(newQuestionKey(known), 'Three'), null));
    assert.deepEqual(
      (await draftOf(store().db, id)).map(({ key }) => key),
      ['q1', 'q3'],
    );
  });

  test('is not published with a question that cannot be asked so', async () => {
    const { publish } = await made([
      { key: 'q1', kind: 'single', title: written({ en: 'Choose' }), purpose: 'evidence', options: [] },
    ]);
    await assert.rejects(publish(), { code: 'conflict' });
  });

  test('has a name of its own in its consultation, and is edited in no other', async () => {
    const { consultation, id } = await made();
    await assert.rejects(makeQuestionnaire(store(), SYSTEM, consultation, 'call'), { code: 'conflict' });
    const other = await made();
    await assert.rejects(
      editDraft(store(), SYSTEM, other.consultation, id, () => []),
      { code: 'not_found' },
    );
  });

  test('keeps all of two changes that are made at once', async () => {
    const { id, edit } = await made([]);
    await Promise.all(
      Array.from({ length: 10 }, () =>
        edit((questions, known) => insertQuestion(questions, words(newQuestionKey(known), 'More'), null)),
      ),
    );
    assert.deepEqual(
      (await draftOf(store().db, id)).map(({ key }) => key),
      Array.from({ length: 10 }, (_, i) => `q${i + 1}`),
    );
  });
});
