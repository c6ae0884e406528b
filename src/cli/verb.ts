import type { ParseArgsOptionsConfig } from 'node:util';
import { DomainError, type ErrorCode } from '../core/error.ts';

/** The terminal as a verb sees it; tests give it one that collects. */
export type Terminal = {
  /** Results. */
  out: (line: string) => void;
  /** Progress, refusals and errors. */
  err: (line: string) => void;
  /** Replaces the last line where the terminal can; otherwise says nothing. */
  status: (line: string) => void;
  /** Aborted when the person presses Ctrl-C. */
  signal: AbortSignal;
};

export type VerbInput = { values: { [option: string]: string | boolean | undefined }; positionals: string[] };

/** One word of the command line: `antiphon VERB ...`. */
export type Verb = {
  name: string;
  /** Lines that show how it is used. */
  usage: string[];
  options: ParseArgsOptionsConfig;
  /** @returns the exit code: 0 done, 1 the check failed */
  run: (input: VerbInput, terminal: Terminal) => Promise<number>;
};

/** Exit codes: 0 done, 1 the check failed, 2 wrong use or unreadable input, 3 a fault of ours or the machine's. */
export const EXIT_CODES: Record<ErrorCode, number> = {
  wrong_use: 2,
  unreadable: 2,
  not_found: 2,
  forbidden: 2,
  conflict: 2,
  cancelled: 2,
  check_failed: 1,
  unavailable: 3,
};

/** The value of an option that has to be given. */
export function required(input: VerbInput, option: string): string {
  const value = input.values[option];
  if (typeof value !== 'string' || value === '') throw new DomainError('wrong_use', `--${option} is missing.`);
  return value;
}

/** The value of an option that may be left out. */
export function optional(input: VerbInput, option: string): string | undefined {
  const value = input.values[option];
  return typeof value === 'string' ? value : undefined;
}

/** Exactly these positional arguments, by name, or a sentence that says which one is missing or too much. */
export function positionals(input: VerbInput, ...names: string[]): string[] {
  const missing = names[input.positionals.length];
  if (missing) throw new DomainError('wrong_use', `${missing} is missing.`);
  const extra = input.positionals[names.length];
  if (extra) throw new DomainError('wrong_use', `"${extra}" is one argument too many.`);
  return input.positionals;
}
