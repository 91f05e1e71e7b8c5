import type { Metadata } from 'h5wasm/node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFixedStrings, encodeFixedStrings } from './strings.js';

/** What ends or fills fixed-length strings (`H5T_str_t`). */
const padding = { nullTerminated: 0, nullPadded: 1, spacePadded: 2 };

const decode = (text: string, size: number, strpad: number): string[] =>
  decodeFixedStrings(new TextEncoder().encode(text), { size, strpad } as Metadata);

describe('strings of a fixed length', () => {
  it.each([
    ['ended by a zero byte', 'ab\0cdefgh\0', 5, padding.nullTerminated, ['ab', 'efgh']],
    ['what follows the zero byte being rubbish', 'a\0xyz', 5, padding.nullTerminated, ['a']],
    ['filled by zero bytes', 'abc\0\0defgh', 5, padding.nullPadded, ['abc', 'defgh']],
    ['filled by spaces', 'ab   c d  ', 5, padding.spacePadded, ['ab', 'c d']],
    ['with spaces that belong to them', 'ab  \0', 5, padding.nullPadded, ['ab  ']],
    ['all empty', '\0\0\0', 1, padding.nullTerminated, ['', '', '']],
  ])('are read %s', (_, text, size, strpad, expected) => {
    expect(decode(text, size, strpad)).toEqual(expected);
  });

  it('are read as UTF-8', () => {
    expect(decode('žena\0muž\0\0', 6, padding.nullPadded)).toEqual(['žena', 'muž']);
  });

  it('are written with at least one zero byte, all of one length', () => {
    const { bytes, size } = encodeFixedStrings(['größe', 'a', '']);
    expect(size).toBe(8); // ö and ß are two bytes each in UTF-8
    expect(bytes).toHaveLength(24);
    expect(bytes[7]).toBe(0);
  });

  it('of no strings are none', () => {
    expect(encodeFixedStrings([])).toEqual({ bytes: new Uint8Array(0), size: 1 });
  });

  it('come back as they were written', () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .filter((each) => !each.includes('\0'));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (strings) => {
        const { bytes, size } = encodeFixedStrings(strings);
        const metadata = { size, strpad: padding.nullTerminated } as Metadata;
        expect(decodeFixedStrings(bytes, metadata)).toEqual(strings);
      }),
    );
  });
});
