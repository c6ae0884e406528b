import type { CampaignRole } from '../core/campaign.ts';
import { type ContributionVersion, isTextAnswer, wholeText } from '../core/contribution.ts';
import { type AnswerRow, COARSENED, type CodingRow, type Evidence, type EvidenceRow } from '../core/evidence.ts';
import { hex, type ProfileContent, profileContent, profileHash } from '../core/ledger.ts';
import { mayBePublished, type PublicationChoice } from '../core/publication.ts';
import type { StatementKind } from '../core/statement.ts';
import { normalForm, toCodePoints } from '../core/text.ts';
import type { AssignedBy, Stance } from '../core/theme.ts';

/** Fewer contributions than this that share their grouping columns are coarsened, unless published by name. */
export const COARSENING_THRESHOLD = 5;

/** A contribution on its way into the evidence tables. */
export type EvidenceContribution = ContributionVersion & {
  /** Any id; the same for contributions known to be by the same stakeholder. */
  stakeholderId: string;
  leaf: number;
  salt: Uint8Array;
  profileSalt: Uint8Array;
  campaign: { key: string; role: CampaignRole } | null;
  /** The codings of each answer in words, in the order of the answers; null for closed answers. */
  codings: (BodyCoding[] | null)[];
};

/** A passage of one answer under one theme (empty: none); UTF-16 offsets in the answer, sorted by position. */
export type BodyCoding = {
  start: number;
  end: number;
  theme: string;
  stance: Stance | '';
  sureness: number | null;
  assignedBy: AssignedBy;
  kind: StatementKind | '';
  kindSureness: number | null;
};

/** Builds the three tables. The contributions come sorted by code. */
export function buildEvidence(contributions: Iterable<EvidenceContribution>): Evidence {
  const builder = new EvidenceBuilder();
  for (const contribution of contributions) builder.add(contribution);
  return builder.finish();
}

/** What a row needs to know before it is known what others share. */
type Pending = { group: number; campaign: EvidenceContribution['campaign']; profileSalt: string };

/**
 * Builds the three tables from contributions that come one by one and are not kept. What depends on all of them, because
 * too few may share it, is filled in at the end.
 */
export class EvidenceBuilder {
  readonly #evidence: Evidence = { rows: [], answers: [], codings: [] };
  readonly #pending: Pending[] = [];
  readonly #stakeholders = new Numbering('s');
  readonly #crowds = new Crowds();

  /** The contributions come sorted by code. */
  add(contribution: EvidenceContribution): void {
    const { text, spans } = wholeText(contribution.answers);
    const published = mayBePublished(contribution.publication);
    const profile = profileContent(contribution);
    this.#pending.push({
      group: this.#crowds.enter(textGroup(contribution, text)),
      campaign: contribution.campaign,
      profileSalt: published ? hex(contribution.profileSalt) : '',
    });
    this.#evidence.rows.push({
      contribution: contribution.code,
      version: contribution.version,
      leaf: contribution.leaf,
      salt: published ? hex(contribution.salt) : '',
      profile_hash: hex(profileHash(contribution.profileSalt, profile)),
      profile_salt: '',
      stakeholder: this.#stakeholders.of(stakeholderKey(contribution)),
      channel: contribution.channel,
      publication: contribution.publication,
      ...profile,
      text_group: '',
      campaign: '',
      campaign_role: '',
      url: published ? (contribution.url ?? '') : '',
      text: published ? text : '',
    });
    for (const row of answerRows(contribution, text, spans)) this.#evidence.answers.push(row);
    for (const row of codingRows(contribution, text, spans)) this.#evidence.codings.push(row);
  }

  finish(): Evidence {
    const coarsen = coarsening(this.#evidence.rows);
    const groups = new Numbering('g');
    for (const [i, row] of this.#evidence.rows.entries()) {
      const { group, campaign, profileSalt } = this.#pending[i]!;
      const crowd = this.#crowds.of(row, group, campaign);
      row.text_group = groups.of(crowd.group);
      row.campaign = crowd.campaign?.key ?? '';
      row.campaign_role = crowd.campaign?.role ?? '';
      if (!coarsen(row)) row.profile_salt = profileSalt;
    }
    return this.#evidence;
  }
}

/** Gives each id it is asked for a number in the order of asking. */
class Numbering {
  readonly #letter: string;
  readonly #numbers = new Map<string, number>();
  constructor(letter: string) {
    this.#letter = letter;
  }
  of(id: string): string {
    const number = this.#numbers.get(id) ?? this.#numbers.size + 1;
    this.#numbers.set(id, number);
    return `${this.#letter}${number}`;
  }
}

/** A person who gave their name once and not another time is two, so that the name does not lead to the other words. */
function stakeholderKey({ stakeholderId, publication }: EvidenceContribution): string {
  return publication === 'with_name' ? `named ${stakeholderId}` : stakeholderId;
}

/** What a contribution shares its words with, as far as it may be told. */
type Crowd = { group: string; campaign: { key: string; role: CampaignRole | '' } | null };

/**
 * Groups of texts and campaigns by how many share them. Words that may not be published could be read where others are
 * published that are the same: such a contribution shows what it shares only where at least `COARSENING_THRESHOLD` share it;
 * else its text stands alone and its campaign is coarsened.
 */
class Crowds {
  readonly #numbers = new Map<string, number>();
  readonly #sizes: number[] = [];

  /** Counts a contribution into its group. @returns the number of the group */
  enter(group: string): number {
    const number = this.#numbers.get(group) ?? this.#sizes.push(0) - 1;
    this.#numbers.set(group, number);
    this.#sizes[number]!++;
    return number;
  }

  of(
    { contribution, publication }: EvidenceRow,
    group: number,
    campaign: { key: string; role: CampaignRole } | null,
  ): Crowd {
    const own = `group ${group}`;
    if (mayBePublished(publication as PublicationChoice)) return { group: own, campaign };
    const inCampaign = campaign && this.#numbers.get(campaignGroup(campaign.key));
    const mayTellCampaign = campaign === null || this.#isCrowded(inCampaign ?? -1);
    return {
      group: this.#isCrowded(group) ? own : aloneGroup(contribution),
      campaign: mayTellCampaign ? campaign : { key: COARSENED, role: '' },
    };
  }

  #isCrowded(group: number): boolean {
    return (this.#sizes[group] ?? 0) >= COARSENING_THRESHOLD;
  }
}

/** A campaign's copies are one text; else equal normal forms are; a contribution without words stands alone. */
function textGroup({ code, campaign }: EvidenceContribution, text: string): string {
  if (campaign && campaign.role !== 'part') return campaignGroup(campaign.key);
  const normal = normalForm(text);
  return normal === '' ? aloneGroup(code) : `text ${normal}`;
}

function campaignGroup(key: string): string {
  return `campaign ${key}`;
}

function aloneGroup(code: string): string {
  return `contribution ${code}`;
}

type Spans = ReturnType<typeof wholeText>['spans'];

function answerRows(contribution: EvidenceContribution, text: string, spans: Spans): AnswerRow[] {
  const offsets = toCodePoints(
    text,
    spans.flatMap(({ start, end }) => [start, end]),
  );
  let nth = 0;
  return contribution.answers.flatMap((answer): AnswerRow[] => {
    const base = { contribution: contribution.code, question: answer.question };
    if (isTextAnswer(answer)) {
      const [start, end] = [offsets[2 * nth]!, offsets[2 * nth + 1]!];
      nth++;
      const file = contribution.publication === 'with_name' ? (answer.file?.name ?? '') : ''; // it can name a person
      return [{ ...base, value: '', start, end, file }];
    }
    return answer.values.map((value) => ({ ...base, value, start: null, end: null, file: '' }));
  });
}

function codingRows(contribution: EvidenceContribution, text: string, spans: Spans): CodingRow[] {
  const codings = contribution.codings
    .filter((list) => list !== null)
    .flatMap((list, i) =>
      list.map((coding) => ({ ...coding, start: spans[i]!.start + coding.start, end: spans[i]!.start + coding.end })),
    );
  const offsets = toCodePoints(
    text,
    codings.flatMap(({ start, end }) => [start, end]),
  );
  let passage = 0;
  return codings.map((coding, i) => {
    const before = codings[i - 1];
    if (!before || before.start !== coding.start || before.end !== coding.end) passage++;
    return {
      contribution: contribution.code,
      passage,
      start: offsets[2 * i]!,
      end: offsets[2 * i + 1]!,
      theme: coding.theme,
      stance: coding.stance,
      sureness: thousandths(coding.sureness),
      assigned_by: coding.assignedBy,
      kind: coding.kind,
      kind_sureness: thousandths(coding.kindSureness),
    };
  });
}

function thousandths(sureness: number | null): number | null {
  return sureness === null ? null : Math.round(sureness * 1000) / 1000;
}

/** From what matters most to readers to what matters least: coarsening hides from the end. */
const COARSENING_ORDER = ['user_type', 'country', 'language', 'size', 'scope', 'day'] as const;

/**
 * Hides what would single people out: a contribution that is not published by name keeps as many of its grouping columns,
 * in the order above, as at least `COARSENING_THRESHOLD` contributions share; the rest is coarsened.
 * @returns a function that coarsens a row, and says whether it had to
 */
function coarsening(rows: readonly EvidenceRow[]): (row: EvidenceRow) => boolean {
  const prefix = (profile: ProfileContent, length: number) =>
    COARSENING_ORDER.slice(0, length)
      .map((column) => profile[column])
      .join('\u0000');
  const sharing = new Map<string, number>();
  for (const profile of rows) {
    for (let length = 1; length <= COARSENING_ORDER.length; length++) {
      const key = `${length}\u0000${prefix(profile, length)}`;
      sharing.set(key, (sharing.get(key) ?? 0) + 1);
    }
  }
  return (row) => {
    if (row.publication === 'with_name') return false;
    let kept = COARSENING_ORDER.length;
    while (kept > 0 && sharing.get(`${kept}\u0000${prefix(row, kept)}`)! < COARSENING_THRESHOLD) kept--;
    const hidden = COARSENING_ORDER.slice(kept).filter((column) => row[column] !== '');
    for (const column of hidden) row[column] = COARSENED;
    return hidden.length > 0;
  };
}
