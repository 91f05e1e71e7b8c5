import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCodePoints } from './compare-code-points.js';

describe('compareCodePoints', () => {
  it('puts 100 before 9, and capitals before small letters, as Python does', () => {
    const names = ['9_Age01.jpg', 'a', '100_Age31.jpg', 'B', ''];
    expect(names.sort(compareCodePoints)).toEqual(['', '100_Age31.jpg', '9_Age01.jpg', 'B', 'a']);
  });

  it('puts letters beyond U+FFFF last, where JavaScript would not', () => {
    expect(['\u{1d11e}', '\uff5e'].sort(compareCodePoints)).toEqual(['\uff5e', '\u{1d11e}']);
  });

  it('is the order of the UTF-8 bytes, which is the order of the code points', () => {
    const letters = ['a', 'Z', 'é', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'];
    const text = fc.array(fc.constantFrom(...letters)).map((units) => units.join(''));
    fc.assert(
      fc.property(text, text, (a, b) => {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
        expect(Math.sign(compareCodePoints(a, b))).toBe(bytes);
      }),
    );
  });
});
