/** A curve that turns sureness into how often it was right; never falls. */
export type Calibration = (sureness: number) => number;

/** Blocks of fewer examples say too little. */
const LEAST_BLOCK = 40;
/** With fewer pairs that hold, the curve would follow chance: sureness stays as it is. */
const LEAST_HOLDING = 100;

/**
 * Learns from held-back examples how often a sureness is right: isotonic regression (pool adjacent violators; Zadrozny and
 * Elkan 2002) over blocks of at least forty, with straight lines between the blocks' middles.
 * @param sureness of pairs of an example and a code
 * @param holds 1 where the example has the code
 */
export function fitCalibration(sureness: Float64Array, holds: Uint8Array): Calibration {
  const holding = holds.reduce((sum, x) => sum + x, 0);
  if (holding < LEAST_HOLDING) return (sure) => sure;
  const order = Uint32Array.from(sureness.keys()).sort((a, b) => sureness[a]! - sureness[b]! || a - b);
  const middles: { at: number; right: number; size: number }[] = [];
  let open = { at: 0, right: 0, size: 0 };
  const size = Math.max(LEAST_BLOCK, Math.ceil(holding / 25));
  for (const pair of order) {
    open = { at: open.at + sureness[pair]!, right: open.right + holds[pair]!, size: open.size + 1 };
    // By those that hold, not by all: most pairs do not hold and are surely told so.
    if (open.right < size) continue;
    pool(middles, open);
    open = { at: 0, right: 0, size: 0 };
  }
  if (open.size > 0) pool(middles, open);
  const knots = middles.map(({ at, right, size: all }) => ({ x: at / all, y: right / all }));
  return (sure) => between([{ x: 0, y: 0 }, ...knots, { x: 1, y: Math.max(knots.at(-1)!.y, 0.99) }], sure);
}

/** Adds a block; blocks that were right less often than the one before are joined with it. */
function pool(blocks: { at: number; right: number; size: number }[], block: (typeof blocks)[number]): void {
  let joined = block;
  while (blocks.length > 0 && blocks.at(-1)!.right / blocks.at(-1)!.size >= joined.right / joined.size) {
    const last = blocks.pop()!;
    joined = { at: last.at + joined.at, right: last.right + joined.right, size: last.size + joined.size };
  }
  blocks.push(joined);
}

function between(knots: readonly { x: number; y: number }[], x: number): number {
  for (let i = 1; i < knots.length; i++) {
    const [left, right] = [knots[i - 1]!, knots[i]!];
    if (x > right.x && i < knots.length - 1) continue;
    const width = right.x - left.x;
    const part = width <= 0 ? 1 : Math.min(1, Math.max(0, (x - left.x) / width));
    return left.y + part * (right.y - left.y);
  }
  return x;
}
