import { DomainError } from '../../core/error.ts';
import { mailCounts, mailsOf, openMail, sendAgain } from '../../store/mail.ts';
import { mailsUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskMail, DeskMails } from '../desk/mails.tsx';
import { fieldsOf } from '../form.ts';
import { placeOf, type Route } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';

const ID = /^[0-9a-f-]{36}$/;

export const mails: Route = {
  method: 'get',
  at: 'mails',
  needs: 'see mails',
  answer: async (visit) => {
    const { context, frame, store } = visit;
    const head = await deskConsultationOf(visit);
    const [list, counts] = await Promise.all([mailsOf(store.db, head.id), mailCounts(store.db, head.id)]);
    return context.html(renderPage(<DeskMails frame={frame} head={head} mails={list} counts={counts} />));
  },
};

/** Hands kept mails, or one that failed, to the sender again. */
export const sendMails: Route = {
  method: 'post',
  at: 'mails',
  needs: 'see mails',
  answer: async (visit) => {
    const head = await deskConsultationOf(visit);
    const { id } = await fieldsOf(visit);
    if (id !== undefined && !ID.test(id)) throw new DomainError('not_found', 'There is no such mail here.');
    await sendAgain(visit.store, visit.visitor.actor!, head.id, id === undefined ? null : [id], visit.clock);
    return visit.context.redirect(mailsUrl(head.slug), 303);
  },
};

export const mail: Route = {
  method: 'get',
  at: 'mail',
  needs: 'see mails',
  answer: async (visit) => {
    const { context, frame, store, visitor, clock } = visit;
    const head = await deskConsultationOf(visit);
    const id = placeOf(visit, 'mail');
    if (!ID.test(id)) throw new DomainError('not_found', 'There is no such mail here.');
    const opened = await openMail(store, visitor.actor!, head.id, id, clock);
    return context.html(renderPage(<DeskMail frame={frame} head={head} {...opened} />));
  },
};
