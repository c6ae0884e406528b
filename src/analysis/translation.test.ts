import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { CampaignText } from './campaign.ts';
import { openEmbedder } from './embed.ts';
import { openLanguageDetector } from './language.ts';
import { findCampaignsAcrossLanguages } from './translation.ts';

const embedder = await openEmbedder({ threads: 1 });
const tellLanguage = openLanguageDetector();
after(() => embedder.close());

const ENGLISH = `The old swimming pool in our district must stay open. Our children can learn to swim nowhere else in the city.
  The plan to sell the land to a hotel benefits only a few investors. We ask the council to stop the sale before the summer.
  A repair of the roof would cost less than one year of the new car park.`;
const GERMAN = `Das alte Schwimmbad in unserem Stadtteil muss geöffnet bleiben. Unsere Kinder können sonst nirgendwo in der Stadt
  schwimmen lernen. Der Plan, das Grundstück an ein Hotel zu verkaufen, nützt nur wenigen Investoren. Wir bitten den Rat, den
  Verkauf vor dem Sommer zu stoppen. Eine Reparatur des Daches würde weniger kosten als ein Jahr des neuen Parkplatzes.`;
const CROATIAN = `Stari bazen u našoj četvrti mora ostati otvoren. Naša djeca nigdje drugdje u gradu ne mogu naučiti plivati. Plan da
  se zemljište proda hotelu koristi samo nekolicini ulagača. Molimo vijeće da zaustavi prodaju prije ljeta. Popravak krova
  stajao bi manje od jedne godine novog parkirališta.`;
const SAME_TOPIC = [
  `Im Schwimmbad fehlen seit Jahren Umkleiden für Familien. Die Duschen sind oft kalt und am Abend schließt es zu früh. Ich
  gehe dort jeden Morgen schwimmen und zahle gerne mehr Eintritt. Ein Kiosk für den Sommer wäre auch schön.`,
  `The pool should offer lessons for adults who never learnt to swim. My neighbour is seventy and would love to join a class.
  The water could be warmer in winter. More bicycle stands in front of the entrance would help as well.`,
  `Bazen bi trebao raditi i nedjeljom navečer. Cijena ulaznice za studente je previsoka. Voda je često prljava nakon vikenda.
  Trebalo bi zaposliti još dva spasioca.`,
];

const named = (texts: readonly string[]): CampaignText[] => texts.map((text, i) => ({ id: `k${i}`, text }));
const find = (texts: readonly CampaignText[]) =>
  findCampaignsAcrossLanguages(texts, { tellLanguage, embed: embedder.embed });

test('a letter that was sent in three languages is one campaign, whoever else writes about the matter', async () => {
  const [found, ...more] = await find(named([...SAME_TOPIC, ENGLISH, GERMAN, CROATIAN]));
  assert.deepEqual(more, []);
  assert.deepEqual(
    found!.members.map(({ id, role }) => `${id} ${role}`).toSorted(),
    [
      `${found!.template} template`,
      ...['k3', 'k4', 'k5'].filter((id) => id !== found!.template).map((id) => `${id} translation`),
    ].toSorted(),
  );
  assert.equal(found!.translations.length, 2);
});

test('what somebody adds to a translation is theirs', async () => {
  const own =
    'Meine Großmutter ist dort schon vor sechzig Jahren geschwommen, und jeden Samstag traf sie ihre Freundinnen.';
  const [found] = await find(named([ENGLISH, ENGLISH, `${GERMAN} ${own}`, ...SAME_TOPIC]));
  const { role, overlap } = found!.members.find(({ id }) => id === 'k2')!;
  assert.equal(role, 'translation');
  assert.ok(overlap > 0.7 && overlap < 0.9, `${overlap}`);
  assert.ok(!found!.translations[0]!.text.includes('Großmutter'));
});

test('letters on one topic in several languages are no campaign', async () => {
  assert.deepEqual(await find(named([...SAME_TOPIC, ENGLISH])), []);
});

test('the order of the texts makes no difference across languages', async () => {
  const texts = named([...SAME_TOPIC, ENGLISH, GERMAN, CROATIAN]);
  const sorted = (found: Awaited<ReturnType<typeof find>>) =>
    found.map((one) => ({ ...one, members: one.members.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }));
  assert.deepEqual(sorted(await find(texts.toReversed())), sorted(await find(texts)));
});
