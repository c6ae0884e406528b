import { consulComments, consulDebates, consulProposals } from './consul.ts';
import { decidimComments, decidimProposals } from './decidim.ts';
import { goVocalComments, goVocalIdeas } from './go-vocal.ts';
import type { Reader } from './reader.ts';
import { regulationsGovCsv, regulationsGovJson } from './regulations-gov.ts';

/** Readers of what participation platforms export. */
export const PLATFORMS: readonly Reader[] = [
  decidimProposals,
  decidimComments,
  consulProposals,
  consulDebates,
  consulComments,
  goVocalIdeas,
  goVocalComments,
  regulationsGovCsv,
  regulationsGovJson,
];
