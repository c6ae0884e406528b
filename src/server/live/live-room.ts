import { describeOpinion } from '../../core/opinion.ts';
import {
  type AskedRound,
  applyRoomEntry,
  asSeenByRoom,
  entryAsSeenByRoom,
  FEWEST_FOR_OPINION_GROUPS,
  findRound,
  type RoomEntry,
  type RoomState,
  roundsOf,
  type Tallies,
  talliesAsSeenByRoom,
} from '../../core/room.ts';
import { countWords, type Tally, tallyBallots } from '../../core/tally.ts';
import type { Store } from '../../store/open.ts';
import { type RoomHead, readRoomEntries, readRoomState } from '../../store/room.ts';
import { ballotsOf, closeDueRounds, foldWords, opinionVotesOf, supportOf, wordsOf } from '../../store/round.ts';

/** From where a room is looked at: by somebody in it, by the hall, by the facilitator. */
export type View = 'live' | 'screen' | 'remote';

/** Everything that can be drawn of a room at a moment. */
export type RoomSight = { head: RoomHead; state: RoomState; tallies: Tallies; nowMs: number };

/** Draws the parts of a page that change, by the id of the element that holds them. */
export type DrawParts = (view: View, language: string, sight: RoomSight) => { [id: string]: string };

/**
 * What listeners are sent: entries to apply, tallies, and those parts of the page that changed. `state` comes instead of
 * entries where the listener starts, or was away for too long.
 */
export type RoomFrame = {
  seq: number;
  /** The server's clock, so that a timer runs alike on every screen. */
  atMs: number;
  state?: RoomState;
  entries?: RoomEntry[];
  tallies: Tallies;
  parts: { [id: string]: string };
};

/** Somebody who is sent frames; false where they are too slow and were let go. */
export type Listener = { send: (frame: Buffer) => boolean };

type Channel = {
  view: View;
  language: string;
  listeners: Set<Listener>;
  /** As last drawn: what did not change is not sent again. */
  parts: { [id: string]: string };
  /** The frame for whoever starts now, drawn once per entry of the log. */
  start: { seq: number; drawn: number; frame: Buffer } | null;
};

/** Frames follow one another at least so far apart, and never fill more than a third of the time. */
const LEAST_INTERVAL_MS = 250;
const SHARE_OF_TIME = 3;
/** Somebody else may have written without telling us: a look at least so often while anybody listens. */
const IDLE_LOOK_MS = 2000;
/** So many entries are kept for listeners who lost their line for a moment. */
const ENTRIES_KEPT = 600;
/** Timers of Node may be a little early. */
const TIMER_SLACK_MS = 20;
/** Words of a cloud. */
const MOST_WORDS = 60;

/** One room as this process follows it: the log's entries applied, tallies counted, frames made once for all listeners. */
export class LiveRoom {
  readonly head: RoomHead;
  readonly #store: Pick<Store, 'db'>;
  readonly #draw: DrawParts;
  readonly #now: () => number;
  readonly #failed: (error: unknown) => void;
  #state: RoomState;
  #seen: RoomState;
  #tallies: Tallies = {};
  readonly #dirty = new Set<string>();
  readonly #channels = new Map<string, Channel>();
  #recent: { desk: RoomEntry; room: RoomEntry }[] = [];
  #drawn = 0;
  #looking: Promise<void> | null = null;
  #lookAgain: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #lastMs = 0;
  #followedMs = Number.NEGATIVE_INFINITY;
  #tookMs = 0;
  #due: NodeJS.Timeout | null = null;
  readonly #idle: NodeJS.Timeout;

  private constructor(
    head: RoomHead,
    state: RoomState,
    options: { store: Pick<Store, 'db'>; draw: DrawParts; now: () => number; failed: (error: unknown) => void },
  ) {
    this.head = head;
    this.#store = options.store;
    this.#draw = options.draw;
    this.#now = options.now;
    this.#failed = options.failed;
    this.#state = state;
    this.#seen = asSeenByRoom(state);
    this.#idle = setInterval(() => this.#hasListeners() && this.nudge(), IDLE_LOOK_MS);
    this.#idle.unref();
  }

  static async open(
    head: RoomHead,
    options: { store: Pick<Store, 'db'>; draw: DrawParts; now: () => number; failed: (error: unknown) => void },
  ): Promise<LiveRoom> {
    const room = new LiveRoom(head, await readRoomState(options.store.db, head.id), options);
    for (const { round } of roundsOf(room.#state)) room.#dirty.add(round.id);
    await room.#count();
    room.#waitForTimers();
    return room;
  }

  /** How many listen, over all views. */
  get listening(): number {
    return [...this.#channels.values()].reduce((sum, { listeners }) => sum + listeners.size, 0);
  }

  /** What can be drawn of it now: all for the desk, what may be seen for the room. */
  sight(view: View): RoomSight {
    const nowMs = this.#now();
    if (view === 'remote') return { head: this.head, state: this.#state, tallies: this.#tallies, nowMs };
    return {
      head: this.head,
      state: this.#seen,
      tallies: talliesAsSeenByRoom(this.#tallies, this.#state),
      nowMs,
    };
  }

  /** Something was written: look soon, and tell everybody. Many nudges make one look. */
  nudge(): void {
    if (this.#timer) return;
    const pauseMs = Math.max(LEAST_INTERVAL_MS, SHARE_OF_TIME * this.#tookMs);
    const waitMs = Math.max(0, this.#lastMs + pauseMs - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#lastMs = performance.now();
      this.look().catch(this.#failed);
    }, waitMs);
  }

  /** Follows the log to its end and tells the listeners; resolves when that is done. Many who ask at once share one look. */
  look(): Promise<void> {
    if (!this.#looking) {
      this.#looking = this.#follow().finally(() => {
        this.#looking = null;
      });
      return this.#looking;
    }
    // The look that has begun may have read the log before what the caller knows of.
    this.#lookAgain ??= this.#looking
      .catch(() => {})
      .then(() => {
        this.#lookAgain = null;
        return this.look();
      });
    return this.#lookAgain;
  }

  /** Makes sure that what is drawn is no older than a moment, for pages that nobody's stream keeps fresh. */
  async freshen(): Promise<void> {
    if (performance.now() - this.#followedMs > LEAST_INTERVAL_MS) await this.look();
  }

  async #follow(): Promise<void> {
    this.#followedMs = performance.now();
    const entries = await readRoomEntries(this.#store.db, this.head.id, this.#state.seq);
    if (entries?.length === 0) return;
    if (entries === null) {
      this.#state = await readRoomState(this.#store.db, this.head.id);
      this.#recent = [];
      for (const { round } of roundsOf(this.#state)) this.#dirty.add(round.id);
    } else {
      for (const entry of entries) this.#markDirty(entry);
      this.#state = entries.reduce(applyRoomEntry, this.#state);
      for (const entry of entries) this.#markDirty(entry);
      this.#recent.push(...entries.map((desk) => ({ desk, room: entryAsSeenByRoom(desk, this.#state) })));
      this.#recent = this.#recent.slice(-ENTRIES_KEPT);
    }
    this.#seen = asSeenByRoom(this.#state);
    await this.#count();
    this.#waitForTimers();
    this.#tell(entries);
  }

  /** Which rounds an entry makes worth counting again; a text that goes is looked up before it is gone. */
  #markDirty(entry: RoomEntry): void {
    if (entry.kind === 'votes') this.#dirty.add(entry.roundId);
    if (entry.kind === 'text') this.#dirty.add(entry.text.roundId);
    if (entry.kind === 'group') this.#dirty.add(entry.group.roundId);
    if (entry.kind === 'interaction') for (const { id } of entry.interaction.rounds) this.#dirty.add(id);
    if (entry.kind === 'gone') {
      const known = [...this.#state.texts, ...this.#state.groups].find(({ id }) => id === entry.id);
      if (known) this.#dirty.add(known.roundId);
    }
  }

  async #count(): Promise<void> {
    const rounds = [...this.#dirty];
    this.#dirty.clear();
    for (const id of rounds) {
      const tally = await this.#tallyOf(id);
      if (tally) this.#tallies = { ...this.#tallies, [id]: tally };
    }
    const known = new Set(roundsOf(this.#state).map(({ round }) => round.id));
    this.#tallies = Object.fromEntries(Object.entries(this.#tallies).filter(([id]) => known.has(id)));
  }

  async #tallyOf(roundId: string): Promise<Tally | null> {
    const { db } = this.#store;
    const asked = findRound(this.#state, roundId);
    if (!asked) return null;
    const { form, question } = asked.interaction;
    switch (form) {
      case 'vote':
      case 'temperature':
        return tallyBallots(question, await ballotsOf(db, roundId));
      case 'words': {
        const said = await foldWords(db, await wordsOf(db, roundId));
        const words = countWords(said).slice(0, MOST_WORDS);
        return { respondents: new Set(said.map(({ participant }) => participant)).size, items: [], words };
      }
      case 'ideas':
        return { ...(await supportOf(db, roundId)), items: [], ...(await this.#opinionOf(asked)) };
      case 'questions':
        return { ...(await supportOf(db, roundId)), items: [] };
    }
  }

  /** Groups of opinion are looked for once, when nobody votes any more. */
  async #opinionOf({ round }: AskedRound): Promise<Pick<Tally, 'opinion'>> {
    if (round.phase.state === 'open') return {};
    const opinion = describeOpinion(await opinionVotesOf(this.#store.db, round.id), FEWEST_FOR_OPINION_GROUPS);
    return opinion ? { opinion } : {};
  }

  /** A timer ends its round at its instant, on every screen. */
  #waitForTimers(): void {
    if (this.#due) clearTimeout(this.#due);
    this.#due = null;
    const instants = roundsOf(this.#state).flatMap(({ round: { phase } }) =>
      phase.state === 'open' && phase.closesAtMs !== null ? [phase.closesAtMs] : [],
    );
    if (instants.length === 0) return;
    const waitMs = Math.max(0, Math.min(...instants) - this.#now()) + TIMER_SLACK_MS;
    this.#due = setTimeout(() => {
      closeDueRounds(this.#store, this.head.id, () => new Date(this.#now())).then(() => this.nudge(), this.#failed);
    }, waitMs);
    this.#due.unref();
  }

  // Telling ----------------------------------------------------------------------------------------------------------------

  #hasListeners(): boolean {
    return [...this.#channels.values()].some(({ listeners }) => listeners.size > 0);
  }

  /** Draws each view once per language, and sends each the same bytes. */
  #tell(entries: RoomEntry[] | null): void {
    const started = performance.now();
    this.#drawn++;
    for (const channel of this.#channels.values()) {
      if (channel.listeners.size === 0) {
        channel.parts = {};
        continue;
      }
      const sight = this.sight(channel.view);
      const parts = this.#draw(channel.view, channel.language, sight);
      const changed = Object.fromEntries(Object.entries(parts).filter(([id, html]) => channel.parts[id] !== html));
      channel.parts = parts;
      const audience = channel.view === 'remote' ? 'desk' : 'room';
      const told = entries
        ? { entries: this.#recent.slice(-entries.length).map((entry) => entry[audience]) }
        : { state: sight.state };
      const frame = { seq: this.#state.seq, atMs: sight.nowMs, ...told, tallies: sight.tallies, parts: changed };
      send(channel, asServerSentEvent(frame));
    }
    this.#tookMs = performance.now() - started;
  }

  /**
   * Lets somebody listen from now on: they are sent what they lack, then every frame. Between the two nothing is lost,
   * because both happen in one go.
   * @param after the last entry they have; null where they have none
   */
  listen(view: View, language: string, after: number | null, listener: Listener): () => void {
    const channel = this.#channel(view, language);
    channel.listeners.add(listener);
    listener.send(this.#missed(channel, after) ?? this.#start(channel));
    return () => channel.listeners.delete(listener);
  }

  /** What somebody lacks who was away for a moment; null where that is too long ago to tell. */
  #missed(channel: Channel, after: number | null): Buffer | null {
    if (after === null || after > this.#state.seq) return null;
    const first = this.#recent[0]?.desk.seq ?? this.#state.seq + 1;
    if (after + 1 < first && after < this.#state.seq) return null;
    const audience = channel.view === 'remote' ? 'desk' : 'room';
    const entries = this.#recent.filter(({ desk }) => desk.seq > after).map((entry) => entry[audience]);
    if (entries.length === 0) return null;
    const { state: _, ...frame } = this.frame(channel.view, channel.language);
    return asServerSentEvent({ ...frame, entries });
  }

  #start(channel: Channel): Buffer {
    const { start } = channel;
    if (start?.seq === this.#state.seq && start.drawn === this.#drawn) return start.frame;
    const frame = asServerSentEvent(this.frame(channel.view, channel.language));
    channel.start = { seq: this.#state.seq, drawn: this.#drawn, frame };
    return frame;
  }

  /** Everything for somebody who starts. */
  frame(view: View, language: string): RoomFrame {
    const sight = this.sight(view);
    const parts = this.#draw(view, language, sight);
    const channel = this.#channel(view, language);
    if (Object.keys(channel.parts).length === 0) channel.parts = parts;
    return { seq: this.#state.seq, atMs: sight.nowMs, state: sight.state, tallies: sight.tallies, parts };
  }

  #channel(view: View, language: string): Channel {
    const key = `${view} ${language}`;
    const known = this.#channels.get(key);
    if (known) return known;
    const channel: Channel = { view, language, listeners: new Set(), parts: {}, start: null };
    this.#channels.set(key, channel);
    return channel;
  }

  close(): void {
    clearInterval(this.#idle);
    for (const timer of [this.#timer, this.#due]) if (timer) clearTimeout(timer);
  }
}

function send({ listeners }: Channel, frame: Buffer): void {
  for (const listener of listeners) if (!listener.send(frame)) listeners.delete(listener);
}

/** A frame as it goes over the wire. */
export function asServerSentEvent(frame: RoomFrame): Buffer {
  return Buffer.from(`id: ${frame.seq}\nevent: frame\ndata: ${JSON.stringify(frame)}\n\n`);
}
