import { INTERFACE_LANGUAGES } from '../core/message.ts';
import type { House } from './component/frame.ts';

/** The house that is reached at this address. */
export function houseAt(url: string): House {
  return { name: 'Antiphon', emailAddress: null, languages: INTERFACE_LANGUAGES, url };
}
