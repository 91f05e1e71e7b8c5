import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orient } from './orient.js';
import type { Picture } from './picture.js';

const picture = (width: number, values: number[]): Picture => ({
  width,
  height: values.length / width,
  data: Uint8Array.from(values.flatMap((value) => [value, value + 50, value + 100])),
});
const stored = picture(3, [1, 2, 3, 4, 5, 6]);

describe('orient', () => {
  it.each([
    [1, 3, [1, 2, 3, 4, 5, 6]],
    [2, 3, [3, 2, 1, 6, 5, 4]],
    [3, 3, [6, 5, 4, 3, 2, 1]],
    [4, 3, [4, 5, 6, 1, 2, 3]],
    [5, 2, [1, 4, 2, 5, 3, 6]],
    [6, 2, [4, 1, 5, 2, 6, 3]],
    [7, 2, [6, 3, 5, 2, 4, 1]],
    [8, 2, [3, 6, 2, 5, 1, 4]],
  ] as const)('turns a 3×2 picture of orientation %i upright', (orientation, width, values) => {
    expect(orient(stored, orientation)).toEqual(picture(width, [...values]));
  });

  it('is undone by the opposite orientation', () => {
    const opposite = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6 } as const;
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8), (orientation) => {
        expect(orient(orient(stored, orientation), opposite[orientation])).toEqual(stored);
      }),
    );
  });
});
