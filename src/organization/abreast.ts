/**
 * Several calls under way at once, and no more than that; what paces them is the limiter behind the reader.
 */

/** Wide enough to keep a bucket of AWS empty (12 a second, 0.1 s a call), small enough to stop soon after a failure. */
export const CALLS_ABREAST = 8;

/**
 * `work` for every item, CALLS_ABREAST at a time; results in the order of the items. Rejects with the first failure, after
 * which no further item is begun.
 */
export async function abreast<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results = new Map<number, R>();
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (!failed && next < items.length) {
      const index = next++;
      try {
        results.set(index, await work(items[index] as T));
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(CALLS_ABREAST, items.length) }, lane));
  return items.map((_, index) => results.get(index) as R);
}
