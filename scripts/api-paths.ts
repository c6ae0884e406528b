// Writes the types of a client of the interface for programs, made from its description: `npm run api:paths`.
import { writeFileSync } from 'node:fs';
import { apiPaths } from '../test/api-client.ts';

writeFileSync(new URL('../test/api-paths.ts', import.meta.url), await apiPaths());
