import { raw } from 'hono/html';
import { encode } from 'uqr';
import { openRound, roundInSight } from '../../core/room.ts';
import type { Frame } from '../component/frame.ts';
import type { Reader } from '../component/reader.tsx';
import { Asked, Timer } from './live.tsx';
import type { RoomSight } from './live-room.ts';
import { ShownResult } from './result.tsx';
import { RoomShell } from './shell.tsx';

export type ScreenPageProps = {
  frame: Frame;
  sight: RoomSight;
  /** What the hall types or scans. */
  joinUrl: string;
};

/** The hall's screen: the question or its result, and always how to come in. */
export function ScreenPage({ frame, sight, joinUrl }: ScreenPageProps) {
  const { reader } = frame;
  return (
    <RoomShell
      frame={frame}
      sight={sight}
      view="screen"
      className="screen"
      title={reader.text('room.screen')}
      refreshSeconds={5}
    >
      <div class="screen-inside">
        <div id="part-screen" class="screen-now">
          <ScreenPart reader={reader} sight={sight} />
        </div>
        <aside class="screen-join" aria-label={reader.text('room.how_to_join')}>
          {raw(qrSvg(joinUrl, reader.text('room.qr_of', { url: joinUrl })))}
          <p>{reader.say('room.join_at')}</p>
          <p class="join-address">{joinUrl.replace(/^https?:\/\//, '').replace(/\/[^/]*$/, '')}</p>
          <p class="join-code">{sight.head.code}</p>
        </aside>
      </div>
    </RoomShell>
  );
}

export function screenParts(reader: Reader, sight: RoomSight): { [id: string]: string } {
  return { 'part-screen': String(<ScreenPart reader={reader} sight={sight} />) };
}

function ScreenPart({ reader, sight }: { reader: Reader; sight: RoomSight }) {
  const asked = roundInSight(sight.state);
  if (!asked) {
    return (
      <section class="quiet-room">
        <h1>{reader.local(sight.state.room.title)}</h1>
        <p class="lead">
          {reader.say(sight.state.room.phase.state === 'closed' ? 'room.closed' : 'room.first_question_soon')}
        </p>
      </section>
    );
  }
  const isOpen = openRound(sight.state) !== null;
  const n = sight.tallies[asked.round.id]?.respondents ?? 0;
  return (
    <section id={`screen-${asked.interaction.id}`}>
      {sight.state.room.rehearsal && <p class="rehearsal">{reader.say('room.rehearsal')}</p>}
      <Asked reader={reader} asked={asked} />
      <div class="screen-result">
        <ShownResult reader={reader} sight={sight} interaction={asked.interaction} />
      </div>
      <div class="screen-foot">
        <p class="answered-count">{reader.say('room.people_answered', { n })}</p>
        {isOpen && <Timer reader={reader} asked={asked} nowMs={sight.nowMs} />}
      </div>
    </section>
  );
}

/** A QR code as one path, dark on light whatever the page's colours: many phones read no other. */
export function qrSvg(text: string, label: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  const name = label.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
  return `<svg class="qr" role="img" aria-label="${name}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${squares.join('')}" fill="#000"/></svg>`;
}
