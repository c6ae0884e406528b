import type { Language } from '../core/language.ts';
import type { TextUnit } from '../core/translation.ts';
import { escapeXml } from '../core/xml.ts';

/**
 * The texts of a questionnaire for a translator's program, as XLIFF 1.2 (OASIS, 2008: what they all read). What is translated
 * already comes along; a translation by a machine is marked as one that a person has to look at.
 * @param name of the questionnaire
 */
export function writeXliff(
  units: readonly TextUnit[],
  { name, source, language }: { name: string; source: Language; language: Language },
): string {
  const body = units.flatMap((unit) => {
    const original = unit.local[source];
    return original ? [transUnit(unit, original.text, language)] : [];
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">',
    `  <file original="${escapeXml(name)}" source-language="${source}" target-language="${language}" datatype="plaintext">`,
    '    <body>',
    ...body,
    '    </body>',
    '  </file>',
    '</xliff>',
    '',
  ].join('\n');
}

function transUnit({ id, local }: TextUnit, source: string, language: Language): string {
  const own = local[language];
  const state = own ? (own.origin === 'machine' ? 'needs-review-translation' : 'translated') : 'needs-translation';
  return [
    `      <trans-unit id="${escapeXml(id)}" xml:space="preserve">`,
    `        <source>${escapeXml(source)}</source>`,
    `        <target state="${state}">${escapeXml(own?.text ?? '')}</target>`,
    '      </trans-unit>',
  ].join('\n');
}
