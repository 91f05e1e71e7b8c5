import { isDeepStrictEqual } from 'node:util';
import { elementCount, formatShape, tensor, type Float32Tensor } from '@gender/tensor';
import { wayOf } from './feature-record.js';
import type { FeatureStore } from './feature-store.js';
import { FeaturesError } from './features-error.js';

/**
 * The rows of several stores as those of one, in the order of the stores, for example pictures and
 * their mirror images. Ending it ends all of them.
 *
 * @throws FeaturesError (`FEATURES_STORE`) when they differ in anything but pictures and augmentation.
 */
export function joinStores(first: FeatureStore, ...others: readonly FeatureStore[]): FeatureStore {
  const stores = [first, ...others];
  for (const other of others) checkAlike(first, other);
  const { rowShape } = first;
  const size = elementCount(rowShape);
  const starts = stores.map((_, index) => totalLength(stores.slice(0, index)));

  const gather = async (rows: readonly number[]): Promise<Float32Tensor> => {
    const data = new Float32Array(rows.length * size);
    await Promise.all(
      stores.map(async (store, index) => {
        const start = starts[index] ?? 0;
        const places = [...rows.keys()].filter((place) => {
          const row = (rows[place] ?? -1) - start;
          return row >= 0 && row < store.length;
        });
        const found = await store.gather(places.map((place) => (rows[place] ?? 0) - start));
        places.forEach((place, position) => {
          data.set(found.data.subarray(position * size, (position + 1) * size), place * size);
        });
      }),
    );
    return tensor('float32', [rows.length, ...rowShape], data);
  };

  return {
    path: stores.map(({ path }) => path).join(' and '),
    record: { ...first.record, images: stores.flatMap(({ record }) => record.images) },
    length: totalLength(stores),
    rowShape,
    read: (start, end) => gather(Array.from({ length: end - start }, (_, index) => start + index)),
    gather,
    [Symbol.asyncDispose]: async () => {
      for (const store of stores) await store[Symbol.asyncDispose]();
    },
  };
}

function totalLength(stores: readonly FeatureStore[]): number {
  return stores.reduce((total, { length }) => total + length, 0);
}

function checkAlike(first: FeatureStore, other: FeatureStore): void {
  const alike = ({ record }: FeatureStore): unknown => {
    const { augment: _, ...way } = wayOf(record);
    return { ...way, classes: record.classes };
  };
  if (isDeepStrictEqual(alike(first), alike(other))) return;
  throw new FeaturesError(
    'FEATURES_STORE',
    `${first.path}, rows of shape ${formatShape(first.rowShape)}, and ${other.path}, rows of shape ${formatShape(other.rowShape)}, were not made in the same way from the same classes; extract both again`,
  );
}
