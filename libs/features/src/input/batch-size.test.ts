import { expect, test } from 'vitest';
import { batchSizeFor } from './batch-size.js';

test.each([
  [224, 4],
  [96, 22],
  [32, 32],
  [2000, 1],
])('pictures of %i pixels square are computed %i at once', (side, expected) => {
  const preprocessing = { mode: 'rescale', resampling: 'nearest', exif: 'apply' } as const;
  expect(batchSizeFor({ ...preprocessing, height: side, width: side })).toBe(expected);
});
