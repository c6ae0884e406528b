/**
 * Whether a contribution is in analyses and reports. `counted`: it is. `waiting`: it came late and a person has to decide;
 * `refused`: a person refused it as late. `undone`: its import was undone. `withdrawn`: by its author.
 */
export const STANDINGS = ['counted', 'waiting', 'refused', 'undone', 'withdrawn'] as const;
export type Standing = (typeof STANDINGS)[number];
