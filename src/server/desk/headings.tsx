import type { FieldProblem, Fields } from '../../core/form.ts';
import type { Consultation } from '../../store/consultation.ts';
import type { MappedArea } from '../../store/heading.ts';
import { headingsUrl, setupUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { SelectField } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { LocalField } from '../component/local-field.tsx';
import { Problems } from '../component/problems.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { maySetUpConsultations, SetUpPage } from './setup.tsx';

export type DeskHeadingsProps = {
  frame: Frame;
  head: ConsultationHead & Pick<Consultation, 'languages'>;
  /** Rows of the form for headings, the empty ones at the end with them. */
  rows: number;
  /** Names of the headings that there are, for the lists of the core areas. */
  names: readonly string[];
  areas: readonly MappedArea[];
  fields: Fields;
  problems: readonly FieldProblem[];
};

/** The headings of the synthesis, and which core area of which event belongs to which of them. */
export function DeskHeadings({ frame, head, rows, names, areas, fields, problems }: DeskHeadingsProps) {
  const { reader } = frame;
  const none = { value: '', label: reader.text('desk.headings.no_heading') };
  return (
    <SetUpPage frame={frame} head={head} title={reader.text('desk.headings.title')} below={[]}>
      <PageHead lead={reader.say('desk.headings.lead')}>{reader.say('desk.headings.title')}</PageHead>
      <Problems reader={reader} problems={problems} />
      {maySetUpConsultations(frame) ? (
        <form class="form" method="post" action={headingsUrl(head.slug)} novalidate>
          <CsrfField frame={frame} />
          <p>{reader.say('desk.headings.how')}</p>
          {Array.from({ length: rows }, (_, i) => (
            <>
              <input type="hidden" name={`heading-${i}`} value={fields[`heading-${i}`] ?? ''} />
              <LocalField
                reader={reader}
                name={`title-${i}`}
                label={reader.say('desk.headings.number', { n: i + 1 })}
                languages={head.languages}
                fields={fields}
                problems={problems}
                maxLength={200}
              />
            </>
          ))}
          {areas.length > 0 && names.length > 0 && (
            <Section id="areas" heading={reader.say('desk.headings.areas')}>
              <div class="form-grid">
                {areas.map(({ id, title, event }) => (
                  <SelectField
                    id={`area-${id}`}
                    name={`area-${id}`}
                    label={reader.local(title)}
                    hint={reader.local(event)}
                    options={[none, ...names.map((name, i) => ({ value: String(i), label: name }))]}
                    chosen={fields[`area-${id}`] ?? ''}
                  />
                ))}
              </div>
            </Section>
          )}
          <Button>{reader.say('desk.setup.save')}</Button>
        </form>
      ) : (
        <p class="why-not">{reader.say('desk.setup.may_not')}</p>
      )}
      <p>
        <a href={setupUrl(head.slug)}>{reader.say('desk.setup.back')}</a>
      </p>
    </SetUpPage>
  );
}
