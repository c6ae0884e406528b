import { AGENDA_KINDS } from '../../core/agenda.ts';
import { SPARE_ROWS } from '../../core/event-form.ts';
import type { FieldProblem, Fields } from '../../core/form.ts';
import { USER_TYPES } from '../../core/profile.ts';
import type { Consultation } from '../../store/consultation.ts';
import type { HostedEvent } from '../../store/hosted-event.ts';
import { deskConsultationUrl, deskEventUrl, deskUrl, editEventUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { CheckField, SelectField, TextArea, TextField } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { LocalField } from '../component/local-field.tsx';
import { Page } from '../component/page.tsx';
import { Problems, wrongWith } from '../component/problems.tsx';

export type DeskEventEditProps = {
  frame: Frame;
  head: Pick<Consultation, 'slug' | 'title' | 'timeZone' | 'exampleNotice' | 'languages'>;
  event: HostedEvent;
  fields: Fields;
  problems: readonly FieldProblem[];
  questionnaires: { id: string; name: string }[];
};

type Parts = Pick<DeskEventEditProps, 'frame' | 'head' | 'fields' | 'problems'>;

/** All that is said of an event, in one form: what and when, how to come, agenda, registration. */
export function DeskEventEdit(props: DeskEventEditProps) {
  const { frame, head, event, problems } = props;
  const { reader } = frame;
  return (
    <Page
      frame={frame}
      title={reader.text('desk.event_edit.title')}
      crumbs={[
        { url: deskUrl(), label: reader.text('ui.desk') },
        { url: deskConsultationUrl(head.slug), label: reader.localText(head.title) },
        { url: deskEventUrl(head.slug, event.slug), label: reader.localText(event.title) },
      ]}
      notice={head.exampleNotice}
    >
      <PageHead lead={reader.say('desk.event_edit.lead', { zone: head.timeZone })}>
        {reader.say('desk.event_edit.title')}
      </PageHead>
      <Problems reader={reader} problems={problems} />
      <form class="form" method="post" action={editEventUrl(head.slug, event.slug)} novalidate>
        <CsrfField frame={frame} />
        <What {...props} />
        <Agenda {...props} />
        <Registration {...props} />
        <Section id="tell" heading={reader.say('desk.event_edit.tell')}>
          <CheckField id="tell-them" name="tell" value="yes" label={reader.say('desk.event_edit.tell_them')} />
        </Section>
        <Button>{reader.say('desk.setup.save')}</Button>
      </form>
    </Page>
  );
}

function What({ frame: { reader }, head: { languages }, fields, problems }: Parts) {
  const shared = { reader, languages, fields, problems };
  const line = (name: string, label: Parameters<typeof reader.say>[0], hint?: Parameters<typeof reader.say>[0]) => (
    <TextField
      id={name}
      name={name}
      label={reader.say(label)}
      {...(hint && { hint: reader.say(hint) })}
      value={fields[name] ?? ''}
      {...wrongWith(reader, problems, name)}
    />
  );
  return (
    <Section id="what" heading={reader.say('desk.event_edit.what')}>
      <LocalField {...shared} name="title" label={reader.say('desk.setup.field.title')} required />
      <LocalField {...shared} name="summary" label={reader.say('desk.setup.field.summary')} rows={3} />
      <Moment {...shared} name="starts" label={reader.text('desk.event_edit.starts')} />
      <Moment {...shared} name="ends" label={reader.text('desk.event_edit.ends')} />
      <LocalField {...shared} name="place" label={reader.say('page.event.place')} />
      {line('join', 'own.join', 'desk.event_edit.join_hint')}
      {line('languages', 'page.event.languages', 'desk.event_edit.languages_hint')}
      {line('interpretation', 'page.event.interpretation')}
      <LocalField {...shared} name="accessibility" label={reader.say('page.event.accessibility')} rows={2} />
      <LocalField {...shared} name="recording" label={reader.say('page.event.recording')} rows={2} />
    </Section>
  );
}

type MomentProps = Pick<DeskEventEditProps, 'fields' | 'problems'> & {
  reader: Frame['reader'];
  name: string;
  label: string;
};

function Moment({ reader, fields, problems, name, label }: MomentProps) {
  return (
    <div class="day-and-time">
      {(['day', 'time'] as const).map((part) => (
        <TextField
          id={`${name}-${part}`}
          name={`${name}-${part}`}
          type={part === 'day' ? 'date' : 'time'}
          label={`${label}: ${reader.text(`desk.event_edit.${part}`)}`}
          value={fields[`${name}-${part}`] ?? ''}
          {...wrongWith(reader, problems, `${name}-${part}`)}
        />
      ))}
    </div>
  );
}

/** How many rows of a kind the form shows: those that are filled, and some more. */
function rowCount(fields: Fields, name: keyof typeof SPARE_ROWS, part: string): number {
  let filled = 0;
  while (Object.keys(fields).some((key) => key.startsWith(`${name}-${filled}-${part}`) && fields[key] !== '')) filled++;
  return filled + SPARE_ROWS[name];
}

function Agenda({ frame: { reader }, head: { languages }, fields, problems }: Parts) {
  const shared = { reader, languages, fields, problems };
  const rows = (count: number) => Array.from({ length: count }, (_, i) => i);
  return (
    <>
      <Section id="areas" heading={reader.say('page.event.core_areas')}>
        {rows(rowCount(fields, 'area', 'title')).map((i) => (
          <>
            <input type="hidden" name={`area-${i}-id`} value={fields[`area-${i}-id`] ?? ''} />
            <LocalField {...shared} name={`area-${i}-title`} label={reader.say('desk.event_edit.area', { n: i + 1 })} />
          </>
        ))}
      </Section>
      <Section id="agenda" heading={reader.say('page.event.agenda')}>
        <p>{reader.say('desk.event_edit.agenda_lead')}</p>
        {rows(rowCount(fields, 'item', 'minutes')).map((i) => {
          const row = `item-${i}`;
          return (
            <fieldset class="ds-fieldset">
              <legend class="ds-label">{reader.say('desk.event_edit.item', { n: i + 1 })}</legend>
              <SelectField
                id={`${row}-kind`}
                name={`${row}-kind`}
                label={reader.say('desk.event_edit.kind')}
                options={AGENDA_KINDS.map((kind) => ({ value: kind, label: reader.text(`agenda.${kind}`) }))}
                chosen={fields[`${row}-kind`] ?? ''}
              />
              <LocalField {...shared} name={`${row}-title`} label={reader.say('desk.setup.field.title')} />
              {(['minutes', 'area'] as const).map((part) => (
                <TextField
                  id={`${row}-${part}`}
                  name={`${row}-${part}`}
                  label={reader.say(`desk.event_edit.${part}_number`)}
                  inputmode="numeric"
                  value={fields[`${row}-${part}`] ?? ''}
                  {...wrongWith(reader, problems, `${row}-${part}`)}
                />
              ))}
              <TextArea
                id={`${row}-speakers`}
                name={`${row}-speakers`}
                label={reader.say('desk.event_edit.speakers')}
                hint={reader.say('desk.event_edit.speakers_hint')}
                value={fields[`${row}-speakers`] ?? ''}
                rows={2}
              />
            </fieldset>
          );
        })}
      </Section>
    </>
  );
}

function Registration({
  frame: { reader },
  head: { languages },
  fields,
  problems,
  questionnaires,
  event,
}: DeskEventEditProps) {
  const shared = { reader, languages, fields, problems };
  const count = (name: string) => (
    <TextField
      id={name}
      name={name}
      inputmode="numeric"
      label={reader.say(`desk.event_edit.${name as 'capacity'}`)}
      value={fields[name] ?? ''}
      {...wrongWith(reader, problems, name)}
    />
  );
  const check = (name: string, label: Parameters<typeof reader.say>[0]) => (
    <CheckField id={name} name={name} value="yes" checked={fields[name] === 'yes'} label={reader.say(label)} />
  );
  return (
    <Section id="registration" heading={reader.say('page.event.registration')}>
      {check('takes', 'desk.event_edit.takes')}
      <Moment {...shared} name="opens" label={reader.text('desk.event_edit.opens')} />
      <Moment {...shared} name="closes" label={reader.text('desk.event_edit.closes')} />
      {count('capacity')}
      {count('offer')}
      {count('reminder')}
      {count('logistics')}
      <SelectField
        id="questionnaire"
        name="questionnaire"
        label={reader.say('desk.event_edit.questionnaire')}
        hint={reader.say('desk.event_edit.questionnaire_hint')}
        options={[
          { value: '', label: reader.text('desk.event_edit.no_questionnaire') },
          ...questionnaires.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        chosen={fields.questionnaire ?? ''}
      />
      <p>{reader.say(event.lastPosition > 0 ? 'desk.event_edit.counts_fixed' : 'desk.event_edit.counts_lead')}</p>
      {check('counts-waiting', 'desk.event_edit.counts_waiting')}
      {check('counts-cancelled', 'desk.event_edit.counts_cancelled')}
      {Array.from({ length: rowCount(fields, 'group', 'seats') }, (_, i) => (
        <Group {...shared} row={`group-${i}`} n={i + 1} />
      ))}
    </Section>
  );
}

type GroupProps = Omit<MomentProps, 'name' | 'label'> & { languages: readonly string[]; row: string; n: number };

function Group({ reader, languages, fields, problems, row, n }: GroupProps) {
  return (
    <fieldset class="ds-fieldset">
      <legend class="ds-label">{reader.say('desk.event_edit.group', { n })}</legend>
      <LocalField
        {...{ reader, languages, fields, problems }}
        name={`${row}-title`}
        label={reader.say('desk.event_edit.group_title')}
      />
      <TextField
        id={`${row}-seats`}
        name={`${row}-seats`}
        inputmode="numeric"
        label={reader.say('desk.event_edit.group_seats')}
        value={fields[`${row}-seats`] ?? ''}
        {...wrongWith(reader, problems, `${row}-seats`)}
      />
      {USER_TYPES.map((type) => (
        <CheckField
          id={`${row}-${type}`}
          name={`${row}-${type}`}
          value="yes"
          checked={fields[`${row}-${type}`] === 'yes'}
          label={reader.say(`profile.user_type.${type}`)}
        />
      ))}
    </fieldset>
  );
}
