import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../core/error.ts';
import { CAPTIONS } from '../../core/event-record.ts';
import { newId } from '../../core/id.ts';
import { LANGUAGES } from '../../core/language.ts';
import { PUBLICATION_CHOICES } from '../../core/publication.ts';
import {
  previewUpload,
  readUploadOptions,
  removeUpload,
  type UploadOptions,
  type UploadPreview,
} from '../../corridor/upload.ts';
import {
  fittingMapping,
  type GivenColumn,
  givenColumns,
  type Mapping,
  mappingNames,
  NO_MAPPING,
  readMapping,
  readMappingFile,
} from '../../intake/mapping-file.ts';
import { FORMAT_NAMES } from '../../intake/read.ts';
import { mappingText } from '../../intake/reading.ts';
import { addUpload, askForImport, saveUploadOptions, type Upload, uploadById } from '../../store/upload.ts';
import { intakeUrl, runUrl, uploadUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { COLUMNS_SHOWN, DeskUpload } from '../desk/upload.tsx';
import { receiveFiles } from '../receive-files.ts';
import { placeOf, type Route, type Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';

/** A file comes in: streamed to the disk, with the papers that its rows name and a mapping where somebody has one. */
export const receiveUpload: Route = {
  method: 'post',
  at: 'uploads',
  needs: 'import contributions',
  takesFiles: true,
  answer: async (visit) => {
    const { context, store, visitor, clock, uploadFolder } = visit;
    const head = await deskConsultationOf(visit);
    const id = newId(undefined, clock);
    const folder = join(uploadFolder, id);
    const { files } = await receiveFiles(visit, folder);
    const { file, attachments, questionnaire, map } = files;
    if (!file) {
      await rm(folder, { recursive: true, force: true });
      throw new DomainError('wrong_use', 'No file came with this form. Choose one and send it again.');
    }
    const options: UploadOptions = {
      ...(attachments && { attachments: attachments.path }),
      ...(questionnaire && { questionnaire: questionnaire.path }),
      ...(map && { mapping: await readMappingFile(map.path) }),
    };
    await addUpload(store, visitor.actor!, { id, consultationId: head.id, ...file }, clock);
    await saveUploadOptions(store.db, id, options);
    return context.redirect(uploadUrl(head.slug, id), 303);
  },
};

async function uploadOf(visit: Visit, consultationId: string): Promise<Upload> {
  const id = placeOf(visit, 'upload');
  const found = /^[0-9a-f-]{36}$/.test(id) ? await uploadById(visit.store.db, consultationId, id) : undefined;
  if (!found || found.discardedAt)
    throw new DomainError('not_found', 'This file is not here any more: it was imported or thrown away.');
  return found;
}

/** What the file would become; where it cannot be read as it was said, the sentence that says why. */
async function lookAt(visit: Visit, upload: Upload): Promise<UploadPreview | { problem: string }> {
  try {
    return await previewUpload(visit.store, upload);
  } catch (error) {
    if (error instanceof DomainError) return { problem: error.message };
    throw error;
  }
}

export const upload: Route = {
  method: 'get',
  at: 'upload',
  needs: 'import contributions',
  answer: async (visit) => {
    const { context, frame } = visit;
    const head = await deskConsultationOf(visit);
    const found = await uploadOf(visit, head.id);
    if (isGoing(found)) return context.redirect(runUrl(head.slug, found.run!.id), 303);
    const looked = await lookAt(visit, found);
    const { format = null, mapping: said, attachments, questionnaire } = readUploadOptions(found);
    const mapping = 'preview' in looked ? (looked.mapping ?? NO_MAPPING) : (said ?? NO_MAPPING);
    return context.html(
      renderPage(
        <DeskUpload
          frame={frame}
          head={head}
          upload={found}
          look={looked}
          mapping={mapping}
          given={'preview' in looked ? givenIn(mapping, looked) : new Map()}
          remembered={'preview' in looked && looked.remembered}
          format={format}
          formats={FORMAT_NAMES}
          hasAttachments={attachments !== undefined}
          hasQuestionnaire={questionnaire !== undefined}
        />,
      ),
    );
  },
};

function isGoing({ run }: Upload): boolean {
  return run?.state === 'waiting' || run?.state === 'running';
}

function givenIn(mapping: Mapping, { preview }: UploadPreview): Map<number, GivenColumn> {
  const headers = preview.reading.map(({ field }) => field);
  return givenColumns(fittingMapping(mapping, headers).mapping, headers);
}

/** What a person says about a file: kept, then looked at again, imported or thrown away. */
export const mapUpload: Route = {
  method: 'post',
  at: 'upload',
  needs: 'import contributions',
  answer: async (visit) => {
    const { context, store, visitor } = visit;
    const head = await deskConsultationOf(visit);
    const found = await uploadOf(visit, head.id);
    if (isGoing(found))
      throw new DomainError('conflict', 'This file is being imported. Wait until that is done, or cancel it.');
    const form = await context.req.parseBody();
    if (form.then === 'discard') {
      await removeUpload(store, found);
      return context.redirect(intakeUrl(head.slug), 303);
    }
    await saveUploadOptions(store.db, found.id, await optionsIn(visit, found, form));
    if (form.then !== 'import') return context.redirect(uploadUrl(head.slug, found.id), 303);
    const run = await askForImport(store, visitor.actor!, found, visit.clock);
    await visit.sendRun(run.id);
    return context.redirect(runUrl(head.slug, run.id), 303);
  },
};

/** What the form asks for: where it says nothing, nothing is said any more. */
const NOT_SAID = {
  source: undefined,
  language: undefined,
  headerLanguage: undefined,
  publication: undefined,
  others: undefined,
  captions: undefined,
};

type Form = { [field: string]: unknown };

const given = (form: Form, field: string): string => String(form[field] ?? '').trim();

/** The options that a form stands for. Columns that it did not show stay as they were. */
async function optionsIn(visit: Visit, upload: Upload, form: Form): Promise<UploadOptions> {
  const before = readUploadOptions(upload);
  const looked = await lookAt(visit, upload);
  const mapping = 'preview' in looked ? (looked.mapping ?? NO_MAPPING) : (before.mapping ?? NO_MAPPING);
  const columns = 'preview' in looked ? columnsIn(form, mapping, looked) : mapping.columns;
  const publication = PUBLICATION_CHOICES.find((choice) => choice === form.publication);
  const because = given(form, 'because');
  if (publication && because === '')
    throw new DomainError('wrong_use', 'Say how it is known what contributors were told about publication.');
  const language = LANGUAGES.find((one) => one === form.language);
  const headerLanguage = LANGUAGES.find((one) => one === form.headerLanguage);
  const source = given(form, 'source');
  const format = FORMAT_NAMES.find((one) => one === form.format);
  const captions = CAPTIONS.find((one) => one === form.captions);
  const said = {
    ...mapping, // speakers, attendance and what else only a mapping file says
    ...NOT_SAID,
    ...(source !== '' && { source }),
    ...(language && { language }),
    ...(headerLanguage && { headerLanguage }),
    ...(publication && { publication: { all: publication, because } }),
    ...(form.others === 'ignore' && { others: 'ignore' }),
    ...(captions && { captions }),
    columns,
  };
  return {
    ...(before.attachments && { attachments: before.attachments }),
    ...(before.questionnaire && { questionnaire: before.questionnaire }),
    ...(format && { format }),
    mapping: readMapping(said, 'of this form'),
  };
}

function columnsIn(form: Form, mapping: Mapping, { preview }: UploadPreview): Mapping['columns'] {
  const headers = preview.reading.map(({ field }) => field);
  const names = mappingNames(headers);
  const before = givenColumns(fittingMapping(mapping, headers).mapping, headers);
  const columns: { [name: string]: unknown } = {};
  for (const [index, name] of names.entries()) {
    const position = index + 1;
    const known = before.get(index);
    if (index >= COLUMNS_SHOWN || form[`role-${position}`] === undefined) {
      if (known) columns[name] = known;
      continue;
    }
    const as = given(form, `role-${position}`);
    if (as === '') continue;
    const details = {
      question: given(form, `question-${position}`),
      row: given(form, `row-${position}`),
      separator: String(form[`separator-${position}`] ?? '').replace('\r\n', '\n'),
      order: given(form, `order-${position}`),
    };
    const said = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== ''));
    columns[name] = Object.keys(said).length === 0 ? as : { as, ...said };
  }
  return columns as Mapping['columns']; // read again by the one parser of mappings
}

/** The mapping as a file for `--map`. */
export const uploadMap: Route = {
  method: 'get',
  at: 'uploadMap',
  needs: 'import contributions',
  answer: async (visit) => {
    const { context } = visit;
    const head = await deskConsultationOf(visit);
    const found = await uploadOf(visit, head.id);
    const looked = await lookAt(visit, found);
    if ('problem' in looked) throw new DomainError('conflict', looked.problem);
    const { columns, ...more } = looked.mapping ?? NO_MAPPING;
    const source = more.source ?? looked.preview.source;
    const whole = JSON.parse(mappingText(looked.preview.reading, { ...more, source }));
    const text = `${JSON.stringify({ ...whole, columns: { ...whole.columns, ...columns } }, null, 2)}\n`;
    context.header('content-type', 'application/json; charset=utf-8');
    context.header('content-disposition', 'attachment; filename="map.json"');
    return context.body(text);
  },
};

/** A reload after handing a file in comes here. */
export const uploads: Route = {
  method: 'get',
  at: 'uploads',
  needs: 'see the desk',
  answer: async (visit) => visit.context.redirect(intakeUrl((await deskConsultationOf(visit)).slug), 303),
};
