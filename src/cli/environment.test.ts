import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvironment, readMailServer } from './environment.ts';

const SMTP = { ANTIPHON_SMTP_HOST: 'mail.example.org', ANTIPHON_SMTP_FROM: 'consultations@example.org' };

test('without a host there is no mail server, and settings that need one stop the start', () => {
  assert.equal(readMailServer({}), null);
  assert.throws(() => readMailServer({ ANTIPHON_SMTP_USER: 'antiphon' }), /ANTIPHON_SMTP_HOST is not/);
});

test('a mail server is spoken to by TLS unless it is on this machine', () => {
  assert.deepEqual(readMailServer(SMTP), {
    host: 'mail.example.org',
    port: 587,
    secured: true,
    from: 'consultations@example.org',
    account: null,
  });
  assert.throws(() => readMailServer({ ...SMTP, ANTIPHON_SMTP_TLS: 'no' }), /on this machine/);
  const local = readMailServer({ ...SMTP, ANTIPHON_SMTP_HOST: 'localhost', ANTIPHON_SMTP_TLS: 'no' });
  assert.equal(local!.secured, false);
});

test('what is wrong with a mail server is named by its setting, never by a secret', () => {
  const account = { ...SMTP, ANTIPHON_SMTP_USER: 'antiphon' };
  assert.throws(() => readMailServer({ ANTIPHON_SMTP_HOST: 'mail.example.org' }), /ANTIPHON_SMTP_FROM/);
  assert.throws(() => readMailServer(account), /Neither ANTIPHON_SMTP_PASSWORD nor/);
  const both = { ...account, ANTIPHON_SMTP_PASSWORD: 'geheim', ANTIPHON_SMTP_PASSWORD_FILE: '/nowhere' };
  assert.throws(
    () => readMailServer(both),
    (error: Error) => /both set/.test(error.message) && !error.message.includes('geheim'),
  );
  assert.throws(() => readMailServer({ ...SMTP, ANTIPHON_SMTP_PORT: '70000' }), /ANTIPHON_SMTP_PORT/);
});

test('the address of the house is an origin and nothing more', () => {
  assert.equal(
    readEnvironment(false, { ANTIPHON_URL: 'https://consult.example.org/' }).publicUrl,
    'https://consult.example.org',
  );
  for (const wrong of ['consult.example.org', 'ftp://example.org', 'https://a:b@example.org', 'https://example.org/x'])
    assert.throws(() => readEnvironment(false, { ANTIPHON_URL: wrong }), /ANTIPHON_URL/);
});
