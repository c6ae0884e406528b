/** So many of the surest codes are weighed; the rest are too unlikely to matter. */
const WEIGHED_MOST = 14;
/** A code beside the surest one has to be as sure as this: a text that nothing is known of would else get a bit of all. */
const LEAST_BESIDE = 0.2;

/**
 * How many of an item's codes to assign, surest first, so that the F1 with what people would say is expected to be highest
 * (expected-utility decision of Lewis 1995, for codes that are independent: Ye, Chai, Lee, Chieu 2012). At least one; where
 * the item surely has some code, this is better than one threshold for all: a lone doubtful code is given, a doubtful second
 * one beside a sure one is not.
 * @param sureness descending, 0 to 1
 */
export function countToAssign(sureness: readonly number[]): number {
  const weighed = sureness.slice(0, WEIGHED_MOST);
  const most = weighed.filter((p, rank) => rank === 0 || p >= LEAST_BESIDE).length;
  let best = 0;
  let count = 1;
  for (let given = 1; given <= most; given++) {
    const right = countsOf(weighed.slice(0, given));
    const missed = countsOf(weighed.slice(given));
    let expected = 0;
    right.forEach((p, hits) => {
      missed.forEach((q, left) => {
        expected += (p * q * 2 * hits) / (given + hits + left);
      });
    });
    if (expected <= best + 1e-9) continue;
    best = expected;
    count = given;
  }
  return count;
}

/** How likely it is that exactly so many hold (Poisson binomial). */
function countsOf(likely: readonly number[]): Float64Array {
  const counts = new Float64Array(likely.length + 1);
  counts[0] = 1;
  likely.forEach((p, i) => {
    for (let hits = i + 1; hits > 0; hits--) counts[hits] = counts[hits]! * (1 - p) + counts[hits - 1]! * p;
    counts[0]! *= 1 - p;
  });
  return counts;
}
