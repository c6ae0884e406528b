import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import iconv from 'iconv-lite';
import { takeApart } from './email-words.ts';
import { collect } from './fixtures/collect.ts';
import { attached, base64, makeMail, makeMbox, makeMsg, multipart } from './fixtures/emails.ts';
import { makePdf, put, temporaryFolder } from './fixtures/make.ts';
import { messagesOf } from './mbox.ts';
import { openDelivery } from './read.ts';

const folder = temporaryFolder();
const PAPER = makePdf([
  [{ text: 'Position on vocational training', y: 800, size: 20 }, ...rows(20, 'We ask for more teachers')],
  rows(20, 'We ask for fewer forms'),
]);

function rows(count: number, words: string) {
  return Array.from({ length: count }, (_, n) => ({ text: `${words}, as we said in point ${n}.`, y: 700 - 16 * n }));
}

async function read(name: string, content: string | Buffer) {
  const delivery = await openDelivery(put(folder, name, content));
  return { delivery, ...(await collect(delivery)) };
}

const HEAD = (more: string[] = []) => [
  'Received: from mx.example.org by mx.ministry.example; Tue, 3 Feb 2026 22:31:00 +0000',
  'From: =?utf-8?Q?Marija_=C4=A6ili?= <marija@example.org>',
  'To: consultation@ministry.example',
  `Subject: =?utf-8?B?${base64('Taħriġ’a')}?=`,
  'Date: Tue, 3 Feb 2026 23:30:00 +0100',
  'Message-ID: <abc-1@example.org>',
  'MIME-Version: 1.0',
  ...more,
];

describe('an e-mail is a contribution', () => {
  test('with subject, day, sender, own words, and what is attached as papers', async () => {
    const text = makeMail(
      ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'],
      'Għażiż/a,\n\nAħna naqblu mal-proposta, iżda nitolbu aktar għalliema.\n\nTislijiet,\nMarija Ħili\nTel. 1234\n\nOn Mon, 2 Feb 2026 at 10:00, Office <office@ministry.example> wrote:\n> Please tell us what you think.\n',
    );
    const { header, body } = multipart('mixed', [text, attached('paper.pdf', 'application/pdf', PAPER)]);
    const { contributions, counted, partial, delivery } = await read('one.eml', makeMail(HEAD([header]), body));
    assert.deepEqual([delivery.format, delivery.source, counted, partial], ['papers', 'papers', [], []]);
    const [one] = contributions;
    assert.ok(one);
    assert.deepEqual(
      {
        ...one,
        answers: one.answers.slice(0, 2),
        attachments: one.attachments.map(({ name, state }) => [name, state]),
      },
      {
        file: 'one.eml',
        row: null,
        sourceKey: 'abc-1@example.org',
        channel: 'e-mail',
        language: null,
        day: '2026-02-03',
        profile: { userType: null, country: null, size: null, scope: null },
        personal: { name: 'Marija Ħili', emailAddress: 'marija@example.org' },
        publication: 'unknown',
        url: null,
        answers: [
          { question: 'title', text: 'Taħriġ’a' },
          { question: 'message', text: 'Għażiż/a,\n\nAħna naqblu mal-proposta, iżda nitolbu aktar għalliema.' },
        ],
        attachments: [['paper.pdf', 'read']],
        asides: [
          {
            kind: 'quoted',
            text: 'On Mon, 2 Feb 2026 at 10:00, Office <office@ministry.example> wrote:\n> Please tell us what you think.',
          },
          { kind: 'signature', text: 'Tislijiet,\nMarija Ħili\nTel. 1234' },
        ],
      },
    );
    const paper = one.answers[2];
    assert.ok(paper && 'text' in paper);
    assert.equal(paper.question, 'paper');
    assert.equal(
      paper.text.slice(paper.file!.pageStarts[1]).split('\n')[0],
      'We ask for fewer forms, as we said in point 0.',
    );
  });

  test('letter by letter in old character sets: a Greek reply in ISO 8859-7, quoted-printable and base64', async () => {
    const words = 'Συμφωνούμε με την πρόταση, αλλά ζητούμε περισσότερους εκπαιδευτικούς.';
    const greek = iconv.encode(words, 'iso-8859-7');
    const quoted = [...greek]
      .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join('')
      .replace(/(?:=..){20}/g, '$&=\r\n');
    for (const [encoding, body] of [
      ['quoted-printable', quoted],
      ['base64', base64(greek)],
    ] as const) {
      const head = HEAD(['Content-Type: text/plain; charset=iso-8859-7', `Content-Transfer-Encoding: ${encoding}`]);
      const { contributions } = await read('greek.eml', makeMail(head, body));
      assert.deepEqual(contributions[0]?.answers[1], { question: 'message', text: words });
    }
  });

  test('that is HTML only is read as text, with its quotes set apart', async () => {
    const html =
      '<html><body><p>Wir <b>unterstützen</b> den Vorschlag.</p><ul><li>mehr Zeit</li><li>weniger Formulare</li></ul><p>Mit freundlichen Grüßen<br>Anna Beispiel</p><div class="gmail_quote"><div>Am 2. Feb. 2026 um 10:00 schrieb Amt &lt;amt@example.org&gt;:<br></div><blockquote><p>Was meinen Sie?</p></blockquote></div></body></html>';
    const head = HEAD(['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: base64']);
    const [one] = (await read('html.eml', makeMail(head, base64(html)))).contributions;
    assert.deepEqual(one?.answers[1], {
      question: 'message',
      text: 'Wir unterstützen den Vorschlag.\n\n- mehr Zeit\n- weniger Formulare',
    });
    assert.deepEqual(one?.asides, [
      { kind: 'quoted', text: 'Am 2. Feb. 2026 um 10:00 schrieb Amt <amt@example.org>:\n> Was meinen Sie?' },
      { kind: 'signature', text: 'Mit freundlichen Grüßen\nAnna Beispiel' },
    ]);
  });

  test('as Outlook saves it, with an attachment', async () => {
    const msg = makeMsg(
      {
        '0037001F': 'Répondre à la consultation',
        '0C1A001F': 'Zoë Exemple',
        '5D01001F': 'zoe@example.org',
        '1035001F': '<outlook-1@example.org>',
        '1000001F':
          'Nous soutenons le projet.\r\n\r\nCordialement,\r\nZoë\r\n\r\nDe : Bureau\r\nEnvoyé : lundi 2 février 2026\r\nÀ : Zoë\r\nObjet : Consultation\r\n\r\nQue pensez-vous ?',
      },
      [{ '3707001F': 'avis.pdf', '37010102': PAPER }],
    );
    const [one] = (await read('outlook.msg', msg)).contributions;
    assert.deepEqual(one?.personal, { name: 'Zoë Exemple', emailAddress: 'zoe@example.org' });
    assert.deepEqual([one?.sourceKey, one?.channel], ['outlook-1@example.org', 'e-mail']);
    assert.deepEqual(one?.answers.slice(0, 2), [
      { question: 'title', text: 'Répondre à la consultation' },
      { question: 'message', text: 'Nous soutenons le projet.' },
    ]);
    assert.deepEqual(
      one?.asides?.map(({ text }) => text.split('\n')[0]),
      ['De : Bureau', 'Cordialement,'],
    );
    assert.deepEqual(
      one?.attachments.map(({ name, state }) => [name, state]),
      [['avis.pdf', 'read']],
    );
  });
});

describe('a mailbox', () => {
  const message = (n: number, words: string) =>
    makeMail(
      [
        `From: Person ${n} <p${n}@example.org>`,
        `Subject: Mail ${n}`,
        `Message-ID: <m${n}@example.org>`,
        'Date: Wed, 4 Feb 2026 08:00:00 +0000',
      ],
      words,
    );

  test('is as many contributions as it has messages that say something', async () => {
    const automatic = makeMail(
      [
        'From: a@example.org',
        'Subject: Out of office',
        'Message-ID: <auto@example.org>',
        'Auto-Submitted: auto-replied',
      ],
      'I am away.',
    );
    const mailbox = makeMbox([
      message(1, 'First words.'),
      message(2, 'Second words.\n\nFrom here on we disagree.'),
      automatic,
      message(3, '> only a quote'),
    ]);
    const { contributions, counted } = await read('inbox.mbox', mailbox);
    assert.deepEqual(
      contributions.map(({ file, row, sourceKey, answers }) => [
        file,
        row,
        sourceKey,
        answers.map((answer) => 'text' in answer && answer.text),
      ]),
      [
        ['inbox.mbox', 1, 'm1@example.org', ['Mail 1', 'First words.']],
        ['inbox.mbox', 2, 'm2@example.org', ['Mail 2', 'Second words.\n\nFrom here on we disagree.']],
      ],
    );
    assert.deepEqual(
      counted.map(({ row, reason }) => `${row}: ${reason}`),
      [
        '3: message 3 of inbox.mbox is an automatic reply or notice (Auto-Submitted: auto-replied). It was not taken in.',
        '4: message 4 of inbox.mbox has no words of its own: it quotes or forwards another message. Give that message itself.',
      ],
    );
  });

  test('of 256 MB is taken apart holding one message at a time', async () => {
    const lines = Buffer.from(`${'d29yZHM='.repeat(9)}\r\n`.repeat(14_000));
    async function* chunks() {
      for (let n = 0; n < 256; n++) {
        yield Buffer.from(
          `${n === 0 ? '' : '\r\n'}From a@example.org Tue Feb  3 10:11:12 2026\r\nSubject: ${n}\r\n\r\n`,
        );
        yield lines;
      }
    }
    // What is held is what is left when the rest was cleared away; how soon that happens by itself is chance.
    setFlagsFromString('--expose-gc');
    const clear: () => void = runInNewContext('gc');
    const held = () => {
      clear();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const before = held();
    let most = 0;
    let count = 0;
    for await (const found of messagesOf(chunks())) {
      assert.ok('bytes' in found);
      if (count++ % 16 === 0) most = Math.max(most, held());
    }
    assert.equal(count, 256);
    assert.ok(most - before < 64 * 1024 * 1024, `${Math.round((most - before) / 1e6)} MB`);
  });

  test('with a message beyond the limit: that one is refused, the others are there', async () => {
    const long = Buffer.alloc(1024 * 1024, 'words ');
    async function* chunks() {
      yield Buffer.from('From a@b.c Tue Feb  3 10:11:12 2026\nSubject: long\n\n');
      for (let n = 0; n < 65; n++) yield long;
      yield Buffer.from('\n\nFrom a@b.c Tue Feb  3 10:11:12 2026\nSubject: short\n\nwords\n');
    }
    const found = await Array.fromAsync(messagesOf(chunks()));
    assert.deepEqual(
      found.map((message) => ('bytes' in message ? message.bytes.toString() : 'too long')),
      ['too long', 'Subject: short\n\nwords\n'],
    );
  });
});

describe('what is not the sender’s own words is set apart', () => {
  const cases: [string, string, string, string[]][] = [
    [
      'replies between quotes stay',
      'On 2 Feb 2026, A <a@b.c> wrote:\n> One?\nYes.\n> Two?\nNo.',
      'Yes.\nNo.',
      ['quoted'],
    ],
    [
      'an introduction that is broken over lines',
      'Good.\n\nOn Monday, 2 February 2026 at 10:00,\nSomebody With A Long Name <a@example.org>\nwrote:\n\nWhat now?',
      'Good.',
      ['quoted'],
    ],
    [
      'an unknown language, where the quote is marked',
      'Bai.\n\n2026/02/02 10:00 erabiltzaileak (a@b.eu) idatzi zuen:\n> Zer?',
      'Bai.',
      ['quoted'],
    ],
    [
      'an Outlook header in German',
      'Ja.\n\n________________________________\nVon: Amt\nGesendet: Montag\nAn: Anna\nBetreff: Frage\n\nWas?',
      'Ja.',
      ['quoted'],
    ],
    ['a signature at its mark', 'Words.\n-- \nName\nStreet', 'Words.', ['signature']],
    [
      'a postscript after the close is said by the sender',
      'Words.\n\nKind regards\nName\n\nPS: And more time.\n\nStreet 1',
      'Words.\n\nPS: And more time.',
      ['signature'],
    ],
    ['a close in Polish, Greek and Hungarian', 'Tak.\n\nZ poważaniem\nJan', 'Tak.', ['signature']],
    ['the mark of a device', 'Words.\n\nSent from my iPhone', 'Words.', ['signature']],
    [
      'a sentence that begins like a close and goes on is none',
      'Regards to all teachers are what this paper is lacking, and we say so in every single one of our points.\nMore.',
      'Regards to all teachers are what this paper is lacking, and we say so in every single one of our points.\nMore.',
      [],
    ],
    [
      'a list with "From:" in the text is none of Outlook',
      'From: the first of May.\nWe want it.',
      'From: the first of May.\nWe want it.',
      [],
    ],
  ];
  for (const [kind, text, own, asides] of cases) {
    test(kind, () => {
      const found = takeApart(text);
      assert.deepEqual([found.own, found.asides.map((aside) => aside.kind)], [own, asides]);
    });
  }
});
