import type { Child } from 'hono/jsx';
import {
  type AskedRound,
  openQuestions,
  openRound,
  type RoomText,
  roundInSight,
  takesAnswers,
} from '../../core/room.ts';
import { type Ballot, NO_SUPPORT } from '../../core/tally.ts';
import type { SupportValue } from '../../store/vote.ts';
import { liveIdeasUrl, liveUrl, privacyUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import type { Reader } from '../component/reader.tsx';
import { AnswerForm } from './answer-form.tsx';
import type { RoomSight } from './live-room.ts';
import { best, ShownResult, Voice } from './result.tsx';
import { RoomShell } from './shell.tsx';

/** What one person did so far; nothing where a part is drawn for everybody. */
export type Own = {
  vote: Ballot | null;
  /** What they said in the open round, and whether it waits for a person. */
  texts: { text: string; waits: boolean }[];
  support: ReadonlyMap<string, SupportValue>;
};
export const NOTHING: Own = { vote: null, texts: [], support: new Map() };

export type LivePageProps = {
  frame: Frame;
  sight: RoomSight;
  own: Own;
  /** Ideas of others to say something to; null where the person has not asked for them. */
  ideas: RoomText[] | null;
  /** What became of what was just sent. */
  said: Child;
};

/** Taking part: the one open question, big; what is shown of it; questions to the speakers. */
export function LivePage({ frame, sight, own, ideas, said }: LivePageProps) {
  const { reader } = frame;
  const { state, head } = sight;
  const isWaiting = openRound(state) === null || own.vote !== null;
  return (
    <RoomShell
      frame={frame}
      sight={sight}
      view="live"
      className="live"
      title={reader.localText(state.room.title)}
      refreshSeconds={isWaiting && ideas === null ? 10 : undefined}
    >
      {said && (
        <p class="said" role="status">
          {said}
        </p>
      )}
      <div id="part-now">
        <NowPart reader={reader} sight={sight} own={own} csrf={frame} />
      </div>
      <div id="part-count">
        <CountPart reader={reader} sight={sight} />
      </div>
      {ideas && <IdeasToVoteOn frame={frame} sight={sight} ideas={ideas} />}
      <div id="part-result">
        <ResultPart reader={reader} sight={sight} />
      </div>
      <div id="part-speakers">
        <SpeakersPart reader={reader} sight={sight} own={own} csrf={frame} />
      </div>
      <footer class="live-foot">
        <p>{reader.say('room.who_sees_what')}</p>
        <p>
          <a href={liveUrl(head.code)}>{reader.say('room.look_again')}</a>{' '}
          <a href={privacyUrl()}>{reader.say('ui.privacy')}</a>
        </p>
      </footer>
    </RoomShell>
  );
}

/** The parts that all who take part in one language are sent alike. */
export function liveParts(reader: Reader, sight: RoomSight): { [id: string]: string } {
  return {
    'part-now': String(<NowPart reader={reader} sight={sight} own={NOTHING} csrf={null} />),
    'part-count': String(<CountPart reader={reader} sight={sight} />),
    'part-result': String(<ResultPart reader={reader} sight={sight} />),
    'part-speakers': String(<SpeakersPart reader={reader} sight={sight} own={NOTHING} csrf={null} />),
  };
}

type PartProps = { reader: Reader; sight: RoomSight };
/** The page of a signed-in person carries their token; the script adds it to what everybody is sent. */
type OwnPartProps = PartProps & { own: Own; csrf: Frame | null };

function NowPart({ reader, sight, own, csrf }: OwnPartProps) {
  const { state } = sight;
  const { phase, rehearsal } = state.room;
  if (phase.state === 'prepared')
    return <Quiet heading={reader.say('room.not_open_yet')} lead={reader.say('room.not_open_yet_then')} />;
  if (phase.state === 'closed') return <Closed reader={reader} code={sight.head.code} csrf={csrf} />;
  const asked = openRound(state);
  if (!asked) return <Quiet heading={reader.say('room.nothing_open')} lead={reader.say('room.nothing_open_then')} />;
  return (
    <section id={`asked-${asked.round.id}`}>
      {rehearsal && <p class="rehearsal">{reader.say('room.rehearsal')}</p>}
      <Asked reader={reader} asked={asked} />
      <Timer reader={reader} asked={asked} nowMs={sight.nowMs} />
      {asked.interaction.form === 'ideas' && own.texts.length > 0 && <OwnTexts reader={reader} texts={own.texts} />}
      {takesAnswers(asked.round, sight.nowMs) && (
        <Answer reader={reader} sight={sight} asked={asked} own={own.vote} csrf={csrf} />
      )}
      {asked.interaction.form === 'ideas' && (
        <p>
          <a class="ds-button" data-variant="secondary" href={liveIdeasUrl(sight.head.code)}>
            {reader.say('room.look_at_ideas')}
          </a>
        </p>
      )}
    </section>
  );
}

/** An answer that may not be changed has no form any more. */
function Answer({
  reader,
  sight,
  asked,
  own,
  csrf,
}: PartProps & { asked: AskedRound; own: Ballot | null; csrf: Frame | null }) {
  if (own && asked.interaction.editing === 'once') return <p class="said">{reader.say('room.answered_once')}</p>;
  return (
    <>
      {own && <p class="said">{reader.say('room.answered')}</p>}
      <AnswerForm reader={reader} code={sight.head.code} asked={asked} own={own} csrf={csrf} />
    </>
  );
}

/** Heading of a question: what it is, which round, what is asked. */
export function Asked({ reader, asked: { interaction, round } }: { reader: Reader; asked: AskedRound }) {
  return (
    <header class="asked">
      <p class="kicker">
        {reader.say(`room.form.${interaction.form}`)}
        {interaction.rounds.length > 1 && <> · {reader.say('room.round', { n: round.number })}</>}
      </p>
      <h1 id="asked">{reader.local(interaction.question.title)}</h1>
    </header>
  );
}

/** How long a round is still open; the script counts down, without it the page says when it was drawn. */
export function Timer({ reader, asked: { round }, nowMs }: { reader: Reader; asked: AskedRound; nowMs: number }) {
  if (round.phase.state !== 'open' || round.phase.closesAtMs === null) return null;
  const seconds = Math.max(0, Math.round((round.phase.closesAtMs - nowMs) / 1000));
  return (
    <p
      class="timer"
      data-closes-at={String(round.phase.closesAtMs)}
      data-text={reader.text('room.seconds_left', { n: '{n}' })}
    >
      {reader.say('room.seconds_left', { n: String(seconds) })}
    </p>
  );
}

function Quiet({ heading, lead }: { heading: Child; lead: Child }) {
  return (
    <section class="quiet-room">
      <h1>{heading}</h1>
      <p class="lead">{lead}</p>
    </section>
  );
}

/** After the room: thanks, and the receipt for whoever said something. */
function Closed({ reader, code, csrf }: { reader: Reader; code: string; csrf: Frame | null }) {
  return (
    <section class="quiet-room">
      <h1>{reader.say('room.closed')}</h1>
      <p class="lead">{reader.say('room.closed_then')}</p>
      <form id="receipt" method="post" action={liveUrl(code)} data-keep>
        {csrf && <CsrfField frame={csrf} />}
        <input type="hidden" name="do" value="receipt" />
        <p>{reader.say('room.receipt_why')}</p>
        <Button kind="secondary">{reader.say('room.receipt_get')}</Button>
        <p class="said" role="status" />
      </form>
    </section>
  );
}

function OwnTexts({ reader, texts }: { reader: Reader; texts: Own['texts'] }) {
  return (
    <div class="own-texts">
      <h2>{reader.say('room.you_said')}</h2>
      <ul>
        {texts.map(({ text, waits }) => (
          <li>
            <q class="voice" dir="auto">
              {text}
            </q>
            {waits && <> ({reader.say('room.waits')})</>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function CountPart({ reader, sight }: PartProps) {
  const asked = openRound(sight.state);
  if (!asked) return null;
  const n = sight.tallies[asked.round.id]?.respondents ?? 0;
  return <p class="answered-count">{reader.say('room.people_answered', { n })}</p>;
}

function ResultPart({ reader, sight }: PartProps) {
  const asked = roundInSight(sight.state);
  if (!asked || asked.interaction.form === 'questions') return null;
  const result = ShownResult({ reader, sight, interaction: asked.interaction });
  if (!result) return null;
  return (
    <section class="live-result" aria-labelledby="result">
      <h2 id="result">
        {openRound(sight.state) ? reader.say('room.result') : reader.local(asked.interaction.question.title)}
      </h2>
      {result}
    </section>
  );
}

/** So many questions to the speakers are listed. */
const QUESTIONS_LISTED = 30;

function SpeakersPart({ reader, sight, own, csrf }: OwnPartProps) {
  const asked = openQuestions(sight.state);
  if (!asked) return null;
  const { round, interaction } = asked;
  const questions = sight.state.texts.filter(({ roundId }) => roundId === round.id);
  const supportOf = (text: RoomText) => sight.tallies[round.id]?.texts?.[text.id] ?? NO_SUPPORT;
  return (
    <section class="speakers" aria-labelledby="speakers">
      <h2 id="speakers">{reader.local(interaction.question.title)}</h2>
      <ul class="question-list">
        {best(questions, supportOf)
          .slice(0, QUESTIONS_LISTED)
          .map((text) => (
            <li id={`question-${text.id}`}>
              <Voice text={text} />
              {text.standing.state === 'published' && text.standing.answered && (
                <span class="mark"> {reader.say('room.was_answered')}</span>
              )}
              <form method="post" action={liveUrl(sight.head.code)}>
                {csrf && <CsrfField frame={csrf} />}
                <input type="hidden" name="round" value={round.id} />
                <input type="hidden" name="text" value={text.id} />
                <button
                  class="ds-button"
                  data-variant="secondary"
                  data-size="sm"
                  type="submit"
                  name="value"
                  value="agree"
                  aria-pressed={own.support.get(text.id) === 'agree' ? 'true' : undefined}
                >
                  {reader.say('room.me_too', { n: supportOf(text).agree })}
                  <span class="ds-sr-only"> {text.text.slice(0, 60)}</span>
                </button>
              </form>
            </li>
          ))}
      </ul>
      <AnswerForm reader={reader} code={sight.head.code} asked={asked} own={null} csrf={csrf} />
    </section>
  );
}

const VALUES: SupportValue[] = ['agree', 'disagree', 'pass'];

/** A few ideas of others, one answer each; what was answered makes room for the next ones. */
function IdeasToVoteOn({ frame, sight, ideas }: { frame: Frame; sight: RoomSight; ideas: RoomText[] }) {
  const { reader } = frame;
  return (
    <section class="ideas" id="ideas" aria-labelledby="ideas-heading">
      <h2 id="ideas-heading">{reader.say('room.ideas_of_others')}</h2>
      {ideas.length === 0 && <p>{reader.say('room.no_ideas_left')}</p>}
      <ul class="question-list">
        {ideas.map((text) => (
          <li>
            <Voice text={text} />
            <form method="post" action={liveIdeasUrl(sight.head.code)}>
              <CsrfField frame={frame} />
              <input type="hidden" name="round" value={text.roundId} />
              <input type="hidden" name="text" value={text.id} />
              {VALUES.map((value) => (
                <Button kind="secondary" size="sm" name="value" value={value}>
                  {reader.say(`room.support.${value}`)}
                </Button>
              ))}
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}
