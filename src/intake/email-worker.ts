/** Runs in a thread of its own (see isolated.ts): reads e-mails, one after the other. */
import type { Email, EmailBytes } from './email.ts';
import { readEml } from './eml.ts';
import { answerIsolated } from './isolated.ts';
import { readMsg } from './msg.ts';

answerIsolated(async ({ name, kind, bytes }: EmailBytes): Promise<Email> => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return kind === 'msg' ? readMsg(name, buffer) : await readEml(name, buffer);
});
