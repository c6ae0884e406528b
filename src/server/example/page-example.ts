import type { Frame } from '../component/frame.ts';

/** A whole page with what is on it: feeds the tests and the pictures. */
export type PageExample = { name: string; render: (frame: Frame) => { toString(): string | Promise<string> } };
