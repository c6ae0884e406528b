import { isObject } from './json.ts';
import { type PlatformColumns, platformReader } from './platform-table.ts';

const WITHDRAWN = 'The agency withdrew the comment from the docket: it counts nowhere.';
const COPIES = 'how many alike the agency counted under it: a number of its own';
const APART = 'personal data is kept apart and is no answer';

/** Comments of a docket as regulations.gov sends them in bulk (CSV). */
export const regulationsGovCsv = platformReader({
  name: 'regulations-gov-csv',
  hasSigns: (headers) =>
    ['document id', 'docket id', 'comment'].every((header) => headers.has(header)) &&
    (headers.has('tracking number') || headers.has('agency id')),
  markup: ['comment', 'title'],
  columns: {
    'document id': ['id', "the docket's own id"],
    title: ['title', 'what the comment is called'],
    comment: ['open', 'the comment'],
    'received date': ['day', 'when it came in'],
    category: ['single', "the agency's own category of who comments"],
    'first name': ['first_name', APART],
    'last name': ['surname', APART],
    'organization name': ['organisation', APART],
    country: ['country', 'country of the submitter'],
    'duplicate comments': ['number', COPIES],
    'restrict reason type': ['single', 'why parts are withheld'],
  },
  whyNot: (cell) => (/^true$/i.test(cell('is withdrawn?')) ? WITHDRAWN : null),
});

function isComment(value: unknown): boolean {
  return isObject(value) && value.type === 'comments' && isObject(value.attributes);
}

const ATTRIBUTES: PlatformColumns = {
  id: ['id', "the docket's own id"],
  'attributes/title': ['title', 'what the comment is called'],
  'attributes/comment': ['open', 'the comment'],
  'attributes/receivedate': ['day', 'when it came in'],
  'attributes/category': ['single', "the agency's own category of who comments"],
  'attributes/firstname': ['first_name', APART],
  'attributes/lastname': ['surname', APART],
  'attributes/organization': ['organisation', APART],
  'attributes/country': ['country', 'country of the submitter'],
  'attributes/duplicatecomments': ['number', COPIES],
};

/** Comments as the interface of regulations.gov (version 4) gives them: single ones, lists, one in each line. */
export const regulationsGovJson = platformReader({
  name: 'regulations-gov-json',
  hasSigns: (headers) => headers.has('attributes/comment'),
  json: {
    lists: (path) => path === 'data',
    record: (value) => (isComment(value) ? value : isObject(value) && isComment(value.data) ? value.data : null),
    sign: (start) => /"type"\s*:\s*"comments"/.test(start) && /"attributes"\s*:/.test(start),
  },
  markup: ['attributes/comment', 'attributes/title'],
  columns: ATTRIBUTES,
  whyNot: (cell) => {
    if (/^true$/i.test(cell('attributes/withdrawn'))) return WITHDRAWN;
    if (cell('attributes/comment') !== '') return null;
    return 'The record has no words of a comment: lists of the interface have titles only. Ask for each comment by its id.';
  },
});
