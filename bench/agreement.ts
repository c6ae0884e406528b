/**
 * How far two partitions of the same items agree: adjusted mutual information (Vinh, Epps and Bailey 2010; mean of the
 * entropies), 1 where they are the same, about 0 where they agree by chance.
 * @param a per item the number of its part, from 0
 * @param b the same in the other partition
 */
export function adjustedMutualInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  const table = new Map<number, number>();
  const [left, right] = [sizes(a), sizes(b)];
  if (left.length === 1 && right.length === 1) return 1;
  for (let i = 0; i < n; i++) {
    const key = a[i]! * right.length + b[i]!;
    table.set(key, (table.get(key) ?? 0) + 1);
  }
  let mutual = 0;
  for (const [key, both] of table) {
    const [x, y] = [left[Math.floor(key / right.length)]!, right[key % right.length]!];
    mutual += (both / n) * Math.log((n * both) / (x * y));
  }
  const expected = expectedMutualInformation(left, right, n);
  const mean = (entropy(left, n) + entropy(right, n)) / 2;
  return mean - expected < 1e-12 ? 1 : (mutual - expected) / (mean - expected);
}

function sizes(parts: ArrayLike<number>): number[] {
  const counts: number[] = [];
  for (let i = 0; i < parts.length; i++) counts[parts[i]!] = (counts[parts[i]!] ?? 0) + 1;
  return Array.from(counts, (count) => count ?? 0);
}

function entropy(counts: readonly number[], n: number): number {
  return counts.reduce((sum, count) => (count === 0 ? sum : sum - (count / n) * Math.log(count / n)), 0);
}

function expectedMutualInformation(left: readonly number[], right: readonly number[], n: number): number {
  const logFactorial = new Float64Array(n + 1);
  for (let i = 2; i <= n; i++) logFactorial[i] = logFactorial[i - 1]! + Math.log(i);
  const f = (x: number) => logFactorial[x]!;
  let sum = 0;
  for (const x of left) {
    for (const y of right) {
      for (let both = Math.max(1, x + y - n); both <= Math.min(x, y); both++) {
        const chance =
          f(x) + f(y) + f(n - x) + f(n - y) - f(n) - f(both) - f(x - both) - f(y - both) - f(n - x - y + both);
        sum += (both / n) * Math.log((n * both) / (x * y)) * Math.exp(chance);
      }
    }
  }
  return sum;
}
