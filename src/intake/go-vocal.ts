import { platformReader } from './platform-table.ts';

const LIKES = 'a number of its own, never added to contributions';

/** Ideas (inputs) as Go Vocal, once CitizenLab, exports them: newer and older headers. */
export const goVocalIdeas = platformReader({
  name: 'go-vocal-ideas',
  hasSigns: (headers) =>
    ['id', 'title', 'description', 'submitted at', 'likes'].every((header) => headers.has(header)) ||
    (headers.has('id') &&
      headers.has('title') &&
      headers.has('project') &&
      (headers.has('upvotes_count') || headers.has('likes_count'))),
  markup: ['description', 'body'],
  columns: {
    id: ['id', "the platform's own id"],
    title: ['title', 'what the idea is called'],
    description: ['open', 'the idea'],
    body: ['open', 'the idea'],
    tags: ['multiple', 'the tags of the platform'],
    topics: ['multiple', 'the topics of the platform'],
    status: ['single', 'what the body decided on it'],
    project: ['single', 'the project that it belongs to'],
    'author id': ['person', 'tells authors apart'],
    author_id: ['person', 'tells authors apart'],
    'author name': ['surname', 'personal data is kept apart and is no answer'],
    author_name: ['surname', 'personal data is kept apart and is no answer'],
    'author email': ['email_address', 'personal data is kept apart and is no answer'],
    author_email: ['email_address', 'personal data is kept apart and is no answer'],
    'submitted at': ['day', 'when it was sent'],
    created_at: ['day', 'when it was sent'],
    likes: ['number', `likes: ${LIKES}`],
    dislikes: ['number', `dislikes: ${LIKES}`],
    likes_count: ['number', `likes: ${LIKES}`],
    dislikes_count: ['number', `dislikes: ${LIKES}`],
    upvotes_count: ['number', `votes for it: ${LIKES}`],
    downvotes_count: ['number', `votes against it: ${LIKES}`],
    'offline votes': ['number', `votes on paper: ${LIKES}`],
    comments: ['number', 'how many comments it has'],
    comments_count: ['number', 'how many comments it has'],
    url: ['url', 'where the platform shows it'],
  },
});

/** Comments as Go Vocal exports them. */
export const goVocalComments = platformReader({
  name: 'go-vocal-comments',
  hasSigns: (headers) =>
    ['id', 'comment', 'input_id'].every((header) => headers.has(header)) ||
    ['id', 'body', 'idea', 'author_name', 'created_at'].every((header) => headers.has(header)),
  markup: ['comment', 'body'],
  columns: {
    id: ['id', "the platform's own id"],
    comment: ['open', 'the comment'],
    body: ['open', 'the comment'],
    author_id: ['person', 'tells authors apart'],
    author_name: ['surname', 'personal data is kept apart and is no answer'],
    author_email: ['email_address', 'personal data is kept apart and is no answer'],
    created_at: ['day', 'when it was written'],
    likes_count: ['number', `likes: ${LIKES}`],
    upvotes_count: ['number', `votes for it: ${LIKES}`],
    project: ['single', 'the project that it belongs to'],
  },
});
