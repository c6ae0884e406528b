import type { Actor } from '../../core/capability.ts';
import type { Assets } from '../asset.ts';
import type { Reader } from './reader.tsx';

/** The public body that runs the house, as its pages name it. */
export type House = {
  name: string;
  emailAddress: string | null;
  languages: readonly string[];
  /** Where people reach it, without a slash at the end: for links in mails, feeds and calendars. */
  url: string;
};

/** What every page needs to know beside its own content: who reads, who runs the house, where the assets are. */
export type Frame = {
  reader: Reader;
  house: House;
  assets: Assets;
  /** The nonce of this answer's content security policy. */
  nonce: string;
  /** Path and query of this page, to come back to after a change of language. */
  path: string;
  /** Who is signed in; null for the public. */
  actor: Actor | null;
  /** What the forms of this session carry; null where nobody is signed in. */
  csrfToken: string | null;
  /** Whether the page belongs to a consultation that is not shown to everybody. */
  draft?: boolean;
};
