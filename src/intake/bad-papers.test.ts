import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { isTextAnswer } from '../core/contribution.ts';
import { DomainError } from '../core/error.ts';
import { collect } from './fixtures/collect.ts';
import { attached, base64, makeMail, makeMbox, makeMsg, multipart } from './fixtures/emails.ts';
import { ENCRYPTED_TRAILER, type Entry, makePdf, makeZip, put, temporaryFolder } from './fixtures/make.ts';
import { docxEntries, makeCompoundFile, makeDocx, makeOdt, odtXml, w } from './fixtures/papers.ts';
import { openDelivery } from './read.ts';

const folder = temporaryFolder();

/** Memory that reading one bad file may take beside what was there. */
const MEMORY_MAX = 600 * 1024 * 1024;
const MIB = 1024 * 1024;

/** What is taken of a file: the words of each contribution, what became of its papers, and each loss with its place. */
type Taken = { words: string[]; papers: string[]; lost: string[]; senders: (string | undefined)[] };

/** The same, or one sentence for the whole file. */
async function outcome(name: string, content: string | Buffer): Promise<string | Taken> {
  const path = put(folder, name, content);
  const before = process.memoryUsage().rss;
  try {
    const delivery = await openDelivery(path);
    const { contributions, counted, partial } = await collect(delivery);
    const remarks = (delivery.remarks ?? []).filter((remark) => !remark.startsWith('What contributors were told'));
    return {
      words: contributions.map(({ answers }) =>
        answers.map((answer) => (isTextAnswer(answer) ? answer.text : '')).join(' | '),
      ),
      papers: contributions.flatMap(({ attachments }) =>
        attachments.map((one) => (one.state === 'read' ? `${one.name}: read` : `${one.name}: ${one.state}`)),
      ),
      lost: [
        ...remarks,
        ...[...counted, ...partial].map(({ row, reason }) => `${row}: ${reason}`),
        ...contributions.flatMap(({ attachments }) =>
          attachments.flatMap((one) => (one.state === 'unreadable' ? [one.reason] : [])),
        ),
      ],
      senders: contributions.map(({ personal }) => personal.name),
    };
  } catch (error) {
    assert.ok(
      error instanceof DomainError,
      `a sentence for a person, not ${error instanceof Error ? error.stack : error}`,
    );
    return `${error.code}: ${error.message.replace(basename(path), 'FILE')}`;
  } finally {
    assert.ok(process.memoryUsage().rss - before < MEMORY_MAX, 'memory is bounded');
  }
}

/** A sentence for the whole file, or the words that were taken and what was said of the rest. */
type Case = [kind: string, name: string, content: string | Buffer, outcome: string | Partial<Taken>];

const read = (words: string, ...lost: string[]): Partial<Taken> => ({ words: [words], lost });
/** A paper that waits to be typed in. */
const waits = (said: string): Partial<Taken> => ({ words: [''], lost: [said] });

const LAUGHS = `<!DOCTYPE x [<!ENTITY a0 "ha">${Array.from({ length: 12 }, (_, n) => `<!ENTITY a${n + 1} "${`&a${n};`.repeat(10)}">`).join('')}]>`;
const AGREE = w.p('We agree.');
const GOOD = docxEntries(AGREE);
const DOCUMENT = 'word/document.xml';
const documentXml = String(GOOD.find(({ name }) => name === DOCUMENT)?.content);
const withPart = (name: string, content: string | Buffer): Buffer =>
  makeZip(GOOD.map((entry) => (entry.name === name ? { name, content } : entry)));
const blanks = (megabytes: number) => ' '.repeat(megabytes * MIB);
const zeros = (megabytes: number) => Buffer.alloc(megabytes * MIB);
const BOMB = withPart(DOCUMENT, documentXml.replace('We agree.', blanks(65)));
const nested = (element: string, times: number, inside: string) => {
  const tags = element.split(' ');
  const close = tags.toReversed().map((tag) => `</${tag}>`);
  return `${tags
    .map((tag) => `<${tag}>`)
    .join('')
    .repeat(times)}${inside}${close.join('').repeat(times)}`;
};
const ENCRYPTED = 'unreadable: FILE is encrypted and cannot be read without its password. Ask for it without one.';
const TOO_LARGE = 'unreadable: FILE unpacks to more than 64 MiB of text. Split it, or save it as PDF.';
const entities = (part: string) =>
  `unreadable: FILE defines entities of its own (in ${part}), which no office program does. Open it and save it anew.`;

/** An archive in which the bytes behind the name of a part are not what they were. */
function damaged(zip: Buffer, near: string): Buffer {
  const at = zip.indexOf(near);
  return Buffer.concat([zip.subarray(0, at + 20), Buffer.alloc(60, 0x5a), zip.subarray(at + 80)]);
}

const docx: Case[] = [
  ['text that unpacks without end', 'a.docx', BOMB, TOO_LARGE],
  [
    'a picture that unpacks to 300 MiB: it is not unpacked',
    'b.docx',
    makeDocx(AGREE, [{ name: 'word/media/a.png', content: zeros(300) }]),
    read('We agree.'),
  ],
  [
    'an archive in an archive in it: neither is opened',
    'c.docx',
    makeDocx(AGREE, [
      {
        name: 'word/embeddings/a.zip',
        content: makeZip([{ name: 'b.zip', content: makeZip([{ name: 'c.bin', content: zeros(50) }]) }]),
      },
    ]),
    read('We agree.'),
  ],
  [
    'a billion laughs',
    'd.docx',
    withPart(DOCUMENT, `${LAUGHS}${documentXml.replace('We agree.', '&a12;')}`),
    entities('document.xml'),
  ],
  [
    'a billion laughs in UTF-16',
    'e.docx',
    withPart(DOCUMENT, Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${LAUGHS}${documentXml}`, 'utf16le')),
    entities('document.xml'),
  ],
  [
    'an entity that names a file',
    'f.docx',
    withPart('word/styles.xml', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'),
    entities('styles.xml'),
  ],
  ['a password', 'g.docx', makeCompoundFile('EncryptionInfo', 'EncryptedPackage'), ENCRYPTED],
  [
    'parts that are encrypted',
    'h.docx',
    makeZip(GOOD.map((entry): Entry => ({ ...entry, isEncrypted: true }))),
    ENCRYPTED,
  ],
  [
    'a Word document of the old kind',
    'i.doc',
    makeCompoundFile('WordDocument'),
    'unreadable: FILE is a Word document of the old kind (DOC). Open it and save it as DOCX or PDF.',
  ],
  [
    'that is cut off',
    'j.docx',
    makeZip(GOOD).subarray(0, 900),
    'unreadable: FILE is cut off or damaged: its list of contents is missing. Ask for it again.',
  ],
  [
    'of which a part is damaged',
    'k.docx',
    damaged(makeZip(GOOD), DOCUMENT),
    'unreadable: FILE is damaged: document.xml in it cannot be unpacked. Ask for it again.',
  ],
  [
    'whose XML is broken off',
    'l.docx',
    withPart(DOCUMENT, documentXml.slice(0, -30)),
    'unreadable: FILE is damaged and cannot be opened as a Word document (end tag name: w: is not complete). Ask for it again.',
  ],
  [
    'whose text is missing',
    'm.docx',
    makeZip(GOOD.filter(({ name }) => name !== DOCUMENT)),
    'unreadable: FILE is a Word document whose text is missing. Ask for it again.',
  ],
  [
    'macros',
    'n.docm',
    makeDocx(AGREE, [{ name: 'word/vbaProject.bin', content: 'Sub AutoOpen()' }]),
    read('We agree.', 'n.docm has macros; they were not looked into.'),
  ],
  [
    'nothing but pictures',
    'o.docx',
    makeDocx('<w:p><w:r><w:drawing/></w:r></w:p>'),
    waits('o.docx has no text: what it shows are pictures. Type its words in.'),
  ],
  ['NUL characters', 'p.docx', makeDocx(w.p('We\u0000 agree&#0; fully.')), read('We agree fully.')],
  [
    'tables inside each other without end',
    'q.docx',
    makeDocx(nested('w:tbl w:tr w:tc', 3_000, AGREE)),
    'unreadable: FILE nests its parts deeper than any office program does. Open it and save it anew.',
  ],
];

const TEXT_KIND: Entry = { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text' };
const odt: Case[] = [
  ['text that unpacks without end', 'a.odt', makeOdt(`<text:p>${blanks(65)}</text:p>`), TOO_LARGE],
  [
    'a billion laughs',
    'b.odt',
    makeZip([
      TEXT_KIND,
      { name: 'content.xml', content: odtXml('<text:p>&a12;</text:p>').replace('?>', `?>${LAUGHS}`) },
    ]),
    entities('content.xml'),
  ],
  [
    'a billion laughs where it is not packed',
    'c.fodt',
    odtXml('<text:p>We agree. &a12;</text:p>', 'document').replace('?>', `?>${LAUGHS}`),
    'unreadable: FILE is damaged: its XML cannot be read (it defines entities of its own). Ask for it again.',
  ],
  [
    'a password',
    'd.odt',
    makeOdt('<text:p>x</text:p>', [
      { name: 'META-INF/manifest.xml', content: '<manifest:manifest><manifest:encryption-data/></manifest:manifest>' },
    ]),
    ENCRYPTED,
  ],
  [
    'that is cut off',
    'e.odt',
    makeOdt('<text:p>We agree.</text:p>').subarray(0, 400),
    'unreadable: FILE is cut off or damaged: its list of contents is missing. Ask for it again.',
  ],
  [
    'whose XML is broken off',
    'f.odt',
    makeZip([TEXT_KIND, { name: 'content.xml', content: odtXml('<text:p>We agree.</text:p>').slice(0, -40) }]),
    'unreadable: FILE is damaged: its XML cannot be read (1:751: unclosed tag: office:body). Ask for it again.',
  ],
  [
    'macros',
    'g.odt',
    makeOdt('<text:p>We agree.</text:p>', [{ name: 'Basic/Standard/Module1.xml', content: '<x/>' }]),
    read('We agree.', 'g.odt has macros; they were not looked into.'),
  ],
  [
    'sections inside each other without end',
    'h.odt',
    makeOdt(nested('text:section', 5_000, '<text:p>We agree.</text:p>')),
    read('We agree.'),
  ],
  [
    'a thousand million blanks, written as a number',
    'i.odt',
    makeOdt('<text:p>We<text:s text:c="1000000000"/>agree.</text:p>'),
    read('We agree.'),
  ],
  [
    'rows and cells that repeat without end',
    'j.odt',
    makeOdt(
      '<table:table><table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="10000"><text:p>We agree.</text:p></table:table-cell></table:table-row></table:table>',
    ),
    read('We agree.'),
  ],
  [
    'a presentation',
    'k.odp',
    makeZip([
      { name: 'mimetype', content: 'application/vnd.oasis.opendocument.presentation' },
      { name: 'content.xml', content: '<x/>' },
    ]),
    'unreadable: FILE is a presentation. Save it as PDF and give that file.',
  ],
];

/** A PDF from its objects, the first of which is its catalogue. */
function pdfOf(objects: readonly string[]): Buffer {
  let text = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** One page with a content, and what else belongs to it. */
function pageOf(content: string, { catalogue = '', resources = '', more = [] as string[] } = {}): Buffer {
  return pdfOf([
    `<< /Type /Catalog /Pages 2 0 R ${catalogue} >>`,
    '<< /Type /Pages /Count 1 /Kids [4 0 R] >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> ${resources} >> /Contents 5 0 R >>`,
    content,
    ...more,
  ]);
}

function streamOf(bytes: Buffer, filters = ''): string {
  return `<< /Length ${bytes.length} ${filters} >>\nstream\n${bytes.toString('latin1')}\nendstream`;
}

const SENTENCE = 'We agree with every word of it.';
const DRAWN = `BT /F1 11 Tf 1 0 0 1 72 700 Tm (${SENTENCE}) Tj ET`;
const line = [{ text: SENTENCE, y: 700 }];
const packed = (bytes: Buffer) => deflateSync(bytes, { level: 9 });
const bombed = packed(Buffer.concat([Buffer.from(`${DRAWN}\n`), Buffer.alloc(200 * MIB, 0x20)]));
const FIRST_PAGE_LOST =
  'unreadable: FILE is damaged: of its 1 pages 1 cannot be read, the first is page 1. Ask for it again.';

const pdf: Case[] = [
  ['a password', 'a.pdf', makePdf([line], ENCRYPTED_TRAILER), ENCRYPTED],
  [
    'that is cut off',
    'b.pdf',
    makePdf([line]).subarray(0, 500),
    'unreadable: FILE is cut off: its end is missing. Ask for it again.',
  ],
  [
    '5,000 pages',
    'c.pdf',
    makePdf(Array.from({ length: 5_000 }, () => line)),
    'unreadable: FILE has 5000 pages; up to 2000 are read. Split it, or give only the pages that answer.',
  ],
  [
    'that is damaged all over',
    'd.pdf',
    Buffer.from(`%PDF-1.4\n${'A'.repeat(2_000)}startxref\n99\n%%EOF`),
    'unreadable: FILE is damaged and cannot be opened as a PDF (Invalid PDF structure.). Ask for it again.',
  ],
  [
    'pages without text',
    'e.pdf',
    makePdf([[], []]),
    waits('e.pdf has 2 pages and no text: it is a scan or a picture. Type its words in.'),
  ],
  ['a page that unpacks to 200 MiB', 'f.pdf', pageOf(streamOf(bombed, '/Filter /FlateDecode')), read(SENTENCE)],
  [
    'the same, packed twice',
    'g.pdf',
    pageOf(streamOf(packed(bombed), '/Filter [/FlateDecode /FlateDecode]')),
    read(SENTENCE),
  ],
  [
    'a list of pages that has itself as a page',
    'h.pdf',
    pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Count 3 /Kids [2 0 R 2 0 R] >>']),
    FIRST_PAGE_LOST,
  ],
  [
    'pages that are counted and not there',
    'i.pdf',
    pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Count 1500 /Kids [] >>']),
    'unreadable: FILE is damaged: no page is left in it. Ask for it again.',
  ],
  [
    'lists inside each other without end',
    'j.pdf',
    pageOf(streamOf(Buffer.from(DRAWN), `/X ${'['.repeat(50_000)}${']'.repeat(50_000)}`)),
    FIRST_PAGE_LOST,
  ],
  [
    'a table of contents at another place than it says',
    'k.pdf',
    Buffer.from(
      makePdf([line])
        .toString('latin1')
        .replace(/startxref\n\d+/, 'startxref\n7'),
      'latin1',
    ),
    read(SENTENCE),
  ],
  [
    'other bytes before it',
    'l.pdf',
    Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), makePdf([line])]),
    read(SENTENCE),
  ],
  ['NUL characters', 'm.pdf', makePdf([[{ text: SENTENCE.replace(' ', '\u0000 '), y: 700 }]]), read(SENTENCE)],
  [
    'a program that runs without end: it is not run',
    'n.pdf',
    pageOf(streamOf(Buffer.from(DRAWN)), { catalogue: '/OpenAction << /S /JavaScript /JS (while\\(true\\){}) >>' }),
    read(SENTENCE),
  ],
  [
    'a drawing that draws itself',
    'o.pdf',
    pageOf(streamOf(Buffer.from(`${DRAWN} /X Do`)), {
      resources: '/XObject << /X 6 0 R >>',
      more: [
        streamOf(
          Buffer.from('/X Do'),
          '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>',
        ),
      ],
    }),
    read(SENTENCE),
  ],
  [
    'a picture called PDF',
    'p.pdf',
    Buffer.from('\xff\xd8\xff\xe0....', 'latin1'),
    waits('p.pdf is a picture. Type its words in.'),
  ],
];

const RTF_CUT = 'unreadable: FILE is cut off: groups in it are not closed. Ask for it again.';
const texts: Case[] = [
  ['RTF: groups inside each other without end', 'a.rtf', `{\\rtf1 ${'{'.repeat(1_000_000)}We agree.`, RTF_CUT],
  [
    'RTF: more bytes are announced than there are',
    'b.rtf',
    '{\\rtf1 We agree.\\par{\\pict\\bin2000000000 x}}',
    RTF_CUT,
  ],
  ['RTF that is cut off', 'c.rtf', '{\\rtf1\\ansi We agree.\\par We do', RTF_CUT],
  ['RTF: half of a character', 'd.rtf', '{\\rtf1 We \\u-10179? agree.}', read('We agree.')],
  [
    'HTML: parts inside each other without end',
    'e.html',
    `<html><body>${'<div>'.repeat(50_000)}We agree.`,
    read('We agree.'),
  ],
  [
    'HTML: tags that do not fit, and a comment that never ends',
    'f.html',
    '<html><body><p>We agree.<table><tr><td>and <b>more</p></i></html><!-- never',
    read('We agree.\n\nand more'),
  ],
  [
    'HTML with nothing but a program in it',
    'g.html',
    '<html><body><script>var words = "none";</script></body></html>',
    waits('g.html has no text that a browser would show. Type its words in.'),
  ],
  [
    'HTML: entities that there are not, NUL, half of a character',
    'h.html',
    '<html><body><p>We &agree;&#0;&#xD800; &nbsp;fully.</p></body></html>',
    read('We &agree;\ufffd\ufffd fully.'),
  ],
  ['plain text with a NUL', 'i.txt', 'We\u0000 agree.', read('We agree.')],
  [
    'plain text with half of a character',
    'j.txt',
    Buffer.from('\ufeffWe \ud800 agree.', 'utf16le'),
    read('We \ufffd agree.'),
  ],
  ['plain text without letters', 'k.txt', '1234 5678', waits('k.txt has no letters. Type its words in.')],
  [
    'a picture',
    'l.png',
    Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1'),
    waits('l.png is a picture. Type its words in.'),
  ],
  [
    'a name that turns the direction of the line and breaks it',
    'paper\u202efdp.exe\n.txt',
    'We agree.',
    { ...read('We agree.'), papers: ['paperfdp.exe.txt: read'] },
  ],
];

const HEAD = [
  'From: Ola <ola@example.org>',
  'Subject: Ours',
  'Message-ID: <x@example.org>',
  'Date: Tue, 3 Feb 2026 23:30:00 +0100',
  'MIME-Version: 1.0',
];
const mail = (body: string, ...more: string[]) => makeMail([...HEAD, ...more], body);
const plain = makeMail(['Content-Type: text/plain; charset=utf-8'], 'We agree.');

function inParts(...parts: string[]): string {
  const { header, body } = multipart('mixed', parts);
  return mail(body, header);
}

function partsInParts(depth: number): string {
  let inner = plain;
  for (let n = 0; n < depth; n++) {
    const { header, body } = multipart('mixed', [inner], `b${n}`);
    inner = makeMail([header], body);
  }
  return `${HEAD.join('\r\n')}\r\n${inner}`;
}

function forwarded(times: number): string {
  let inner = mail('We agree.');
  for (let n = 0; n < times; n++) inner = mail(inner, 'Content-Type: message/rfc822');
  return inner;
}

const OURS = 'Ours | We agree.';
const BROKEN_MIME =
  'unreadable: FILE is broken: its words are not where its header says they are. Forward its words and papers anew.';

const mails: Case[] = [
  [
    '200 parts inside each other',
    'a.eml',
    partsInParts(201),
    'unreadable: FILE has more than 200 parts, which no mail program writes. Forward its words and papers anew.',
  ],
  ['150 parts inside each other', 'b.eml', partsInParts(150), read(OURS)],
  [
    '200 e-mails inside each other',
    'c.eml',
    forwarded(200),
    {
      words: ['Ours'],
      papers: ['message-1.eml: unreadable'],
      lost: ['message-1.eml is an e-mail, and no paper. Give it by itself.'],
    },
  ],
  ['parts that never end', 'd.eml', inParts(plain).replace('--b-mixed--', ''), read(OURS)],
  ['parts that begin otherwise than it says', 'e.eml', inParts(plain).replace('="b-mixed"', '="other"'), BROKEN_MIME],
  [
    'parts of which it does not say how they begin',
    'f.eml',
    inParts(plain).replace('; boundary="b-mixed"', ''),
    BROKEN_MIME,
  ],
  [
    'base64 with signs that it has not',
    'g.eml',
    mail('V2Ug*YWdy\nZWU', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64'),
    read('Ours | We agree'),
  ],
  [
    'a character set that there is not',
    'h.eml',
    mail('We agree.', 'Content-Type: text/plain; charset=x-klingon'),
    read(OURS),
  ],
  [
    'a header of 2 MB',
    'i.eml',
    mail('We agree.', `X-Long: ${'x'.repeat(2_000_000)}`),
    'unreadable: FILE cannot be read (Max header size for a MIME node exceeded). Forward its words and papers anew.',
  ],
  ['nothing but a header', 'j.eml', `${HEAD.join('\r\n')}\r\n`, 'unreadable: FILE has neither words nor attachments.'],
  [
    'lines in its header that are none',
    'k.eml',
    mail('We agree.', ' folded', 'No colon here', ': no name'),
    read(OURS),
  ],
  [
    'a NUL and half of a character',
    'l.eml',
    mail('We\u0000 &#xD83D;agree.', 'Content-Type: text/html'),
    read('Ours | We \ufffdagree.'),
  ],
  ['a NUL in plain text', 'm.eml', mail('We\u0000 agree.', 'Content-Type: text/plain'), read(OURS)],
  [
    'a name that turns the text around it',
    'n.eml',
    mail('We agree.').replace('From: Ola', `From: =?utf-8?B?${base64('Ola\u202egro.live\u202c')}?=`),
    { ...read(OURS), senders: ['Olagro.live'] },
  ],
  ['a day that there is not', 'o.eml', mail('We agree.').replace('Tue, 3 Feb', '99 Foo'), read(OURS)],
  [
    'a paper that unpacks without end',
    'p.eml',
    inParts(plain, attached('a.docx', 'application/octet-stream', BOMB)),
    {
      words: [OURS],
      papers: ['a.docx: unreadable'],
      lost: ['a.docx unpacks to more than 64 MiB of text. Split it, or save it as PDF.'],
    },
  ],
  [
    'a program that is called a paper',
    'q.eml',
    inParts(plain, attached('a\u202efdp.exe', 'application/pdf', Buffer.from('MZ\x90\x00', 'latin1'))),
    {
      words: [OURS],
      papers: ['afdp.exe: unreadable'],
      lost: ['afdp.exe is a program, and no paper. Save it as PDF or DOCX and give that file.'],
    },
  ],
  [
    'papers that Outlook wrapped',
    'r.eml',
    inParts(plain, attached('winmail.dat', 'application/ms-tnef', Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 2, 3]))),
    {
      words: [OURS],
      papers: ['winmail.dat: unreadable'],
      lost: [
        'winmail.dat is what Outlook wraps attachments in (TNEF, winmail.dat), and no paper. Ask for the papers by themselves.',
      ],
    },
  ],
  [
    'a key that nobody has here',
    's.eml',
    mail(
      base64('xxxx'),
      'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
      'Content-Transfer-Encoding: base64',
    ),
    'unreadable: FILE is encrypted and cannot be read without its key. Ask for it as plain mail.',
  ],
  [
    'of Outlook that is cut off',
    't.msg',
    makeMsg({ '0037001F': 'Ours', '1000001F': 'We agree.' }).subarray(0, 1_500),
    'unreadable: FILE is damaged and cannot be opened as an Outlook message (Offset is outside the bounds of the DataView). Save it anew.',
  ],
  [
    'a mailbox that is cut off',
    'u.mbox',
    makeMbox([mail('We agree.'), mail('We do not.').replace('<x@', '<y@')]).slice(0, -60),
    { ...read(OURS, '2: message 2 of u.mbox has neither words nor attachments.') },
  ],
];

for (const [what, cases, areMails] of [
  ['a Word document', docx, false],
  ['an OpenDocument text', odt, false],
  ['a PDF', pdf, false],
  ['another paper', texts, false],
  ['an e-mail', mails, true],
] as const) {
  describe(`${what} that is bad: a sentence says why, and what is good is taken`, () => {
    for (const [kind, name, content, expected] of cases) {
      test(kind, async () => {
        const found = await outcome(name, content);
        if (typeof expected === 'string') assert.equal(found, expected);
        else {
          const waiting = expected.words?.[0] === '';
          const papers = areMails ? [] : [`${name}: ${waiting ? 'without_text' : 'read'}`];
          assert.deepEqual(found, { papers, lost: [], senders: [areMails ? 'Ola' : undefined], ...expected });
        }
      });
    }
  });
}
