import { required } from '@gender/core';
import type { FeatureRecord } from './feature-record.js';
import type { FeatureStore } from './feature-store.js';

/**
 * Some rows of a store as a store, in the given order; nothing is copied. It ends with the store that
 * it is a part of, and ending it alone does nothing.
 *
 * @param rows - at least one, each a row of the store
 */
export function selectRows(store: FeatureStore, rows: readonly number[]): FeatureStore {
  const { shard: _, skipped: _skipped, ...common } = store.record;
  const images = rows.map((row) => required(store.record.images[row], `row ${row}`));
  const record: FeatureRecord = { ...common, images };
  const gather: FeatureStore['gather'] = (chosen, target) =>
    store.gather(
      chosen.map((row) => required(rows[row], `row ${row} of a selection`)),
      target,
    );
  return {
    path: store.path,
    record,
    length: rows.length,
    rowShape: store.rowShape,
    read: (start, end) => gather(Array.from({ length: end - start }, (_, index) => start + index)),
    gather,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
