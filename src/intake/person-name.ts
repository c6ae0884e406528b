import { normalForm } from '../core/text.ts';
import { foldBlanks } from './column.ts';

/** Turn text around or are not seen: in a name they can only deceive. */
const UNSEEN = /[\p{Cc}\p{Cf}]/gu;

/** A name without what cannot be seen, blanks folded; null where nothing is left. */
export function cleanName(name: string): string | null {
  const clean = foldBlanks(name.replace(UNSEEN, ' ').normalize('NFC'));
  return clean === '' || /^[-–—.?]+$/.test(clean) ? null : clean;
}

/** What tools write where somebody did not give a name, in the languages of their interfaces. */
const NOBODY: ReadonlySet<string> = new Set(
  [
    'Anonymous',
    'Anonymous Attendee',
    'Anonymous User',
    'Anonym',
    'Anonymer Teilnehmer',
    'Anonyme',
    'Participant anonyme',
    'Anónimo',
    'Asistente anónimo',
    'Anonimo',
    'Partecipante anonimo',
    'Anoniem',
    'Anonieme deelnemer',
    'Anonimowy',
    'Guest',
    'Gast',
    'Unknown',
    'Unknown speaker',
    'Speaker',
    'Unbekannt',
    'N/A',
    'NA',
    'Unverified',
  ].map(normalForm),
);

/** The name of somebody who gave one; null for what tools write instead of a name. */
export function givenName(name: string): string | null {
  const clean = cleanName(name);
  return clean === null || NOBODY.has(normalForm(clean)) ? null : clean;
}

/** Zoom writes who renamed themselves as `New name (Old name)`: the first is how others saw them. */
export function splitRename(name: string): { shown: string; original: string | null } {
  const found = /^(.*\S)\s*\(([^()]+)\)$/.exec(name);
  return found ? { shown: found[1]!, original: found[2]!.trim() } : { shown: name, original: null };
}

/** The form in which two names count as the same. */
export function nameKey(name: string): string {
  return normalForm(name);
}
