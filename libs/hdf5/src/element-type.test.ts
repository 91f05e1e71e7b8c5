import { bytesPerElement, tensor, type DType } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { elementType, storedType, TypeClass } from './element-type.js';

const stored: Readonly<Record<DType, { type: number; size: number; signed: boolean }>> = {
  float32: { type: TypeClass.float, size: 4, signed: false },
  float64: { type: TypeClass.float, size: 8, signed: false },
  int8: { type: TypeClass.integer, size: 1, signed: true },
  uint8: { type: TypeClass.integer, size: 1, signed: false },
  int16: { type: TypeClass.integer, size: 2, signed: true },
  uint16: { type: TypeClass.integer, size: 2, signed: false },
  int32: { type: TypeClass.integer, size: 4, signed: true },
  uint32: { type: TypeClass.integer, size: 4, signed: false },
  int64: { type: TypeClass.integer, size: 8, signed: true },
  uint64: { type: TypeClass.integer, size: 8, signed: false },
  bool: { type: TypeClass.integer, size: 1, signed: false },
};
const dtypes = Object.keys(stored) as DType[];

const enumeration = (
  members: Record<string, number>,
  size = 1,
): Parameters<typeof elementType>[0] => ({
  type: TypeClass.enumeration,
  size,
  signed: true,
  enum_type: { type: 0, nmembers: Object.keys(members).length, members },
});

describe('a stored type', () => {
  it.each(dtypes)('of %s is the one of its width and sign', (dtype) => {
    expect(storedType(dtype)).toEqual(stored[dtype]);
    expect(storedType(dtype).size).toBe(bytesPerElement(dtype));
  });

  it.each(dtypes.filter((dtype) => dtype !== 'bool'))('of %s is read as the same', (dtype) => {
    expect(elementType(storedType(dtype), 'plain')?.dtype).toBe(dtype);
  });

  it.each([
    ['floats of 16 bytes', { type: TypeClass.float, size: 16, signed: false }],
    ['integers of 3 bytes', { type: TypeClass.integer, size: 3, signed: false }],
    ['strings', { type: TypeClass.string, size: 4, signed: false }],
    ['compounds', { type: TypeClass.compound, size: 8, signed: false }],
    ['references', { type: TypeClass.reference, size: 8, signed: false }],
    ['arrays of variable length', { type: TypeClass.variable, size: 8, signed: false }],
  ])('of %s is no number', (_, metadata) => {
    expect(elementType(metadata, 'plain')).toBeUndefined();
  });
});

describe('enumerations', () => {
  it('of FALSE and TRUE, as h5py has them, are booleans', () => {
    const booleans = elementType(enumeration({ FALSE: 0, TRUE: 1 }), 'plain');
    expect(booleans?.dtype).toBe('bool');
    expect(booleans?.decode(Uint8Array.of(1, 0, 1))).toEqual(Uint8Array.of(1, 0, 1));
  });

  it.each([
    ['others', enumeration({ RED: 0, GREEN: 1 }), 'int8'],
    ['the other way round', enumeration({ FALSE: 1, TRUE: 0 }), 'int8'],
    ['wider', enumeration({ FALSE: 0, TRUE: 1 }, 4), 'int32'],
  ])('that are %s are their numbers', (_, metadata, dtype) => {
    expect(elementType(metadata, 'plain')?.dtype).toBe(dtype);
  });
});

describe('floats of 16 bits', () => {
  // IEEE 754: sign, 5 bits of exponent, 10 of fraction.
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ])('are read as wider ones: %i is %d', (bits, value) => {
    const half = elementType({ type: TypeClass.float, size: 2, signed: false }, 'plain');
    const { data } = tensor(
      'float32',
      [1],
      half!.decode(Uint8Array.of(bits & 0xff, bits >> 8)) as Float32Array,
    );
    expect(data[0]).toBe(value);
  });
});
