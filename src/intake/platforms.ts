import type { Reader } from './reader.ts';

/** Readers of what participation platforms export. */
export const PLATFORMS: readonly Reader[] = [];
