import type { Document } from '../../core/document.ts';
import type { FieldProblem, Fields } from '../../core/form.ts';
import type { Consultation } from '../../store/consultation.ts';
import { documentsUrl, setupUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { EmptyState } from '../component/empty.tsx';
import { TextField } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { LocalField } from '../component/local-field.tsx';
import { Problems, wrongWith } from '../component/problems.tsx';
import { DataTable } from '../component/table.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { maySetUpConsultations, SetUpPage } from './setup.tsx';

export type DeskDocumentsProps = {
  frame: Frame;
  head: ConsultationHead & Pick<Consultation, 'languages'>;
  documents: readonly Document[];
  /** The document that is being changed; null for a new one. */
  edited: string | null;
  fields: Fields;
  problems: readonly FieldProblem[];
};

/** What people should read before they answer: titles, and where the documents are. */
export function DeskDocuments({ frame, head, documents, edited, fields, problems }: DeskDocumentsProps) {
  const { reader } = frame;
  const { slug } = head;
  const maySetUp = maySetUpConsultations(frame);
  return (
    <SetUpPage frame={frame} head={head} title={reader.text('desk.documents.title')} below={[]}>
      <PageHead lead={reader.say('desk.documents.lead')}>{reader.say('desk.documents.title')}</PageHead>
      <Problems reader={reader} problems={problems} />
      {documents.length === 0 ? (
        <EmptyState heading={reader.say('desk.documents.none')} />
      ) : (
        <DataTable
          id="documents"
          caption={reader.say('desk.documents.title')}
          quietCaption
          columns={[
            { label: reader.say('desk.documents.document') },
            { label: reader.say('desk.documents.address') },
            { label: reader.say('desk.documents.remove') },
          ]}
          rows={documents.map(({ id, title, url }) => ({
            heading: maySetUp ? <a href={documentsUrl(slug, id)}>{reader.local(title)}</a> : reader.local(title),
            cells: [
              <a class="secret" href={url}>
                {url}
              </a>,
              maySetUp && (
                <form method="post" action={documentsUrl(slug)}>
                  <CsrfField frame={frame} />
                  <input type="hidden" name="document" value={id} />
                  <Button kind="tertiary" size="sm" name="then" value="remove">
                    {reader.say('desk.documents.remove')}
                    <span class="ds-sr-only">: {reader.localText(title)}</span>
                  </Button>
                </form>
              ),
            ],
          }))}
        />
      )}
      {maySetUp && (
        <Section id="edit" heading={reader.say(edited ? 'desk.documents.change' : 'desk.documents.add')}>
          <form class="form" method="post" action={documentsUrl(slug)} novalidate>
            <CsrfField frame={frame} />
            {edited && <input type="hidden" name="document" value={edited} />}
            <LocalField
              reader={reader}
              name="title"
              label={reader.say('desk.setup.field.title')}
              languages={head.languages}
              fields={fields}
              problems={problems}
              maxLength={300}
              required
            />
            <TextField
              id="url"
              name="url"
              type="url"
              label={reader.say('desk.documents.address')}
              hint={reader.say('desk.documents.address_hint')}
              value={fields.url ?? ''}
              required
              {...wrongWith(reader, problems, 'url')}
            />
            <Button name="then" value="save">
              {reader.say('desk.setup.save')}
            </Button>
          </form>
        </Section>
      )}
      <p>
        <a href={setupUrl(slug)}>{reader.say('desk.setup.back')}</a>
      </p>
    </SetUpPage>
  );
}
