import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DomainError } from '../core/error.ts';
import { FIELD_ROLES } from '../core/intake.ts';
import { givenColumns, mappingNames, mappingOf, parseMapping } from './mapping-file.ts';

/** The sentence with which something is refused. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof DomainError, `a refusal, not ${String(error)}`);
    assert.equal(error.code, 'wrong_use');
    return error.message;
  }
  return assert.fail('nothing was refused');
}

const ROLES = FIELD_ROLES.join(', ');

describe('a mapping file', () => {
  test('says what columns are, alone or with what is needed to read them', () => {
    const mapping = parseMapping(
      JSON.stringify({
        source: 'bonn',
        language: 'de',
        others: 'ignore',
        publication: { all: 'anonymous', because: 'the portal published them under CC BY' },
        columns: { title: 'open', topics: { as: 'multiple', separator: '|' } },
      }),
      'map.json',
    );
    assert.deepEqual(mapping.columns, { title: 'open', topics: { as: 'multiple', separator: '|' } });
  });

  test('that is wrong is refused with the place and what may stand there', () => {
    const sentences: [string, string][] = [
      [
        '{"columns": {"title": "texxt"}}',
        `The mapping file map.json is not right: columns > title: a role is one of ${ROLES}, alone or as {"as": role}.`,
      ],
      [
        '{"columns": {"title": {"as": "open", "colour": "red"}}}',
        `The mapping file map.json is not right: columns > title: a role is one of ${ROLES}, alone or as {"as": role}.`,
      ],
      ['{"cols": {}}', 'The mapping file map.json is not right: the file: "cols" is unknown here.'],
      [
        '{"language": "xx"}',
        'The mapping file map.json is not right: language: must be one of "bg", "es", "cs", "da", "de", "et", "el", "en", "fr", "ga", "hr", "it", "lv", "lt", "hu", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "fi", "sv".',
      ],
      [
        '{"publication": {"all": "anonymous"}}',
        'The mapping file map.json is not right: publication > because: must be a text, and is not there or another thing.',
      ],
      [
        '{"publication": {"all": "anonymous", "because": " "}}',
        'The mapping file map.json is not right: publication > because: say why: this is what allows to publish what people wrote.',
      ],
      [
        '[]',
        'The mapping file map.json is not right: the file: must be of type object, and is not there or another thing.',
      ],
    ];
    for (const [text, sentence] of sentences)
      assert.equal(
        refusal(() => parseMapping(text, 'map.json')),
        sentence,
      );
    assert.match(
      refusal(() => parseMapping('{not json', 'map.json')),
      /^The mapping file map\.json is no JSON: .+ docs\/mapping\.md shows how one looks\.$/,
    );
  });

  test('names columns by header, with blanks folded, or by place', () => {
    const headers = ['id', 'What do you\nthink? ', 'Other', 'Other', ''];
    const given = givenColumns(
      { columns: { 'What do you think?': 'open', '#3 Other': 'ignore', '#5': 'ignore' } },
      headers,
    );
    assert.deepEqual(
      [...given],
      [
        [1, { as: 'open' }],
        [2, { as: 'ignore' }],
        [4, { as: 'ignore' }],
      ],
    );
  });

  test('that names no column, or more than one, is refused', () => {
    const headers = ['id', 'Other', 'Other'];
    assert.equal(
      refusal(() => givenColumns({ columns: { Titel: 'open' } }, headers)),
      'The mapping file names "Titel", which is no header of the table. Its headers are: "id", "Other", "Other".',
    );
    assert.equal(
      refusal(() => givenColumns({ columns: { Other: 'open' } }, headers)),
      'The mapping file names "Other", which is the header of 2 columns. Write "#2 Other" or "#3 Other".',
    );
    assert.equal(
      refusal(() => givenColumns({ columns: { id: 'id', '#1': 'open' } }, headers)),
      'The mapping file names column 1 twice, the second time as "#1".',
    );
  });

  test('is what a reading can be saved as', () => {
    assert.deepEqual(mappingNames(['id', ' two\nlines', 'Other', 'Other', '', '#1']), [
      'id',
      'two lines',
      '#3 Other',
      '#4 Other',
      '#5',
      '#6 #1',
    ]);
    const reading = [
      { field: 'id', position: 1, role: 'id' as const, question: null, decidedBy: 'guessed' as const, reason: '' },
      { field: 'note', position: 2, role: 'open' as const, question: 'q2', decidedBy: 'guessed' as const, reason: '' },
    ];
    assert.deepEqual(mappingOf(reading, { language: 'de' }), { language: 'de', columns: { id: 'id', note: 'open' } });
  });
});
