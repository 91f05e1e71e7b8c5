import { describe, expect, it } from 'vitest';
import { Canvas } from './canvas.js';
import type { Colour } from './colour.js';
import type { Point } from './path.js';

const white: Colour = [255, 255, 255];
const box = (from: number, to: number): Point[] => [
  [from, from],
  [to, from],
  [to, to],
  [from, to],
];
const red = (canvas: Canvas): number[] =>
  Array.from({ length: canvas.width * canvas.height }, (_, pixel) => canvas.pixels[pixel * 3]!);

describe('Canvas', () => {
  it('blends a shape by coverage and opacity', () => {
    const canvas = new Canvas(3, 3);
    canvas.fill(box(1, 2.5), white, { opacity: 0.5 });
    expect(red(canvas)).toEqual([0, 0, 0, 0, 127.5, 63.75, 0, 63.75, 31.875]);
  });

  it('paints only within a mask', () => {
    const canvas = new Canvas(4, 4);
    const mask = canvas.fill(box(0, 2), [10, 10, 10]);
    canvas.fill(box(1, 4), white, { within: mask });
    expect(red(canvas).filter((value) => value === 255)).toHaveLength(1);
  });

  it('asks the paint for each pixel', () => {
    const canvas = new Canvas(2, 2);
    canvas.cover((x, y) => [x * 100 + y, 0, 0]);
    expect(red(canvas)).toEqual([0, 100, 1, 101]);
  });

  it('fades a soft edge over its neighbours and keeps the amount of paint', () => {
    const canvas = new Canvas(21, 21);
    const mask = canvas.fill(box(8, 13), white, { soft: 2 });
    const total = mask.values.reduce((sum, value) => sum + value, 0);
    expect(total).toBeCloseTo(25, 3);
    const middle = red(canvas).slice(10 * 21, 11 * 21);
    expect(middle[10]!).toBeGreaterThan(middle[7]!);
    expect(middle[7]!).toBeGreaterThan(middle[5]!);
  });
});
