import type { Aside } from '../core/intake.ts';

/** An e-mail's text, taken apart: what its sender says, and what was set apart from it. */
export type EmailWords = { own: string; asides: Aside[] };

/**
 * Takes the text of an e-mail apart. Quoted are lines that begin with `>`, the line that introduces them, and all that
 * follows such a line or the header of an earlier message (as Outlook puts it) where nothing marks its lines. The
 * signature begins at `-- ` (RFC 3676 4.3), else at a complimentary close; a postscript after it is the sender's again.
 */
export function takeApart(text: string): EmailWords {
  const storable = text.toWellFormed().replaceAll('\u0000', '');
  const lines = storable.replace(/\r\n?/g, '\n').split('\n');
  const isQuoted = quotedLines(lines);
  const own = lines.filter((_, index) => !isQuoted[index]);
  const { words, signature } = cutSignature(own);
  const quoted = lines.filter((_, index) => isQuoted[index]);
  return {
    own: tidy(words),
    asides: [
      { kind: 'quoted' as const, text: tidy(quoted) },
      { kind: 'signature' as const, text: tidy(signature) },
    ].filter((aside) => aside.text !== ''),
  };
}

function tidy(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}

// Quotes ---------------------------------------------------------------------------------------------------------------

/** "On ... wrote:" in the languages of the Union: what it begins with and what stands before its colon. */
const INTRODUCTIONS: readonly [RegExp, RegExp][] = [
  [/^(?:on|at)\s/, /\bwrote\s*:$/],
  [/^(?:am|im|von)\s/, /\bschrieb\b.*:$/],
  [/^(?:le|il)\s/, /\ba écrit\s*:$/],
  [/^(?:el|en|a)\s/, /\b(?:escribió|va escriure)\s*:$/],
  [/^(?:il|in data|nel)\s/, /\bha scritto\s*:$/],
  [/^op\s/, /\b(?:schreef|geschreven)\b.*:$/],
  [/^(?:em|no dia|a|às)\s/, /\bescreveu\s*:$/],
  [/^(?:w dniu|dnia|\p{L}{2,4}\.,|śr\.|pon\.|wt\.|czw\.|pt\.|sob\.|niedz\.)/u, /\b(?:napisał(?:\(a\)|a)?|pisze)\s*:$/u],
  [/^(?:den|på)\s/, /\b(?:skrev|följande)\b.*:$/],
  [/^./, /\bkirjoitti\b.*:$/],
  [/^./, /έγραψε[^:]*:$/u],
  [/^(?:на|в)\s/u, /написа\S*\s*:$/u],
  [/^(?:dne|dňa|\p{L}{2}\s)/u, /\b(?:napsal|napísal)\S*\s*:$/u],
  [/^./, /\bezt írta\b.*:$/u],
  [/^(?:pe|în|la)\s/u, /\ba scris\s*:$/u],
  [/^(?:dana|u|on|\p{L}{3}\s)/u, /\b(?:napisao|napisala|je napisao\/la)\S*\s*:$/u],
  [/^(?:dne|v|\p{L}+\s)/u, /\bje napisal\S*\s*:$/u],
  [/^\d{4}|^\S+,/u, /\brašė\b.*:$/u],
  [/^./, /\brakstīja\b.*:$/u],
  [/^./, /\bkirjutas\b.*:$/u],
  [/^fi\s/, /\bkiteb\S*\s*:$/u],
  [/^ar\s/, /\bscríobh\b.*:$/u],
];

const ORIGINAL =
  /^\s*-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|message d'origine|message transféré|mensaje original|mensaje reenviado|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht|mensagem original|mensagem encaminhada|wiadomość oryginalna|wiadomość przekazana|ursprungligt meddelande|oprindelig meddelelse|alkuperäinen viesti|αρχικό μήνυμα|původní zpráva|pôvodná správa|eredeti üzenet|mesaj original|izvorna poruka|izvirno sporočilo|pradinis laiškas|sākotnējā ziņa|algsõnum|messaġġ oriġinali)\b.*$/iu;

/** Labels of the sender in headers that mail programs put above an earlier message, and of the lines that follow. */
const FROM =
  /^[>*\s]*(?:from|von|de|da|van|od|från|fra|lähettäjä|από|от|feladó|expeditor|nuo|no|saatja|minn|ó)\*?\s?:\*?\s\S/iu;
const HEADER =
  /^[>*\s]*(?:sent|date|to|cc|subject|gesendet|datum|an|betreff|envoyé|date|à|objet|enviado(?: el)?|fecha|para|asunto|inviato|data|a|oggetto|verzonden|aan|onderwerp|enviada|assunto|wysłano|do|dw|temat|skickat|till|ämne|sendt|til|emne|lähetetty|vastaanottaja|aihe|στάλθηκε|προς|θέμα|изпратено|до|относно|odesláno|komu|předmět|odoslané|predmet|elküldve|címzett|tárgy|trimis|către|subiect|poslano|za|prima|zadeva|išsiųsta|kam|tema|nosūtīts|temats|saadetud|kellele|teema|mibgħut|lil|suġġett)\*?\s?:\*?\s/iu;

function quotedLines(lines: readonly string[]): boolean[] {
  const quoted = lines.map((line) => /^\s{0,3}>/.test(line));
  for (let at = 0; at < lines.length; at++) {
    if (quoted[at]) continue;
    if (beginsEarlierMessage(lines, at)) return quoted.map((is, index) => is || index >= startOfRule(lines, at));
    const length = introductionAt(lines, at);
    if (length === 0) continue;
    const next = lines.findIndex((line, index) => index >= at + length && line.trim() !== '');
    quoted.fill(true, at, at + length);
    if (next >= 0 && !quoted[next]) return quoted.map((is, index) => is || index >= at);
  }
  return quoted;
}

/** A line drawn above the header belongs to it. */
function startOfRule(lines: readonly string[], at: number): number {
  return at > 0 && /^\s*[_-]{5,}\s*$/.test(lines[at - 1]!) ? at - 1 : at;
}

function beginsEarlierMessage(lines: readonly string[], at: number): boolean {
  const line = lines[at]!;
  if (ORIGINAL.test(line)) return true;
  if (!FROM.test(line)) return false;
  const following = lines
    .slice(at + 1, at + 8)
    .filter((next) => next.trim() !== '')
    .slice(0, 4);
  return following.filter((next) => HEADER.test(next)).length >= 2;
}

/** How many lines introduce a quote here; mail programs break the introduction, too. */
function introductionAt(lines: readonly string[], at: number): number {
  for (let length = 1; length <= 4 && at + length <= lines.length; length++) {
    const last = lines[at + length - 1]!.trim();
    if (last === '') return 0;
    if (!last.endsWith(':')) continue;
    const words = lines
      .slice(at, at + length)
      .map((line) => line.trim())
      .join(' ')
      .toLowerCase();
    const isWord = INTRODUCTIONS.some(([start, end]) => start.test(words) && end.test(words)) && /\d|@/.test(words);
    const isBeforeQuote = /\d/.test(words) && /@|\d{4}/.test(words) && /^\s{0,3}>/.test(nextFilled(lines, at + length));
    if (isWord || isBeforeQuote) return length;
  }
  return 0;
}

function nextFilled(lines: readonly string[], from: number): string {
  return lines.slice(from, from + 3).find((line) => line.trim() !== '') ?? '';
}

// Signatures -----------------------------------------------------------------------------------------------------------

const CLOSES =
  `(?:with )?(?:kind|best|warm|kindest|warmest)(?:est)? (?:regards|wishes)|regards|yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?
  mit (?:freundlich|best|herzlich|lieb|viel)\\S* gr(?:ü|ue)(?:ß|ss)\\S*|(?:freundliche|viele|beste|liebe|herzliche|schöne) gr(?:ü|ue)(?:ß|ss)e|hochachtungsvoll|mfg
  (?:bien |très )?cordialement|(?:sincères|meilleures|cordiales) salutations|salutations distinguées|bien à vous|respectueusement|(?:veuillez|je vous prie|nous vous prions) (?:d[’']|de )?(?:agréer|recevoir)
  (?:un )?(?:cordial |atento )?saludos?|atentamente|reciba un (?:cordial )?saludo
  (?:cordiali|distinti|i migliori) saluti|saluti|cordialmente
  (?:met )?(?:vriendelijke|hartelijke) groet\\S*|hoogachtend|groeten
  (?:com os )?(?:melhores |os melhores )?cumprimentos|atenciosamente|atentamente
  z poważaniem|(?:serdecznie )?pozdrawiam|z wyrazami szacunku
  (?:med )?(?:vänlig\\S*|bästa) hälsning\\S*|hälsningar|mvh
  (?:med )?(?:venlig|de bedste) hilsen|(?:de )?bedste hilsner
  (?:ystävällisin )?terveisin|kunnioittavasti
  με (?:εκτίμηση|τιμή|φιλικούς χαιρετισμούς)|φιλικά|χαιρετισμούς
  с уважение|с поздрав\\S*|поздрави
  s (?:přátelským )?pozdravem|s úctou|s (?:priateľským )?pozdravom
  (?:szívélyes |tisztelettel és )?üdvözlettel|tisztelettel
  cu (?:stimă|respect|considerație|deosebită considerație)
  s poštovanjem|(?:srdačan|lijep|lep) pozdrav|s spoštovanjem
  (?:su )?pagarb(?:iai|a)
  ar cieņu
  lugupidamisega|tervitades|parimate soovidega
  tislijiet|dejjem tiegħek|b['’]rispett|insellu? għalik\\S*
  (?:is mise )?le meas`
    .split('\n')
    .map((line) => line.trim())
    .join('|');
const CLOSE = new RegExp(`^\\s*(?:${CLOSES})(?:[\\s,.!–-].{0,60})?$`, 'iu');
/** A close is a short line; the French one is a sentence. */
const CLOSE_CHARACTERS_MAX = 160;
/** A name with address, telephone and a notice on secrecy; more lines are words again. */
const SIGNATURE_LINES_MAX = 30;
const DEVICE =
  /^\s*(?:sent from (?:my|outlook|mail)|get outlook for|von meinem .{2,30} gesendet|gesendet (?:von|mit|aus)|envoyé (?:de|depuis)|enviado (?:desde|do|a partir)|inviato da|verzonden (?:vanaf|met)|wysłano z|skickat från|sendt fra|lähetetty|στάλθηκε από|изпратено от|odesláno z|trimis de pe|poslano (?:s|z)|išsiųsta iš|nosūtīts no|saadetud)\b.{0,60}$/iu;
const POSTSCRIPT = /^\s*(?:p\.?\s?s\.?|n\.?b\.?|υ\.?γ\.?)\s*[:.–-]/iu;

function cutSignature(lines: readonly string[]): { words: string[]; signature: string[] } {
  const start = signatureStart(lines);
  if (start === null) return { words: [...lines], signature: [] };
  const after = lines.slice(start);
  const postscript = after.findIndex((line) => POSTSCRIPT.test(line));
  if (postscript < 0) return { words: lines.slice(0, start), signature: after };
  const length = after.slice(postscript).findIndex((line) => line.trim() === '');
  const end = length < 0 ? after.length : postscript + length;
  return {
    words: [...lines.slice(0, start), '', ...after.slice(postscript, end)],
    signature: [...after.slice(0, postscript), ...after.slice(end)],
  };
}

function signatureStart(lines: readonly string[]): number | null {
  const delimiter = lines.findIndex((line) => /^--\s?$/.test(line));
  if (delimiter >= 0) return closeBefore(lines, delimiter);
  const close = lines.findLastIndex((line) => line.length <= CLOSE_CHARACTERS_MAX && CLOSE.test(line));
  const isAtEnd = close > 0 && lines.slice(close).filter((line) => line.trim() !== '').length <= SIGNATURE_LINES_MAX;
  if (isAtEnd) return close;
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return last >= 0 && DEVICE.test(lines[last]!) ? last : null;
}

/** The close stands above the delimiter, with at most a name between. */
function closeBefore(lines: readonly string[], delimiter: number): number {
  const from = Math.max(0, delimiter - 5);
  const close = lines.slice(from, delimiter).findLastIndex((line) => CLOSE.test(line));
  return close < 0 ? delimiter : from + close;
}
