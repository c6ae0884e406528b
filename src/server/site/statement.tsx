import type { Child } from 'hono/jsx';
import type { MessageKey } from '../../core/message.ts';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';

/** A statement of the house: a heading, a sentence, and parts of paragraphs or points, all from the catalogue. */
type Part = { id: string; heading: MessageKey; paragraphs?: MessageKey[]; points?: MessageKey[]; more?: Child };

function Statement({
  frame,
  title,
  lead,
  parts,
}: {
  frame: Frame;
  title: MessageKey;
  lead: MessageKey;
  parts: Part[];
}) {
  const { reader, house } = frame;
  const say = (key: MessageKey) => reader.say(key, { house: house.name });
  return (
    <Page frame={frame} title={reader.text(title)}>
      <PageHead lead={say(lead)}>{reader.say(title)}</PageHead>
      {parts.map(({ id, heading, paragraphs = [], points = [], more }) => (
        <Section id={id} heading={say(heading)}>
          {paragraphs.map((key) => (
            <p>{say(key)}</p>
          ))}
          {points.length > 0 && (
            <ul class="points">
              {points.map((key) => (
                <li>{say(key)}</li>
              ))}
            </ul>
          )}
          {more}
        </Section>
      ))}
    </Page>
  );
}

function Contact({ frame: { reader, house } }: { frame: Frame }): Child {
  if (house.emailAddress === null) return <p>{reader.say('page.statement.no_contact')}</p>;
  const link = <a href={`mailto:${house.emailAddress}`}>{house.emailAddress}</a>;
  return <p>{reader.weave('page.statement.contact', { link }, { house: house.name })}</p>;
}

/** How accessible the pages are: what was tried, and what was not. */
export function AccessibilityPage({ frame }: { frame: Frame }) {
  return (
    <Statement
      frame={frame}
      title="page.accessibility.title"
      lead="page.accessibility.lead"
      parts={[
        {
          id: 'tested',
          heading: 'page.accessibility.tested',
          points: [
            'page.accessibility.tested.axe',
            'page.accessibility.tested.keyboard',
            'page.accessibility.tested.text',
            'page.accessibility.tested.modes',
            'page.accessibility.tested.script',
          ],
        },
        {
          id: 'not-tested',
          heading: 'page.accessibility.not_tested',
          points: [
            'page.accessibility.not_tested.people',
            'page.accessibility.not_tested.screen_readers',
            'page.accessibility.not_tested.browsers',
            'page.accessibility.not_tested.audit',
          ],
        },
        {
          id: 'limits',
          heading: 'page.accessibility.limits',
          points: [
            'page.accessibility.limits.words',
            'page.accessibility.limits.files',
            'page.accessibility.limits.languages',
          ],
        },
        { id: 'contact', heading: 'page.statement.contact_heading', more: <Contact frame={frame} /> },
      ]}
    />
  );
}

/** What is kept about whom, and why. */
export function PrivacyPage({ frame }: { frame: Frame }) {
  return (
    <Statement
      frame={frame}
      title="page.privacy.title"
      lead="page.privacy.lead"
      parts={[
        {
          id: 'reading',
          heading: 'page.privacy.reading',
          points: ['page.privacy.reading.nothing', 'page.privacy.reading.language', 'page.privacy.reading.third'],
        },
        {
          id: 'contributing',
          heading: 'page.privacy.contributing',
          points: [
            'page.privacy.contributing.separate',
            'page.privacy.contributing.choice',
            'page.privacy.contributing.groups',
            'page.privacy.contributing.ledger',
          ],
        },
        {
          id: 'analysis',
          heading: 'page.privacy.analysis',
          paragraphs: ['page.privacy.analysis.here'],
        },
        {
          id: 'missing',
          heading: 'page.privacy.missing',
          paragraphs: ['page.privacy.missing.now'],
        },
        { id: 'contact', heading: 'page.statement.contact_heading', more: <Contact frame={frame} /> },
      ]}
    />
  );
}

/** What this is and who runs it. */
export function AboutPage({ frame }: { frame: Frame }) {
  return (
    <Statement
      frame={frame}
      title="page.about.title"
      lead="page.about.lead"
      parts={[
        { id: 'how', heading: 'page.about.how', paragraphs: ['page.about.how.way', 'page.about.how.machine'] },
        {
          id: 'not',
          heading: 'page.about.not',
          points: ['page.about.not.poll', 'page.about.not.vote', 'page.about.not.moderation'],
        },
        { id: 'software', heading: 'page.about.software', paragraphs: ['page.about.software.licence'] },
        { id: 'contact', heading: 'page.statement.contact_heading', more: <Contact frame={frame} /> },
      ]}
    />
  );
}
