import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findEvidenceMark } from './source.ts';

test('a figure with what it counts is evidence, in each of the 24 languages', () => {
  const figures = [
    'Само 12 процента от хората имат работа.',
    'Jen 12 procent lidí má práci.',
    'Kun 12 procent af de unge har et job.',
    'Nur 12 Prozent der Jugendlichen haben eine Stelle.',
    'Μόνο το 12 τοις εκατό των νέων έχει δουλειά.',
    'Only 12 per cent of the young have a job.',
    'Solo el 12 por ciento de los jóvenes tiene trabajo.',
    'Ainult 12 protsenti noortest leiab töö.',
    'Vain 12 prosenttia nuorista saa työtä.',
    'Seulement 12 pour cent des jeunes ont un emploi.',
    'Níl post ach ag 12 faoin gcéad de na daoine óga.',
    'Samo 12 posto mladih ima posao, a projekt stoji 3 milijuna eura.',
    'A fiataloknak csak 12 százaléka dolgozik.',
    'Solo il 12 per cento dei giovani lavora.',
    'Tik 12 procentų jaunimo turi darbą.',
    'Tikai 12 procenti jauniešu strādā.',
    '12 fil-mija biss taż-żgħażagħ għandhom xogħol.',
    'Slechts 12 procent van de jongeren heeft werk.',
    'Tylko 12 procent młodych ma pracę.',
    'Só 12 por cento dos jovens tem emprego.',
    'Doar 12 procente dintre tineri au un loc de muncă, din 2 milioane.',
    'Len 12 percent mladých má prácu, a stojí to 3 milióny eur.',
    'Samo 12 odstotkov mladih ima službo.',
    'Bara 12 procent av de unga har ett jobb.',
  ];
  for (const text of figures) assert.equal(findEvidenceMark(text), 'figure', text);
});

test('signs and units are figures wherever they stand', () => {
  for (const text of [
    'It rose by 12,5 % in a year.',
    'It costs €40 a month.',
    '1 200 000 people',
    '4,2 km',
    '65 dB(A) at night',
  ])
    assert.equal(findEvidenceMark(text), 'figure', text);
});

test('addresses, laws by number, authors with a year and studies with a year are sources', () => {
  const sources = [
    'See https://example.org/report.pdf for more.',
    'Regulation (EU) 2021/1119 says so.',
    'This has been known for long (Romberg and Conrad, 2021).',
    'Das Gutachten von 2019 kommt zu demselben Ergebnis.',
    'Според проучване от 2020 година е така.',
  ];
  for (const text of sources) assert.equal(findEvidenceMark(text), 'source', text);
});

test('times, dates, house numbers, lines of buses and speed limits are neither', () => {
  const plain = [
    'Bus 42 comes at 10:30.',
    'Tempo 30 vor der Schule!',
    'On 3 May we met.',
    'We need 2 more nurses.',
    'In 2019 it was better.',
    '',
  ];
  for (const text of plain) assert.equal(findEvidenceMark(text), null, text);
});
