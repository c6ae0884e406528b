import { findCampaigns } from '../analysis/campaign.ts';
import { showProgress } from './progress.ts';
import { columnsNamed, readTable, tellRefusals, textsOf, writeTable } from './table-file.ts';
import { positionals, required, type Verb } from './verb.ts';

/** Finds texts that contributions share: template, changed copies, and own texts with a part of it. */
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
    const found = findCampaigns(
      texts.map((text, row) => ({ id: String(row), text })),
      showProgress(terminal),
    );
    const campaign = texts.map(() => '');
    const role = texts.map(() => '');
    for (const { key, members } of found) {
      for (const member of members) {
        campaign[Number(member.id)] = key;
        role[Number(member.id)] = member.role;
      }
    }
    await writeTable(out, table, [
      { header: 'campaign', values: campaign },
      { header: 'role', values: role },
    ]);
    terminal.status('');
    const rows = campaign.filter((key) => key !== '').length;
    terminal.out(`${found.length} campaigns with ${rows} of ${texts.length} rows.`);
    return 0;
  },
};
