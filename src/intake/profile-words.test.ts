import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LANGUAGES } from '../core/language.ts';
import { USER_TYPES } from '../core/profile.ts';
import { headerLanguage, headerMeanings } from './header-words.ts';
import { countryFrom, publicationFrom, scopeFrom, sizeFrom, userTypeFrom } from './profile-words.ts';

describe('words of a profile', () => {
  test('types of stakeholders: every code, the long labels of the portal, the misspelt ones', () => {
    for (const code of USER_TYPES) assert.equal(userTypeFrom(code), code);
    assert.equal(userTypeFrom('NGO (Non-governmental organisation)'), 'NGO');
    assert.equal(userTypeFrom('Company/Business organisation'), 'COMPANY');
    assert.equal(userTypeFrom('Academic/Research Institution'), 'ACADEMIC_RESEARCH_INSTITUTION');
    assert.equal(userTypeFrom('ACADEMIC_RESEARCH_INSTTITUTION'), 'ACADEMIC_RESEARCH_INSTITUTION');
    assert.equal(userTypeFrom('Nichtregierungsorganisation (NRO)'), 'NGO');
    assert.equal(userTypeFrom('Citoyen(ne) de l’UE'), 'EU_CITIZEN');
    assert.equal(userTypeFrom('a friend'), null);
  });

  test('sizes and scopes', () => {
    assert.deepEqual(
      [
        'Micro (< 10 employees)',
        'Small (< 50 employees)',
        'Medium (< 250 employees)',
        'Large (250 or more)',
        '10-49',
        'huge',
      ].map(sizeFrom),
      ['MICRO', 'SMALL', 'MEDIUM', 'LARGE', 'SMALL', null],
    );
    assert.deepEqual(['International', 'Regional', 'kommunal', 'cosmic'].map(scopeFrom), [
      'INTERNATIONAL',
      'REGIONAL',
      'LOCAL',
      null,
    ]);
  });

  test('countries by their names in all languages, by codes, and by the names that people use', () => {
    for (const language of LANGUAGES) {
      const names = new Intl.DisplayNames([language], { type: 'region' });
      for (const code of ['AT', 'CY', 'GR', 'DE', 'SE', 'UA'])
        assert.equal(countryFrom(names.of(code)!), code, `${code} in ${language}`);
    }
    const others: [string, string | null][] = [
      ['Czechia', 'CZ'],
      ['Czech Republic', 'CZ'],
      ['The Netherlands', 'NL'],
      ['Türkiye', 'TR'],
      ['Turkey', 'TR'],
      ['Côte d’Ivoire', 'CI'],
      ["Cote d'Ivoire", 'CI'],
      ['South Korea', 'KR'],
      ['USA', 'US'],
      ['United Kingdom', 'GB'],
      ['UK', 'GB'],
      ['EL', 'GR'],
      ['DEU', 'DE'],
      ['fr', 'FR'],
      ['Kosovo', 'XK'],
      ['North Macedonia', 'MK'],
      ['Atlantis', null],
      ['', null],
    ]; // prettier-ignore
    for (const [name, code] of others) assert.equal(countryFrom(name), code, name);
  });

  test('a publication choice that is not understood is unknown, and then nothing is published', () => {
    assert.equal(publicationFrom('The feedback can be published with your personal information'), 'with_name');
    assert.equal(publicationFrom('The feedback can be published in an anonymous way'), 'anonymous');
    assert.equal(publicationFrom('ANONYMOUS'), 'anonymous');
    assert.equal(publicationFrom('vertraulich'), 'not_published');
    assert.equal(publicationFrom('perhaps'), 'unknown');
    assert.equal(publicationFrom(''), 'unknown');
  });
});

describe('words of a header', () => {
  test('say what a column is in the 24 languages, written in any way', () => {
    const headers: [string, string][] = [
      ['caseID', 'id'],
      ['arg_id', 'id'],
      ['Aktenzeichen', 'id'],
      ['Titre', 'title'],
      ['Kommentar', 'open'],
      ['E-Mail-Adresse', 'email_address'],
      ['Organisation name', 'organisation'],
      ['País de origen', 'country'],
      ['Χώρα', 'country'],
      ['Език', 'language'],
      ['Język', 'language'],
      ['Data przesłania', 'day'],
      ['Created at', 'day'],
      ['Last update', 'changed'],
      ['Bitte angeben', 'other'],
      ['Other, please specify:\n', 'other'],
      ['You can upload a document here:\n\n', 'file'],
      ['Publication privacy settings', 'publication'],
      ['Förnamn', 'first_name'],
      ['IP address', 'private'],
    ]; // prettier-ignore
    for (const [header, meaning] of headers) assert.equal(headerMeanings(header)[0], meaning, header);
  });

  test('a question that has such a word in it is no such column', () => {
    assert.deepEqual(headerMeanings('In which country should the agency have its seat?'), []);
    assert.deepEqual(headerMeanings('level2_missing_local_reference'), []);
  });

  test('the language of a header is told where its words tell it', () => {
    assert.equal(headerLanguage(['Was halten Sie von der Idee?', 'Wie wichtig ist das für Sie?']), 'de');
    assert.equal(headerLanguage(['Quelle est votre opinion sur le projet ?']), 'fr');
    assert.equal(headerLanguage(['title', 'text', 'created']), 'en');
    assert.equal(headerLanguage(['q1', 'q2']), null);
  });
});
