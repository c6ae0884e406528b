import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../core/error.ts';
import { type Taken, type TakeOptions, watchFolder } from '../corridor/watch-folder.ts';
import { openMailbox, takeMessages } from '../corridor/watch-mailbox.ts';
import { SYSTEM } from '../store/actor.ts';
import { consultationBySlug } from '../store/consultation.ts';
import type { Store } from '../store/open.ts';
import { readMailboxAccount } from './environment.ts';
import { intakeOptions, refusalLine } from './import.ts';
import { storeOf } from './store.ts';
import { required, type Terminal, type Verb } from './verb.ts';

const FOLDER_EVERY_MS = 2_000;
const MAILBOX_EVERY_MS = 60_000;

/** Takes in what appears in a folder or a mailbox, until it is stopped. */
export const watch: Verb = {
  name: 'watch',
  usage: [
    'antiphon watch DIR --consultation SLUG [--once] [--format NAME] [--map FILE] [--attachments DIR] [--data DIR]',
    'antiphon watch --mailbox --consultation SLUG [--once] [--data DIR]   (ANTIPHON_IMAP_HOST, _USER, _PASSWORD_FILE, ...)',
  ],
  options: {
    consultation: { type: 'string' },
    mailbox: { type: 'boolean' },
    once: { type: 'boolean' },
    format: { type: 'string' },
    map: { type: 'string' },
    attachments: { type: 'string' },
    data: { type: 'string' },
  },
  run: async (input, terminal) => {
    const [folder, ...more] = input.positionals;
    const mailbox = input.values.mailbox === true;
    if (more.length > 0) throw new DomainError('wrong_use', `"${more[0]}" is one argument too many.`);
    if (mailbox === (folder !== undefined)) throw new DomainError('wrong_use', 'Give either DIR or --mailbox.');
    const slug = required(input, 'consultation');
    const look = mailbox ? mailboxLook() : folderLook(folder!);
    const store = await storeOf(input);
    try {
      const consultation = await consultationBySlug(store.db, slug);
      if (!consultation) {
        throw new DomainError(
          'not_found',
          `There is no consultation "${slug}". Import a file into it first, or make it.`,
        );
      }
      const { signal } = terminal;
      const options: TakeOptions = {
        actor: SYSTEM,
        consultationId: consultation.id,
        delivery: intakeOptions(input),
        signal,
      };
      await lookAgainAndAgain(look(store, options), terminal, {
        once: input.values.once === true,
        everyMs: mailbox ? MAILBOX_EVERY_MS : FOLDER_EVERY_MS,
        looks: mailbox ? 1 : 2,
      });
      return 0;
    } finally {
      await store.close();
    }
  },
};

type Look = () => Promise<Taken[]>;

function folderLook(folder: string) {
  return (store: Store, options: TakeOptions): Look => watchFolder(store, folder, options).look;
}

function mailboxLook() {
  const account = readMailboxAccount();
  const name = `${account.user}@${account.host}/${account.folder}`;
  return (store: Store, options: TakeOptions): Look =>
    async () => {
      const mailbox = await openMailbox(account);
      try {
        return await takeMessages(store, mailbox, name, options);
      } finally {
        await mailbox.close();
      }
    };
}

/** Looks until it is stopped; once: as often as it takes to see that a file does not grow. What is out of reach now may be there later. */
async function lookAgainAndAgain(
  look: Look,
  terminal: Terminal,
  { once, everyMs, looks }: { once: boolean; everyMs: number; looks: number },
): Promise<void> {
  const { signal } = terminal;
  for (let n = 1; !signal.aborted; n++) {
    try {
      for (const one of await look()) tell(terminal, one);
    } catch (error) {
      const passing = error instanceof DomainError && (error.code === 'unavailable' || error.code === 'conflict');
      if (error instanceof DomainError && error.code === 'cancelled') return;
      if (once || !passing) throw error;
      terminal.err(error.message);
    }
    if (once && n >= looks) return;
    await sleep(everyMs, undefined, { signal }).catch(() => {}); // stopped
  }
}

function tell(terminal: Terminal, one: Taken): void {
  if (one.state === 'failed') {
    terminal.err(one.sentence);
    return;
  }
  const { received, accepted, merged, refused } = one.counts;
  terminal.out(`${one.name}: received ${received} = accepted ${accepted} + merged ${merged} + refused ${refused}.`);
  for (const refusal of one.refusals.slice(0, REFUSALS_LISTED)) terminal.err(refusalLine(refusal));
}

const REFUSALS_LISTED = 20;
