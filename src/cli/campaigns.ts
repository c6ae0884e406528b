import { withEmbedder } from '../analysis/embed.ts';
import { openLanguageDetector } from '../analysis/language.ts';
import { findCampaignsAcrossLanguages } from '../analysis/translation.ts';
import { showProgress } from './progress.ts';
import { columnsNamed, readTable, tellRefusals, textsOf, writeTable } from './table-file.ts';
import { positionals, required, type Verb } from './verb.ts';

/** Ids sort as their rows do. */
const ROW_DIGITS = 9;
/** So much of a campaign's text is shown on the terminal. */
const SHOWN_CHARACTERS = 100;

/** Finds texts that contributions share: template, changed copies, translations, and own texts with a part of it. */
export const campaigns: Verb = {
  name: 'campaigns',
  usage: ['antiphon campaigns FILE.csv --text COL --out OUT.csv'],
  options: { text: { type: 'string' }, out: { type: 'string' } },
  run: async (input, terminal) => {
    const [file] = positionals(input, 'FILE.csv');
    const out = required(input, 'out');
    const list = required(input, 'text');
    const table = await readTable(file!);
    const texts = textsOf(table, columnsNamed(table, list, '--text'));
    tellRefusals(terminal, table);
    const found = await withEmbedder((embed) =>
      findCampaignsAcrossLanguages(
        texts.map((text, row) => ({ id: String(row).padStart(ROW_DIGITS, '0'), text })),
        { tellLanguage: openLanguageDetector(), embed, signal: terminal.signal },
        showProgress(terminal),
      ),
    );
    const campaign = texts.map(() => '');
    const role = texts.map(() => '');
    const own = texts.map(() => '');
    for (const { key, members } of found) {
      for (const member of members) {
        campaign[Number(member.id)] = key;
        role[Number(member.id)] = member.role;
        own[Number(member.id)] = (1 - member.overlap).toFixed(3);
      }
    }
    await writeTable(out, table, [
      { header: 'campaign', values: campaign },
      { header: 'role', values: role },
      { header: 'own_words', values: own },
    ]);
    terminal.status('');
    for (const { key, contributions, text } of found) {
      terminal.out(`${key}  ${contributions}  ${text.replace(/\s+/g, ' ').slice(0, SHOWN_CHARACTERS)}`);
    }
    const rows = campaign.filter((key) => key !== '').length;
    terminal.out(`${found.length} campaigns with ${rows} of ${texts.length} rows.`);
    return 0;
  },
};
