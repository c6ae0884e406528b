import { readFileSync } from 'node:fs';
import { DomainError } from '../core/error.ts';
import { parseEmailAddress } from '../core/mail.ts';
import type { MailboxAccount } from '../corridor/watch-mailbox.ts';
import type { MailServer } from '../server/mail-sender.ts';

/** All that is read from the environment, in one place. */
export type Environment = {
  /** PostgreSQL server to use instead of the embedded store. */
  databaseUrl: string | undefined;
  /** Where people reach the house, for links in mails, feeds and calendars; undefined: where it listens. */
  publicUrl: string | undefined;
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
  return { databaseUrl, publicUrl: readPublicUrl(environment.ANTIPHON_URL || undefined) };
}

function readPublicUrl(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const url = URL.parse(given);
  const isPlain = url?.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  if (!url || !isPlain || !['https:', 'http:'].includes(url.protocol)) {
    throw new DomainError('wrong_use', 'ANTIPHON_URL has to be an address such as https://consult.example.org.');
  }
  return url.origin;
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
  const secure = isSecured('IMAP', environment, host);
  return {
    host,
    port: portOf('IMAP', environment, secure ? 993 : 143),
    secure,
    user: needed('USER'),
    password: passwordOf('IMAP', environment),
    folder: setting('FOLDER') ?? 'INBOX',
  };
}

type Service = 'IMAP' | 'SMTP';

function passwordOf(service: Service, environment: NodeJS.ProcessEnv): string {
  const name = `ANTIPHON_${service}_PASSWORD`;
  const [given, file] = [environment[name] || undefined, environment[`${name}_FILE`] || undefined];
  if (given !== undefined && file !== undefined)
    throw new DomainError('wrong_use', `${name} and ${name}_FILE are both set. Leave one out.`);
  if (given !== undefined) return given;
  if (file === undefined) throw new DomainError('wrong_use', `Neither ${name} nor ${name}_FILE is set.`);
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new DomainError('wrong_use', `The file that ${name}_FILE names cannot be read.`, { cause: error });
  }
}

function portOf(service: Service, environment: NodeJS.ProcessEnv, usual: number): number {
  const name = `ANTIPHON_${service}_PORT`;
  const port = Number(environment[name] || usual);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new DomainError('wrong_use', `${name} has to be a number from 1 to 65535.`);
  return port;
}

/** @throws DomainError wrong_use where a password would travel without encryption to another machine */
function isSecured(service: Service, environment: NodeJS.ProcessEnv, host: string): boolean {
  const name = `ANTIPHON_${service}_TLS`;
  if (environment[name] !== 'no') return true;
  if (LOCAL_HOSTS.includes(host)) return false;
  throw new DomainError('wrong_use', `${name}=no is for a server on this machine: what is sent would be read.`);
}

/**
 * The server that sends mails: ANTIPHON_SMTP_HOST and the sender's address in ANTIPHON_SMTP_FROM; if wanted
 * ANTIPHON_SMTP_PORT (587; 465 is spoken with TLS from the first byte), ANTIPHON_SMTP_USER with the password in
 * ANTIPHON_SMTP_PASSWORD or in the file that ANTIPHON_SMTP_PASSWORD_FILE names, and, for a server on this machine only,
 * ANTIPHON_SMTP_TLS=no.
 * @returns null where none is set up: mails are then kept for a person
 * @throws DomainError wrong_use, naming the setting, never its value where it is a secret
 */
export function readMailServer(environment: NodeJS.ProcessEnv = process.env): MailServer | null {
  const host = environment.ANTIPHON_SMTP_HOST || undefined;
  if (host === undefined) {
    const other = ['FROM', 'USER', 'PORT'].find((name) => environment[`ANTIPHON_SMTP_${name}`]);
    if (other) throw new DomainError('wrong_use', `ANTIPHON_SMTP_${other} is set, but ANTIPHON_SMTP_HOST is not.`);
    return null;
  }
  const from = parseEmailAddress(environment.ANTIPHON_SMTP_FROM ?? '');
  if (from === null)
    throw new DomainError('wrong_use', 'ANTIPHON_SMTP_FROM has to be an e-mail address: mails are sent from there.');
  const user = environment.ANTIPHON_SMTP_USER || undefined;
  return {
    host,
    port: portOf('SMTP', environment, 587),
    secured: isSecured('SMTP', environment, host),
    from,
    account: user === undefined ? null : { user, password: passwordOf('SMTP', environment) },
  };
}
