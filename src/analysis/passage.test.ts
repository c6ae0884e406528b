import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cutPassages, readingForm } from './passage.ts';

const cut = (text: string, language = 'en', pages: number[] = []) =>
  cutPassages(text, language, pages).map(({ start, end }) => text.slice(start, end));

/** Sentences long enough to stand alone as passages. */
const LONG =
  'The council should build many more cycle paths in the northern districts of the town, and it should do so soon.';
const OTHER =
  'Our association has asked for better lighting in the parks since the year of the flood, and nobody answered us.';

const rarely = { withCrossShrink: true, minLength: 0, maxLength: 60 } as const;
const fragments = fc.oneof(
  fc.constantFrom(
    LONG,
    OTHER,
    'Nein.',
    'd.h.',
    ' 3. Oktober',
    '1) ',
    '2) ',
    '- ',
    '\n',
    '\r\n',
    '\n\n',
    '\t',
    '\f',
    '\u2028',
  ),
  fc.constantFrom(
    '👩‍👩‍👧',
    '\ud83d',
    '\udc4d',
    'é',
    'e\u0301',
    'ΑΒΓ ',
    'Да. ',
    'x'.repeat(700),
    '!',
    '...',
    '§ 4 ',
    '\u00ad',
  ),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
); // prettier-ignore
const texts = fc.array(fragments, rarely).map((parts) => parts.join(''));
const languages = fc.constantFrom('en', 'de', 'el', 'bg', 'mt', 'fi', 'und');

describe('the passages of any text', () => {
  test('hold every character but white space, in order and without overlap', () => {
    fc.assert(
      fc.property(texts, languages, fc.array(fc.nat(3000)), (text, language, pages) => {
        const passages = cutPassages(text, language, pages);
        let before = 0;
        for (const { start, end } of passages) {
          assert.equal(text.slice(before, start).trim(), '');
          assert.ok(start >= before && end > start && end <= text.length);
          assert.equal(text.slice(start, end), text.slice(start, end).trim());
          before = end;
        }
        assert.equal(text.slice(before).trim(), '');
      }),
      { numRuns: 300 },
    );
  });

  test('are at most 600 characters long, and never cut a character in two', () => {
    fc.assert(
      fc.property(texts, languages, (text, language) => {
        for (const { start, end } of cutPassages(text, language)) {
          assert.ok(end - start <= 600, `${end - start}`);
          for (const at of [start, end]) {
            assert.ok(!/[\uD800-\uDBFF]/.test(text[at - 1] ?? '') || !/[\uDC00-\uDFFF]/.test(text[at] ?? ''));
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a text is cut', () => {
  test('into nothing where nothing stands', () => {
    assert.deepEqual([cut(''), cut(' \n\t\u00a0\u2028')], [[], []]);
  });

  test('between long sentences', () => {
    assert.deepEqual(cut(`${LONG} ${OTHER}`), [LONG, OTHER]);
  });

  test('so that a short sentence stays with its neighbour', () => {
    assert.deepEqual(cut(`I agree. ${LONG} ${OTHER} Thank you.`), [`I agree. ${LONG}`, `${OTHER} Thank you.`]);
  });

  test('not after an abbreviation, an initial or an ordinal', () => {
    // Each half would be long enough to stand alone.
    const texts = {
      de: 'Die Stadt soll den Radweg an der alten Brücke endlich so ausbauen, wie es im Gutachten für den Rat vorgeschlagen wurde, d.h. Autos und Räder brauchen dort getrennte Spuren, und der Gehweg muss so breit bleiben, wie er heute ist.',
      fr: 'Nous avons écrit une longue lettre à la mairie sur l’état des chemins de l’école dans notre quartier, signée par tous les parents et par M. Dupont, qui attend toujours une réponse de la part des services qui devaient s’en occuper.',
      pl: 'Prosimy o to, aby rada zapytała mieszkańców wszystkich dzielnic o zdanie przed podjęciem tak ważnej decyzji, np. Zarząd Dróg mógłby urządzić spotkanie w szkole, na które każdy mógłby przyjść i powiedzieć, co o tym planie myśli.',
      el: 'Ζητάμε από τον δήμο να ρωτήσει όλους τους κατοίκους της πόλης πριν πάρει μια τόσο μεγάλη απόφαση για τις πλατείες μας, π.χ. Οι γειτονιές του κέντρου θα μπορούσαν να συναντηθούν στο σχολείο και να πουν τη γνώμη τους εκεί.',
    };
    for (const [language, text] of Object.entries(texts)) assert.deepEqual(cut(text, language), [text]);
    const [before, after] = [texts.de.slice(0, texts.de.indexOf('d.h.')), texts.de.slice(texts.de.indexOf('Autos'))];
    for (const word of ['am 3. Oktober kamen ', 'Prof. Dr. Müller sagt: ']) {
      assert.deepEqual(cut(before + word + after, 'de'), [before + word + after]);
    }
  });

  test('after a word that is an abbreviation in another language, and after a year in Bulgarian', () => {
    const spanish = [
      'Preguntamos al alcalde si los vecinos del barrio podían elegir otro sitio para la parada, y nos contestó que no.',
      'Después de tres años de espera queremos que alguien nos explique por escrito las razones de esa decisión tan rara.',
    ];
    const bulgarian = [
      'Старият мост над реката в центъра на нашия град беше затворен за всички автомобили още през есента на 2008 г.',
      'Оттогава нито един кмет не е намерил пари за ремонта, въпреки че хората от квартала питат за това всяка година.',
    ];
    assert.deepEqual([cut(spanish.join(' '), 'es'), cut(bulgarian.join(' '), 'bg')], [spanish, bulgarian]);
  });

  test('at paragraphs, headings and list items, not at line ends inside a sentence', () => {
    const heading = 'CYCLE PATHS AND WHAT THEY COST THE TOWN EACH YEAR';
    const broken = LONG.replace('paths in', 'paths\nin');
    const item = '- more benches along the river, because old people need to sit down';
    const next = '- fewer cars in front of the schools, where children cross the street';
    assert.deepEqual(cut(`${heading}\n\n${broken}\n${item}\n${next}`), [heading, broken, item, next]);
  });

  test('before each numbered point of a sentence', () => {
    const [first, second] = [
      '1) more benches along the river, because old people need to sit down on their way to the market and back again,',
      '2) fewer cars in front of the schools, where children cross the street each morning and nobody looks after them',
    ];
    assert.deepEqual(cut(`${first} ${second}`), [first, second]);
  });

  test('between words where a text has no full stop at all', () => {
    const words = Array.from({ length: 300 }, (_, i) => `word${i}`);
    const passages = cut(words.join(' '));
    assert.deepEqual(
      passages.flatMap((passage) => passage.split(' ')),
      words,
    ); // prettier-ignore
    assert.ok(passages.every((passage) => passage.length > 300));
  });

  test('between characters where a text has no blank at all', () => {
    for (const shift of ['', 'x']) {
      const text = shift + '👍'.repeat(1000);
      const passages = cut(text);
      assert.equal(passages.join(''), text);
      assert.ok(passages.every((passage) => passage.length <= 600 && passage.isWellFormed()));
    }
  });

  test('the same way where everything is in capitals', () => {
    assert.deepEqual(cut(`${LONG} ${OTHER}`.toUpperCase()), [LONG.toUpperCase(), OTHER.toUpperCase()]);
  });

  test('where a page starts, unless a sentence goes on there', () => {
    const short = 'Thank you for asking us.';
    const text = `${short}\n${OTHER}`;
    assert.deepEqual(cut(text), [text]);
    assert.deepEqual(cut(text, 'en', [0, short.length + 1]), [short, OTHER]);
    const over = LONG.replace(' in the ', '\nin the ');
    assert.deepEqual(cut(over, 'en', [over.indexOf('\n') + 1]), [over]);
  });

  test('after a quotation, also where a blank stands before its closing mark', () => {
    const [said, next] = [
      'Le maire a répondu à toutes les questions des parents réunis devant l’école : « Nous ferons ce qu’il faut cette année. »',
      'Les habitants des quartiers du nord attendent cette réponse depuis longtemps et veulent des actes plutôt que des mots.',
    ];
    assert.deepEqual(cut(`${said} ${next}`, 'fr'), [said, next]);
  });

  test('after a word of one letter that is no initial', () => {
    const [first, second] = [
      'Tá an bóthar cois na scoile róchúng do na páistí agus níl aon duine sa bhaile ag iarraidh a leathnú, cé gur iarradh é.',
      'Caithfidh an chomhairle freagra a thabhairt ar gach duine roimh dheireadh na bliana, mar a gheall siad dúinn ag an gcruinniú.',
    ];
    assert.deepEqual(cut(`${first} ${second}`, 'ga'), [first, second]);
  });

  test('at the signs that end sentences in Greek, Bulgarian and French', () => {
    const sentences = [
      [
        'el',
        'Γιατί δεν υπάρχουν περισσότεροι ποδηλατόδρομοι στις βόρειες συνοικίες της πόλης μας εδώ και τόσα πολλά χρόνια;',
        'Ζητάμε από τον δήμο να απαντήσει σε όλους τους κατοίκους πριν από το τέλος του χρόνου, όπως το είχε υποσχεθεί.',
      ],
      [
        'bg',
        'Общината трябва да построи повече велоалеи в северните квартали на града и да го направи възможно най-скоро тази година.',
        'Искаме кметът да отговори на всички жители преди края на годината, както ни беше обещал на срещата през пролетта.',
      ],
      [
        'fr',
        'Pourquoi n’y a-t-il pas davantage de pistes cyclables dans les quartiers du nord de notre ville depuis tant d’années ?',
        'Nous demandons à la mairie de répondre à tous les habitants avant la fin de l’année, comme elle l’avait promis.',
      ],
    ] as const; // prettier-ignore
    for (const [language, ...both] of sentences) assert.deepEqual(cut(both.join(' '), language), both);
  });

  test('in time that grows with its length: 400,000 characters without a full stop take less than two seconds', () => {
    const started = performance.now();
    cutPassages('a b '.repeat(100_000), 'en');
    assert.ok(performance.now() - started < 2000);
  });
});

describe('the reading form', () => {
  test('has broken words in one piece and every run of white space one blank', () => {
    assert.equal(
      readingForm(' Der Rad-\n  weg  ist\tzu schmal, sagen die An\u00ad\nwohner.\r\n'),
      'Der Radweg ist zu schmal, sagen die Anwohner.',
    );
  }); // prettier-ignore

  test('keeps a hyphen that belongs there', () => {
    assert.equal(readingForm('Rad-\nund Fußwege'), 'Rad- und Fußwege');
    assert.equal(readingForm('Nord-\nSüd-Achse'), 'Nord- Süd-Achse');
    assert.equal(readingForm('10-\n20 buses'), '10- 20 buses');
  });
});
