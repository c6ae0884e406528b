import { platformReader } from './platform-table.ts';

const VOTES = 'votes: a number of its own, never added to contributions';

/**
 * Questions of Slido: the table that hosts export, under the headers seen so far, and the JSON of its interface. Its
 * columns are not published; what is not known is left out, and said.
 */
export const slidoQuestions = platformReader({
  name: 'slido-questions',
  channel: 'room',
  hasSigns: (headers) =>
    (headers.has('question') || headers.has('question text')) &&
    (headers.has('author') || headers.has('author name')) &&
    ['upvotes', 'score', 'likes'].some((header) => headers.has(header)),
  json: {
    lists: () => false,
    record: (value) => (typeof value === 'object' && value !== null && 'event_question_id' in value ? value : null),
    sign: (start) => /"event_question_id"\s*:/.test(start) && /"score_positive"\s*:/.test(start),
  },
  columns: {
    'question id': ['id', "the tool's own id"],
    event_question_id: ['id', "the tool's own id"],
    question: ['open', 'what was asked'],
    'question text': ['open', 'what was asked'],
    text: ['open', 'what was asked'],
    author: ['person', 'tells askers apart'],
    'author name': ['person', 'tells askers apart'],
    'author/event_user_id': ['person', 'tells askers apart'],
    'author/name': ['surname', 'personal data is kept apart and is no answer'],
    upvotes: ['number', VOTES],
    likes: ['number', VOTES],
    score: ['number', VOTES],
    score_positive: ['number', VOTES],
    downvotes: ['number', VOTES],
    score_negative: ['number', VOTES],
    labels: ['multiple', 'labels of the host'],
    date: ['day', 'when it was asked'],
    date_created: ['day', 'when it was asked'],
  },
  isAnonymous: (cell) => cell('is_anonymous') === 'true',
});
