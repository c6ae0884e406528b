import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { headerLine, nextAttemptAt, parseEmailAddress, writeMail } from './mail.ts';

describe('an e-mail address', () => {
  test('is taken as people type it, with its domain in lower case', () => {
    assert.equal(parseEmailAddress(' Maria.Borg+vet@Example.ORG '), 'Maria.Borg+vet@example.org');
    assert.equal(parseEmailAddress('γιώργος@παράδειγμα.ευ'), 'γιώργος@παράδειγμα.ευ');
    assert.equal(parseEmailAddress("o'neill@dublin.example.ie"), "o'neill@dublin.example.ie");
  });

  test('is refused where it is none, several, or could end a header line', () => {
    const wrong = [
      '',
      'maria',
      '@example.org',
      'maria@',
      'maria@localhost',
      'maria@example.org, jon@example.org',
      'Maria <maria@example.org>',
      'maria@example.org\r\nBcc: all@example.org',
      'maria\n@example.org',
      'maria..borg@example.org',
      '"maria"@example.org',
      'maria@-example.org',
      `${'m'.repeat(65)}@example.org`,
      `maria@${'e'.repeat(250)}.org`,
    ];
    assert.deepEqual(
      wrong.filter((typed) => parseEmailAddress(typed) !== null),
      [],
    );
  });
});

test('no text whatsoever puts a second line into a header', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const line = headerLine(text);
      assert.equal(/[\r\n\u0000\u0085\u2028\u2029]/.test(line), false);
      assert.equal(line.length <= 200, true);
    }),
  );
});

test('a mail says the same in plain text and in HTML, where nothing is markup that somebody wrote', () => {
  const mail = writeMail({
    language: 'de',
    subject: 'Ihr Platz:\n"Lehrende & <b>Ausbildende</b>"',
    parts: [
      { part: 'paragraph', text: 'Guten Tag, <script>alert(1)</script>' },
      { part: 'facts', facts: [{ term: 'Wann', detail: '23. Februar 2026\n14:00' }] },
      { part: 'link', label: 'Ihre Anmeldung', url: 'https://example.org/registration/A?b=1&c="' },
      { part: 'code', label: 'Einlass', code: '7K3M-Q2XD' },
    ],
  });
  assert.equal(mail.subject, 'Ihr Platz: "Lehrende & <b>Ausbildende</b>"');
  assert.equal(
    mail.text,
    'Guten Tag, <script>alert(1)</script>\n\nWann: 23. Februar 2026\n14:00\n\nIhre Anmeldung:\nhttps://example.org/registration/A?b=1&c="\n\nEinlass: 7K3M-Q2XD\n',
  );
  assert.equal(mail.html.includes('<script'), false);
  assert.equal(mail.html.includes('<b>'), false);
  assert.equal(mail.html.includes('<html lang="de">'), true);
  assert.equal(mail.html.includes('href="https://example.org/registration/A?b=1&amp;c=&quot;"'), true);
});

test('a mail is tried eight times, with longer and longer waits between', () => {
  const now = new Date('2026-02-01T10:00:00Z');
  const minutes = [1, 2, 3, 4, 5, 6, 7].map((n) => (nextAttemptAt(n, now)!.getTime() - now.getTime()) / 60_000);
  assert.deepEqual(minutes, [5, 15, 60, 180, 480, 960, 1440]);
  assert.equal(nextAttemptAt(8, now), null);
});
