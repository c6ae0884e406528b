import { parseArgs } from 'node:util';
import { DomainError } from '../core/error.ts';
import { PROGRAM } from '../core/version.ts';
import { analyse } from './analyse.ts';
import { campaigns } from './campaigns.ts';
import { code } from './code.ts';
import { discover } from './discover.ts';
import { importVerb } from './import.ts';
import { report } from './report.ts';
import { serve } from './serve.ts';
import { EXIT_CODES, type Terminal, type Verb } from './verb.ts';
import { verify } from './verify.ts';
import { watch } from './watch.ts';
import { work } from './work.ts';

const VERBS: Verb[] = [serve, importVerb, watch, analyse, report, verify, discover, code, campaigns];
/** Verbs that the program calls itself. */
const INNER_VERBS: Verb[] = [work];

/** Runs the command line and sets the exit code: 0 done, 1 the check failed, 2 wrong use or unreadable input, 3 a fault of ours. */
export async function main(args: readonly string[]): Promise<void> {
  // Whoever reads the output may have read enough (`| head`).
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  process.exitCode = await runCommand(args, terminalOf(process, stop.signal));
  process.off('SIGINT', interrupt);
  process.off('SIGTERM', interrupt);
}

/** The same without the process around it. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    for (const line of usage()) terminal.out(line);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    terminal.out(`${PROGRAM.name} ${PROGRAM.version}`);
    return 0;
  }
  const verb = [...VERBS, ...INNER_VERBS].find((one) => one.name === name);
  try {
    if (!verb)
      throw new DomainError('wrong_use', `There is no "antiphon ${name}". Run \`antiphon help\` for what there is.`);
    if (rest.includes('--help')) {
      for (const line of verb.usage) terminal.out(line);
      return 0;
    }
    return await verb.run(parse(verb, rest), terminal);
  } catch (error) {
    terminal.status('');
    if (error instanceof DomainError) {
      terminal.err(error.message);
      if (error.code === 'wrong_use' && verb) for (const line of verb.usage) terminal.err(line);
      return EXIT_CODES[error.code];
    }
    terminal.err(
      `Something went wrong inside Antiphon. Please report this:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return 3;
  }
}

function parse(verb: Verb, args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: verb.options, allowPositionals: true, strict: true });
    return { values: values as { [option: string]: string | boolean | undefined }, positionals };
  } catch (error) {
    throw new DomainError('wrong_use', (error as Error).message, { cause: error });
  }
}

function usage(): string[] {
  return [
    'Antiphon: public consultations from the call to the answer, with reports that anyone can check.',
    '',
    ...VERBS.flatMap((verb) => verb.usage),
    '',
    '--data is ./data unless given. DATABASE_URL, where set, names a PostgreSQL server to use instead.',
    'Exit codes: 0 done, 1 the check failed, 2 wrong use or unreadable input, 3 a fault of ours.',
  ];
}

function terminalOf(around: NodeJS.Process, signal: AbortSignal): Terminal {
  const { stdout, stderr } = around;
  let statusShown = false;
  const clear = () => {
    if (statusShown) stderr.write('\r\u001b[K');
    statusShown = false;
  };
  return {
    signal,
    out: (line) => {
      clear();
      stdout.write(`${line}\n`);
    },
    err: (line) => {
      clear();
      stderr.write(`${line}\n`);
    },
    status: (line) => {
      if (!stderr.isTTY) return;
      clear();
      if (line !== '') stderr.write(line.slice(0, stderr.columns ?? 80));
      statusShown = line !== '';
    },
  };
}
