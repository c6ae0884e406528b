import packageFile from '../../package.json' with { type: 'json' };

/** What this program calls itself in reports. */
export const PROGRAM = { name: packageFile.name, version: packageFile.version };
