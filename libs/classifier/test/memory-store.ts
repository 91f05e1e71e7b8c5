import { createRandom } from '@gender/core';
import type { FeatureRecord, FeatureStore } from '@gender/features';
import { tensor } from '@gender/tensor';

export const rowShape = [3, 4];
const rowSize = 12;

/**
 * A store in memory: the label decides the sign of one channel, the others are noise.
 *
 * @param backbone - the fingerprint in its record
 */
export function memoryStore(length: number, seed: number, backbone = 'one'): FeatureStore {
  const random = createRandom(seed);
  const labels = Array.from({ length }, () => random.integer(2));
  const data = Float32Array.from({ length: length * rowSize }, () => random.normal());
  labels.forEach((label, row) => {
    for (const at of [0, 4, 8]) data[row * rowSize + at] = label === 0 ? 3 : -3;
  });
  const record: FeatureRecord = {
    format: 2,
    rowShape,
    backbone,
    preprocessing: { mode: 'rescale', height: 8, width: 8, resampling: 'nearest', exif: 'apply' },
    classes: ['Female', 'Male'],
    images: labels.map((label, row) => ({
      file: `${row}`,
      label,
      sha256: `${seed}/${row}`,
      crc32: 0,
    })),
  };
  const gathered = (rows: readonly number[]): Float32Array =>
    Float32Array.from(
      rows.flatMap((row) => [...data.subarray(row * rowSize, (row + 1) * rowSize)]),
    );
  const rowsOf: FeatureStore['gather'] = (rows) =>
    Promise.resolve(tensor('float32', [rows.length, ...rowShape], gathered(rows)));
  return {
    path: `memory-${backbone}`,
    record,
    length,
    rowShape,
    read: (start, end) => rowsOf(Array.from({ length: end - start }, (_, index) => start + index)),
    gather: rowsOf,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
