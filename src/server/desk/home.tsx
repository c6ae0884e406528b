import type { Child } from 'hono/jsx';
import { may } from '../../core/capability.ts';
import type { LocalText } from '../../core/text.ts';
import { deskConsultationUrl, newConsultationUrl } from '../address.ts';
import { ButtonLink } from '../component/button.tsx';
import { EmptyState } from '../component/empty.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';

/** Something that waits for somebody: what it is, where it is done, until when. */
export type Task = { label: Child; url: string; dueDay: string | null };

export type DeskHomeProps = {
  frame: Frame;
  consultations: { slug: string; title: LocalText; draft: boolean; tasks: Task[] }[];
};

/** What waits for me today, per consultation; nothing else. */
export function DeskHome({ frame, consultations }: DeskHomeProps) {
  const { reader, actor } = frame;
  const maySetUp = actor !== null && may(actor.roles, 'set up consultations');
  return (
    <Page frame={frame} title={reader.text('ui.desk')}>
      <PageHead lead={reader.say('desk.home.lead')}>{reader.say('desk.home.title')}</PageHead>
      {maySetUp && (
        <p>
          <ButtonLink kind="secondary" href={newConsultationUrl()}>
            {reader.say('desk.new.title')}
          </ButtonLink>
        </p>
      )}
      {consultations.length === 0 && (
        <EmptyState heading={reader.say('desk.home.none')}>
          <p>{reader.say('desk.home.none_then')}</p>
          <pre>
            <code>antiphon import FILE --consultation SLUG</code>
          </pre>
        </EmptyState>
      )}
      {consultations.map(({ slug, title, draft, tasks }) => (
        <section class="tasks" aria-labelledby={`tasks-${slug}`}>
          <h2 id={`tasks-${slug}`}>
            <a href={deskConsultationUrl(slug)}>{reader.local(title)}</a>
            {draft && <span class="ds-tag">{reader.say('desk.draft')}</span>}
          </h2>
          {tasks.length === 0 ? (
            <p class="quiet">{reader.say('desk.home.nothing_waits')}</p>
          ) : (
            <ul class="task-list">
              {tasks.map(({ label, url, dueDay }) => (
                <li>
                  <a href={url}>{label}</a>
                  {dueDay && <span class="due">{reader.say('desk.home.due', { day: reader.day(dueDay) })}</span>}
                </li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </Page>
  );
}
