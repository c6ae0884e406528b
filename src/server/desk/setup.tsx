import { may } from '../../core/capability.ts';
import { LANGUAGES } from '../../core/language.ts';
import type { Consultation } from '../../store/consultation.ts';
import { consultationUrl, deskConsultationUrl, deskUrl, publicationUrl, setupUrl } from '../address.ts';
import { Badge } from '../component/badge.tsx';
import { Button } from '../component/button.tsx';
import { TextArea, TextField } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';

/** What has to be there before a consultation can be shown to everybody. */
export type Missing = 'title' | 'summary' | 'lead_body';

export type DeskSetupProps = { frame: Frame; head: Consultation; missing: Missing[] };

/** What a consultation is called and about, who leads it; and the way to show it to everybody or take it back. */
export function DeskSetup({ frame, head, missing }: DeskSetupProps) {
  const { reader, actor } = frame;
  const maySetUp = actor !== null && may(actor.roles, 'set up consultations');
  return (
    <Page
      frame={frame}
      title={reader.text('desk.setup.title')}
      crumbs={[
        { url: deskUrl(), label: reader.text('ui.desk') },
        { url: deskConsultationUrl(head.slug), label: reader.localText(head.title) },
      ]}
      notice={head.exampleNotice}
    >
      <PageHead lead={reader.say('desk.setup.lead')}>{reader.say('desk.setup.title')}</PageHead>
      {!maySetUp && <p class="why-not">{reader.say('desk.setup.may_not')}</p>}
      <Publication frame={frame} head={head} missing={missing} maySetUp={maySetUp} />
      {maySetUp && <Description frame={frame} head={head} />}
    </Page>
  );
}

function Publication({ frame, head, missing, maySetUp }: DeskSetupProps & { maySetUp: boolean }) {
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
          {missing.length > 0 && (
            <ul>
              {missing.map((what) => (
                <li>{reader.say(`desk.setup.missing.${what}`)}</li>
              ))}
            </ul>
          )}
          {maySetUp && (
            <form class="action" method="post" action={publicationUrl(slug)}>
              <CsrfField frame={frame} />
              <Button name="then" value="publish" disabled={missing.length > 0}>
                {reader.say('desk.setup.publish')}
              </Button>
              {missing.length > 0 && <p class="why-not">{reader.say('desk.setup.missing_first')}</p>}
            </form>
          )}
        </>
      )}
    </Section>
  );
}

function Description({ frame, head }: { frame: Frame; head: Consultation }) {
  const { reader } = frame;
  return (
    <Section id="description" heading={reader.say('desk.setup.description')}>
      <form class="form" method="post" action={setupUrl(head.slug)}>
        <CsrfField frame={frame} />
        {head.languages.map((language) => (
          <InLanguage frame={frame} head={head} language={language} />
        ))}
        <fieldset class="ds-fieldset">
          <legend class="ds-label">{reader.say('desk.setup.languages')}</legend>
          <div class="language-choices">
            {LANGUAGES.map((language) => (
              <div class="ds-field">
                <input
                  class="ds-input"
                  type="checkbox"
                  id={`language-${language}`}
                  name="languages"
                  value={language}
                  checked={head.languages.includes(language)}
                />
                <label for={`language-${language}`} lang={language}>
                  {reader.ownName(language)}
                </label>
              </div>
            ))}
          </div>
        </fieldset>
        <TextField
          id="time-zone"
          name="timeZone"
          label={reader.say('desk.setup.time_zone')}
          hint={reader.say('desk.setup.time_zone_hint')}
          value={head.timeZone}
          required
        />
        <Button>{reader.say('desk.setup.save')}</Button>
      </form>
    </Section>
  );
}

function InLanguage({ frame, head, language }: { frame: Frame; head: Consultation; language: string }) {
  const { reader } = frame;
  const textIn = (local: Consultation['title']) => local[language as keyof typeof local]?.text ?? '';
  return (
    <fieldset class="ds-fieldset">
      <legend class="ds-label">
        <span lang={language}>{reader.ownName(language)}</span>
      </legend>
      <TextField
        id={`title-${language}`}
        name={`title-${language}`}
        label={reader.say('desk.setup.field.title')}
        value={textIn(head.title)}
        lang={language}
        maxLength={300}
      />
      <TextArea
        id={`summary-${language}`}
        name={`summary-${language}`}
        label={reader.say('desk.setup.field.summary')}
        hint={reader.say('desk.setup.field.summary_hint')}
        value={textIn(head.summary)}
        lang={language}
      />
      <TextField
        id={`lead-${language}`}
        name={`lead-${language}`}
        label={reader.say('desk.setup.field.lead_body')}
        value={textIn(head.leadBody)}
        lang={language}
        maxLength={300}
      />
    </fieldset>
  );
}
