import { memorySource } from '@gender/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dtypes, zeros } from './dtype.js';
import { bytesOf, encodeNpy, readNpy } from './npy.js';
import { elementCount, tensor } from './tensor.js';

const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 });

describe('npy', () => {
  it('reads back what it wrote, for every dtype and shape', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...dtypes),
        shapes,
        fc.nat(255),
        async (dtype, shape, byte) => {
          const original = tensor(dtype, shape, zeros(dtype, elementCount(shape)));
          const elements = bytesOf(original);
          elements.forEach((_, index) => (elements[index] = (index * 7 + byte) % 100));
          const read = await readNpy(memorySource(encodeNpy(original)));
          expect(read).toEqual(original);
        },
      ),
    );
  });

  it('reads from a source whose bytes are not aligned and belong to a pool', async () => {
    const file = encodeNpy(tensor('float64', [2], Float64Array.of(1.5, -2)));
    const pooled = Buffer.alloc(file.length + 3);
    pooled.set(file, 3);
    const read = await readNpy(memorySource(pooled.subarray(3)));
    expect(read.data).toEqual(Float64Array.of(1.5, -2));
  });

  it('gives the bytes of a part of a buffer', () => {
    const part = new Float32Array([1, 2, 3]).subarray(1);
    expect(bytesOf(tensor('float32', [2], part))).toHaveLength(8);
  });
});
