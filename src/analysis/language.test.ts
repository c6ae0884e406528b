import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { LANGUAGES as OFFICIAL } from '../core/language.ts';
import { openLanguageDetector, tellLanguages } from './language.ts';

const tell = openLanguageDetector();

/** What somebody might write to a town about its buses. */
const SENTENCES = {
  bg: 'Автобусите вечер са твърде малко и хората се прибират пеша.',
  cs: 'Večerních autobusů je příliš málo a lidé chodí domů pěšky.',
  da: 'Der er alt for få busser om aftenen, og folk må gå hjem.',
  de: 'Abends fahren zu wenige Busse, und die Leute gehen zu Fuß nach Hause.',
  el: 'Τα λεωφορεία το βράδυ είναι πολύ λίγα και ο κόσμος γυρίζει με τα πόδια.',
  en: 'There are too few buses in the evening and people have to walk home.',
  es: 'Hay muy pocos autobuses por la noche y la gente vuelve a casa andando.',
  et: 'Õhtuti on liiga vähe busse ja inimesed peavad jalgsi koju minema.',
  fi: 'Iltaisin busseja on aivan liian vähän ja ihmiset kävelevät kotiin.',
  fr: 'Il y a trop peu de bus le soir et les gens doivent rentrer à pied.',
  ga: 'Níl go leor busanna ann tráthnóna agus bíonn ar dhaoine siúl abhaile.',
  hr: 'Navečer ima premalo autobusa i ljudi moraju pješačiti kući.',
  hu: 'Este túl kevés busz jár, és az emberek gyalog mennek haza.',
  it: 'La sera ci sono troppo pochi autobus e la gente torna a casa a piedi.',
  lt: 'Vakarais važiuoja per mažai autobusų ir žmonės turi eiti namo pėsčiomis.',
  lv: 'Vakaros ir pārāk maz autobusu, un cilvēkiem jāiet mājās kājām.',
  mt: 'Filgħaxija hemm ftit wisq karozzi tal-linja u n-nies ikollhom jimxu lejn id-dar.',
  nl: 'Er rijden ’s avonds te weinig bussen en mensen moeten naar huis lopen.',
  pl: 'Wieczorem jeździ za mało autobusów i ludzie muszą wracać pieszo.',
  pt: 'Há muito poucos autocarros à noite e as pessoas têm de voltar a pé.',
  ro: 'Seara sunt prea puține autobuze și oamenii trebuie să meargă pe jos acasă.',
  sk: 'Večer jazdí príliš málo autobusov a ľudia musia chodiť domov pešo.',
  sl: 'Zvečer vozi premalo avtobusov in ljudje morajo domov peš.',
  sv: 'Det går för få bussar på kvällen och folk måste gå hem.',
};

describe('the language of a sentence is told', () => {
  test('in each of the 24 official languages', () => {
    assert.deepEqual(Object.keys(SENTENCES).sort(), [...OFFICIAL].sort());
    for (const [language, text] of Object.entries(SENTENCES)) assert.equal(tell(text), language, text);
  });

  test('in capitals, and without its marks on letters', () => {
    for (const [language, text] of Object.entries(SENTENCES)) assert.equal(tell(text.toUpperCase()), language, text);
    const bare = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '');
    for (const language of ['de', 'fr', 'hu', 'pl', 'ro', 'sv'] as const) {
      assert.equal(tell(bare(SENTENCES[language])), language);
    }
  });

  test('the same whether a letter and its mark are one character or two', () => {
    for (const text of Object.values(SENTENCES)) {
      const start = text.split(' ').slice(0, 2).join(' ');
      assert.equal(tell(start.normalize('NFD')), tell(start), start);
    }
  });

  test('with figures, addresses and a name from elsewhere in it', () => {
    assert.equal(tell(`${SENTENCES.de} Siehe https://example.org/busse-2024.pdf, S. 12.`), 'de');
    assert.equal(tell(`${SENTENCES.bg} (Київ, Ярославль)`), 'bg');
  });
});

describe('the language of a few words is told', () => {
  test('in each of the 24 official languages', () => {
    const fragments = {
      bg: 'повече паркове за хората',
      cs: 'více zeleně pro naše děti',
      da: 'flere grønne områder til børn',
      de: 'mehr Grün für unsere Kinder',
      el: 'περισσότερο πράσινο για παιδιά',
      en: 'more green spaces for children',
      es: 'más zonas verdes para niños',
      et: 'rohkem rohealasid meie lastele',
      fi: 'lisää viheralueita lapsille tänne',
      fr: 'plus de verdure pour les enfants',
      ga: 'níos mó spásanna glasa do pháistí',
      hr: 'više zelenih površina za djecu',
      hu: 'több zöld terület a gyerekeknek',
      it: 'più spazi verdi per i bambini',
      lt: 'daugiau žaliųjų erdvių vaikams',
      lv: 'vairāk zaļo zonu bērniem pilsētā',
      mt: 'aktar spazji ħodor għat-tfal',
      nl: 'meer groen voor onze kinderen',
      pl: 'więcej zieleni dla naszych dzieci',
      pt: 'mais espaços verdes para crianças',
      ro: 'mai multe spații verzi pentru copii',
      sk: 'viac zelene pre naše deti',
      sl: 'več zelenih površin za otroke',
      sv: 'fler grönområden för våra barn',
    };
    assert.deepEqual(Object.keys(fragments).sort(), [...OFFICIAL].sort());
    for (const [language, text] of Object.entries(fragments)) assert.equal(tell(text), language, text);
  });

  test('in each passage of a contribution by itself, whatever the others are written in', () => {
    const hints = OFFICIAL.filter((language) => language !== 'sv');
    for (const hint of hints) assert.equal(tell('Vi behöver fler bussar på kvällarna.', hint), 'sv', hint);
  });
});

describe('the language cannot be told', () => {
  test('where there are no letters', () => {
    for (const text of ['', ' \n', '12.5 % (2024)', '👍👍', '???', '\ud83d']) assert.equal(tell(text), 'und');
  });

  test('where too few of them could be of many languages', () => {
    for (const text of ['OK', 'no', 'Bus 7', 'internet', 'Bratislava', 'BMW', '12 km', 'EU 2030'])
      assert.equal(tell(text), 'und');
  });

  test('where the letters are of none of the 24 languages', () => {
    const foreign = [
      'Автобусы вечером ходят слишком редко, и люди вынуждены идти домой пешком.',
      'Увечері автобусів замало, і люди йдуть додому пішки.',
      'عدد الحافلات في المساء قليل جدا ويضطر الناس إلى المشي',
      '晚上公交车太少，人们不得不走路回家。',
      'יש מעט מדי אוטובוסים בערב',
    ];
    for (const text of foreign) assert.equal(tell(text), 'und', text);
  });
});

describe('a hint', () => {
  test('decides where a text is too short to tell', () => {
    assert.deepEqual([tell('Mer', 'sv'), tell('Mer', 'fr'), tell('Mer', null)], ['sv', 'fr', 'und']);
  });

  test('does not decide against a clear sentence, and is no help where it names no language', () => {
    for (const [language, text] of Object.entries(SENTENCES)) {
      assert.equal(tell(text, language === 'fi' ? 'hu' : 'fi'), language);
    }
    assert.deepEqual([tell('Mer', 'xx'), tell('123', 'de')], ['und', 'und']);
  });
});

test('a short answer among many of one language is taken for that language, a clear one in another is not', () => {
  const texts = [
    SENTENCES.sv,
    'Det borde gå fler bussar på söndagar också, tycker jag.',
    'Buss',
    SENTENCES.fi,
    '!',
    'Mer',
  ];
  assert.deepEqual(tellLanguages([...texts, ...texts.slice(0, 2)], tell).slice(0, 6), [
    'sv',
    'sv',
    'sv',
    'fi',
    'und',
    'sv',
  ]);
}); // prettier-ignore

test('short answers stay untold where no language is common', () => {
  const texts = [SENTENCES.sv, SENTENCES.fi, SENTENCES.el, 'OK'];
  assert.deepEqual(tellLanguages(texts, tell), ['sv', 'fi', 'el', 'und']);
});

test('any text has one of the 24 languages or none, the same every time', () => {
  const known = new Set<string>([...OFFICIAL, 'und']);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const language = tell(text);
      return known.has(language) && tell(text) === language;
    }),
    { numRuns: 200 },
  );
});
