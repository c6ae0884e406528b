import type { Child } from 'hono/jsx';
import type { Question } from '../../core/question.ts';
import {
  type AskedRound,
  type Interaction,
  isSpoken,
  nextInteraction,
  openQuestions,
  openRound,
  type RoomState,
  type RoomText,
  type Round,
  roundsOf,
} from '../../core/room.ts';
import {
  deskConsultationUrl,
  deskEventUrl,
  deskUrl,
  liveUrl,
  remoteFrameUrl,
  remoteStreamUrl,
  remoteUrl,
  screenUrl,
} from '../address.ts';
import { Button, type ButtonKind } from '../component/button.tsx';
import { SelectField, TextArea, TextField } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import type { RoomSight } from '../live/live-room.ts';
import { Result, Voice } from '../live/result.tsx';
import type { ConsultationHead } from '../site/head.ts';

/** Where the remote stands: the consultation and event of its address. */
export type RemotePlace = { slug: string; event: string };

export type RemotePageProps = {
  frame: Frame;
  head: ConsultationHead;
  event: string;
  title: string;
  /** Null where the event has no room yet. */
  sight: RoomSight | null;
  /** Questions of the consultation's questionnaires that can be asked here too. */
  questions: Question[];
};

/** The facilitator's remote: what is open now, what comes next, two buttons; below, what has to be decided. */
export function RemotePage({ frame, head, event, title, sight, questions }: RemotePageProps) {
  const { reader } = frame;
  const place = { slug: head.slug, event };
  return (
    <Page
      frame={frame}
      title={reader.text('desk.room')}
      crumbs={[
        { url: deskUrl(), label: reader.text('ui.desk') },
        { url: deskConsultationUrl(head.slug), label: reader.localText(head.title) },
        { url: deskEventUrl(head.slug, event), label: title },
      ]}
      notice={head.exampleNotice}
    >
      <PageHead kicker={title}>{reader.say('desk.room')}</PageHead>
      {sight ? (
        <>
          <p class="remote-links">
            {reader.say('desk.room.code')} <strong class="room-code">{sight.head.code}</strong>{' '}
            <a href={screenUrl(sight.head.code)}>{reader.say('room.screen')}</a>{' '}
            <a href={liveUrl(sight.head.code)}>{reader.say('desk.room.as_participant')}</a>
          </p>
          <live-room
            data-stream={remoteStreamUrl(place.slug, event)}
            data-frame={remoteFrameUrl(place.slug, event)}
            data-seq={String(sight.state.seq)}
            data-csrf={frame.csrfToken ?? ''}
            data-failed={reader.text('room.not_sent')}
            data-lost={reader.text('room.line_lost')}
          >
            <p class="line-lost" data-line hidden />
            <div id="part-remote" class="remote">
              <RemotePart frame={frame} sight={sight} place={place} />
            </div>
          </live-room>
          <AddQuestion frame={frame} place={place} sight={sight} questions={questions} />
        </>
      ) : (
        <Do frame={frame} place={place} what="make-room">
          {reader.say('desk.room.make')}
        </Do>
      )}
    </Page>
  );
}

export function remoteParts(frame: Frame, sight: RoomSight): { [id: string]: string } {
  return { 'part-remote': String(<RemotePart frame={frame} sight={sight} place={sight.head.place} />) };
}

type PartProps = { frame: Frame; sight: RoomSight; place: RemotePlace };

function RemotePart({ frame, sight, place }: PartProps) {
  const { reader } = frame;
  const { state } = sight;
  if (state.room.phase.state !== 'open') {
    return (
      <section class="remote-now">
        <h2>{reader.say(state.room.phase.state === 'prepared' ? 'desk.room.prepared' : 'room.closed')}</h2>
        <Do frame={frame} place={place} what="open-room">
          {reader.say('desk.room.open')}
        </Do>
        <Agenda frame={frame} sight={sight} place={place} />
      </section>
    );
  }
  return (
    <>
      {state.room.rehearsal && <p class="rehearsal">{reader.say('room.rehearsal')}</p>}
      <Now frame={frame} sight={sight} place={place} />
      <Next frame={frame} sight={sight} place={place} />
      <Moderation frame={frame} sight={sight} place={place} />
      <Agenda frame={frame} sight={sight} place={place} />
      <section class="remote-room">
        <h2>{reader.say('desk.room')}</h2>
        <Do frame={frame} place={place} what={state.room.rehearsal ? 'end-rehearsal' : 'rehearse'} kind="secondary">
          {reader.say(state.room.rehearsal ? 'desk.room.end_rehearsal' : 'desk.room.rehearse')}
        </Do>
        <Do frame={frame} place={place} what="close-room" kind="secondary">
          {reader.say('desk.room.close')}
        </Do>
      </section>
    </>
  );
}

/** One button that does one thing. */
function Do({
  frame,
  place,
  what,
  fields = {},
  kind = 'primary',
  size = 'md',
  inputs,
  children,
}: {
  frame: Frame;
  place: RemotePlace;
  what: string;
  fields?: { [name: string]: string };
  kind?: ButtonKind;
  size?: 'sm' | 'md';
  inputs?: Child;
  children: Child;
}) {
  return (
    <form method="post" action={remoteUrl(place.slug, place.event)} class="do">
      <CsrfField frame={frame} />
      <input type="hidden" name="do" value={what} />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {inputs}
      <Button kind={kind} size={size}>
        {children}
      </Button>
    </form>
  );
}

/** The round the two buttons are about: what is open, else what was closed last. */
function current(state: RoomState): AskedRound | null {
  const open = openRound(state);
  if (open) return open;
  const closed = roundsOf(state).filter(({ interaction }) => interaction.form !== 'questions');
  const at = ({ round: { phase } }: AskedRound) => (phase.state === 'closed' ? phase.closedAtMs : 0);
  return closed.sort((a, b) => at(b) - at(a))[0] ?? null;
}

function Now({ frame, sight, place }: PartProps) {
  const { reader } = frame;
  const asked = current(sight.state);
  if (!asked) return null;
  const { interaction, round } = asked;
  const isOpen = round.phase.state === 'open';
  const isShown = round.results === 'shown';
  const fields = { round: round.id };
  return (
    <section class="remote-now" aria-labelledby="now">
      <p class="kicker" id="now">
        {reader.say(isOpen ? 'desk.room.now' : 'desk.room.last')}
      </p>
      <h2>{reader.local(interaction.question.title)}</h2>
      <p class="answered-count">
        {reader.say('room.people_answered', { n: sight.tallies[round.id]?.respondents ?? 0 })}
      </p>
      <div class="two-buttons">
        {isOpen ? (
          <Do frame={frame} place={place} what="close" fields={fields}>
            {reader.say('desk.room.close_question')}
          </Do>
        ) : (
          <Do frame={frame} place={place} what="open" fields={{ interaction: interaction.id }} kind="secondary">
            {reader.say('desk.room.ask_again')}
          </Do>
        )}
        <Do
          frame={frame}
          place={place}
          what={isShown ? 'hold' : 'show'}
          fields={fields}
          kind={isShown ? 'secondary' : 'primary'}
        >
          {reader.say(isShown ? 'desk.room.hide' : 'desk.room.show')}
        </Do>
      </div>
      <Do frame={frame} place={place} what="undo" fields={fields} kind="tertiary" size="sm">
        {reader.say('desk.room.undo')}
      </Do>
      <details>
        <summary>{reader.say(isShown ? 'desk.room.results_shown' : 'desk.room.results_held')}</summary>
        <Result reader={reader} sight={sight} interaction={interaction} rounds={interaction.rounds} />
      </details>
    </section>
  );
}

function Next({ frame, sight, place }: PartProps) {
  const { reader } = frame;
  const next = nextInteraction(sight.state);
  if (!next) return null;
  return (
    <section class="remote-next" aria-labelledby="next">
      <p class="kicker" id="next">
        {reader.say('desk.room.next')}
      </p>
      <h2>{reader.local(next.question.title)}</h2>
      <OpenForm frame={frame} place={place} interaction={next} />
    </section>
  );
}

const TIMERS = [0, 30, 60, 90, 120, 300];

function OpenForm({ frame, place, interaction }: { frame: Frame; place: RemotePlace; interaction: Interaction }) {
  const { reader } = frame;
  return (
    <Do
      frame={frame}
      place={place}
      what="open"
      fields={{ interaction: interaction.id }}
      inputs={
        <SelectField
          id={`timer-${interaction.id}`}
          name="seconds"
          label={reader.say('desk.room.timer')}
          options={TIMERS.map((seconds) => ({
            value: String(seconds),
            label: seconds === 0 ? reader.text('desk.room.no_timer') : reader.text('room.seconds', { n: seconds }),
          }))}
          chosen="0"
        />
      }
    >
      {reader.say('desk.room.open_question')}
    </Do>
  );
}

function Agenda({ frame, sight, place }: PartProps) {
  const { reader } = frame;
  const isRunning = sight.state.room.phase.state === 'open';
  return (
    <section class="remote-agenda" aria-labelledby="agenda">
      <h2 id="agenda">{reader.say('desk.room.agenda')}</h2>
      {sight.state.interactions.length === 0 && <p>{reader.say('desk.room.agenda_empty')}</p>}
      <ol>
        {sight.state.interactions.map((interaction) => (
          <li id={`agenda-${interaction.id}`}>
            <span>
              {reader.local(interaction.question.title)}{' '}
              <span class="quiet">{reader.say(`room.form.${interaction.form}`)}</span>{' '}
              <RoundState frame={frame} rounds={interaction.rounds} />
            </span>
            {isRunning && !isOpen(interaction) && (
              <Do
                frame={frame}
                place={place}
                what="open"
                fields={{ interaction: interaction.id }}
                kind="secondary"
                size="sm"
              >
                {reader.say(interaction.rounds.length > 0 ? 'desk.room.ask_again' : 'desk.room.open_question')}
                <span class="ds-sr-only"> {reader.localText(interaction.question.title)}</span>
              </Do>
            )}
            {interaction.rounds.length === 0 && (
              <Do
                frame={frame}
                place={place}
                what="remove"
                fields={{ interaction: interaction.id }}
                kind="tertiary"
                size="sm"
              >
                {reader.say('desk.room.remove')}
                <span class="ds-sr-only"> {reader.localText(interaction.question.title)}</span>
              </Do>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function isOpen({ rounds }: Interaction): boolean {
  return rounds.some(({ phase }) => phase.state === 'open');
}

function RoundState({ frame: { reader }, rounds }: { frame: Frame; rounds: Round[] }) {
  const newest = rounds.at(-1);
  if (!newest) return null;
  return (
    <span class="mark">
      {reader.say(newest.phase.state === 'open' ? 'desk.room.is_open' : 'desk.room.was_asked', { n: rounds.length })}
    </span>
  );
}

/** So many texts are listed for moderation, the newest first. */
const TEXTS_LISTED = 40;

/** What waits for a person comes first; then what is seen, of the rounds that are open or were asked last. */
function Moderation({ frame, sight, place }: PartProps) {
  const { reader } = frame;
  const { state } = sight;
  const waiting = state.texts.filter(({ standing }) => standing.state === 'waiting');
  const rounds = [current(state), openQuestions(state)]
    .filter((one) => one !== null)
    .filter(({ interaction }) => isSpoken(interaction));
  const ids = new Set(rounds.map(({ round }) => round.id));
  const published = state.texts.filter(({ standing, roundId }) => standing.state === 'published' && ids.has(roundId));
  if (waiting.length === 0 && published.length === 0) return null;
  return (
    <section class="remote-texts" aria-labelledby="texts">
      <h2 id="texts">{reader.say('desk.room.what_is_said')}</h2>
      {waiting.length > 0 && (
        <>
          <h3>{reader.say('desk.room.waiting', { n: waiting.length })}</h3>
          <ul class="question-list">
            {waiting.map((text) => (
              <li id={`text-${text.id}`}>
                <Voice text={text} />
                {text.standing.state === 'waiting' && text.standing.flagged.length > 0 && (
                  <span class="mark">
                    {' '}
                    {reader.say('desk.room.flagged', { words: text.standing.flagged.join(', ') })}
                  </span>
                )}
                <div class="text-buttons">
                  <Do frame={frame} place={place} what="publish" fields={{ text: text.id }} size="sm">
                    {reader.say('desk.room.publish')}
                  </Do>
                  <Refuse frame={frame} place={place} text={text} />
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
      <Groups frame={frame} sight={sight} place={place} rounds={rounds} />
      {published.length > 0 && (
        <details open>
          <summary>{reader.say('desk.room.published', { n: published.length })}</summary>
          <ul class="question-list">
            {published
              .slice(-TEXTS_LISTED)
              .reverse()
              .map((text) => (
                <li id={`text-${text.id}`}>
                  <Voice text={text} />
                  <div class="text-buttons">
                    <Marks frame={frame} place={place} text={text} />
                    <Refuse frame={frame} place={place} text={text} />
                  </div>
                </li>
              ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Marks({ frame, place, text }: { frame: Frame; place: RemotePlace; text: RoomText }) {
  const { standing } = text;
  if (standing.state !== 'published') return null;
  return (
    <>
      {(['pinned', 'answered', 'archived'] as const).map((mark) => (
        <Do
          frame={frame}
          place={place}
          what="mark"
          fields={{ text: text.id, mark, wanted: standing[mark] ? 'no' : 'yes' }}
          kind="secondary"
          size="sm"
        >
          {frame.reader.say(standing[mark] ? `desk.room.un${mark}` : `desk.room.${mark}`)}
        </Do>
      ))}
    </>
  );
}

/** Taking a text out of sight asks for a reason, and can shut its author out. */
function Refuse({ frame, place, text }: { frame: Frame; place: RemotePlace; text: RoomText }) {
  const { reader } = frame;
  const id = `reason-${text.id}`;
  return (
    <details class="refuse" id={`refuse-${text.id}`}>
      <summary>{reader.say('desk.room.refuse')}</summary>
      <form method="post" action={remoteUrl(place.slug, place.event)} class="do">
        <CsrfField frame={frame} />
        <input type="hidden" name="text" value={text.id} />
        <TextField id={id} name="reason" label={reader.say('desk.room.reason')} required maxLength={200} />
        <Button kind="secondary" size="sm" name="do" value="refuse">
          {reader.say('desk.room.refuse')}
        </Button>
        <Button kind="tertiary" size="sm" name="do" value="block">
          {reader.say('desk.room.block')}
        </Button>
      </form>
    </details>
  );
}

/** The groups that ideas were put in: a person names, pins and merges them, and asks for new ones. */
function Groups({ frame, sight, place, rounds }: PartProps & { rounds: AskedRound[] }) {
  const { reader } = frame;
  const { state } = sight;
  const grouped = rounds.filter(({ interaction }) => interaction.form !== 'words');
  const ids = new Set(grouped.map(({ round }) => round.id));
  const groups = state.groups.filter(({ roundId }) => ids.has(roundId));
  if (grouped.length === 0 || state.texts.every(({ roundId }) => !ids.has(roundId))) return null;
  return (
    <details>
      <summary>{reader.say('desk.room.groups', { n: groups.length })}</summary>
      {groups.map((group) => (
        <div id={`manage-${group.id}`} class="manage-group">
          <Do
            frame={frame}
            place={place}
            what="name-group"
            fields={{ group: group.id }}
            kind="secondary"
            size="sm"
            inputs={
              <TextField
                id={`name-${group.id}`}
                name="name"
                label={reader.say('desk.room.group_name')}
                value={group.name}
                maxLength={100}
              />
            }
          >
            {reader.say('desk.room.name_group')}
          </Do>
          <Do
            frame={frame}
            place={place}
            what="pin-group"
            fields={{ group: group.id, wanted: group.pinned ? 'no' : 'yes' }}
            kind="secondary"
            size="sm"
          >
            {reader.say(group.pinned ? 'desk.room.unpinned' : 'desk.room.pinned')}
          </Do>
          {groups.length > 1 && (
            <Do
              frame={frame}
              place={place}
              what="merge-group"
              fields={{ group: group.id }}
              kind="secondary"
              size="sm"
              inputs={
                <SelectField
                  id={`into-${group.id}`}
                  name="into"
                  label={reader.say('desk.room.merge_into')}
                  options={groups
                    .filter(({ id }) => id !== group.id)
                    .map(({ id, name }) => ({ value: id, label: name }))}
                  chosen=""
                />
              }
            >
              {reader.say('desk.room.merge')}
            </Do>
          )}
        </div>
      ))}
      {grouped.map(({ round, interaction }) => (
        <Do frame={frame} place={place} what="regroup" fields={{ round: round.id }} kind="secondary" size="sm">
          {reader.say('desk.room.regroup')}
          <span class="ds-sr-only"> {reader.localText(interaction.question.title)}</span>
        </Do>
      ))}
    </details>
  );
}

/** The kinds of question that can be added here, by form and kind. */
export const NEW_QUESTIONS = [
  'single',
  'multiple',
  'scale',
  'temperature',
  'ranking',
  'words',
  'ideas',
  'questions',
] as const;

function AddQuestion({
  frame,
  place,
  sight,
  questions,
}: {
  frame: Frame;
  place: RemotePlace;
  sight: RoomSight;
  questions: Question[];
}) {
  const { reader } = frame;
  return (
    <details class="remote-add">
      <summary>{reader.say('desk.room.add')}</summary>
      {questions.length > 0 && (
        <Do
          frame={frame}
          place={place}
          what="add-known"
          kind="secondary"
          inputs={
            <SelectField
              id="known-question"
              name="question"
              label={reader.say('desk.room.from_questionnaire')}
              options={questions.map((question) => ({ value: question.key, label: reader.localText(question.title) }))}
              chosen=""
            />
          }
        >
          {reader.say('desk.room.add_known')}
        </Do>
      )}
      <form method="post" action={remoteUrl(place.slug, place.event)} class="add-question">
        <CsrfField frame={frame} />
        <input type="hidden" name="do" value="add" />
        <SelectField
          id="new-kind"
          name="kind"
          label={reader.say('desk.room.kind')}
          options={NEW_QUESTIONS.map((kind) => ({ value: kind, label: reader.text(`desk.room.kind.${kind}`) }))}
          chosen="single"
        />
        {sight.state.room.languages.map((language) => (
          <TextField
            id={`new-title-${language}`}
            name={`title.${language}`}
            label={reader.say('desk.room.question_in', { language: reader.ownName(language) })}
            lang={language}
            maxLength={300}
          />
        ))}
        {sight.state.room.languages.map((language) => (
          <TextArea
            id={`new-options-${language}`}
            name={`options.${language}`}
            label={reader.say('desk.room.options_in', { language: reader.ownName(language) })}
            hint={reader.say('desk.room.options_hint')}
            lang={language}
            rows={4}
          />
        ))}
        <SelectField
          id="new-moderation"
          name="moderation"
          label={reader.say('desk.room.moderation')}
          options={[
            { value: 'after', label: reader.text('desk.room.moderation.after') },
            { value: 'before', label: reader.text('desk.room.moderation.before') },
          ]}
          chosen="after"
        />
        <Button kind="secondary">{reader.say('desk.room.add_question')}</Button>
      </form>
    </details>
  );
}
