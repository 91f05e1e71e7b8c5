import { describe, expect, it } from 'vitest';
import { bfloat16ToFloat32, float16ToFloat32 } from './half-float.js';

describe('float16ToFloat32', () => {
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x3555, 0.333251953125],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ])('reads %i as %d', (bits, value) => {
    expect(float16ToFloat32(Uint16Array.of(bits))[0]).toBe(value);
  });
});

describe('bfloat16ToFloat32', () => {
  it.each([
    [0x0000, 0],
    [0x3f80, 1],
    [0xbfc0, -1.5],
    [0x42c0, 96],
    [0x7f80, Infinity],
  ])('takes 0x%s as the upper half of a float32', (bits, value) => {
    expect([...bfloat16ToFloat32(Uint16Array.of(bits))]).toEqual([value]);
  });
});
