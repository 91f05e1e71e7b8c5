/** How many pictures are decoded at once: enough to keep the decoder's threads busy. */
const FILES_AT_ONCE = 8;

/**
 * Does `work` for every item, a few at a time; the results are in the order of the items. After
 * the first failure nothing more is begun, and what runs is waited for.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const queue = items.entries();
  let failed = false;
  const runLane = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failed) return;
      try {
        results[index] = await work(item, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: FILES_AT_ONCE }, runLane));
  const broken = lanes.find((lane) => lane.status === 'rejected');
  if (broken) throw broken.reason;
  return results;
}
