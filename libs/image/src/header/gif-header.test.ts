import { describe, expect, it } from 'vitest';
import { findFirstFrame, withoutTransparency } from './gif-header.js';

/** 4×3 pixels, no colour table, a graphic control with flags 1, then a frame at (left, top). */
const gif = (left: number, top: number, width: number, height: number): Uint8Array =>
  Uint8Array.from([
    ...Buffer.from('GIF89a'),
    ...[4, 0, 3, 0, 0, 0, 0],
    ...[0x21, 0xf9, 4, 0b1001, 0, 0, 0, 0],
    ...[0x21, 0xfe, 2, 65, 66, 0],
    ...[0x2c, left, 0, top, 0, width, 0, height, 0, 0],
  ]);

describe('findFirstFrame', () => {
  it.each([
    [[0, 0, 4, 3], true],
    [[1, 0, 3, 3], false],
    [[0, 0, 4, 2], false],
  ] as const)(
    'tells whether a frame at %j covers 4×3 pixels',
    ([left, top, width, height], whole) => {
      expect(findFirstFrame(gif(left, top, width, height)).whole).toBe(whole);
    },
  );

  it('throws where the file ends before the frame', () => {
    expect(() => findFirstFrame(gif(0, 0, 4, 3).subarray(0, 25))).toThrow(RangeError);
  });
});

describe('withoutTransparency', () => {
  it('clears the flag in a copy and leaves the rest', () => {
    const original = gif(0, 0, 4, 3);
    const copy = withoutTransparency(original, findFirstFrame(original));
    expect([original[16], copy[16]]).toEqual([0b1001, 0b1000]);
    copy[16] = 0b1001;
    expect(copy).toEqual(original);
  });
});
