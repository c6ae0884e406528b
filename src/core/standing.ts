/**
 * Whether a contribution is in analyses and reports. `counted`: it is. `waiting`: it came late and a person has to decide;
 * `refused`: a person refused it as late. `undone`: its import was undone. `withdrawn`: by its author. `set_aside`: said at a
 * registration that does not count, by what the organiser stated beforehand.
 */
export const STANDINGS = ['counted', 'waiting', 'refused', 'undone', 'withdrawn', 'set_aside'] as const;
export type Standing = (typeof STANDINGS)[number];
