import { isDeepStrictEqual } from 'node:util';
import { elementCount, formatShape, tensor } from '@gender/tensor';
import { provenanceOf } from './feature-record.js';
import type { FeatureStore } from './feature-store.js';
import { FeaturesError } from '../features-error.js';

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
  const stores = [first, ...others];
  for (const other of others) checkAlike(first, other);
  const { rowShape } = first;
  const size = elementCount(rowShape);
  const starts = stores.map((_, index) => totalLength(stores.slice(0, index)));

  const gather: FeatureStore['gather'] = async (
    rows,
    target = new Float32Array(rows.length * size),
  ) => {
    const data = target.subarray(0, rows.length * size);
    const fill = async (row: number, index: number): Promise<void> => {
      const which = Math.max(
        0,
        starts.findLastIndex((start) => start <= row),
      );
      const place = data.subarray(index * size, (index + 1) * size);
      await stores[which]?.gather([row - (starts[which] ?? 0)], place);
    };
    await Promise.all(rows.map(fill));
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
    const { augment: _, ...provenance } = provenanceOf(record);
    return { ...provenance, classes: record.classes };
  };
  if (isDeepStrictEqual(alike(first), alike(other))) return;
  throw new FeaturesError(
    'FEATURES_STORE',
    `${first.path}, rows of shape ${formatShape(first.rowShape)}, and ${other.path}, rows of shape ${formatShape(other.rowShape)}, were not made in the same way from the same classes; extract both again`,
  );
}
