import { type Clock, realClock } from '../core/id.ts';
import type { PersonalData } from '../core/profile.ts';
import { consultationById } from '../store/consultation.ts';
import { type DraftSubmission, submissionWriter } from '../store/draft.ts';
import { queueMails } from '../store/mail.ts';
import type { Store } from '../store/open.ts';
import type { Submitted } from '../store/submission.ts';
import type { House } from './component/frame.ts';
import { Reader } from './component/reader.tsx';
import { receiptMail } from './receipt-mail.ts';

/** An answer that is handed in, and the language in which its author read. */
export type HandedIn = DraftSubmission & { language: string };

/**
 * The one way in for answers of this server: written in groups, each with its receipt and the mail that brings it, all
 * durable before anybody is told.
 */
export function openSubmissions(
  store: Store,
  house: House,
  clock: Clock = realClock,
): (item: HandedIn) => Promise<Submitted> {
  const writer = submissionWriter(
    store,
    async (tx, done) => {
      const mails = await Promise.all(
        done.map(async ({ item, result }) => {
          const { emailAddress }: PersonalData = item.received.personal;
          const head = emailAddress ? await consultationById(tx, item.consultationId) : undefined;
          if (!emailAddress || !head) return [];
          const { language } = item as HandedIn; // only such are submitted below
          const about = { head, code: item.draft.code, houseUrl: house.url };
          return [
            {
              ...receiptMail(new Reader(language), about, result.version > 1),
              consultationId: item.consultationId,
              about: result.contributionId,
              kind: 'receipt' as const,
              recipient: emailAddress,
              language,
              once: `receipt:${result.contributionId}:${result.version}`,
            },
          ];
        }),
      );
      await queueMails(tx, mails.flat(), { clock });
    },
    { clock },
  );
  return (item) => writer.submit(item);
}
