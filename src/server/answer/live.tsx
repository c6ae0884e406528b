import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Child } from 'hono/jsx';
import { openLanguageDetector, type TellLanguage } from '../../analysis/language.ts';
import { readBallot, readSaid } from '../../core/ballot.ts';
import { DomainError } from '../../core/error.ts';
import type { Filled, Problem } from '../../core/filled.ts';
import { newId, parseCode } from '../../core/id.ts';
import { isLanguage, UNKNOWN_LANGUAGE } from '../../core/language.ts';
import { isMessageKey } from '../../core/message.ts';
import { findRound, isSpoken, openQuestions, openRound, type RoomText, takesAnswers } from '../../core/room.ts';
import { hasLetter } from '../../core/text.ts';
import { inTransaction } from '../../store/open.ts';
import { isRoomToken, newRoomToken, roomTokenHash } from '../../store/room.ts';
import { giveReceipt } from '../../store/room-record.ts';
import {
  type Deed,
  type DeedOutcome,
  ideasFor,
  ownSupport,
  ownTexts,
  ownVote,
  participantOf,
  type SupportValue,
} from '../../store/vote.ts';
import { liveIdeasUrl, liveUrl, receiptFormUrl } from '../address.ts';
import type { Frame } from '../component/frame.ts';
import { renderPage } from '../component/page.tsx';
import { Reader } from '../component/reader.tsx';
import { roomsOf } from '../live/at-hand.ts';
import { DoorPage } from '../live/door.tsx';
import { LivePage, NOTHING, type Own } from '../live/live.tsx';
import type { LiveRoom, View } from '../live/live-room.ts';
import { ScreenPage } from '../live/screen.tsx';
import { nextFrame, outgoingOf, streamRoom } from '../live/stream.ts';
import { placeOf, queryOf, type Route, type Visit } from '../visit.ts';

/** The room of the address. @throws DomainError not_found */
async function roomOf(visit: Visit): Promise<LiveRoom> {
  const code = parseCode('room', placeOf(visit, 'code').slice(0, 40));
  const room = code ? await roomsOf(visit).byCode(code) : null;
  if (!room) throw new DomainError('not_found', 'There is no room with this code. Look at the screen again.');
  return room;
}

// Who it is ----------------------------------------------------------------------------------------------------------------

const TOKEN = 'antiphon-room';
const LANGUAGE = 'antiphon-room-language';
const DAY_SECONDS = 24 * 3600;

/** The token that this browser was given in this room; null where it has none, or one that is not the room's. */
function tokenOf(context: Context, room: LiveRoom): string | null {
  const token = getCookie(context, TOKEN);
  return token !== undefined && isRoomToken(room.head, token) ? token : null;
}

function keep(context: Context, name: string, value: string, path: string): void {
  setCookie(context, name, value, {
    httpOnly: true,
    sameSite: 'Lax',
    secure: new URL(context.req.url).protocol === 'https:',
    path,
    maxAge: DAY_SECONDS,
  });
}

/** The language in which somebody takes part: chosen here, else theirs where the room has it, else the room's first. */
function languageIn({ context, frame }: Visit, room: LiveRoom): string {
  const { languages } = room.sight('live').state.room;
  const chosen = new URL(context.req.url).searchParams.get('language') ?? getCookie(context, LANGUAGE);
  const offered = [...languages, ...frame.house.languages];
  if (chosen && offered.includes(chosen)) return chosen;
  return offered.includes(frame.reader.language) ? frame.reader.language : (languages[0] ?? 'en');
}

function frameIn(visit: Visit, room: LiveRoom): Frame {
  return { ...visit.frame, reader: new Reader(languageIn(visit, room)) };
}

// Pages --------------------------------------------------------------------------------------------------------------------

/** Where one types the code of a room. */
export const liveDoor: Route = {
  method: 'get',
  at: 'liveDoor',
  needs: 'see public pages',
  answer: async (visit) => {
    const typed = queryOf(visit).get('code');
    const code = typed === null ? null : parseCode('room', typed.slice(0, 40));
    const room = code ? await roomsOf(visit).byCode(code) : null;
    if (room) return visit.context.redirect(liveUrl(room.head.code), 303);
    const page = <DoorPage frame={visit.frame} wrong={typed} />;
    return visit.context.html(renderPage(page), typed === null ? 200 : 404);
  },
};

/** What may be said after something was sent, by the name in the address. */
const SAID = ['taken', 'waits', 'support', 'not_open', 'already', 'blocked', 'too_many', 'not_there', 'empty'] as const;

export const livePage: Route = {
  method: 'get',
  at: 'live',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context } = visit;
    const room = await roomOf(visit);
    const query = queryOf(visit);
    await (query.has('ideas') ? room.look() : room.freshen());
    const frame = frameIn(visit, room);
    const path = liveUrl(room.head.code);
    const token = tokenOf(context, room);
    if (!token) keep(context, TOKEN, newRoomToken(room.head), path);
    if (query.has('language')) keep(context, LANGUAGE, frame.reader.language, path);
    const [own, ideas] = await Promise.all([ownOf(visit, room, token), ideasOf(visit, room, token)]);
    const key = SAID.find((one) => one === query.get('said'));
    const said: Child = key ? frame.reader.say(`room.said.${key}`) : null;
    context.header('cache-control', 'no-store');
    const page = <LivePage frame={frame} sight={room.sight('live')} own={own} ideas={ideas} said={said} />;
    return context.html(renderPage(page));
  },
};

async function ownOf({ store }: Visit, room: LiveRoom, token: string | null): Promise<Own> {
  const { state } = room.sight('live');
  const person = token ? await participantOf(store.db, room.head.id, roomTokenHash(token)) : null;
  if (!person) return NOTHING;
  const open = openRound(state)?.round.id;
  const speakers = openQuestions(state)?.round.id;
  const [vote, texts, support] = await Promise.all([
    open ? ownVote(store.db, open, person.id) : null,
    open ? ownTexts(store.db, open, person.id) : [],
    speakers ? ownSupport(store.db, speakers, person.id) : new Map<string, SupportValue>(),
  ]);
  return { vote, texts: texts.map(({ text, state }) => ({ text, waits: state === 'waiting' })), support };
}

/** So many ideas of others are laid before somebody at once. */
const IDEAS_AT_ONCE = 5;

/** Those that were shown least come first, in an order of chance that is each person's own. */
async function ideasOf(visit: Visit, room: LiveRoom, token: string | null): Promise<RoomText[] | null> {
  const asked = openRound(room.sight('live').state);
  if (!queryOf(visit).has('ideas') || asked?.interaction.form !== 'ideas' || !token) return null;
  const ids = await ideasFor(visit.store, room.head.id, asked.round.id, roomTokenHash(token), IDEAS_AT_ONCE, visit.now);
  const texts = room.sight('live').state.texts;
  return ids.flatMap((id) => texts.find((text) => text.id === id) ?? []);
}

export const screenPage: Route = {
  method: 'get',
  at: 'screen',
  needs: 'see public pages',
  answer: async (visit) => {
    const room = await roomOf(visit);
    await room.freshen();
    const joinUrl = new URL(liveUrl(room.head.code), publicUrlOf(visit)).href;
    const page = <ScreenPage frame={frameIn(visit, room)} sight={room.sight('screen')} joinUrl={joinUrl} />;
    return visit.context.html(renderPage(page));
  },
};

/** The address under which the hall reaches this house: its public one, else the one this page was asked for at. */
function publicUrlOf({ context, house }: Visit): string {
  const isLocal = house.url === '' || new URL(house.url).hostname === 'localhost';
  return isLocal ? new URL(context.req.url).origin : house.url;
}

// Answers ------------------------------------------------------------------------------------------------------------------

type Said = { key: (typeof SAID)[number]; seq: number | null } | { problems: Problem[] };

/** Takes a vote, a text or what somebody thinks of a text; answered only when it is kept for good. */
export const sendAnswer: Route = {
  method: 'post',
  at: 'live',
  needs: 'see public pages',
  answer: async (visit) => {
    const room = await roomOf(visit);
    const token = tokenOf(visit.context, room);
    if (!token) {
      throw new DomainError(
        'forbidden',
        'Your browser sent no sign of having come into this room. Allow cookies for this site and open the room again.',
      );
    }
    const form = await visit.context.req.parseBody({ all: true });
    if (form.do === 'receipt') return await replyWithReceipt(visit, room, token);
    const said = await takeAnswer(visit, room, token, filledFrom(form));
    return reply(visit, room, said);
  },
};

/** The only time that the code is seen; it stays in no cache and in no address. */
async function replyWithReceipt(visit: Visit, room: LiveRoom, token: string): Promise<Response> {
  const { context, store } = visit;
  const code = await inTransaction(store, (tx) => giveReceipt(tx, room.head.id, roomTokenHash(token)));
  const frame = frameIn(visit, room);
  const said = code
    ? frame.reader.text('room.receipt', { code, url: new URL(receiptFormUrl(), publicUrlOf(visit)).href })
    : frame.reader.text('room.no_receipt');
  context.header('cache-control', 'no-store');
  if (wantsJson(visit)) return context.json({ taken: code !== null, seq: null, said });
  const page = <LivePage frame={frame} sight={room.sight('live')} own={NOTHING} ideas={null} said={said} />;
  return context.html(renderPage(page));
}

function wantsJson({ context }: Visit): boolean {
  return context.req.header('accept')?.includes('application/json') ?? false;
}

function filledFrom(form: { [field: string]: unknown }): Filled {
  return Object.fromEntries(
    Object.entries(form).map(([field, value]) => [
      field,
      (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string'),
    ]),
  );
}

async function takeAnswer(visit: Visit, room: LiveRoom, token: string, filled: Filled): Promise<Said> {
  const find = () => {
    const found = findRound(room.sight('live').state, filled.round?.[0] ?? '');
    return found && takesAnswers(found.round, visit.now.getTime()) ? found : null;
  };
  const known = find();
  // Another process may have opened it a moment ago.
  if (!known) await room.freshen();
  const asked = known ?? find();
  if (!asked) return { key: 'not_open', seq: null };
  const { interaction, round } = asked;
  const who = {
    roomId: room.head.id,
    tokenSha256: roomTokenHash(token),
    language: languageIn(visit, room),
    roundId: round.id,
  };
  const value = SUPPORT.find((one) => one === filled.value?.[0]);
  const textId = filled.text?.[0];
  if (value && textId !== undefined) {
    if (!UUID.test(textId)) return { key: 'not_there', seq: null };
    return saidOf(await take(visit, room, { ...who, kind: 'support', textId, value }), 'support');
  }
  if (!isSpoken(interaction)) {
    const read = readBallot(interaction.question, filled);
    if ('problems' in read) return read;
    return saidOf(await take(visit, room, { ...who, kind: 'vote', chosen: read.chosen }), 'taken');
  }
  const read = readSaid(interaction.question, filled);
  if ('problems' in read) return read;
  const text = read.texts[0] ?? '';
  if (!hasLetter(text)) return { key: 'empty', seq: null };
  const textLanguage = languageOfText(text, who.language);
  return saidOf(await take(visit, room, { ...who, kind: 'text', text, textLanguage, textId: newId() }), 'taken');
}

const SUPPORT: readonly SupportValue[] = ['agree', 'disagree', 'pass'];
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function take(visit: Visit, room: LiveRoom, deed: Deed): Promise<DeedOutcome> {
  return await roomsOf(visit).take(room, deed);
}

function saidOf(outcome: DeedOutcome, taken: 'taken' | 'support'): Said {
  if (outcome.kind === 'refused') return { key: outcome.why, seq: null };
  return { key: outcome.waits ? 'waits' : taken, seq: outcome.seq };
}

let tell: TellLanguage | undefined;

/** The language of a text; where it is too short to tell, the one in which its author takes part. */
function languageOfText(text: string, own: string): string | null {
  tell ??= openLanguageDetector();
  const told = tell(text, own);
  return told !== UNKNOWN_LANGUAGE ? told : isLanguage(own) ? own : null;
}

/** For the script a sentence, without it the page again, which says the same. */
function reply(visit: Visit, room: LiveRoom, said: Said): Response | Promise<Response> {
  const { context } = visit;
  if ('problems' in said) {
    const sentence = problemSentence(frameIn(visit, room).reader, said.problems);
    if (wantsJson(visit)) return context.json({ taken: false, said: sentence }, 422);
    throw new DomainError('wrong_use', sentence);
  }
  if (wantsJson(visit)) {
    const { reader } = frameIn(visit, room);
    const taken = said.seq !== null;
    return context.json({ taken, seq: said.seq, said: reader.text(`room.said.${said.key}`) }, taken ? 200 : 409);
  }
  const url = queryOf(visit).has('ideas') ? liveIdeasUrl(room.head.code) : liveUrl(room.head.code);
  return context.redirect(`${url}${url.includes('?') ? '&' : '?'}said=${said.key}`, 303);
}

function problemSentence(reader: Reader, problems: readonly Problem[]): string {
  const [problem] = problems;
  const key = `answer.problem.${problem?.code}`;
  return isMessageKey(key) ? reader.text(key, problem?.values) : reader.text('room.said.empty');
}

// Following ----------------------------------------------------------------------------------------------------------------

function viewOf(visit: Visit): Exclude<View, 'remote'> {
  return placeOf(visit, 'view') === 'screen' ? 'screen' : 'live';
}

/** The last entry that a listener has: as its browser says when it comes back, or as its page was drawn. */
export function cursorOf(visit: Visit): number | null {
  const given = visit.context.req.header('last-event-id') ?? queryOf(visit).get('after') ?? '';
  return /^\d{1,15}$/.test(given) ? Number(given) : null;
}

/** Frames as they come, as server-sent events. */
export const roomStream: Route = {
  method: 'get',
  at: 'liveStream',
  needs: 'see public pages',
  answer: async (visit) => {
    const room = await roomOf(visit);
    return stream(visit, room, viewOf(visit), languageIn(visit, room));
  },
};

export function stream(visit: Visit, room: LiveRoom, view: View, language: string): Response {
  const outgoing = outgoingOf(visit.context);
  if (!outgoing) throw new DomainError('unavailable', 'There is no line here on which to stream.');
  streamRoom(room, view, language, cursorOf(visit), outgoing);
  return RESPONSE_ALREADY_SENT;
}

/** The next frame, for those whom no stream reaches. */
export const roomFrame: Route = {
  method: 'get',
  at: 'liveFrame',
  needs: 'see public pages',
  answer: async (visit) => {
    const room = await roomOf(visit);
    visit.context.header('cache-control', 'no-store');
    return visit.context.json(await nextFrame(room, viewOf(visit), languageIn(visit, room), cursorOf(visit)));
  },
};
