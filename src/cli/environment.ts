import { readFileSync } from 'node:fs';
import { DomainError } from '../core/error.ts';
import type { MailboxAccount } from '../corridor/watch-mailbox.ts';

/** All that is read from the environment, in one place. */
export type Environment = {
  /** PostgreSQL server to use instead of the embedded store. */
  databaseUrl: string | undefined;
};

/**
 * @param dataGiven whether `--data` was given
 * @throws DomainError wrong_use where settings contradict one another
 */
export function readEnvironment(dataGiven: boolean, environment: NodeJS.ProcessEnv = process.env): Environment {
  const databaseUrl = environment.DATABASE_URL || undefined;
  if (databaseUrl && dataGiven) {
    throw new DomainError(
      'wrong_use',
      'DATABASE_URL is set and --data is given: the first names a PostgreSQL server, the second a folder. Leave one out.',
    );
  }
  if (databaseUrl && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new DomainError('wrong_use', 'DATABASE_URL has to start with postgresql://.');
  }
  return { databaseUrl };
}

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '::1'];

/**
 * The mailbox to read: ANTIPHON_IMAP_HOST, ANTIPHON_IMAP_USER, the password in ANTIPHON_IMAP_PASSWORD or in the file that
 * ANTIPHON_IMAP_PASSWORD_FILE names; if wanted ANTIPHON_IMAP_PORT (993), ANTIPHON_IMAP_FOLDER (INBOX) and, for a server on
 * this machine only, ANTIPHON_IMAP_TLS=no.
 * @throws DomainError wrong_use, naming the setting, never its value where it is a secret
 */
export function readMailboxAccount(environment: NodeJS.ProcessEnv = process.env): MailboxAccount {
  const setting = (name: string) => environment[`ANTIPHON_IMAP_${name}`] || undefined;
  const needed = (name: string) => {
    const value = setting(name);
    if (value === undefined) throw new DomainError('wrong_use', `ANTIPHON_IMAP_${name} is not set.`);
    return value;
  };
  const host = needed('HOST');
  const secure = setting('TLS') !== 'no';
  if (!secure && !LOCAL_HOSTS.includes(host)) {
    throw new DomainError(
      'wrong_use',
      'ANTIPHON_IMAP_TLS=no is for a server on this machine: the password would be read.',
    );
  }
  const port = Number(setting('PORT') ?? (secure ? 993 : 143));
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new DomainError('wrong_use', 'ANTIPHON_IMAP_PORT has to be a number from 1 to 65535.');
  return {
    host,
    port,
    secure,
    user: needed('USER'),
    password: passwordOf(setting),
    folder: setting('FOLDER') ?? 'INBOX',
  };
}

function passwordOf(setting: (name: string) => string | undefined): string {
  const [given, file] = [setting('PASSWORD'), setting('PASSWORD_FILE')];
  if (given !== undefined && file !== undefined)
    throw new DomainError(
      'wrong_use',
      'ANTIPHON_IMAP_PASSWORD and ANTIPHON_IMAP_PASSWORD_FILE are both set. Leave one out.',
    );
  if (given !== undefined) return given;
  if (file === undefined)
    throw new DomainError('wrong_use', 'Neither ANTIPHON_IMAP_PASSWORD nor ANTIPHON_IMAP_PASSWORD_FILE is set.');
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new DomainError('wrong_use', `The file that ANTIPHON_IMAP_PASSWORD_FILE names cannot be read.`, {
      cause: error,
    });
  }
}
