import type { Child } from 'hono/jsx';
import { liveUrl, roomFrameUrl, roomStreamUrl } from '../address.ts';
import type { Frame } from '../component/frame.ts';
import type { RoomSight, View } from './live-room.ts';

export type RoomShellProps = {
  frame: Frame;
  sight: RoomSight;
  view: Exclude<View, 'remote'>;
  className: string;
  title: string;
  /** Without script the page asks for itself again after so many seconds. */
  refreshSeconds?: number | undefined;
  children?: Child;
};

/** The document around a page of the room: nothing on it but the room. */
export function RoomShell({ frame, sight, view, className, title, refreshSeconds, children }: RoomShellProps) {
  const { reader, assets, nonce, house } = frame;
  const { code } = sight.head;
  return (
    <html lang={reader.language} class={className}>
      <head>
        <meta charset="utf-8" />
        <title>{`${title} – ${house.name}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href={assets.style} />
        <script type="module" nonce={nonce} src={assets.script} />
        {refreshSeconds !== undefined && (
          <noscript>
            <meta http-equiv="refresh" content={String(refreshSeconds)} />
          </noscript>
        )}
      </head>
      <body>
        <a class="ds-skip-link" href="#main">
          {reader.say('ui.skip_to_content')}
        </a>
        <header class="room-head">
          <p>
            {reader.local(sight.state.room.title)} <span class="room-code">{code}</span>
          </p>
          <RoomLanguages frame={frame} sight={sight} view={view} />
        </header>
        <live-room
          data-stream={roomStreamUrl(code, view, reader.language)}
          data-frame={roomFrameUrl(code, view, reader.language)}
          data-seq={String(sight.state.seq)}
          data-csrf={frame.csrfToken ?? ''}
          data-opened={reader.text('room.announce_open', { title: '{title}' })}
          data-shown={reader.text('room.announce_shown', { title: '{title}' })}
          data-failed={reader.text('room.not_sent')}
          data-lost={reader.text('room.line_lost')}
        >
          <main id="main" tabindex={-1}>
            {children}
          </main>
          <p class="ds-sr-only" role="status" data-announce />
          <p class="line-lost" data-line hidden />
        </live-room>
      </body>
    </html>
  );
}

/** The languages in which this room's questions are there. */
function RoomLanguages({ frame, sight, view }: Pick<RoomShellProps, 'frame' | 'sight' | 'view'>) {
  const { languages } = sight.state.room;
  if (languages.length < 2 || view === 'screen') return null;
  const { reader } = frame;
  return (
    <nav aria-label={reader.text('room.languages')}>
      <ul class="room-languages">
        {languages.map((language) => (
          <li>
            <a
              href={`${liveUrl(sight.head.code)}?language=${language}`}
              lang={language}
              aria-current={language === reader.language ? 'true' : undefined}
            >
              {reader.ownName(language)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
