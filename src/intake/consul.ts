import { type PlatformColumns, platformReader } from './platform-table.ts';

const VOTES: PlatformColumns = {
  cached_votes_total: ['number', 'all votes: a number of its own, never added to contributions'],
  cached_votes_up: ['number', 'votes for it: a number of its own, never added to contributions'],
  cached_votes_down: ['number', 'votes against it: a number of its own, never added to contributions'],
};

const withAll = (wanted: readonly string[]) => (headers: ReadonlySet<string>) =>
  wanted.every((header) => headers.has(header));

/** Proposals as Consul Democracy publishes them. */
export const consulProposals = platformReader({
  name: 'consul-proposals',
  hasSigns: withAll(['id', 'title', 'cached_votes_up', 'retired_at']),
  markup: ['description', 'summary'],
  columns: {
    id: ['id', 'the number of the proposal'],
    title: ['title', 'what the proposal is called'],
    summary: ['open', 'the proposal in short'],
    description: ['open', 'the proposal'],
    created_at: ['day', 'when it was made'],
    comments_count: ['number', 'how many comments it has'],
    proceeding: ['single', 'the proceeding that it belongs to'],
    sub_proceeding: ['single', 'the part of the proceeding'],
    retired_reason: ['single', 'why its author gave it up'],
    ...VOTES,
  },
});

/** Debates as Consul Democracy publishes them. */
export const consulDebates = platformReader({
  name: 'consul-debates',
  hasSigns: (headers) =>
    withAll(['id', 'title', 'description', 'cached_votes_up', 'comments_count'])(headers) && !headers.has('retired_at'),
  markup: ['description'],
  columns: {
    id: ['id', 'the number of the debate'],
    title: ['title', 'what the debate is called'],
    description: ['open', 'how it was opened'],
    created_at: ['day', 'when it was opened'],
    comments_count: ['number', 'how many comments it has'],
    ...VOTES,
  },
});

/** Comments as Consul Democracy publishes them. */
export const consulComments = platformReader({
  name: 'consul-comments',
  hasSigns: withAll(['id', 'commentable_id', 'commentable_type', 'body', 'cached_votes_up']),
  markup: ['body'],
  columns: {
    id: ['id', 'the number of the comment'],
    body: ['open', 'the comment'],
    commentable_type: ['single', 'what it is about: a proposal, a debate'],
    created_at: ['day', 'when it was written'],
    ...VOTES,
  },
});
