import { DomainError } from '../core/error.ts';
import { PROGRAM } from '../core/version.ts';
import { verifyReport } from '../report/verify.ts';
import { optional, positionals, type Verb } from './verb.ts';

const LISTED = 50;

/** Checks a report folder by itself. */
export const verify: Verb = {
  name: 'verify',
  usage: ['antiphon verify DIR [--root HEX] [--json]'],
  options: { root: { type: 'string' }, json: { type: 'boolean' } },
  run: async (input, terminal) => {
    const [folder] = positionals(input, 'DIR');
    const root = optional(input, 'root');
    if (root !== undefined && !/^[0-9a-f]{64}$/i.test(root)) {
      throw new DomainError('wrong_use', '--root has to be 64 hexadecimal digits.');
    }
    const { disagreements, checked, root: found } = verifyReport(folder!, `${PROGRAM.name} ${PROGRAM.version}`, root);
    const holds = disagreements.length === 0;
    if (input.values.json === true) {
      terminal.out(JSON.stringify({ holds, root: found, checked, disagreements }));
      return holds ? 0 : 1;
    }
    for (const { place, problem } of disagreements.slice(0, LISTED)) terminal.err(`${place}: ${problem}.`);
    if (disagreements.length > LISTED)
      terminal.err(`... and ${disagreements.length - LISTED} more; --json lists them all.`);
    const { figures, quotes, contributions, byHashOnly, coarsened, otherLeaves } = checked;
    if (holds) {
      terminal.out(
        `Holds: ${figures} figures recomputed, ${quotes} quotes found again, ${contributions} contributions found in the ledger.`,
      );
      terminal.out(
        `Root of the ledger: ${found}${root === undefined ? ' (compare it with the published one: --root HEX)' : ', as expected'}`,
      );
    } else {
      terminal.err(
        `Does not hold: ${disagreements.length} ${disagreements.length === 1 ? 'thing is' : 'things are'} not as the report says.`,
      );
    }
    if (byHashOnly > 0)
      terminal.out(`${byHashOnly} contributions could be checked only by hash: they may not be published.`);
    if (coarsened > 0)
      terminal.out(`${coarsened} contributions have grouping columns that are hidden because too few share them.`);
    if (otherLeaves > 0) terminal.out(`${otherLeaves} leaves are of earlier versions.`);
    return holds ? 0 : 1;
  },
};
