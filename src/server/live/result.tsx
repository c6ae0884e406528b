import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { barLengths, barSvg } from '../../core/chart.ts';
import { percentage } from '../../core/figure.ts';
import type { Option, Question } from '../../core/question.ts';
import { type Interaction, type RoomText, type Round, shownRounds } from '../../core/room.ts';
import {
  type CountedWord,
  meanPlaces,
  NO_SUPPORT,
  type Opinion,
  type Support,
  type Tally,
  type TallyItem,
} from '../../core/tally.ts';
import type { Reader } from '../component/reader.tsx';
import type { RoomSight } from './live-room.ts';

type ResultProps = { reader: Reader; sight: RoomSight; interaction: Interaction; rounds: Round[] };

/** The results of a question, its rounds side by side. */
export function Result({ reader, sight, interaction, rounds }: ResultProps) {
  const tallied = rounds.flatMap((round) => {
    const tally = sight.tallies[round.id];
    return tally ? [{ round, tally }] : [];
  });
  if (tallied.length === 0) return null;
  switch (interaction.form) {
    case 'vote':
    case 'temperature':
      return <Votes reader={reader} question={interaction.question} tallied={tallied} />;
    case 'words':
      return (
        <div class="result-rounds">
          {tallied.map(({ round, tally }) => (
            <div>
              {tallied.length > 1 && <RoundHeading reader={reader} round={round} />}
              <Words reader={reader} words={tally.words ?? []} />
            </div>
          ))}
        </div>
      );
    case 'ideas':
    case 'questions':
      return <Ideas reader={reader} sight={sight} interaction={interaction} rounds={rounds} />;
  }
}

/** What the room may see of a question; null where nothing is shown. */
export function ShownResult({ reader, sight, interaction }: Omit<ResultProps, 'rounds'>) {
  const rounds = shownRounds(sight.state, interaction);
  if (rounds.length === 0) return null;
  return <Result reader={reader} sight={sight} interaction={interaction} rounds={rounds} />;
}

function RoundHeading({ reader, round }: { reader: Reader; round: Round }) {
  return <p class="round-heading">{reader.say('room.round', { n: round.number })}</p>;
}

type Tallied = { round: Round; tally: Tally }[];

function Votes({ reader, question, tallied }: { reader: Reader; question: Question; tallied: Tallied }) {
  if (question.kind === 'ranking') return <Ranking reader={reader} question={question} tallied={tallied} />;
  const rows = question.kind === 'matrix' ? question.rows : [null];
  const options = 'options' in question ? question.options : [];
  return (
    <div class="result-items">
      {rows.map((row, i) => (
        <VoteTable
          reader={reader}
          caption={row ? reader.local(row.title) : null}
          options={options}
          tallied={tallied.flatMap(({ round, tally }) => {
            const item = tally.items[i];
            return item ? [{ round, item }] : [];
          })}
        />
      ))}
    </div>
  );
}

/** A table that is its own bar chart: an option a row, a round a column. */
function VoteTable({
  reader,
  caption,
  options,
  tallied,
}: {
  reader: Reader;
  caption: Child;
  options: readonly Option[];
  tallied: { round: Round; item: TallyItem }[];
}) {
  const columns = tallied.map(({ round, item }) => ({
    round,
    item,
    lengths: barLengths(item.counts.map(({ count }) => ({ value: count, of: item.of }))),
  }));
  return (
    <table class="result-table">
      {caption && <caption>{caption}</caption>}
      <thead class={columns.length > 1 ? undefined : 'ds-sr-only'}>
        <tr>
          <th scope="col">{reader.say('room.option')}</th>
          {columns.map(({ round }) => (
            <th scope="col">{reader.say('room.round', { n: round.number })}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {options.map(({ title }, i) => (
          <tr>
            <th scope="row">{reader.local(title)}</th>
            {columns.map(({ item, lengths }) => (
              <td>
                <span class="result-bar">{raw(barSvg(lengths[i] ?? 0))}</span>
                <Count reader={reader} value={item.counts[i]?.count ?? 0} of={item.of} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A count with its denominator; a percentage only where there are enough. */
function Count({ reader, value, of }: { reader: Reader; value: number; of: number }) {
  const percent = percentage(value, of);
  return (
    <span class="share">
      {reader.say('room.count_of', { value: reader.number(value), of: reader.number(of) })}
      {percent !== null && <span class="percent"> {reader.percent(percent)}</span>}
    </span>
  );
}

function Ranking({
  reader,
  question,
  tallied,
}: {
  reader: Reader;
  question: Question & { kind: 'ranking' };
  tallied: Tallied;
}) {
  const titles = new Map(question.options.map(({ key, title }) => [`${question.key}.${key}`, title]));
  return (
    <div class="result-rounds">
      {tallied.map(({ round, tally }) => (
        <div>
          {tallied.length > 1 && <RoundHeading reader={reader} round={round} />}
          <ol class="ranking">
            {meanPlaces(tally).map(({ key, mean, of }) => (
              <li>
                {reader.local(titles.get(key) ?? {})}{' '}
                <span class="share">
                  {mean === null
                    ? reader.say('room.not_placed')
                    : reader.say('room.mean_place', { mean: reader.number(Math.round(mean * 10) / 10), n: of })}
                </span>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </div>
  );
}

/** So many sizes of letters a cloud has. */
const SIZES = 5;

function Words({ reader, words }: { reader: Reader; words: CountedWord[] }) {
  if (words.length === 0) return <p>{reader.say('room.nothing_said')}</p>;
  const most = Math.max(...words.map(({ count }) => count));
  const size = (count: number) => (most <= 1 ? 1 : 1 + Math.round(((SIZES - 1) * (count - 1)) / (most - 1)));
  return (
    <ul class="cloud">
      {words.map(({ word, count, fold }) => (
        <li id={`word-${encodeURIComponent(fold)}`} class={`size-${size(count)}`}>
          <bdi>{word}</bdi> <span class="count">{reader.number(count)}</span>
        </li>
      ))}
    </ul>
  );
}

/** So many examples stand under a group. */
const EXAMPLES = 3;

/** Ideas or questions in their groups: the pinned ones first, then by how many say the same. */
function Ideas({ reader, sight, rounds }: ResultProps) {
  const { state, tallies } = sight;
  const ids = new Set(rounds.map(({ id }) => id));
  const texts = state.texts.filter(({ roundId, standing }) => ids.has(roundId) && standing.state === 'published');
  const supportOf = (text: RoomText) => tallies[text.roundId]?.texts?.[text.id] ?? NO_SUPPORT;
  const groups = state.groups
    .filter(({ roundId }) => ids.has(roundId))
    .map((group) => ({ group, members: texts.filter(({ groupId }) => groupId === group.id) }))
    .filter(({ members }) => members.length > 0)
    .sort((a, b) => Number(b.group.pinned) - Number(a.group.pinned) || b.members.length - a.members.length);
  const loose = texts.filter(({ groupId }) => !state.groups.some(({ id }) => id === groupId));
  if (texts.length === 0) return <p>{reader.say('room.nothing_said')}</p>;
  return (
    <div class="idea-groups">
      {groups.map(({ group, members }) => (
        <section id={`group-${group.id}`} class={group.namedBy === 'machine' ? 'idea-group proposed' : 'idea-group'}>
          <h3>
            {group.name} <span class="count">{reader.say('room.ideas_count', { n: members.length })}</span>{' '}
            {group.namedBy === 'machine' && <span class="proposed-mark">{reader.say('room.proposed')}</span>}
          </h3>
          <IdeaList reader={reader} texts={best(members, supportOf).slice(0, EXAMPLES)} supportOf={supportOf} />
        </section>
      ))}
      {loose.length > 0 && (
        <section id="group-none" class="idea-group">
          {groups.length > 0 && <h3>{reader.say('room.not_grouped', { n: loose.length })}</h3>}
          <IdeaList
            reader={reader}
            texts={best(loose, supportOf).slice(0, groups.length > 0 ? EXAMPLES : 8)}
            supportOf={supportOf}
          />
        </section>
      )}
      {rounds.map(({ id }) => {
        const opinion = tallies[id]?.opinion;
        return opinion && <Opinions reader={reader} opinion={opinion} texts={texts} />;
      })}
    </div>
  );
}

/** What unites and what divides those who voted. */
function Opinions({ reader, opinion, texts }: { reader: Reader; opinion: Opinion; texts: RoomText[] }) {
  const named = (ids: readonly string[]) => (
    <ul class="idea-list">
      {ids.flatMap((id) => {
        const text = texts.find((one) => one.id === id);
        return text
          ? [
              <li>
                <Voice text={text} />
              </li>,
            ]
          : [];
      })}
    </ul>
  );
  return (
    <section class="opinions">
      <h3>{reader.say('room.opinion_groups', { n: opinion.groups.length })}</h3>
      <p>
        {reader.say('room.opinion_sizes', { sizes: reader.list(opinion.groups.map((size) => reader.number(size))) })}
      </p>
      <h4>{reader.say('room.unites')}</h4>
      {named(opinion.unites)}
      <h4>{reader.say('room.divides')}</h4>
      {named(opinion.divides)}
    </section>
  );
}

/** Pinned ones first, then those with most agreement, then the oldest; what is answered or put aside comes last. */
export function best(texts: readonly RoomText[], supportOf: (text: RoomText) => Support): RoomText[] {
  const rank = ({ standing }: RoomText) =>
    standing.state !== 'published' ? 3 : standing.archived || standing.answered ? 2 : standing.pinned ? 0 : 1;
  return [...texts].sort((a, b) => rank(a) - rank(b) || supportOf(b).agree - supportOf(a).agree);
}

function IdeaList({
  reader,
  texts,
  supportOf,
}: {
  reader: Reader;
  texts: RoomText[];
  supportOf: (text: RoomText) => Support;
}) {
  return (
    <ul class="idea-list">
      {texts.map((text) => (
        <li id={`idea-${text.id}`}>
          <Voice text={text} /> <SupportCount reader={reader} support={supportOf(text)} />
        </li>
      ))}
    </ul>
  );
}

/** What somebody said, in its language, and kept apart from the words around it whatever way it is written. */
export function Voice({ text }: { text: RoomText }) {
  return (
    <q class="voice" lang={text.language ?? undefined} dir="auto">
      {text.text}
    </q>
  );
}

function SupportCount({ reader, support }: { reader: Reader; support: Support }) {
  if (support.agree + support.disagree + support.pass === 0) return null;
  return (
    <span class="share">
      {reader.say('room.support', { agree: support.agree, disagree: support.disagree, pass: support.pass })}
    </span>
  );
}
