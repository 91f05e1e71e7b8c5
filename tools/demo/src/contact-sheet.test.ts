import { describe, expect, it } from 'vitest';
import { drawContactSheet } from './contact-sheet.js';

describe('drawContactSheet', () => {
  it('fills a grid with different faces', () => {
    const sheet = drawContactSheet({ seed: 3, columns: 2, rows: 1, size: 64 });
    expect([sheet.width, sheet.height]).toEqual([128, 64]);
    const middle = 32 * 128 * 3;
    const left = sheet.pixels.slice(middle, middle + 64 * 3);
    const right = sheet.pixels.slice(middle + 64 * 3, middle + 128 * 3);
    expect(left).not.toEqual(right);
    expect(Math.min(...left, ...right)).not.toBe(Math.max(...left, ...right));
  });
});
