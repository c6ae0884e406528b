/** What went wrong, in the words of the domain. Each adapter maps the code once: the web to a status, the terminal to an exit code. */
export type ErrorCode =
  | 'wrong_use' // the command or form was used in a way that cannot work
  | 'unreadable' // an input cannot be read
  | 'not_found'
  | 'forbidden'
  | 'conflict' // somebody else changed it, or it is in use
  | 'check_failed' // a verification found a difference
  | 'unavailable' // busy or not ready: try again
  | 'cancelled';

/** An outcome that a person caused and can mend. The message is a whole sentence for that person; anything else is a bug. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'DomainError';
    this.code = code;
  }
}
