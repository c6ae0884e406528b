import type { FieldProblem, Fields } from '../../core/form.ts';
import { USER_TYPES } from '../../core/profile.ts';
import type { Coverage } from '../../core/stakeholder-map.ts';
import { setupUrl, stakeholderMapUrl } from '../address.ts';
import { Badge } from '../component/badge.tsx';
import { Button } from '../component/button.tsx';
import { EmptyState } from '../component/empty.tsx';
import { TextArea, TextField } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Problems, wrongWith } from '../component/problems.tsx';
import type { Reader } from '../component/reader.tsx';
import { DataTable } from '../component/table.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { maySetUpConsultations, SetUpPage } from './setup.tsx';

export type DeskStakeholderMapProps = {
  frame: Frame;
  head: ConsultationHead;
  /** Who is missing first. */
  coverage: readonly Coverage[];
  fields: Fields;
  problems: readonly FieldProblem[];
};

const MOODS = { missing: 'danger', below: 'warning', heard: 'success' } as const;

/** Whom the organiser means to hear, and who of them is missing. */
export function DeskStakeholderMap({ frame, head, coverage, fields, problems }: DeskStakeholderMapProps) {
  const { reader } = frame;
  return (
    <SetUpPage frame={frame} head={head} title={reader.text('desk.stakeholders.title')} below={[]}>
      <PageHead lead={reader.say('desk.stakeholders.lead')}>{reader.say('desk.stakeholders.title')}</PageHead>
      <Problems reader={reader} problems={problems} />
      <Section id="missing" heading={reader.say('desk.stakeholders.missing')}>
        {coverage.length === 0 ? (
          <EmptyState heading={reader.say('desk.stakeholders.none')} />
        ) : (
          <CoverageTable reader={reader} coverage={coverage} />
        )}
      </Section>
      {maySetUpConsultations(frame) ? (
        <Section id="map" heading={reader.say('desk.stakeholders.map')}>
          <MapForm frame={frame} head={head} fields={fields} problems={problems} />
        </Section>
      ) : (
        <p class="why-not">{reader.say('desk.setup.may_not')}</p>
      )}
      <p>
        <a href={setupUrl(head.slug)}>{reader.say('desk.setup.back')}</a>
      </p>
    </SetUpPage>
  );
}

function CoverageTable({ reader, coverage }: { reader: Reader; coverage: readonly Coverage[] }) {
  const missing = coverage.filter(({ state }) => state === 'missing').length;
  return (
    <DataTable
      id="coverage"
      caption={reader.say('desk.stakeholders.caption', { missing, all: coverage.length })}
      columns={[
        { label: reader.say('desk.stakeholders.who') },
        { label: reader.say('desk.stakeholders.kind') },
        { label: reader.say('desk.stakeholders.hoped'), align: 'number' },
        { label: reader.say('desk.stakeholders.heard'), align: 'number' },
        { label: reader.say('desk.stakeholders.state') },
      ]}
      rows={coverage.map(({ kind, name, target, heard, state }) => ({
        heading: targetName(reader, kind, name),
        cells: [
          reader.say(`desk.stakeholders.kind.${kind}`),
          target === null ? reader.say('desk.stakeholders.any') : reader.number(target),
          reader.number(heard),
          <Badge mood={MOODS[state]}>{reader.say(`desk.stakeholders.state.${state}`)}</Badge>,
        ],
      }))}
    />
  );
}

function targetName(reader: Reader, kind: Coverage['kind'], name: string): string {
  if (kind === 'country') return reader.country(name);
  const userType = USER_TYPES.find((known) => known === name);
  return kind === 'group' && userType ? reader.text(`profile.user_type.${userType}`) : name;
}

function MapForm({ frame, head, fields, problems }: Omit<DeskStakeholderMapProps, 'coverage'>) {
  const { reader } = frame;
  return (
    <form class="form" method="post" action={stakeholderMapUrl(head.slug)} novalidate>
      <CsrfField frame={frame} />
      <fieldset class="ds-fieldset">
        <legend class="ds-label">{reader.say('desk.stakeholders.groups')}</legend>
        <p class="field-hint">{reader.say('desk.stakeholders.groups_hint')}</p>
        <div class="target-fields">
          {USER_TYPES.map((type) => (
            <TextField
              id={`group-${type}`}
              name={`group-${type}`}
              label={reader.say(`profile.user_type.${type}`)}
              value={fields[`group-${type}`] ?? ''}
              maxLength={6}
              autocomplete="off"
              {...wrongWith(reader, problems, `group-${type}`)}
            />
          ))}
        </div>
      </fieldset>
      <TextArea
        id="countries"
        name="countries"
        label={reader.say('desk.stakeholders.countries')}
        hint={reader.say('desk.stakeholders.countries_hint')}
        value={fields.countries ?? ''}
        rows={6}
        {...wrongWith(reader, problems, 'countries')}
      />
      <TextArea
        id="organisations"
        name="organisations"
        label={reader.say('desk.stakeholders.organisations')}
        hint={reader.say('desk.stakeholders.organisations_hint')}
        value={fields.organisations ?? ''}
        rows={6}
        {...wrongWith(reader, problems, 'organisations')}
      />
      <Button>{reader.say('desk.setup.save')}</Button>
    </form>
  );
}
