import type { Language } from '../core/language.ts';
import type { TextUnit } from '../core/translation.ts';
import { unreadable } from './file.ts';
import { decodeText } from './questionnaire-file.ts';
import { readXml } from './xml.ts';

/** What a translator's file says: texts by the id of their unit, and what of it was not taken, in sentences. */
export type ReadXliff = { texts: Map<string, string>; refused: string[] };

type Unit = { id: string; source: string; target: string | null };

/**
 * Reads a translation from XLIFF 1.2, as `writeXliff` makes it and translators' programs give it back. Only what belongs to
 * the texts as they are now is taken: a text that was changed since, or that lost a place for an answer (`{q1}`), is told.
 * @throws DomainError unreadable where it is no XLIFF, or one of another language
 */
export async function readXliff(
  { name, content }: { name: string; content: Buffer },
  { language, units }: { language: Language; units: readonly TextUnit[] },
): Promise<ReadXliff> {
  const { found, target, isXliff } = await unitsIn(name, decodeText(name, content));
  if (!isXliff)
    throw unreadable(name, 'is no XLIFF 1.2', 'Give the file that was exported here, with the translations in it.');
  if (target !== '' && target.slice(0, 2).toLowerCase() !== language)
    throw unreadable(name, `translates into "${target}", not into "${language}"`, 'Open the page of that language.');
  const known = new Map(units.map((unit) => [unit.id, unit]));
  const texts = new Map<string, string>();
  const refused: string[] = [];
  for (const { id, source, target: text } of found) {
    const unit = known.get(id);
    if (text === null || text.trim() === '') continue;
    if (!unit) refused.push(`${id}: there is no such text in this questionnaire (any more).`);
    else if (!Object.values(unit.local).some((one) => one.text === source))
      refused.push(`${id}: its original was changed since the file was exported. Export it again.`);
    else if (placesOf(source) !== placesOf(text))
      refused.push(
        `${id}: the places for answers (${placesOf(source) || 'none'}) are not the same in the translation.`,
      );
    else texts.set(id, text);
  }
  return { texts, refused };
}

/** Where earlier answers are put in, in any order. */
function placesOf(text: string): string {
  return [...text.matchAll(/\{[\w.-]+\}/g)]
    .map(([place]) => place)
    .sort()
    .join(', ');
}

async function unitsIn(name: string, text: string) {
  const found: Unit[] = [];
  let [isXliff, isProposal, target, inside] = [false, false, '', ''];
  let unit: Unit | null = null;
  async function* pieces() {
    yield text;
  }
  for await (const events of readXml(name, pieces())) {
    for (const event of events) {
      if (event.kind === 'broken')
        throw unreadable(name, `is no whole XML (line ${event.line}: ${event.reason})`, 'Export it again.');
      if (event.kind === 'open') {
        const { attributes } = event;
        if (event.name === 'xliff') isXliff = (attributes.version ?? '').startsWith('1');
        else if (event.name === 'file') target = attributes['target-language'] ?? target;
        else if (event.name === 'trans-unit') unit = { id: attributes.id ?? '', source: '', target: null };
        else if (event.name === 'source' || event.name === 'target') {
          inside = event.name;
          if (unit && !isProposal && inside === 'target') unit.target = '';
        } else if (event.name === 'alt-trans') isProposal = true; // what a memory proposes is no translation
      } else if (event.kind === 'close') {
        if (event.name === 'source' || event.name === 'target') inside = '';
        if (event.name === 'alt-trans') isProposal = false;
        if (event.name === 'trans-unit' && unit) {
          found.push(unit);
          unit = null;
        }
      } else if (!unit || isProposal) continue;
      else if (inside === 'source') unit.source += event.text;
      else if (inside === 'target') unit.target += event.text;
    }
  }
  return { found, target, isXliff };
}
