import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, type Chunks } from './byte-reader.js';
import { InflateError } from './platform/inflate-error.js';
import { runReading } from './reading.js';

const origin = { file: 'a.mat', offset: 100, inflated: false };

/** Bytes in pieces of these lengths; a piece of no bytes is no end. */
function chunksOf(bytes: Uint8Array, lengths: readonly number[]): Chunks {
  let at = 0;
  const pieces = lengths.map((length) => bytes.subarray(at, (at += length)));
  pieces.push(bytes.subarray(at));
  return {
    next: () => Promise.resolve(pieces.shift()),
    skip: () => 0,
    close: () => Promise.resolve(),
  };
}

const bytes = Uint8Array.from({ length: 60 }, (_, index) => index);
const lengths = fc.array(fc.nat({ max: 9 }), { maxLength: 20 });

describe('ByteReader', () => {
  it('reads and skips the same bytes whatever the pieces they come in', async () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('read', 'skip', 'show'), fc.nat({ max: 7 })), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(lengths, steps, async (pieces, all) => {
        const reader = new ByteReader(chunksOf(bytes, pieces), origin);
        let at = 0;
        for (const [step, length] of all) {
          const expected = [...bytes.subarray(at, at + length)];
          if (step === 'skip') {
            await runReading(reader.skip(length));
          } else if (step === 'read') {
            expect([...(await runReading(reader.read(length)))]).toEqual(expected);
          } else {
            const seen = reader.show(length, (view, start) =>
              expected.map((_, index) => view.getUint8(start + index)),
            );
            expect(await runReading(seen)).toEqual(expected);
          }
          at += length;
          expect(reader.position).toBe(at);
        }
      }),
    );
  });

  it('says where the bytes end too early', async () => {
    const reader = new ByteReader(chunksOf(bytes, [7]), origin);
    await runReading(reader.skip(58));
    await expect(runReading(reader.read(3))).rejects.toMatchObject({
      code: 'MAT_TRUNCATED',
      message: 'a.mat: the data ends too early; get the file again (at byte 160)',
      offset: 160,
    });
  });

  it('tells bytes behind the end of an array', async () => {
    const reader = new ByteReader(chunksOf(bytes, [30]), { ...origin, inflated: true });
    await runReading(reader.skip(59));
    await expect(runReading(reader.expectEnd())).rejects.toMatchObject({
      code: 'MAT_FORMAT',
      offset: 100,
      inflatedOffset: 59,
    });
    await runReading(reader.skip(1));
    await expect(runReading(reader.expectEnd())).resolves.toBeUndefined();
  });

  it.each([
    [true, 'MAT_TRUNCATED', 'the compressed data ends too early'],
    [false, 'MAT_FORMAT', 'the compressed data is damaged: wrong'],
  ])('tells compressed data that is cut (%s) from damaged one', async (cut, code, words) => {
    const cause = new InflateError('wrong', cut);
    const chunks = { ...chunksOf(bytes, []), next: () => Promise.reject(cause) };
    const reading = runReading(new ByteReader(chunks, origin).read(1));
    const message = expect.stringContaining(words) as unknown;
    await expect(reading).rejects.toMatchObject({ code, cause, message });
  });

  it('passes other errors of its source on as they are', async () => {
    const cause = new RangeError('the disk is gone');
    const chunks = { ...chunksOf(bytes, []), next: () => Promise.reject(cause) };
    await expect(runReading(new ByteReader(chunks, origin).read(1))).rejects.toBe(cause);
  });

  it('lets its source pass over what it can', async () => {
    let passed = 0;
    const chunks = chunksOf(bytes, [10]);
    const skip = (length: number): number => {
      passed += length;
      return length;
    };
    const reader = new ByteReader({ ...chunks, skip }, origin);
    await runReading(reader.read(4));
    await runReading(reader.skip(26));
    // Six bytes of the first piece were there; the rest was never asked for.
    expect([passed, reader.position]).toEqual([20, 30]);
  });
});
