import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assetUrl } from './address.ts';

/** Where the browser gets the style sheet and the script of a page; their names hold the hash of their content. */
export type Assets = { style: string; script: string };

/** The folder that `scripts/build.js` writes. */
export const ASSET_FOLDER = fileURLToPath(new URL('../../dist/web/', import.meta.url));

/** Reads which file is which from the build's manifest. */
export function readAssets(folder: string = ASSET_FOLDER): Assets {
  const manifest: { [name: string]: string } = JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8'));
  const url = (name: string) => {
    const file = manifest[name];
    if (file === undefined) throw new Error(`${folder}manifest.json does not name ${name}: run "npm run prepare".`);
    return assetUrl(file);
  };
  return { style: url('antiphon.css'), script: url('antiphon.js') };
}
