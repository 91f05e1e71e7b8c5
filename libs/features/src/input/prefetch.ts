/**
 * Maps items by an asynchronous function, in order, one item ahead of the consumer.
 *
 * @throws what `start` rejects with or `items` throws, after the results of all items before.
 */
export async function* prefetch<Item, Result>(
  items: AsyncIterable<Item>,
  start: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  let ahead: Promise<Result> | undefined;
  try {
    for await (const item of items) {
      const started = start(item);
      started.catch(() => undefined);
      if (ahead !== undefined) yield await ahead;
      ahead = started;
    }
  } catch (cause) {
    if (ahead !== undefined) yield await ahead;
    throw cause;
  }
  if (ahead !== undefined) yield await ahead;
}
