import { memorySource } from '@gender/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float16ToFloat32 } from './half-float.js';
import { npyDescriptor, parseNpyDescriptor } from './npy-element.js';
import { encodeNpy, readNpy } from './npy.js';
import { tensor } from './tensor.js';

/** The bytes of numbers as the platform's `DataView` writes them, big-endian. */
function bigEndian<T>(values: readonly T[], size: number, set: Setter<T>): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * size));
  values.forEach((value, index) => set(view, index * size, value));
  return new Uint8Array(view.buffer);
}

type Setter<T> = (view: DataView, at: number, value: T) => void;

describe('parseNpyDescriptor', () => {
  it.each<[string, string, number, boolean]>([
    ['<f4', 'float32', 4, true],
    ['>f4', 'float32', 4, false],
    ['<f2', 'float32', 2, false],
    ['>f2', 'float32', 2, false],
    ['>i8', 'int64', 8, false],
    ['|u1', 'uint8', 1, true],
    ['>u1', 'uint8', 1, true],
    ['|b1', 'bool', 1, true],
  ])('reads %s as %s of %d bytes, in place: %j', (descriptor, dtype, size, inPlace) => {
    expect(parseNpyDescriptor(descriptor)).toMatchObject({ descriptor, dtype, size, inPlace });
  });

  it.each([
    '',
    '<',
    'f4',
    '=f4',
    '|f4',
    '<f1',
    '<f16',
    '<c8',
    '<U2',
    '|S1',
    '|O',
    '<M8[ns]',
    '<F4',
  ])('knows nothing of "%s"', (descriptor) => {
    expect(parseNpyDescriptor(descriptor)).toBeUndefined();
  });

  it('decodes big-endian elements without a change to the bytes that it is given', () => {
    const decode = (descriptor: string, bytes: Uint8Array): unknown[] => {
      const before = bytes.slice();
      const found = [...parseNpyDescriptor(descriptor)!.decode(bytes)];
      expect(bytes).toEqual(before);
      return found;
    };
    const list = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(each, { maxLength: 9 });
    const [short, long] = [
      fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    ];
    fc.assert(
      fc.property(list(short), list(long), list(fc.double()), (shorts, longs, doubles) => {
        const i2 = bigEndian(shorts, 2, (view, at, value) => view.setInt16(at, value));
        const i8 = bigEndian(longs, 8, (view, at, value) => view.setBigInt64(at, value));
        const f8 = bigEndian(doubles, 8, (view, at, value) => view.setFloat64(at, value));
        expect(decode('>i2', i2)).toEqual(shorts);
        expect(decode('>i8', i8)).toEqual(longs);
        expect(decode('>f8', f8)).toEqual(doubles);
      }),
    );
  });

  it('names every dtype as NumPy does', () => {
    expect([npyDescriptor('float64'), npyDescriptor('bool'), npyDescriptor('uint16')]).toEqual([
      '<f8',
      '|b1',
      '<u2',
    ]);
  });
});

describe('a file of 16-bit floats', () => {
  it('is read as the numbers that they are, all 65 536', async () => {
    const bits = Uint16Array.from({ length: 2 ** 16 }, (_, index) => index);
    const file = encodeNpy(tensor('uint16', [2 ** 16], bits));
    const text = new TextDecoder('latin1').decode(file.subarray(0, 128));
    file.set(new TextEncoder().encode('<f2'), text.indexOf('<u2'));
    const { dtype, data } = await readNpy(memorySource(file));
    expect(dtype).toBe('float32');
    expect(data).toEqual(float16ToFloat32(bits));
    // Of the positive ones, in the order of their bits, each is larger than the one before.
    const positive = [...(data as Float32Array).subarray(0, 0x7c01)];
    expect(positive.every((value, index) => index === 0 || value > positive[index - 1]!)).toBe(
      true,
    );
  });
});
