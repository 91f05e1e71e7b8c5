import type { Float32Tensor } from '@gender/tensor';
import { expect } from 'vitest';

/** Asserts the same shape and max|found − expected| ≤ 1e-5 · max|expected|, as float32 sums in another order allow. */
export function expectClose(found: Float32Tensor, expected: Float32Tensor, what: string): void {
  expect(found.dtype).toBe(expected.dtype);
  expect(found.shape, what).toEqual(expected.shape);
  const largest = expected.data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const difference = found.data.reduce(
    (max, value, index) => Math.max(max, Math.abs(value - expected.data[index]!)),
    0,
  );
  expect(largest, what).toBeGreaterThan(0);
  expect(difference / largest, what).toBeLessThanOrEqual(1e-5);
}
