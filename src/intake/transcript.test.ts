import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isTextAnswer } from '../core/contribution.ts';
import { collect } from './fixtures/collect.ts';
import { put, temporaryFolder } from './fixtures/make.ts';
import { SHARED } from './fixtures/shared.ts';
import type { Mapping } from './mapping-file.ts';
import { openDelivery } from './read.ts';
import { makeTurns } from './turns.ts';
import { parseVtt } from './webvtt.ts';

const folder = temporaryFolder();
const turnsOf = (text: string, known: string[] = []) =>
  makeTurns(parseVtt(text).cues, known).map(({ speaker, text }) => [speaker, text]);

const ZOOM = `WEBVTT

1
00:00:05.790 --> 00:00:09.000
Marta Host: Welcome to the second webinar.

2
00:00:09.100 --> 00:00:12.000
Ola Nowak: Apprentices need a second language.

3
00:00:12.100 --> 00:00:14.000
Ola Nowak: And time to learn it.

4
00:00:15.000 --> 00:00:16.000
Ben: We agree: time is short.
`;

describe('the cues of a WebVTT file', () => {
  test('have their times, whatever else stands around them', () => {
    const text = `\ufeffWEBVTT - Weekly meeting
Kind: captions
Language: fr

STYLE
::cue { color: red }

REGION
id:left

NOTE a remark
over two lines

first
01:02.500 --> 01:04.000 line:0 position:20% align:start
Bonjour
à tous

100:00:00.000 --> 100:00:01.000
Au revoir`;
    assert.deepEqual(parseVtt(text), {
      cues: [
        { line: 15, startMs: 62_500, endMs: 64_000, parts: [{ speaker: null, text: 'Bonjour\nà tous' }] },
        { line: 19, startMs: 360_000_000, endMs: 360_001_000, parts: [{ speaker: null, text: 'Au revoir' }] },
      ],
      language: 'fr',
      hasHeader: true,
      others: 3,
      problems: [],
    });
  });

  test('lose their marks and entities, and keep what only looks like a mark', () => {
    const text = `WEBVTT

00:00:00.000 --> 00:00:01.000
<c.title><b>Test</b></c> <00:00:00.500>1 &lt; 2 &amp;&nbsp;3 &#x41;<ruby>私<rt>わたし</rt></ruby> <3 <unknown>x</unknown>`;
    assert.deepEqual(parseVtt(text).cues[0]!.parts, [
      { speaker: null, text: 'Test 1 < 2 &\u00a03 A私 (わたし) <3 <unknown>x</unknown>' },
    ]);
  });

  test('that are malformed are told, with their line, and cost no other cue', () => {
    const text = `WEBVTT

MALFORMED -->
gone

00:00:61.000 --> 00:01:05.000
gone too

00:00:10.000 --> 00:00:05.000
ends early
00:00:03.000 --> 00:00:04.000
runs back

words without a time`;
    const { cues, problems } = parseVtt(text);
    assert.deepEqual(
      cues.map(({ parts }) => parts[0]!.text),
      ['ends early', 'runs back'],
    );
    assert.deepEqual(problems, [
      { line: 3, kind: 'bad_times' },
      { line: 6, kind: 'bad_times' },
      { line: 9, kind: 'ends_before_it_starts' },
      { line: 11, kind: 'runs_backwards' },
      { line: 14, kind: 'no_times' },
    ]);
  });
});

describe('the turns of a recording', () => {
  test('are consecutive cues of one speaker, in the manner of Zoom', () => {
    assert.deepEqual(turnsOf(ZOOM), [
      ['Marta Host', 'Welcome to the second webinar.'],
      ['Ola Nowak', 'Apprentices need a second language. And time to learn it.'],
      ['Ben', 'We agree: time is short.'],
    ]);
  });

  test('are told by voices in the manner of Teams, several in one cue too, and cues may overlap', () => {
    const text = `WEBVTT

0f8fad5b-d9cb-469f-a165-70867728950e/12-0
00:00:01.000 --> 00:00:06.000
<v Nowak, Ola>We need time: two
hours a week.</v>

0f8fad5b-d9cb-469f-a165-70867728950e/12-1
00:00:04.000 --> 00:00:08.000
<v Nowak, Ola>At least.</v>
<v.loud Ben &amp; Co>Three.</v>`;
    assert.deepEqual(turnsOf(text), [
      ['Nowak, Ola', 'We need time: two hours a week. At least.'],
      ['Ben & Co', 'Three.'],
    ]);
  });

  test('take no speaker from a colon where most cues have none', () => {
    const text = `WEBVTT

00:01.000 --> 00:02.000
Three things matter

00:02.000 --> 00:03.000
Money: there is none

00:03.000 --> 00:04.000
and people`;
    assert.deepEqual(turnsOf(text), [[null, 'Three things matter Money: there is none and people']]);
  });

  test('without names end at a long pause and where a dash says that another one speaks', () => {
    const text = `WEBVTT

00:01.000 --> 00:02.000
- One voice
- another voice

00:30.000 --> 00:31.000
later`;
    assert.deepEqual(turnsOf(text), [
      [null, 'One voice'],
      [null, 'another voice'],
      [null, 'later'],
    ]);
  });

  test('take a name in parentheses only where a person says that it is one', () => {
    const text = 'WEBVTT\n\n00:01.000 --> 00:02.000\n(Ola Nowak)\nWords\n\n00:02.000 --> 00:03.000\n(Applause)\n';
    assert.deepEqual(turnsOf(text, ['ola nowak']), [
      ['Ola Nowak', 'Words'],
      [null, '(Applause)'],
    ]);
  });
});

describe('a transcript as a delivery', () => {
  const open = async (text: string | Buffer, map: Partial<Mapping> = {}) => {
    const delivery = await openDelivery(put(folder, 'GMT20260223.transcript.vtt', text), {
      map: { columns: {}, ...map },
    });
    return { delivery, ...(await collect(delivery)) };
  };

  test('has no contribution whose speaker did not agree: all of its turns wait', async () => {
    const { delivery, contributions, counted } = await open(ZOOM);
    assert.equal(delivery.format, 'transcript');
    assert.deepEqual(contributions, []);
    assert.deepEqual(
      counted.map(({ row, waitsFor }) => [row, waitsFor]),
      [
        [4, 'consent'],
        [8, 'consent'],
        [16, 'consent'],
      ],
    );
    assert.equal(
      counted[0]!.reason,
      'Waits for consent: it is not recorded that this speaker agreed to the use of the recording. Record it in the mapping (speakers, with publication and because), or that the speaker is a host, and import the file again.',
    );
    assert.deepEqual(delivery.remarks?.slice(1), [
      'Cues: 4; turns: 3.',
      'Whether the words are original, interpreted or automatic captions is not said (mapping: captions).',
      'Turns by speaker: "Marta Host" 1 (waits for consent), "Ola Nowak" 1 (waits for consent), "Ben" 1 (waits for consent).',
    ]);
  });

  test('takes the turns of who agreed, makes those of hosts statements of hosts, and lets the others wait', async () => {
    const { delivery, contributions, counted } = await open(ZOOM, {
      language: 'en',
      captions: 'automatic',
      speakers: {
        'marta host': { is: 'host' },
        'Ola Nowak': { is: 'participant', publication: 'anonymous', because: 'asked at the start' },
      },
    });
    assert.deepEqual(
      contributions.map(({ row, sourceKey, channel, publication, person, personal, language, answers }) => ({
        row,
        sourceKey,
        channel,
        publication,
        person,
        personal,
        language,
        answers,
      })),
      [
        {
          row: 8,
          sourceKey: '9100 ms',
          channel: 'transcript',
          publication: 'anonymous',
          person: 'ola nowak',
          personal: { name: 'Ola Nowak' },
          language: 'en',
          answers: [
            { question: 'q1', text: 'Apprentices need a second language. And time to learn it.' },
            { question: 'q2', values: ['9.1'] },
            { question: 'q3', values: ['automatic'] },
          ],
        },
      ],
    );
    assert.deepEqual(delivery.eventRecord?.hostStatements, [
      {
        row: 4,
        sourceKey: '5790 ms',
        text: 'Welcome to the second webinar.',
        language: 'en',
        captions: 'automatic',
        atMs: 5790,
        speaker: 'Marta Host',
      },
    ]);
    assert.deepEqual(
      counted.map(({ row, waitsFor }) => [row, waitsFor]),
      [[16, 'consent']],
    );
  });

  test('takes everybody where all were told, and never says that an unnamed voice is the same as another', async () => {
    const text = 'WEBVTT\n\n00:01.000 --> 00:02.000\nfirst words\n\n00:40.000 --> 00:41.000\nother words\n';
    const all = { all: 'not_published' as const, because: 'said when people joined' };
    const { contributions, counted } = await open(text, { publication: all });
    assert.deepEqual(
      contributions.map(({ publication, person, personal }) => ({ publication, person, personal })),
      [
        { publication: 'not_published', person: undefined, personal: {} },
        { publication: 'not_published', person: undefined, personal: {} },
      ],
    );
    assert.deepEqual(counted, []);
  });

  test('is read without its header, in UTF-16 without a mark and as SubRip, and says what is wrong', async () => {
    const srt = '1\r\n00:00:01,000 --> 00:00:02,000\r\nOla: words\r\n';
    const { delivery, counted } = await open(Buffer.from(srt, 'utf16le'));
    assert.equal(counted.length, 1);
    assert.deepEqual(delivery.remarks?.slice(0, 3), [
      'Character set: utf-16le (every other byte of its blanks and Latin letters is zero).',
      'Cues: 1; turns: 1.',
      'The file does not begin with WEBVTT; it was read for the times of its cues.',
    ]);
  });
});

const samples = join(SHARED, 'samples');
describe('real files', { skip: !existsSync(samples) && `no ${samples}` }, () => {
  const counts = async (name: string) => {
    const { contributions, counted, partial } = await collect(await openDelivery(join(samples, name)));
    const waiting = counted.filter(({ waitsFor }) => waitsFor === 'consent').length;
    return { taken: contributions.length, waiting, refused: counted.length - waiting, passedOver: partial.length };
  };

  test('of a parser’s torture test give every cue that is one', async () => {
    assert.deepEqual(await counts('acid.vtt'), { taken: 0, waiting: 3, refused: 0, passedOver: 4 });
    assert.deepEqual(await counts('subs1.vtt'), { taken: 0, waiting: 11, refused: 1, passedOver: 0 });
  });

  test('in the manner of Zoom give its turns once both agreed', async () => {
    const delivery = await openDelivery(join(samples, 'zoom-style.vtt'), {
      map: { columns: {}, publication: { all: 'anonymous', because: 'a test' } },
    });
    const { contributions } = await collect(delivery);
    assert.deepEqual(
      contributions.map(({ person, answers }) => [person, answers.filter(isTextAnswer)[0]!.text]),
      [
        [
          'christina',
          'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore. Et dolore magna aliqua. Ut enim ad minim veniam.',
        ],
        ['chris', 'Quis nostrud exercitation ullamco? Laboris nisi ut aliquip ex ea commodo consequat.'],
      ],
    );
  });
});
