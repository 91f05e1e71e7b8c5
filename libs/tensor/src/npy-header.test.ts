import { memorySource } from '@gender/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeNpy, readNpy } from './npy.js';
import { encodeNpyHeader, readNpyHeader } from './npy-header.js';
import { tensor } from './tensor.js';
import { TensorError } from './tensor-error.js';

const good = encodeNpy(tensor('float32', [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6)));

/** The good file with its dictionary replaced by other text of any length. */
function withDictionary(text: string, elements = 24): Uint8Array {
  const file = new Uint8Array(10 + text.length + elements);
  file.set(good.subarray(0, 8));
  new DataView(file.buffer).setUint16(8, text.length, true);
  file.set(new TextEncoder().encode(text), 10);
  return file;
}

const dictionary = (descr: string, shape: string): string =>
  `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;

describe('encodeNpyHeader', () => {
  it('aligns the elements to 64 bytes and is read back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 8 }),
        async (shape) => {
          const header = encodeNpyHeader('uint8', shape);
          const size = shape.reduce((product, length) => product * length, 1);
          fc.pre(size < 1e6);
          const file = new Uint8Array(header.length + size);
          file.set(header);
          expect(header.length % 64).toBe(0);
          expect(await readNpyHeader(memorySource(file))).toMatchObject({
            dtype: 'uint8',
            shape,
            fortranOrder: false,
            dataOffset: header.length,
          });
        },
      ),
    );
  });
});

describe('readNpyHeader', () => {
  it.each([
    ['nothing', new Uint8Array(0), 'is not an .npy file'],
    ['other bytes', new Uint8Array(200), 'is not an .npy file'],
    ['an unknown version', Uint8Array.from(good).fill(4, 6, 7), 'version 4.0'],
    [
      'a header longer than the file',
      Uint8Array.from(good).fill(0x1f, 8, 10),
      'header of 7967 bytes',
    ],
    ['elements cut short', good.subarray(0, good.length - 1), 'needs 152 bytes, the file has 151'],
    ['no dictionary', withDictionary('hello'), 'cannot be read: hello'],
    ['floats of 16 bytes', withDictionary(dictionary('<f16', '(3,)')), 'type <f16'],
    ['a complex type', withDictionary(dictionary('>c8', '(3,)')), 'type >c8'],
    ['no byte order for two bytes', withDictionary(dictionary('|f2', '(3,)')), 'type |f2'],
    [
      'a record type',
      withDictionary(`{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (3,), }`),
      'cannot be read',
    ],
    ['a number for a tuple', withDictionary(dictionary('<f4', '(3)')), 'cannot be read'],
    ['lengths without a comma', withDictionary(dictionary('<f4', '(2 3)')), 'cannot be read'],
    ['a length left out', withDictionary(dictionary('<f4', '(2,,3)')), 'cannot be read'],
    [
      'a product beyond all numbers',
      withDictionary(dictionary('<f4', `(${`${2 ** 53 - 1}, `.repeat(20)}0)`)),
      'cut short',
    ],
    ['an unknown byte order', withDictionary(dictionary('x' + 'f4', '(3,)')), 'xf4'],
    ['a negative length', withDictionary(dictionary('<f4', '(-1, 6)')), 'cannot be read'],
    [
      'a length beyond all files',
      withDictionary(dictionary('<f4', '(999999999999999,)')),
      'cut short',
    ],
    [
      'a length beyond all numbers',
      withDictionary(dictionary('<f4', `(0, ${'9'.repeat(400)})`)),
      'impossible shape',
    ],
  ])('refuses %s', async (_, file, words) => {
    const reading = readNpyHeader(memorySource(file, 'x.npy'));
    await expect(reading).rejects.toThrow(TensorError);
    await expect(reading).rejects.toMatchObject({
      code: 'NPY_FORMAT',
      message: expect.stringMatching(/^x\.npy /) as string,
    });
    await expect(reading).rejects.toThrow(words);
  });

  it.each([
    ['()', []],
    ['(6,)', [6]],
    ['( 6 , )', [6]],
    ['(2, 3)', [2, 3]],
    ['(2,3,)', [2, 3]],
    ['(2L, 3L)', [2, 3]],
    ['(6L,)', [6]],
  ])('reads the shape %s', async (text, shape) => {
    const file = memorySource(withDictionary(dictionary('<f4', text)));
    expect((await readNpyHeader(file)).shape).toEqual(shape);
  });

  it('takes a vector in Fortran order for what it is, a vector', async () => {
    const text = dictionary('<f4', '(6,)').replace('False', 'True');
    expect((await readNpyHeader(memorySource(withDictionary(text)))).fortranOrder).toBe(false);
  });

  it('accepts any byte order for single bytes', async () => {
    const file = withDictionary(dictionary('<u1', '(2, 3)'));
    expect(await readNpyHeader(memorySource(file))).toMatchObject({
      dtype: 'uint8',
      shape: [2, 3],
    });
  });

  it('ends in a tensor or a typed error whatever bytes are damaged', async () => {
    const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(good.length), async (changes, length) => {
        const file = Uint8Array.from(good);
        for (const [at, value] of changes) file[at] = value;
        const outcome = await readNpy(memorySource(file.subarray(0, length))).catch(
          (error: unknown) => error,
        );
        if (!(outcome instanceof TensorError)) expect(outcome).toHaveProperty('dtype');
      }),
      { numRuns: 300 },
    );
  });
});
