import type { FieldProblem, Fields } from '../../core/form.ts';
import { LANGUAGES } from '../../core/language.ts';
import { descriptionUrl, deskUrl, newConsultationUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { TextField } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead } from '../component/heading.tsx';
import { LocalField } from '../component/local-field.tsx';
import { Page } from '../component/page.tsx';
import { Problems, wrongWith } from '../component/problems.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { SetUpPage } from './setup.tsx';

export type DeskDescriptionProps = {
  frame: Frame;
  head: ConsultationHead;
  /** Languages that the form has fields for. */
  languages: readonly string[];
  fields: Fields;
  problems: readonly FieldProblem[];
};

/** What a consultation is called and decides, who leads it, whom to ask, on what terms, in which languages. */
export function DeskDescription({ frame, head, languages, fields, problems }: DeskDescriptionProps) {
  const { reader } = frame;
  return (
    <SetUpPage frame={frame} head={head} title={reader.text('desk.setup.description')} below={[]}>
      <PageHead lead={reader.say('desk.setup.description_lead')}>{reader.say('desk.setup.description')}</PageHead>
      <Problems reader={reader} problems={problems} />
      <form class="form" method="post" action={descriptionUrl(head.slug)} novalidate>
        <CsrfField frame={frame} />
        <DescriptionFields frame={frame} languages={languages} fields={fields} problems={problems} />
        <Button>{reader.say('desk.setup.save')}</Button>
      </form>
    </SetUpPage>
  );
}

export type DeskNewProps = Omit<DeskDescriptionProps, 'head'>;

/** A new consultation: its name in addresses, then what there is to say about it in its first language. */
export function DeskNew({ frame, languages, fields, problems }: DeskNewProps) {
  const { reader } = frame;
  return (
    <Page
      frame={frame}
      title={reader.text('desk.new.title')}
      crumbs={[{ url: deskUrl(), label: reader.text('ui.desk') }]}
    >
      <PageHead lead={reader.say('desk.new.lead')}>{reader.say('desk.new.title')}</PageHead>
      <Problems reader={reader} problems={problems} />
      <form class="form" method="post" action={newConsultationUrl()} novalidate>
        <CsrfField frame={frame} />
        <TextField
          id="slug"
          name="slug"
          label={reader.say('desk.new.slug')}
          hint={reader.say('desk.new.slug_hint')}
          value={fields.slug ?? ''}
          maxLength={80}
          autocomplete="off"
          required
          {...wrongWith(reader, problems, 'slug')}
        />
        <DescriptionFields frame={frame} languages={languages} fields={fields} problems={problems} />
        <Button>{reader.say('desk.new.make')}</Button>
      </form>
    </Page>
  );
}

type FieldsProps = Pick<DeskDescriptionProps, 'frame' | 'languages' | 'fields' | 'problems'>;

function DescriptionFields({ frame: { reader }, languages, fields, problems }: FieldsProps) {
  const shared = { reader, languages, fields, problems };
  return (
    <>
      <LocalField {...shared} name="title" label={reader.say('desk.setup.field.title')} maxLength={300} required />
      <LocalField
        {...shared}
        name="summary"
        label={reader.say('desk.setup.field.summary')}
        hint={reader.say('desk.setup.field.summary_hint')}
        rows={3}
      />
      <LocalField {...shared} name="lead" label={reader.say('desk.setup.field.lead_body')} maxLength={300} />
      <LocalField
        {...shared}
        name="contact"
        label={reader.say('desk.setup.field.contact')}
        hint={reader.say('desk.setup.field.contact_hint')}
        rows={2}
      />
      <TextField
        id="contactEmailAddress"
        name="contactEmailAddress"
        type="email"
        label={reader.say('desk.setup.field.contact_email_address')}
        value={fields.contactEmailAddress ?? ''}
        autocomplete="off"
        {...wrongWith(reader, problems, 'contactEmailAddress')}
      />
      <LocalField
        {...shared}
        name="privacy"
        label={reader.say('desk.setup.field.privacy')}
        hint={reader.say('desk.setup.field.privacy_hint')}
        rows={5}
      />
      <LanguageChoices reader={reader} fields={fields} problems={problems} />
      <TextField
        id="timeZone"
        name="timeZone"
        label={reader.say('desk.setup.time_zone')}
        hint={reader.say('desk.setup.time_zone_hint')}
        value={fields.timeZone ?? ''}
        autocomplete="off"
        required
        {...wrongWith(reader, problems, 'timeZone')}
      />
    </>
  );
}

function LanguageChoices({
  reader,
  fields,
  problems,
}: { reader: Frame['reader'] } & Omit<FieldsProps, 'frame' | 'languages'>) {
  const { error } = wrongWith(reader, problems, 'language-en');
  return (
    <fieldset class="ds-fieldset">
      <legend class="ds-label">{reader.say('desk.setup.languages')}</legend>
      {error && <div class="field-error">{error}</div>}
      <div class="language-choices">
        {LANGUAGES.map((language) => (
          <div class="ds-field">
            <input
              class="ds-input"
              type="checkbox"
              id={`language-${language}`}
              name={`language-${language}`}
              value="yes"
              checked={(fields[`language-${language}`] ?? '') !== ''}
            />
            <label for={`language-${language}`} lang={language}>
              {reader.ownName(language)}
            </label>
          </div>
        ))}
      </div>
    </fieldset>
  );
}
