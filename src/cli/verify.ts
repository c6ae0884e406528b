import { DomainError } from '../core/error.ts';
import { PROGRAM } from '../core/version.ts';
import { type Verification, verifyReport } from '../report/verify.ts';
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
    const program = `${PROGRAM.name} ${PROGRAM.version}`;
    const { disagreements, unbacked, checked, root: found, sums } = verifyReport(folder!, program, root);
    const holds = disagreements.length === 0;
    if (input.values.json === true) {
      terminal.out(JSON.stringify({ holds, root: found, sums, checked, disagreements, unbacked }));
      return holds ? 0 : 1;
    }
    for (const { place, problem } of disagreements.slice(0, LISTED)) terminal.err(`${place}: ${problem}.`);
    if (disagreements.length > LISTED)
      terminal.err(`... and ${disagreements.length - LISTED} more; --json lists them all.`);
    const { figures, quotes, contributions } = checked;
    if (holds) {
      terminal.out(
        `Holds: ${figures} figures recomputed, ${quotes} quotes found again, ${contributions} contributions found in the ledger.`,
      );
      terminal.out(
        `Root of the ledger: ${found}${root === undefined ? ' (compare it with the published one: --root HEX)' : ', as expected'}`,
      );
      terminal.out(
        `SHA-256 of SHA256SUMS, the name of the whole folder: ${sums} (compare it with the one that the publisher shows)`,
      );
    } else {
      terminal.err(
        `Does not hold: ${disagreements.length} ${disagreements.length === 1 ? 'thing is' : 'things are'} not as the report says.`,
      );
    }
    for (const { place, problem } of unbacked.slice(0, LISTED)) terminal.out(`To be known: ${place}: ${problem}.`);
    if (unbacked.length > LISTED) terminal.out(`... and ${unbacked.length - LISTED} more; --json lists them all.`);
    for (const line of limitsOf(checked)) terminal.out(line);
    return holds ? 0 : 1;
  },
};

/** What the check could not see, in sentences. */
function limitsOf({ byHashOnly, coarsened, otherLeaves, earlierVersions }: Verification['checked']): string[] {
  const lines: string[] = [];
  if (byHashOnly > 0) {
    const [received, says] = byHashOnly === 1 ? ['it was', 'it says'] : ['they were', 'they say'];
    lines.push(
      `${counted(byHashOnly, 'contribution')} may not be published: that ${received} received is in the ledger, what ${says} cannot be checked.`,
    );
  }
  if (coarsened > 0) {
    const verb = coarsened === 1 ? 'has' : 'have';
    lines.push(
      `${counted(coarsened, 'contribution')} ${verb} grouping columns that are hidden because too few share them.`,
    );
  }
  const leaves = [
    { number: Math.min(otherLeaves, earlierVersions), of: 'earlier versions' },
    { number: otherLeaves - earlierVersions, of: 'contributions that no longer count' },
  ];
  for (const { number, of } of leaves.filter(({ number }) => number > 0)) {
    const are = number === 1 ? 'leaf of the ledger is' : 'leaves of the ledger are';
    lines.push(`${number} ${are} of ${of} and ${number === 1 ? 'has' : 'have'} no row here.`);
  }
  return lines;
}

function counted(number: number, one: string, several = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`;
}
