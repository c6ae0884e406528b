import { sql } from 'kysely';
import { type Clock, newId, type Random } from '../core/id.ts';
import type { ReceivedContribution } from '../core/intake.ts';
import { sha256 } from './contribution.ts';
import type { Tx } from './open.ts';
import { insertRows } from './rows.ts';

/**
 * What shows that two contributions are from the same stakeholder, and the rule's name; null where nothing does. Who did not
 * agree to be named is linked only with what the same source says is theirs.
 */
function stakeholderLink(
  received: Speaking['received'],
  sourceId: string | null,
): { rule: string; key: string } | null {
  const { registerNumber, emailAddress } = received.personal;
  if (received.publication === 'with_name') {
    if (registerNumber && /^\d{9,12}-\d{2}$/.test(registerNumber))
      return { rule: 'register_number', key: registerNumber };
    if (emailAddress) return { rule: 'email_address', key: emailAddress.trim().toLowerCase() };
  }
  return received.person && sourceId
    ? { rule: 'same_person_in_source', key: `${sourceId}\u0000${received.person}` }
    : null;
}

/** A new contribution, as far as it tells who speaks. */
export type Speaking = {
  contributionId: string;
  received: Pick<ReceivedContribution, 'personal' | 'publication' | 'person'>;
};

/** Makes a stakeholder for each new contribution, or finds the one that is known already by the shown rules. */
export async function linkStakeholders(
  tx: Tx,
  into: { consultationId: string; sourceId: string | null; random: Random; clock: Clock },
  added: readonly Speaking[],
): Promise<Map<string, string>> {
  const links = added.map((one) => ({ one, link: stakeholderLink(one.received, into.sourceId) }));
  const hashes = links.flatMap(({ link }) => (link ? [sha256(`${link.rule}\u0000${link.key}`)] : []));
  const rows = await tx
    .selectFrom('stakeholder')
    .select(['id', 'link_sha256'])
    .where('consultation_id', '=', into.consultationId)
    .where('link_sha256', '=', sql<Buffer>`any(${hashes})`)
    .execute();
  const known = new Map(rows.map((row) => [row.link_sha256!.toString('hex'), row.id]));
  const made: { id: string; consultation_id: string; link_rule: string | null; link_sha256: Buffer | null }[] = [];
  const personal: { stakeholder_id: string; field: string; value: string }[] = [];
  const ids = new Map<string, string>();
  for (const { one, link } of links) {
    const hash = link ? sha256(`${link.rule}\u0000${link.key}`) : null;
    let id = hash ? known.get(hash.toString('hex')) : undefined;
    if (!id) {
      id = newId(into.random, into.clock);
      made.push({ id, consultation_id: into.consultationId, link_rule: link?.rule ?? null, link_sha256: hash });
      if (hash) known.set(hash.toString('hex'), id);
      for (const [field, value] of Object.entries(one.received.personal))
        personal.push({ stakeholder_id: id, field, value });
    }
    ids.set(one.contributionId, id);
  }
  await insertRows(tx, 'stakeholder', made);
  await insertRows(tx, 'personal_data', personal);
  return ids;
}
