import type { CampaignRole } from '../core/campaign.ts';
import { type ContributionVersion, isTextAnswer, wholeText } from '../core/contribution.ts';
import { type AnswerRow, COARSENED, type CodingRow, type Evidence } from '../core/evidence.ts';
import { hex, type ProfileContent, profileContent, profileHash } from '../core/ledger.ts';
import { mayBePublished } from '../core/publication.ts';
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
export function buildEvidence(contributions: readonly EvidenceContribution[]): Evidence {
  const evidence: Evidence = { rows: [], answers: [], codings: [] };
  const coarsened = coarsen(contributions);
  const stakeholders = new Numbering('s');
  const groups = new Numbering('g');
  const crowds = crowdsOf(contributions);
  contributions.forEach((contribution, i) => {
    const { text, spans } = wholeText(contribution.answers);
    const published = mayBePublished(contribution.publication);
    const profile = coarsened[i]!;
    const { group, campaign } = crowds[i]!;
    evidence.rows.push({
      contribution: contribution.code,
      version: contribution.version,
      leaf: contribution.leaf,
      salt: published ? hex(contribution.salt) : '',
      profile_hash: hex(profileHash(contribution.profileSalt, profileContent(contribution))),
      profile_salt: published && !Object.values(profile).includes(COARSENED) ? hex(contribution.profileSalt) : '',
      stakeholder: stakeholders.of(stakeholderKey(contribution)),
      channel: contribution.channel,
      publication: contribution.publication,
      ...profile,
      text_group: groups.of(group),
      campaign: campaign?.key ?? '',
      campaign_role: campaign?.role ?? '',
      url: published ? (contribution.url ?? '') : '',
      text: published ? text : '',
    });
    evidence.answers.push(...answerRows(contribution, text, spans));
    evidence.codings.push(...codingRows(contribution, text, spans));
  });
  return evidence;
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
 * The group of texts and the campaign of each contribution. Words that may not be published could be read where others
 * are published that are the same: such a contribution shows what it shares only where at least `COARSENING_THRESHOLD`
 * share it; else its text stands alone and its campaign is coarsened.
 */
function crowdsOf(contributions: readonly EvidenceContribution[]): Crowd[] {
  const groups = contributions.map((contribution) => textGroup(contribution));
  const sizes = new Map<string, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const crowded = (group: string) => (sizes.get(group) ?? 0) >= COARSENING_THRESHOLD;
  return contributions.map(({ code, publication, campaign }, i) => {
    const group = groups[i]!;
    if (mayBePublished(publication)) return { group, campaign };
    const mayTellCampaign = campaign === null || crowded(campaignGroup(campaign.key));
    return {
      group: crowded(group) ? group : aloneGroup(code),
      campaign: mayTellCampaign ? campaign : { key: COARSENED, role: '' },
    };
  });
}

/** A campaign's copies are one text; else equal normal forms are; a contribution without words stands alone. */
function textGroup({ code, campaign, answers }: EvidenceContribution): string {
  if (campaign && campaign.role !== 'part') return campaignGroup(campaign.key);
  const normal = normalForm(wholeText(answers).text);
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
 */
function coarsen(contributions: readonly EvidenceContribution[]): ProfileContent[] {
  const profiles = contributions.map(profileContent);
  const prefix = (profile: ProfileContent, length: number) =>
    COARSENING_ORDER.slice(0, length)
      .map((column) => profile[column])
      .join('\u0000');
  const sharing = new Map<string, number>();
  for (const profile of profiles) {
    for (let length = 1; length <= COARSENING_ORDER.length; length++) {
      const key = `${length}\u0000${prefix(profile, length)}`;
      sharing.set(key, (sharing.get(key) ?? 0) + 1);
    }
  }
  return profiles.map((profile, i) => {
    if (contributions[i]!.publication === 'with_name') return profile;
    let kept = COARSENING_ORDER.length;
    while (kept > 0 && sharing.get(`${kept}\u0000${prefix(profile, kept)}`)! < COARSENING_THRESHOLD) kept--;
    const hidden = COARSENING_ORDER.slice(kept).filter((column) => profile[column] !== '');
    return { ...profile, ...Object.fromEntries(hidden.map((column) => [column, COARSENED])) };
  });
}
