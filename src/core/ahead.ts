/**
 * Works on pages while the ones before are still in use: reading, computing in threads and writing then take turns instead
 * of waiting for one another. What comes out is in the order of the pages.
 * @param atOnce pages that are worked on at a time: so many are in memory
 */
export async function* workAhead<Page, Result>(
  pages: AsyncIterable<Page> | Iterable<Page>,
  atOnce: number,
  work: (page: Page) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  for await (const page of pages) {
    const result = work(page);
    result.catch(() => {}); // told when its turn comes
    begun.push(result);
    if (begun.length >= atOnce) yield await begun.shift()!;
  }
  for (const result of begun) yield await result;
}
