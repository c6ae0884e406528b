import { hostname } from 'node:os';

/** This process, told apart from every other one that works on the same store: machine, number, and when it was started. */
export const THIS_PROCESS = `${hostname()} ${process.pid} ${Math.round(performance.timeOrigin)}`;

/**
 * Whether a process is known to have ended. One on another machine is never known to; a number that was given to another
 * process meanwhile looks alive, so whoever asks goes by signs of life as well.
 */
export function hasEnded(name: string): boolean {
  const [host, pid, started] = name.split(' ');
  if (host !== hostname()) return false;
  if (Number(pid) === process.pid) return started !== String(Math.round(performance.timeOrigin));
  try {
    process.kill(Number(pid), 0); // signal 0 only asks
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
