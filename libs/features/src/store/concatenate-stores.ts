import { required } from '@gender/core';
import { elementCount, formatShape, tensor } from '@gender/tensor';
import { FeaturesError } from '../features-error.js';
import { storeDifferences, type FeatureRecord } from './feature-record.js';
import type { FeatureStore } from './feature-store.js';

/**
 * The rows of several stores as those of one, in the order of the stores, for example pictures and
 * their mirror images. Ending it ends all of them.
 *
 * @throws FeaturesError (`FEATURES_STORE`) when they differ in anything but pictures and augmentation.
 */
export function concatenateStores(
  first: FeatureStore,
  ...others: readonly FeatureStore[]
): FeatureStore {
  if (others.length === 0) return first;
  const stores = [first, ...others] as const;
  for (const other of others) checkAlike(first, other);
  const { rowShape } = first;
  const size = elementCount(rowShape);
  let length = 0;
  const parts = stores.map((store) => {
    const start = length;
    length += store.length;
    return { store, start };
  });

  const gather: FeatureStore['gather'] = async (
    rows,
    target = new Float32Array(rows.length * size),
  ) => {
    const data = target.subarray(0, rows.length * size);
    const fill = async (row: number, index: number): Promise<void> => {
      const part = parts.findLast(({ start }) => start <= Math.max(row, 0));
      const { store, start } = required(part, `the store of row ${row}`);
      await store.gather([row - start], data.subarray(index * size, (index + 1) * size));
    };
    await Promise.all(rows.map(fill));
    return tensor('float32', [rows.length, ...rowShape], data);
  };

  return {
    path: stores.map(({ path }) => path).join(' and '),
    record: recordOf(stores),
    length,
    rowShape,
    read: (start, end) => gather(Array.from({ length: end - start }, (_, index) => start + index)),
    gather,
    [Symbol.asyncDispose]: () => closeStores(stores),
  };
}

/** What holds for all rows: the whole is no shard of a listing, and augmented only where every store is. */
function recordOf(stores: readonly [FeatureStore, ...FeatureStore[]]): FeatureRecord {
  const { augment, shard: _, skipped: _skipped, ...common } = stores[0].record;
  const images = stores.flatMap(({ record }) => record.images);
  const allAugmented = stores.every(({ record }) => record.augment === augment);
  return { ...common, ...(augment && allAugmented && { augment }), images };
}

function checkAlike(first: FeatureStore, other: FeatureStore): void {
  const differing = storeDifferences(first.record, other.record, [
    'augment',
    'shard',
    'images',
    'skipped',
  ]);
  if (differing.length === 0) return;
  throw new FeaturesError(
    'FEATURES_STORE',
    `${first.path}, rows of shape ${formatShape(first.rowShape)}, and ${other.path}, rows of shape ${formatShape(other.rowShape)}, were not made in the same way from the same classes (${differing.join(', ')} differ); extract both again`,
  );
}

/** Stores that are ended together; with `await using`. */
export interface OpenStores extends AsyncDisposable {
  readonly stores: readonly [FeatureStore, ...FeatureStore[]];
}

/**
 * Opens stores, one or more, one after the other.
 *
 * @throws what opening one throws, after the others are closed.
 */
export async function openStores<T>(
  items: readonly T[],
  open: (item: T) => Promise<FeatureStore>,
): Promise<OpenStores> {
  const stores: FeatureStore[] = [];
  try {
    for (const item of items) stores.push(await open(item));
  } catch (cause) {
    await closeStores(stores);
    throw cause;
  }
  const [first, ...others] = stores;
  return {
    stores: [required(first, 'the first store'), ...others],
    [Symbol.asyncDispose]: () => closeStores(stores),
  };
}

async function closeStores(stores: readonly FeatureStore[]): Promise<void> {
  for (const store of stores) await store[Symbol.asyncDispose]();
}
