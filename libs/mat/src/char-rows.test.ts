import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matChar, textOfCodes, textUntilZero } from './char-rows.js';

describe('the text of codes', () => {
  it('is that of code points and of code units, however long', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 3000 }),
        (text, times) => {
          const long = text.repeat(times);
          const points = Uint32Array.from(long, (letter) => letter.codePointAt(0)!);
          const units = Uint16Array.from({ length: long.length }, (_, at) => long.charCodeAt(at));
          expect(textOfCodes(points)).toBe(long);
          expect(textOfCodes(units)).toBe(long);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('of bytes is Latin-1, and ends at the first zero where names do', () => {
    expect(textOfCodes(Uint8Array.of(0x61, 0xe9, 0xff))).toBe('aéÿ');
    expect(textUntilZero(Uint8Array.of(0x61, 0, 0x62))).toBe('a');
    expect(textUntilZero(Uint8Array.of(0x61, 0x62))).toBe('ab');
    expect(textUntilZero(Uint8Array.of(0))).toBe('');
  });
});

describe('a char array', () => {
  it('has its characters column by column', () => {
    expect(matChar([2, 3], 'adbecf')?.rows).toEqual(['abc', 'def']);
    expect(matChar([3, 1], 'abc')?.rows).toEqual(['a', 'b', 'c']);
    expect(matChar([0, 0], '')?.rows).toEqual([]);
    expect(matChar([1, 0], '')?.rows).toEqual(['']);
  });

  it('counts what lies beyond the first plane as one character or as two', () => {
    // MATLAB counts code units; files that hold UTF-8 or UTF-32 may count characters.
    expect(matChar([1, 1], '😀')?.rows).toEqual(['😀']);
    expect(matChar([1, 2], '😀')?.rows).toEqual(['😀']);
    expect(matChar([2, 1], 'a😀')?.rows).toEqual(['a', '😀']);
  });

  it.each([
    [[1, 3], 'ab'],
    [[1, 1], 'ab'],
    [[2, 2], 'abc'],
    [[1, 3], '😀'],
  ])('of shape %j is none of the text %j', (shape, text) => {
    expect(matChar(shape, text)).toBeUndefined();
  });
});
