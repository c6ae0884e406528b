import type { Child } from 'hono/jsx';
import { may } from '../../core/capability.ts';
import type { SetUpItem, SetUpPart } from '../../core/set-up.ts';
import type { Consultation } from '../../store/consultation.ts';
import type { PreviewLink } from '../../store/preview-link.ts';
import {
  consultationUrl,
  descriptionUrl,
  deskConsultationUrl,
  deskUrl,
  documentsUrl,
  headingsUrl,
  previewLinksUrl,
  publicationUrl,
  questionnairesUrl,
  setupUrl,
  stagesUrl,
  stakeholderMapUrl,
} from '../address.ts';
import { Badge } from '../component/badge.tsx';
import { Button } from '../component/button.tsx';
import { TextArea } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import { DataTable } from '../component/table.tsx';
import type { ConsultationHead } from '../site/head.ts';

export type DeskSetupProps = {
  frame: Frame;
  head: Consultation;
  checklist: readonly SetUpItem[];
  /** Links to the draft that still open it. */
  previews: readonly PreviewLink[];
  /** The whole address of a link that was made just now; it is shown this once. */
  newPreview?: string | null;
};

/** What is missing before a consultation can open, each with its place; and the way to show it to everybody or take it back. */
export function DeskSetup({ frame, head, checklist, previews, newPreview = null }: DeskSetupProps) {
  const { reader } = frame;
  const maySetUp = maySetUpConsultations(frame);
  return (
    <SetUpPage frame={frame} head={head} title={reader.text('desk.setup.title')}>
      <PageHead lead={reader.say('desk.setup.lead')}>{reader.say('desk.setup.title')}</PageHead>
      {!maySetUp && <p class="why-not">{reader.say('desk.setup.may_not')}</p>}
      <Section id="checklist" heading={reader.say('desk.setup.checklist')}>
        <ul class="checklist">
          {checklist.map((item) => (
            <ChecklistItem frame={frame} slug={head.slug} item={item} />
          ))}
        </ul>
        <ul class="link-row">
          <li>
            <a href={questionnairesUrl(head.slug)}>{reader.say('desk.questionnaires.title')}</a>
          </li>
          <li>
            <a href={headingsUrl(head.slug)}>{reader.say('desk.headings.title')}</a>
          </li>
        </ul>
      </Section>
      <Publication frame={frame} head={head} missing={checklist.some(isMissing)} maySetUp={maySetUp} />
      {head.publishedAt === null && (
        <Previews frame={frame} head={head} previews={previews} newPreview={newPreview} maySetUp={maySetUp} />
      )}
    </SetUpPage>
  );
}

export function maySetUpConsultations({ actor }: Frame): boolean {
  return actor !== null && may(actor.roles, 'set up consultations');
}

export function isMissing({ needed, done }: SetUpItem): boolean {
  return needed && !done;
}

/** Where each part of a consultation is set up. */
function placeOfPart(slug: string, part: SetUpPart): string {
  switch (part) {
    case 'stages':
      return stagesUrl(slug);
    case 'questionnaire':
      return questionnairesUrl(slug);
    case 'events':
      return deskConsultationUrl(slug);
    case 'documents':
      return documentsUrl(slug);
    case 'stakeholders':
      return stakeholderMapUrl(slug);
    default:
      return descriptionUrl(slug);
  }
}

function ChecklistItem({ frame: { reader }, slug, item }: { frame: Frame; slug: string; item: SetUpItem }) {
  const state = item.done ? 'done' : item.needed ? 'missing' : 'open';
  const moods = { done: 'success', missing: 'danger', open: 'neutral' } as const;
  return (
    <li>
      <a href={placeOfPart(slug, item.part)}>{reader.say(`desk.setup.part.${item.part}`)}</a>{' '}
      <Badge mood={moods[state]}>{reader.say(`desk.setup.state.${state}`)}</Badge>
    </li>
  );
}

type PublicationProps = { frame: Frame; head: Consultation; missing: boolean; maySetUp: boolean };

function Publication({ frame, head, missing, maySetUp }: PublicationProps) {
  const { reader } = frame;
  const { slug, publishedAt, timeZone } = head;
  return (
    <Section
      id="publication"
      heading={reader.say('desk.setup.publication')}
      aside={
        <Badge mood={publishedAt ? 'success' : 'neutral'}>
          {reader.say(publishedAt ? 'desk.setup.public' : 'desk.draft')}
        </Badge>
      }
    >
      {publishedAt ? (
        <>
          <p>
            {reader.weave(
              'desk.setup.public_since',
              { page: <a href={consultationUrl(slug)}>{reader.say('desk.public_page')}</a> },
              { at: reader.moment(publishedAt, timeZone) },
            )}
          </p>
          {maySetUp && (
            <form class="form" method="post" action={publicationUrl(slug)}>
              <CsrfField frame={frame} />
              <TextArea
                id="reason"
                name="reason"
                label={reader.say('desk.reason')}
                hint={reader.say('desk.setup.unpublish_hint')}
                required
              />
              <Button kind="secondary" name="then" value="unpublish">
                {reader.say('desk.setup.unpublish')}
              </Button>
            </form>
          )}
        </>
      ) : (
        <>
          <p>{reader.say('desk.setup.draft_is')}</p>
          {maySetUp && (
            <form class="action" method="post" action={publicationUrl(slug)}>
              <CsrfField frame={frame} />
              <Button name="then" value="publish" disabled={missing}>
                {reader.say('desk.setup.publish')}
              </Button>
              {missing && <p class="why-not">{reader.say('desk.setup.missing_first')}</p>}
            </form>
          )}
        </>
      )}
    </Section>
  );
}

type PreviewsProps = Pick<DeskSetupProps, 'frame' | 'head' | 'previews'> & {
  newPreview: string | null;
  maySetUp: boolean;
};

/** Links with which people who do not work at the desk can look at a draft. */
function Previews({ frame, head, previews, newPreview, maySetUp }: PreviewsProps) {
  const { reader } = frame;
  const url = previewLinksUrl(head.slug);
  return (
    <Section id="previews" heading={reader.say('desk.setup.previews')}>
      <p>{reader.say('desk.setup.previews_are')}</p>
      {newPreview && (
        <div class="ds-alert" data-color="success" role="status">
          <p>{reader.say('desk.setup.preview_once')}</p>
          <p class="secret">
            <code>{newPreview}</code>
          </p>
        </div>
      )}
      {previews.length > 0 && (
        <DataTable
          id="preview-links"
          caption={reader.say('desk.setup.previews_open')}
          columns={[
            { label: reader.say('desk.setup.preview_made') },
            { label: reader.say('desk.setup.preview_by') },
            { label: reader.say('desk.setup.preview_end') },
          ]}
          rows={previews.map(({ id, madeAt, madeBy }) => ({
            heading: reader.moment(madeAt, head.timeZone),
            cells: [
              madeBy,
              maySetUp && (
                <form method="post" action={url}>
                  <CsrfField frame={frame} />
                  <input type="hidden" name="link" value={id} />
                  <Button kind="tertiary" size="sm" name="then" value="revoke">
                    {reader.say('desk.setup.preview_revoke')}
                  </Button>
                </form>
              ),
            ],
          }))}
        />
      )}
      {maySetUp && (
        <form class="action" method="post" action={url}>
          <CsrfField frame={frame} />
          <Button kind="secondary" name="then" value="make">
            {reader.say('desk.setup.preview_make')}
          </Button>
        </form>
      )}
    </Section>
  );
}

export type SetUpPageProps = {
  frame: Frame;
  head: ConsultationHead;
  title: string;
  /** Pages between the checklist and this one; undefined where this is the checklist. */
  below?: { url: string; label: string }[];
  children?: Child;
};

/** A page of a consultation that is being set up, with the way to it. */
export function SetUpPage({ frame, head, title, below, children }: SetUpPageProps) {
  const { reader } = frame;
  return (
    <Page
      frame={frame}
      title={title}
      crumbs={[
        { url: deskUrl(), label: reader.text('ui.desk') },
        { url: deskConsultationUrl(head.slug), label: reader.localText(head.title) },
        ...(below ? [{ url: setupUrl(head.slug), label: reader.text('desk.setup.title') }, ...below] : []),
      ]}
      notice={head.exampleNotice}
    >
      {children}
    </Page>
  );
}
