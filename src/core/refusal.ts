/** What was not taken in, and why: a whole sentence that says what was expected and what to do. */
export type Refusal = {
  file: string;
  row: number | null;
  field: string | null;
  reason: string;
  /** Only this field was left out; the contribution itself was taken. Such refusals are listed, not counted as refused. */
  partial?: boolean;
  /** It can be taken in as soon as this is there. */
  waitsFor?: 'consent';
};
