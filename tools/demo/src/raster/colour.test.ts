import { describe, expect, it } from 'vitest';
import { hsl, mix, ramp } from './colour.js';

describe('colours', () => {
  it('follow hue, saturation and lightness (CSS Color 4: hsl(120 100% 50%) is lime)', () => {
    expect(hsl(1 / 3, 1, 0.5)).toEqual([0, 255, 0]);
    expect(hsl(0, 1, 0.5)).toEqual([255, 0, 0]);
    expect(hsl(0.7, 0, 1)).toEqual([255, 255, 255]);
  });

  it('mix in equal parts', () => {
    expect(mix([0, 10, 20], [10, 20, 40], 0.5)).toEqual([5, 15, 30]);
  });

  it('run along a ramp and stop at its ends', () => {
    const colours = [
      [0, 0, 0],
      [100, 0, 0],
      [100, 200, 0],
    ] as const;
    expect([-1, 0.25, 0.5, 0.75, 2].map((place) => ramp(colours, place))).toEqual([
      [0, 0, 0],
      [50, 0, 0],
      [100, 0, 0],
      [100, 100, 0],
      [100, 200, 0],
    ]);
  });
});
