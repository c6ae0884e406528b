import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { flawsOf } from '../core/questionnaire.ts';
import { written } from '../core/text.ts';
import { makeEuSurveyXml } from './fixtures/eusurvey.ts';
import { SHARED } from './fixtures/shared.ts';
import { readQuestionnaireFile } from './questionnaire-file.ts';

const SAMPLES = ['eusurvey-result-2021-11.xml', 'eusurvey-result-old.xml'].map((name) => join(SHARED, 'samples', name));

test('the question set of EUSurvey is read in its order, with sections, texts and all languages', async () => {
  const xml = makeEuSurveyXml({
    languages: ['EN', 'FR'],
    form: [
      ['Section', 's1', 'Section', ['About', 'À propos']],
      ['Text', 't1', 'Text', ['Please <b>read</b>', 'Lisez']],
      ['Question', 'a', 'Single Choice', ['Agree?', "D'accord ?"]],
      ['Answer', 'a1', 'Choice Answer', ['Yes', 'Oui']],
      ['Answer', 'a2', 'Choice Answer', ['No', 'Non']],
      ['Section', 's2', 'Section', ['More', 'Plus']],
      ['Question', 'b', 'Free Text', ['Why?', 'Pourquoi ?']],
      ['Question', 'c', 'E-mail', ['Your address', 'Votre adresse']],
      ['Question', 'd', 'Confirmation', ['I agree', 'Je suis d’accord']],
      ['Question', 'e', 'Rating', ['Rate', 'Notez']],
      ['RatingQuestion', 'e1', '', ['Rate: Speed', 'Notez: Vitesse']],
    ],
    sets: [{ answers: [['e1', '', '2/4']] }],
  });
  const { questions, skipped } = await readQuestionnaireFile({ name: 'set.xml', content: Buffer.from(xml) });
  assert.deepEqual(skipped, []);
  assert.deepEqual(
    questions.map(({ key, kind, title, purpose }) => [key, kind, title, purpose]),
    [
      ['q1', 'section', written({ en: 'About', fr: 'À propos' }), 'evidence'],
      ['q2', 'info', written({ en: 'Please read', fr: 'Lisez' }), 'evidence'],
      ['q3', 'single', written({ en: 'Agree?', fr: "D'accord ?" }), 'evidence'],
      ['q4', 'section', written({ en: 'More', fr: 'Plus' }), 'evidence'],
      ['q5', 'long_text', written({ en: 'Why?', fr: 'Pourquoi ?' }), 'evidence'],
      ['q6', 'email', written({ en: 'Your address', fr: 'Votre adresse' }), 'logistics'],
      ['q7', 'consent', written({ en: 'I agree', fr: 'Je suis d’accord' }), 'logistics'],
      ['q8', 'matrix', written({ en: 'Rate', fr: 'Notez' }), 'evidence'],
    ],
  );
  const rating = questions[7]!;
  assert.deepEqual(rating.kind === 'matrix' && rating.options.map(({ key }) => key), ['1', '2', '3', '4']);
  assert.deepEqual(flawsOf(questions), []);
});

for (const path of SAMPLES) {
  test(`${path.split('/').at(-1)} becomes a questionnaire that could be published but for what it leaves empty`, {
    skip: !existsSync(path) && `${path} is not here`,
  }, async () => {
    const { questions } = await readQuestionnaireFile({ name: 'sample.xml', content: readFileSync(path) });
    assert.ok(questions.length > 5);
    const allowed = ['flaw.few_options'];
    assert.deepEqual(
      flawsOf(questions).filter(({ say }) => !allowed.includes(say)),
      [],
    );
  });
}

test('what is no questionnaire is refused with what it is', async () => {
  const read = async (content: string) => await readQuestionnaireFile({ name: 'x', content: Buffer.from(content) });
  await assert.rejects(read('nothing'), {
    code: 'unreadable',
    message: 'x is neither JSON nor XML. Give a survey as SurveyJS saves it (JSON), or results of EUSurvey as XML.',
  });
  await assert.rejects(read('{"a":1}'), { code: 'unreadable' });
  await assert.rejects(read('<html><body/></html>'), { code: 'unreadable' });
  await assert.rejects(read('<Results>'), { code: 'unreadable' });
  await assert.rejects(read('{"elements":[{"type":"image","name":"logo"}]}'), { code: 'unreadable' });
});
