import type { FieldProblem, Fields } from '../../core/form.ts';
import { STAGE_KINDS, stageState } from '../../core/stage.ts';
import type { Consultation, StageWithDerogations } from '../../store/consultation.ts';
import { setupUrl, stagesUrl, stageUrl } from '../address.ts';
import { Badge } from '../component/badge.tsx';
import { Button } from '../component/button.tsx';
import { EmptyState } from '../component/empty.tsx';
import { SelectField, TextField } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { LocalField } from '../component/local-field.tsx';
import { Problems, wrongWith } from '../component/problems.tsx';
import { DerogationNotes, STAGE_MOODS } from '../component/stage.tsx';
import { DataTable } from '../component/table.tsx';
import { Deadline } from '../component/time.tsx';
import { maySetUpConsultations, SetUpPage } from './setup.tsx';

type Head = Pick<Consultation, 'slug' | 'title' | 'timeZone' | 'exampleNotice' | 'languages' | 'announcedAt'>;

/** A questionnaire that a stage can use. */
export type QuestionnaireChoice = { id: string; name: string };

export type DeskStagesProps = {
  frame: Frame;
  head: Head;
  now: Date;
  stages: readonly StageWithDerogations[];
  fields: Fields;
  problems: readonly FieldProblem[];
};

/** The stages of a consultation, and the form for one more. */
export function DeskStages({ frame, head, now, stages, fields, problems }: DeskStagesProps) {
  const { reader } = frame;
  const { slug, timeZone: zone } = head;
  return (
    <SetUpPage frame={frame} head={head} title={reader.text('desk.stages.title')} below={[]}>
      <PageHead lead={reader.say('desk.stages.lead', { zone })}>{reader.say('desk.stages.title')}</PageHead>
      <Problems reader={reader} problems={problems} />
      {stages.length === 0 ? (
        <EmptyState heading={reader.say('desk.stages.none')}>
          <p>{reader.say('desk.stages.none_then')}</p>
        </EmptyState>
      ) : (
        <DataTable
          id="stages"
          caption={reader.say('desk.stages.title')}
          quietCaption
          columns={[
            { label: reader.say('desk.stages.stage') },
            { label: reader.say('desk.stages.kind') },
            { label: reader.say('desk.stages.opens') },
            { label: reader.say('desk.stages.closes') },
            { label: reader.say('desk.stages.state') },
          ]}
          rows={stages.map((stage) => {
            const state = stageState(stage, now);
            return {
              heading: <a href={stageUrl(slug, stage.id)}>{reader.local(stage.title)}</a>,
              cells: [
                reader.say(`stage.kind.${stage.kind}`),
                reader.moment(stage.opensAt, zone),
                <Deadline reader={reader} at={stage.closesAt} zone={zone} />,
                <Badge mood={STAGE_MOODS[state]}>{reader.say(`stage.state.${state}`)}</Badge>,
              ],
            };
          })}
        />
      )}
      {maySetUpConsultations(frame) ? (
        <Section id="add" heading={reader.say('desk.stages.add')}>
          <form class="form" method="post" action={stagesUrl(slug)} novalidate>
            <CsrfField frame={frame} />
            <StageFields frame={frame} head={head} fields={fields} problems={problems} />
            <Button>{reader.say('desk.stages.add')}</Button>
          </form>
        </Section>
      ) : (
        <p class="why-not">{reader.say('desk.setup.may_not')}</p>
      )}
      <p>
        <a href={setupUrl(slug)}>{reader.say('desk.setup.back')}</a>
      </p>
    </SetUpPage>
  );
}

export type DeskStageProps = {
  frame: Frame;
  head: Head;
  stage: StageWithDerogations;
  /** Questionnaires with a published version. */
  questionnaires: readonly QuestionnaireChoice[];
  fields: Fields;
  problems: readonly FieldProblem[];
};

/** One stage: what it is called, when it opens and closes; with the reason where people have been told otherwise. */
export function DeskStage({ frame, head, stage, questionnaires, fields, problems }: DeskStageProps) {
  const { reader } = frame;
  const { slug, languages, announcedAt, timeZone: zone } = head;
  const url = stageUrl(slug, stage.id);
  const reasonFields = { reader, languages, fields, problems, name: 'reason', rows: 2 };
  return (
    <SetUpPage
      frame={frame}
      head={head}
      title={reader.localText(stage.title)}
      below={[{ url: stagesUrl(slug), label: reader.text('desk.stages.title') }]}
    >
      <PageHead kicker={reader.say(`stage.kind.${stage.kind}`)} lead={reader.say('desk.stages.lead', { zone })}>
        {reader.local(stage.title)}
      </PageHead>
      <Problems reader={reader} problems={problems} />
      <DerogationNotes reader={reader} stage={stage} zone={zone} />
      {stage.skippedAt ? (
        <p>{reader.say('desk.stages.is_skipped')}</p>
      ) : (
        <>
          <form class="form" method="post" action={url} novalidate>
            <CsrfField frame={frame} />
            <StageFields frame={frame} head={head} fields={fields} problems={problems} />
            {announcedAt && (
              <LocalField
                {...reasonFields}
                label={reader.say('desk.stages.reason')}
                hint={reader.say('desk.stages.reason_hint')}
              />
            )}
            <Button name="then" value="save">
              {reader.say('desk.setup.save')}
            </Button>
          </form>
          {stage.kind === 'call_for_evidence' && (
            <Asking frame={frame} url={url} questionnaires={questionnaires} fields={fields} problems={problems} />
          )}
          {announcedAt ? (
            <Section id="skip" heading={reader.say('desk.stages.skip')}>
              <form class="form" method="post" action={url} novalidate>
                <CsrfField frame={frame} />
                <LocalField
                  {...reasonFields}
                  name="skip"
                  label={reader.say('desk.stages.skip_reason')}
                  hint={reader.say('desk.stages.skip_hint')}
                  required
                />
                <Button kind="secondary" name="then" value="skip">
                  {reader.say('desk.stages.skip')}
                </Button>
              </form>
            </Section>
          ) : (
            <form class="action" method="post" action={url}>
              <CsrfField frame={frame} />
              <Button kind="tertiary" name="then" value="remove">
                {reader.say('desk.stages.remove')}
              </Button>
            </form>
          )}
        </>
      )}
    </SetUpPage>
  );
}

type AskingProps = Pick<DeskStageProps, 'frame' | 'questionnaires' | 'fields' | 'problems'> & { url: string };

/** Which questionnaire a call asks, and how long who had it open may finish. */
function Asking({ frame, url, questionnaires, fields, problems }: AskingProps) {
  const { reader } = frame;
  const none = { value: '', label: reader.text('desk.stages.asks_nothing') };
  return (
    <Section id="asks" heading={reader.say('desk.stages.asks')}>
      <form class="form" method="post" action={url} novalidate>
        <CsrfField frame={frame} />
        <SelectField
          id="questionnaire"
          name="questionnaire"
          label={reader.say('desk.stages.questionnaire')}
          hint={reader.say('desk.stages.asks_versions')}
          options={[none, ...questionnaires.map(({ id, name }) => ({ value: id, label: name }))]}
          chosen={fields.questionnaire ?? ''}
        />
        <TextField
          id="grace"
          name="grace"
          label={reader.say('desk.stages.grace')}
          hint={reader.say('desk.stages.grace_hint')}
          value={fields.grace ?? '0'}
          inputmode="numeric"
          maxLength={4}
          {...wrongWith(reader, problems, 'grace')}
        />
        <Button kind="secondary" name="then" value="ask">
          {reader.say('desk.setup.save')}
        </Button>
      </form>
    </Section>
  );
}

type StageFieldsProps = { frame: Frame; head: Head; fields: Fields; problems: readonly FieldProblem[] };

function StageFields({ frame: { reader }, head, fields, problems }: StageFieldsProps) {
  const when = (name: string, type: 'date' | 'time', label: ReturnType<typeof reader.say>) => (
    <TextField
      id={name}
      name={name}
      type={type}
      label={label}
      value={fields[name] ?? ''}
      required={type === 'date'}
      {...wrongWith(reader, problems, name)}
    />
  );
  return (
    <>
      <SelectField
        id="kind"
        name="kind"
        label={reader.say('desk.stages.kind')}
        options={STAGE_KINDS.map((kind) => ({ value: kind, label: reader.text(`stage.kind.${kind}`) }))}
        chosen={fields.kind ?? ''}
        {...wrongWith(reader, problems, 'kind')}
      />
      <LocalField
        reader={reader}
        name="title"
        label={reader.say('desk.setup.field.title')}
        languages={head.languages}
        fields={fields}
        problems={problems}
        maxLength={200}
        required
      />
      <fieldset class="ds-fieldset">
        <legend class="ds-label">{reader.say('desk.stages.opens')}</legend>
        <p class="field-hint">{reader.say('desk.stages.opens_hint')}</p>
        <div class="when-fields">
          {when('opens-day', 'date', reader.say('desk.stages.first_day'))}
          {when('opens-time', 'time', reader.say('desk.stages.time_from'))}
        </div>
      </fieldset>
      <fieldset class="ds-fieldset">
        <legend class="ds-label">{reader.say('desk.stages.closes')}</legend>
        <p class="field-hint">{reader.say('desk.stages.closes_hint')}</p>
        <div class="when-fields">
          {when('closes-day', 'date', reader.say('desk.stages.last_day'))}
          {when('closes-time', 'time', reader.say('desk.stages.time_until'))}
        </div>
      </fieldset>
    </>
  );
}
