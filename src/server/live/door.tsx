import { liveDoorUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { TextField } from '../component/field.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead } from '../component/heading.tsx';
import { Notice } from '../component/notice.tsx';
import { Page } from '../component/page.tsx';

/** Coming in with the code from the screen. */
export function DoorPage({ frame, wrong }: { frame: Frame; wrong: string | null }) {
  const { reader } = frame;
  return (
    <Page frame={frame} title={reader.text('room.door')}>
      <PageHead lead={reader.say('room.door_lead')}>{reader.say('room.door')}</PageHead>
      {wrong !== null && (
        <Notice mood="danger">
          <p>{reader.say('room.door_wrong')}</p>
        </Notice>
      )}
      <form method="get" action={liveDoorUrl()} class="door">
        <TextField
          id="code"
          name="code"
          label={reader.say('room.code')}
          hint={reader.say('room.code_hint')}
          value={wrong ?? ''}
          required
          maxLength={20}
          autocomplete="off"
        />
        <Button>{reader.say('room.come_in')}</Button>
      </form>
    </Page>
  );
}
