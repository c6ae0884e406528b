import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { type Clock, newCode, type Random } from '../core/id.ts';
import { type MailOrigin, type Notice, type NoticeEvent, writeNotice } from '../core/registration-mail.ts';
import { type NewMail, queueMails } from './mail.ts';
import type { Tx } from './open.ts';
import { insertRows } from './rows.ts';

/** What changes of registrations need beside the store: randomness, a clock, and where links of mails lead. */
export type Making = { random: Random; clock: Clock; origin: MailOrigin };

/** The hash under which a registration's code is kept: 105 random bits need no salt. */
export function registrationKey(code: string): Buffer {
  return createHash('sha256').update(`registration ${code}`).digest();
}

/** Makes one more secret that opens a registration, for a mail: those of earlier mails go on opening it. */
export async function addKeys(tx: Tx, registrationIds: readonly string[], { random }: Making): Promise<string[]> {
  const codes = registrationIds.map(() => newCode('registration', random));
  await insertRows(
    tx,
    'registration_key',
    codes.map((code, i) => ({ code_sha256: registrationKey(code), registration_id: registrationIds[i]! })),
  );
  return codes;
}

/** A notice to the person of a registration; `turn` tells apart notices of the same kind to the same person. */
export type NoticeTo = { registrationId: string; turn: string | number; notice: Notice };

type Addressee = { language: string; name: string; emailAddress: string };

/** Queues notices of one event in the transaction of the change that they tell of. Who has no address any more gets none. */
export async function queueNotices(
  tx: Tx,
  event: NoticeEvent & { consultationId: string },
  notices: readonly NoticeTo[],
  made: Making,
): Promise<number> {
  if (notices.length === 0) return 0;
  const people = await addresseesOf(
    tx,
    notices.map(({ registrationId }) => registrationId),
  );
  const at = made.clock();
  const mails = notices.flatMap(({ registrationId, turn, notice }): NewMail[] => {
    const person = people.get(registrationId);
    if (!person) return [];
    return [
      {
        ...writeNotice(notice, event, person, made.origin, at),
        consultationId: event.consultationId,
        eventId: event.id,
        about: registrationId,
        recipient: person.emailAddress,
        language: person.language,
        once: `${notice.kind}:${registrationId}:${turn}`,
      },
    ];
  });
  return await queueMails(tx, mails, made);
}

async function addresseesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, Addressee>> {
  const rows = await tx
    .selectFrom('registration')
    .innerJoin('registration_personal_data as address', (join) =>
      join.onRef('address.registration_id', '=', 'registration.id').on('address.field', '=', 'emailAddress'),
    )
    .leftJoin('registration_personal_data as name', (join) =>
      join.onRef('name.registration_id', '=', 'registration.id').on('name.field', '=', 'name'),
    )
    .select(['registration.id', 'language', 'address.value as emailAddress', 'name.value as name'])
    .where('registration.id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map(({ id, name, ...one }) => [id, { ...one, name: name ?? '' }]));
}
