/**
 * Maps items by an asynchronous function, in order, some items ahead of the consumer.
 *
 * @param ahead - how many
 * @throws what `start` rejects with or `items` throws, after the results of all items before.
 */
export async function* prefetch<Item, Result>(
  items: AsyncIterable<Item>,
  start: (item: Item) => Promise<Result>,
  ahead = 1,
): AsyncGenerator<Result> {
  const started: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      const result = start(item);
      result.catch(() => undefined);
      started.push(result);
      if (started.length <= ahead) continue;
      yield* started.slice(0, 1);
      void started.shift(); // not before it is there: where it failed, it fails below again
    }
  } catch (cause) {
    yield* started;
    throw cause;
  }
  yield* started;
}
