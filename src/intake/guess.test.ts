import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ColumnProfile, profileColumns } from './column.ts';
import { guessColumns } from './guess.ts';

/** Profiles of one column, from its cells. */
function column(header: string, cells: readonly string[]): ColumnProfile {
  const profiles = profileColumns([header]);
  for (const cell of cells) profiles.add([cell]);
  return profiles.done()[0]!;
}

function times<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const SENTENCES = times(30, (row) => `Some words that person ${row} wrote about the matter`);

function guess(header: string, cells: readonly string[]) {
  const [found] = guessColumns([column(header, cells)], 'all');
  return [found!.role, found!.reason];
}

describe('what a column is for', () => {
  const cases: { [sentence: string]: [string, readonly string[], string, string] } = {
    'nothing in it is nothing': ['Surname', times(3, () => ' '), 'ignore', 'nothing in it'],
    'words that differ are an open answer': [
      'What do you think?',
      SENTENCES,
      'open',
      'words: 30 different answers in 30, up to 48 characters',
    ],
    'a title is an open answer too': [
      'title',
      SENTENCES,
      'open',
      'words: 30 different answers in 30, up to 48 characters',
    ],
    'few answers again and again are a closed question': [
      'What now?',
      times(30, (row) => ['Ban it', 'Leave it', 'Change it'][row % 3]!),
      'single',
      'closed: 3 different answers in 30, given 10 times on average',
    ],
    'long labels are closed answers when they come again': [
      'Which of these?',
      times(
        30,
        (row) => `A long label with very many words in it and then, after a comma, what makes it differ: ${row % 3}`,
      ),
      'single',
      'closed: 3 different answers in 30, given 10 times on average',
    ],
    'yes and no are closed however few the rows': [
      'Agreed?',
      ['yes', 'no', 'no'],
      'single',
      'closed: only "no" (2), "yes" (1)',
    ],
    '0 and 1 are closed, also where all are 0': ['level1_lighting', ['0', '0', '0'], 'single', 'closed: only "0" (3)'],
    'a mark in some rows is a closed answer': ['Cyclist', ['x', '', 'x', '', ''], 'single', 'closed: only "x" (2)'],
    'numbered labels are a scale': [
      'How important?',
      ['5 - Very important', '4 - Important', '4 - Important', '1 - Not at all', 'No opinion', '5 - Very important'],
      'scale',
      'scale from 1 to 5: 4 different answers in 6',
    ],
    'bare numbers of a small span are a scale': [
      'Rating',
      times(30, (row) => String(row % 5)),
      'scale',
      'scale from 0 to 4: 5 different answers in 30',
    ],
    'numbers of a header that counts are numbers': [
      'sentence nr',
      times(30, (row) => String(row % 5)),
      'number',
      '100% of its values are numbers',
    ],
    'many numbers are amounts': [
      'How much?',
      times(30, (row) => String(row * 37)),
      'number',
      '100% of its values are numbers',
    ],
    'choices in one cell are told from their company': [
      'Which ones?',
      times(40, (row) => ['Bus;Tram', 'Bus', 'Tram;Bike', 'Bike', 'Bus;Tram;Bike'][row % 5]!),
      'multiple',
      'several choices in one cell, separated by semicolons: 3 different ones in 40 answers',
    ],
    'a comma in a label does not make choices': [
      'Agreed?',
      times(40, (row) => ['Yes, for all', 'Yes, for some', 'No'][row % 3]!),
      'single',
      'closed: 3 different answers in 40, given 13 times on average',
    ],
    'what asks to specify is open, however often an answer comes': [
      'Other, please specify:',
      times(20, () => 'see above'),
      'open',
      'asks to specify: an answer in words',
    ],
    'the same in every row says nothing': [
      'dataset',
      times(9, () => 'CD_B'),
      'ignore',
      'every row says the same: "CD_B" (9)',
    ],
    'an id that differs in every row': [
      'caseID',
      ['9', '13', '19'],
      'id',
      'called so, and all 3 rows have a different one',
    ],
    'an id that repeats is none': [
      'arg_id',
      ['a1', 'a1', 'a2'],
      'ignore',
      'called an id, but its values repeat or are missing: it cannot tell replies apart',
    ],
    'short codes at the front are an id': [
      'Column',
      ['R-17', 'R-18', 'R-21'],
      'id',
      'short codes at the front: all 3 rows have a different one',
    ],
    'codes that repeat are no words': [
      'doc',
      times(30, (row) => `B${row % 25}`),
      'ignore',
      'codes without words: neither an answer nor different in every row',
    ],
    'a name is personal data': [
      'Last name',
      ['Ada', 'Bob', 'Cy'],
      'surname',
      'called so; personal data is kept apart and is no answer',
    ],
    'an e-mail address is personal data whatever the column is called': [
      'Contact me?',
      ['ada@example.org', 'bob@example.org', 'no'],
      'email_address',
      '67% of its values are e-mail addresses; personal data is kept apart and is no answer',
    ],
    'a telephone number is not taken in': [
      'Telefonnummer',
      ['+32 2 1', '+32 2 2'],
      'ignore',
      'personal data that nobody needs here: not taken in',
    ],
    'what is called an organisation but holds sentences is an answer': [
      'Which association?',
      SENTENCES.map((text) => `${text} ${text} ${text} ${text}`),
      'open',
      'words: 30 different answers in 30, up to 195 characters',
    ],
    'a country column is one although some of it is not understood': [
      'Country',
      [...times(5, () => 'Belgium'), 'Griechenland', 'Atlantis'],
      'country',
      'called so, and 86% of its values are countries',
    ],
    'countries speak for themselves': [
      'Where?',
      ['Belgium', 'France', 'Italien', 'France'],
      'country',
      '100% of its values are countries',
    ],
    'types of stakeholders speak for themselves': [
      'Who are you?',
      ['EU Citizen', 'Trade union', 'Public authority', 'EU Citizen'],
      'user_type',
      '100% of its values are types of stakeholders',
    ],
    'a date of a reply': [
      'Submitted at',
      ['14.06.2020 23:50', '15.06.2020 00:10'],
      'day',
      'called so, and its values are dates',
    ],
    'dates where day and month could be either say so': [
      'date',
      ['01/02/2020', '03/04/2020'],
      'day',
      'called so, and its values are dates; where day and month could be either, the day is read first',
    ],
    'the date of a change is not that of the reply': [
      'Last modified',
      ['2020-06-14', '2020-06-15'],
      'ignore',
      'the day of the last change is not needed',
    ],
    'dates in answers are answers': [
      'When did it begin?',
      ['2019-01-01', '2020-03-01', '2019-01-01'],
      'date_answer',
      'its values are dates',
    ],
    'names of files': ['Attachment', ['paper.pdf', 'a b.docx'], 'file', '100% of its values are names of files'],
    'web addresses that nearly all differ are those of the replies': [
      'page',
      ['https://a.example/1', 'https://a.example/2'],
      'url',
      'web addresses, nearly all different',
    ],
    'web addresses that many share are not': [
      'page',
      times(20, (row) => `https://a.example/${row % 3}`),
      'ignore',
      'web addresses that many rows share',
    ],
    'the error of a spreadsheet is no answer': [
      'Agreed?',
      ['yes', 'no', '#NAME?', '#REF!'],
      'single',
      'closed: only "yes" (1), "no" (1)',
    ],
    'a choice about publication': [
      'May we?',
      [
        'The feedback can be published in an anonymous way',
        'The feedback can be published with your personal information',
      ],
      'publication',
      '100% of its values are publication choices',
    ],
  };
  for (const [sentence, [header, cells, role, reason]] of Object.entries(cases)) {
    test(sentence, () => assert.deepEqual(guess(header, cells), [role, reason]));
  }

  test('a role that only one column can have goes to the first that has it', () => {
    const columns = [
      column('id', ['1', '2']),
      column('other id', ['x7', 'x8']),
      column('created', ['2020-01-01', '2020-01-02']),
      column('datetime', ['2020-01-01', '2020-01-02']),
    ];
    assert.deepEqual(
      guessColumns(columns, 'all').map(({ role }) => role),
      ['id', 'ignore', 'day', 'ignore'],
    );
  });

  test('a column of very many different values is judged by the first of them', () => {
    assert.deepEqual(
      guess(
        'comment',
        times(6_000, (row) => `words number ${row} and more`),
      ),
      ['open', 'words: more than 5,000 different answers, up to 26 characters'],
    );
  });
});

test('headers of exports are known in the languages of those who export', () => {
  const choices = times(10, (row) => ['Mit Namen', 'Nur anonym', 'Nicht veröffentlichen'][row % 3]!);
  for (const header of ['Veröffentlichung', 'Veröffentlichungseinstellungen', 'Darf veröffentlicht werden?'])
    assert.deepEqual(guess(header, choices), [
      'publication',
      'called so, and 100% of its values are publication choices',
    ]);
  assert.equal(
    guess(
      'Sprachen',
      times(10, (row) => ['DE', 'EN'][row % 2]!),
    )[0],
    'language',
  );
  assert.equal(
    guess(
      'Letzte Aktualisierung',
      times(10, (row) => `2026-02-0${(row % 9) + 1}`),
    )[0],
    'ignore',
  );
  assert.equal(
    guess(
      'Erstellungsdatum',
      times(10, (row) => `2026-02-0${(row % 9) + 1}`),
    )[0],
    'day',
  );
  assert.equal(
    guess(
      'Je réponds en tant que',
      times(10, (row) => ['ONG', 'Citoyen'][row % 2]!),
    )[0],
    'user_type',
  );
});
