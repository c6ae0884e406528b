import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type CampaignText, findCampaigns } from './campaign.ts';
import { repeatableRandom, shuffle } from './random.ts';

const LETTER =
  'I am writing to ask the council to keep the old swimming pool open. It is the only place in our district where children can learn to swim, and the plan to sell the site to a hotel takes away from all of us what belongs to all of us.';
const SECOND =
  'Please do not allow night flights at the airport. Thousands of families near the runway cannot sleep, and the doctors of our hospital have shown again and again what noise does to the heart.';
const OWN = [
  'My street has no pavement on its northern side, so that people with wheelchairs have to use the road between parked cars and buses.',
  'The library should open on Sundays, because those who work during the week have no other day on which they could come to read.',
  'We would like trees instead of concrete on the market square, since in August nobody can stand there for longer than five minutes.',
  'Bus number seven comes so seldom after eight in the evening that my daughter walks home alone from her training in the dark.',
];

const named = (texts: readonly string[]): CampaignText[] => texts.map((text, i) => ({ id: `k${i}`, text }));
const rolesOf = (texts: readonly string[]) =>
  findCampaigns(named(texts)).map(({ template, members }) => ({
    template,
    members: members.map(({ id, role }) => `${id} ${role}`),
  }));

describe('a campaign', () => {
  test('is a text that three sent word for word', () => {
    assert.deepEqual(findCampaigns(named([LETTER, OWN[0]!, LETTER, OWN[1]!, LETTER])), [
      {
        key: 'c001',
        template: 'k0',
        text: LETTER,
        translations: [],
        contributions: 3,
        members: [
          { id: 'k0', role: 'template', overlap: 1 },
          { id: 'k2', role: 'template', overlap: 1 },
          { id: 'k4', role: 'template', overlap: 1 },
        ],
      },
    ]);
  });

  test('is not what two sent', () => {
    assert.deepEqual(rolesOf([LETTER, OWN[0]!, LETTER]), []);
  });

  test('does not mind capitals, blanks and punctuation', () => {
    const loud = LETTER.toUpperCase().replaceAll('. ', ' -\n\n');
    assert.deepEqual(rolesOf([LETTER, loud, `«${LETTER}»`]), [
      { template: 'k0', members: ['k0 template', 'k1 template', 'k2 template'] },
    ]);
  });

  test('has the changed copies as variants', () => {
    const changed = LETTER.replace('old swimming pool', 'public baths').replace('children', 'our three children');
    assert.deepEqual(rolesOf([LETTER, changed, LETTER, `Dear mayor, ${LETTER} Yours, Maria Borg`]), [
      { template: 'k0', members: ['k0 template', 'k1 variant', 'k2 template', 'k3 variant'] },
    ]);
  });

  test('is found where everybody changed something', () => {
    const copies = OWN.map((_, i) => `${['Hello.', 'Good day.', 'Dear all.', 'To whom it may concern:'][i]} ${LETTER}`);
    const [found, ...more] = findCampaigns(named([...copies, ...OWN]));
    assert.deepEqual([found!.members.map(({ id }) => id), more], [['k0', 'k1', 'k2', 'k3'], []]);
  });

  test('has for its template the copy that is most like all others, though nobody sent it twice', () => {
    const words = LETTER.split(' ');
    const copies = [3, 12, 21, 30, 39].map((at) => words.toSpliced(at, 2, `mine${at}`).join(' '));
    const [found, ...more] = findCampaigns(named([...copies, ...OWN, LETTER]));
    assert.deepEqual([found!.template, found!.members.length, more], ['k9', 6, []]);
    for (const { role, overlap } of found!.members) assert.ok(role === 'template' || (overlap > 0.8 && overlap < 1));
    assert.equal(found!.text, LETTER);
  });

  test('has a long letter of somebody that holds one sentence of it as a part', () => {
    const sentence = LETTER.slice(LETTER.indexOf('It is'), LETTER.indexOf(', and'));
    const own = `${OWN[0]} ${OWN[1]} ${sentence}. ${OWN[2]} ${OWN[3]} ${OWN.join(' ').toUpperCase()}`;
    const [found] = findCampaigns(named([LETTER, LETTER, own, LETTER, ...OWN]));
    const member = found!.members.find(({ id }) => id === 'k2')!;
    assert.deepEqual([found!.contributions, member.role], [4, 'part']);
    assert.ok(member.overlap > 0 && member.overlap < 0.5);
  });

  test('is a paragraph too that three letters share which nobody sent alone', () => {
    const letters = [0, 1, 2].map(
      (i) => `${OWN[i]} ${OWN[i]!.replace(/ (\w+)/g, ` $1${i}`)} ${SECOND.slice(0, 120)} end${i}`,
    );
    assert.deepEqual(
      findCampaigns(named([...letters, OWN[3]!])).map(({ members }) => members.map(({ id }) => id)),
      [['k0', 'k1', 'k2']],
    );
  }); // prettier-ignore

  test('is no sentence that several quote, in quotation marks or not', () => {
    const quoted = LETTER.slice(LETTER.indexOf('It is'));
    const letters = OWN.map((own, i) => `${own} ${quoted} ${OWN[(i + 1) % 4]!.replace(/ (\w+)/g, ` $1${i}`)}`);
    assert.deepEqual(rolesOf(letters), []);
    assert.deepEqual(
      rolesOf(
        OWN.map(
          (own, i) =>
            `${own} ${OWN[(i + 1) % 4]!.toUpperCase().replace(/ (\w+)/g, ` $1${i}`)} Our plan says: “${SECOND}” ${i} times.`,
        ),
      ),
      [],
    );
  });

  test('is no greeting, closing or heading that all respondents of a form share', () => {
    const framed = OWN.map(
      (own, i) =>
        `Dear Sir or Madam,\n\nWhat should the city council do first in your district?\n${own}\n\nWhich other measures do you propose to the council?\n${OWN[(i + 1) % 4]!.replace(/ (\w+)/g, ` $1${i}`)}\n\nThank you for the opportunity to comment.\nYours faithfully,`,
    );
    assert.deepEqual(rolesOf(framed), []);
  });

  test('does not take in those who share its closing alone', () => {
    const closing = 'Thank you for the opportunity to comment. We remain at your disposal for any further questions.';
    const close = (text: string) => `${text}\n\n${closing}`;
    const [found, ...more] = findCampaigns(named([...Array(3).fill(close(LETTER)), ...OWN.map(close)]));
    assert.deepEqual([found!.members.map(({ id }) => id), more], [['k0', 'k1', 'k2'], []]);
  });

  test('has the paragraphs of its letter in any order', () => {
    const [first, second] = LETTER.split(/(?<=open\.) /) as [string, string];
    const [found, ...more] = findCampaigns(named([LETTER, `${second}\n\n${first}`, LETTER, ...OWN]));
    assert.deepEqual(
      [found!.members.map(({ id, role }) => `${id} ${role}`), more],
      [['k0 template', 'k1 variant', 'k2 template'], []],
    );
  });

  test('has for its text what its members share, and a mark where each put in something of their own', () => {
    const letters = ['Maria of Sliema', 'Anton of Gozo', 'Bettina of Mdina'].map(
      (name, i) => `${OWN[i]} ${LETTER.slice(0, 67)} So says ${name}, who knows. ${LETTER.slice(68)}`,
    );
    const [found] = findCampaigns(named(letters));
    assert.equal(found!.text, `${LETTER.slice(0, 67)} So says […] who knows. ${LETTER.slice(68)}`);
  });

  test('tells what part of a member is its own words: here 50 of 98', () => {
    const own = `${LETTER} ${OWN[0]} ${OWN[1]}`;
    const [found] = findCampaigns(named([LETTER, LETTER, LETTER, own]));
    assert.deepEqual(found!.members.at(-1), { id: 'k3', role: 'variant', overlap: 0.51 });
  });

  test('is found in scripts without blanks between words', () => {
    const letter = '我们请求市议会保留旧的游泳池。这是我们区里孩子们唯一可以学习游泳的地方。';
    assert.deepEqual(rolesOf([letter, `您好。${letter}`, `${letter}谢谢。`]), [
      { template: 'k0', members: ['k0 template', 'k1 variant', 'k2 variant'] },
    ]);
  });

  test('is never a short answer that many give by chance', () => {
    assert.deepEqual(rolesOf(Array(50).fill('Yes, I agree with the plan.')), []);
    assert.deepEqual(rolesOf([...Array(50).fill('see attached'), '', '', '', '!!!']), []);
  });

  test('is not made of texts on one topic in own words', () => {
    assert.deepEqual(rolesOf([...OWN, LETTER, SECOND]), []);
  });

  test('counts the contributions that brought a text', () => {
    const [found] = findCampaigns([{ id: 'a', text: LETTER, count: 40 }, ...named(OWN)]);
    assert.deepEqual([found!.template, found!.contributions, found!.members.length], ['a', 40, 1]);
  });

  test('comes before another that fewer sent', () => {
    const found = findCampaigns(named([SECOND, LETTER, SECOND, LETTER, LETTER, SECOND, LETTER]));
    assert.deepEqual(
      found.map(({ key, template, contributions }) => [key, template, contributions]),
      [
        ['c001', 'k1', 4],
        ['c002', 'k0', 3],
      ],
    );
  });
});

test('the order of the texts makes no difference', () => {
  const random = repeatableRandom(7);
  const vary = (text: string) =>
    text
      .split(' ')
      .filter(() => random() > 0.06)
      .join(' ');
  const texts = named([
    ...Array.from({ length: 20 }, () => vary(LETTER)),
    ...Array.from({ length: 15 }, () => vary(SECOND)),
    ...OWN,
    ...OWN.map((own) => `${own} ${SECOND.slice(0, 110)}`),
    ...Array(3).fill(`${SECOND} ${LETTER}`),
  ]); // prettier-ignore
  const found = (input: CampaignText[]) =>
    findCampaigns(input).map((one) => ({ ...one, members: one.members.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }));
  const first = found(texts);
  assert.ok(first.length >= 2);
  for (let round = 0; round < 10; round++) {
    const order = shuffle(Uint32Array.from(texts.keys()), random);
    assert.deepEqual(found(Array.from(order, (at) => texts[at]!)), first);
  }
});

test('the order of the texts makes no difference where each is like its neighbours only', () => {
  const words = Array.from({ length: 120 }, (_, i) => `word${i}`);
  const texts = named(Array.from({ length: 16 }, (_, i) => words.slice(i * 6, i * 6 + 24).join(' ')));
  const found = (input: CampaignText[]) =>
    findCampaigns(input).map(({ members }) => members.map(({ id }) => id).sort());
  const random = repeatableRandom(8);
  const first = found(texts);
  assert.ok(first.length >= 1);
  for (let round = 0; round < 10; round++) {
    const order = shuffle(Uint32Array.from(texts.keys()), random);
    assert.deepEqual(found(Array.from(order, (at) => texts[at]!)), first);
  }
});

test('progress is told while texts are read', () => {
  const steps = new Set<string>();
  findCampaigns(named([LETTER, LETTER, LETTER]), ({ step }) => steps.add(step));
  assert.ok(steps.has('campaign.read'));
});
