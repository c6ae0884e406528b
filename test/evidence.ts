import { EvidenceIndex } from '../src/core/figure.ts';
import { seededRandom } from '../src/core/id.ts';
import { newSalts } from '../src/core/ledger.ts';
import { NO_PROFILE } from '../src/core/profile.ts';
import { written } from '../src/core/text.ts';
import { Draft, type ThemeInput } from '../src/report/draft.ts';
import { buildEvidence, type EvidenceContribution } from '../src/report/evidence.ts';

export const WORDS = 'Later buses, please.';
const random = seededRandom('evidence');

/** A contribution to build evidence from, without a name and with words that many have. */
export function evidenceContribution(code: string, more: Partial<EvidenceContribution> = {}): EvidenceContribution {
  return {
    code,
    version: 1,
    channel: 'import',
    language: 'en',
    day: null,
    answers: [{ question: 'q1', text: WORDS }],
    profile: NO_PROFILE,
    publication: 'anonymous',
    url: null,
    stakeholderId: code,
    leaf: 0,
    ...newSalts(random),
    campaign: null,
    codings: [[]],
    ...more,
  };
}

/** A report in the making over contributions, for the test of one of its sections. */
export function draftOf(contributions: EvidenceContribution[], themes: ThemeInput[] = []): Draft {
  return new Draft(
    {
      consultation: { slug: 's', title: written({ en: 'A test' }), leadBody: {}, licence: null, exampleNotice: null },
      language: 'en',
      questions: [],
      themes,
      campaigns: [],
      intake: {
        received: 0,
        accepted: 0,
        merged: 0,
        refused: 0,
        vanished: 0,
        late: { waiting: 0, refused: 0 },
        withdrawn: 0,
        undone: 0,
        refusals: [],
        attachments: [],
      },
      run: {
        engine: { name: 'antiphon', version: '0' },
        model: { name: 'none', sha256: '00' },
        machine: 'none',
        parameters: {},
        counts: {} as never, // no section that is tested so asks
        languages: {},
        unprocessed: [],
      },
    },
    new EvidenceIndex(buildEvidence(contributions)),
  );
}
