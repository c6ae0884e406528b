import { realClock } from '../core/id.ts';
import { mailIsDue } from '../store/mail.ts';
import type { Db, Store } from '../store/open.ts';
import { forgetLogistics, registrationsAreDue, remindDue } from '../store/registration-upkeep.ts';
import { lapseOffers } from '../store/seat.ts';
import type { House } from './component/frame.ts';
import { makingOf } from './mail-origin.ts';
import { type MailServer, openMailServer, sendDueMails } from './mail-sender.ts';

/** What has to be done from time to time: offers that lapse, reminders, logistics to delete, mails to send. */
export type Upkeep = {
  isDue: (db: Db) => Promise<boolean>;
  /** Does what is due, for a minute at most: what is left is due again at once. */
  run: () => Promise<void>;
  close: () => void;
};

const MOST_MS = 60_000;

export type UpkeepOptions = {
  house: House;
  mailServer: MailServer | null;
  signal: AbortSignal;
  log: (line: string) => void;
};

export function openUpkeep(store: Store, { house, mailServer, signal, log }: UpkeepOptions): Upkeep {
  const server = mailServer && openMailServer(mailServer, house.name);
  return {
    isDue: async (db) => (await mailIsDue(db)) || (await registrationsAreDue(db, realClock())),
    run: async () => {
      const making = makingOf({ clock: realClock, house });
      await lapseOffers(store, making);
      await remindDue(store, making);
      await forgetLogistics(store, making);
      const stop = AbortSignal.any([signal, AbortSignal.timeout(MOST_MS)]);
      const { sent, failed, waiting, kept } = await sendDueMails(store, server?.handOver ?? null, {
        clock: realClock,
        signal: stop,
      });
      // Counts only: to whom and what is for those who may see mails.
      if (failed + waiting > 0) log(`mail: ${sent} sent, ${failed} refused, ${waiting} to be tried again`);
      if (kept > 0) log(`mail: ${kept} kept, because no mail server is set up (ANTIPHON_SMTP_HOST)`);
    },
    close: () => server?.close(),
  };
}
