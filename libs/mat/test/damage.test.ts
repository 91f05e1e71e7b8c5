import { memorySource } from '@gender/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MatError, readMat } from '../src/index.js';
import { fixture } from './fixtures.js';

const files = [
  'kinds_v6.mat',
  'kinds_v7.mat',
  'kinds_big_endian.mat',
  'dagnn_residual_packed_v7.mat',
];
const originals = files.map(fixture);
const file = fc.nat({ max: originals.length - 1 }).map((index) => originals[index]!);

/** Reads damaged bytes; anything but a result or a `MatError` fails the test. */
async function readDamaged(bytes: Uint8Array): Promise<MatError | undefined> {
  try {
    await readMat(memorySource(bytes));
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(MatError);
    return error as MatError;
  }
}

describe('readMat on damaged files', () => {
  it('ends in a MatError with a place wherever the file is cut', async () => {
    const cuts = fc.tuple(file, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(cuts, async ([bytes, where]) => {
        const length = Math.floor(where * bytes.length);
        const error = await readDamaged(bytes.subarray(0, length));
        // A file that ends after a variable is whole.
        if (error === undefined) return;
        expect(error.code).toBe('MAT_TRUNCATED');
        expect(error.offset).toBeLessThanOrEqual(length);
      }),
    );
  });

  it('ends in a result or a MatError whichever bytes change', async () => {
    const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.array(change, { minLength: 1, maxLength: 8 }),
        async (bytes, changes) => {
          const damaged = Uint8Array.from(bytes);
          for (const [at, value] of changes) damaged[at % damaged.length] = value;
          await readDamaged(damaged);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('ends in a MatError for random bytes behind a good header', async () => {
    const header = originals[0]!.subarray(0, 128);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (random) => {
        expect(await readDamaged(Uint8Array.of(...header, ...random))).toBeInstanceOf(MatError);
      }),
    );
  });

  it('notices every changed byte of compressed data', async () => {
    const bytes = fixture('kinds_v7.mat');
    const firstData = 136;
    const firstLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(132, true);
    for (let at = firstData; at < firstData + firstLength; at += 1) {
      const damaged = Uint8Array.from(bytes);
      damaged[at]! ^= 0x10;
      // The two bytes of a zlib header hold an unused hint of the level.
      if (at > firstData + 1) expect(await readDamaged(damaged)).toBeInstanceOf(MatError);
    }
  });
});
