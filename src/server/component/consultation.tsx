import type { Child } from 'hono/jsx';
import { consultationState, type Stage } from '../../core/stage.ts';
import type { Consultation } from '../../store/consultation.ts';
import { consultationUrl, reportUrl } from '../address.ts';
import type { Reader } from './reader.tsx';
import { Countdown, nextDate } from './stage.tsx';

/** A consultation as the home page lists it. */
export type ConsultationEntry = Pick<
  Consultation,
  'slug' | 'title' | 'summary' | 'leadBody' | 'timeZone' | 'exampleNotice'
> & {
  stages: Stage[];
  /** Accepted contributions so far. */
  contributions: number;
  /** Number of its newest edition; null where there is no report. */
  edition: number | null;
};

/** Beyond this a summary on a card is cut at a sentence. */
const SUMMARY_CHARACTERS = 240;

export type ConsultationCardProps = { reader: Reader; entry: ConsultationEntry; now: Date };

/** One consultation in a list: how long there is time, what it is about, what there is to read. */
export function ConsultationCard({ reader, entry, now }: ConsultationCardProps) {
  const next = nextDate(entry.stages, now);
  return (
    <article class="consultation" data-state={consultationState(entry.stages, now)}>
      <div class="consultation-when">
        {next && <Countdown reader={reader} next={next} now={now} zone={entry.timeZone} />}
      </div>
      <div class="consultation-what">
        <h3>
          <a href={consultationUrl(entry.slug)}>{reader.local(entry.title)}</a>
        </h3>
        <p>{reader.local(entry.summary, (text) => firstSentences(text, SUMMARY_CHARACTERS))}</p>
        <ul class="source">
          {cardFacts(reader, entry).map((fact) => (
            <li>{fact}</li>
          ))}
        </ul>
      </div>
    </article>
  );
}

function cardFacts(
  reader: Reader,
  { slug, leadBody, contributions, edition, exampleNotice }: ConsultationEntry,
): Child[] {
  const facts: Child[] = [];
  if (exampleNotice) facts.push(reader.say('ui.example'));
  if (reader.localText(leadBody) !== '') facts.push(reader.local(leadBody));
  if (contributions > 0) facts.push(reader.say('unit.count.contributions', { n: contributions }));
  if (edition !== null) facts.push(<a href={reportUrl(slug)}>{reader.say('page.home.read_report')}</a>);
  return facts;
}

/** As many whole sentences as fit; the first one always. */
function firstSentences(text: string, characters: number): string {
  const sentences = [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)].map(
    ({ segment }) => segment,
  );
  let shown = '';
  for (const sentence of sentences) {
    if (shown !== '' && shown.length + sentence.length > characters) break;
    shown += sentence;
  }
  return shown.trim();
}
