import { solidPicture } from '@gender/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadedBatches, pictureBatches, settledPictureBatches } from './picture-batches.js';

const framing = { height: 1, width: 1, resampling: 'nearest', exif: 'apply' } as const;
const preprocessing = { ...framing, mode: 'rescale' } as const;
const batchSize = fc.integer({ min: 1, max: 5 });

/** A picture of a red, or a damaged one where there is none. */
const picture = (red: number | undefined): Uint8Array =>
  red === undefined ? Buffer.from('no picture') : solidPicture(2, 2, [red, 0, 0]);

/** The reds of a batch, 0–255. */
const redsOf = (data: Float32Array): number[] =>
  [...data].flatMap((value, at) => (at % 3 === 0 ? [Math.round(value * 255)] : []));

describe('settledPictureBatches', () => {
  it('keeps the order of pictures, and names each that is damaged in its batch', async () => {
    const reds = fc.array(fc.option(fc.nat(255), { nil: undefined }), { maxLength: 12 });
    const property = fc.asyncProperty(reds, batchSize, async (items, size) => {
      const seen: (number | undefined)[] = [];
      const options = { preprocessing, batchSize: size, open: picture };
      for await (const { pictures, input, failed } of settledPictureBatches(items, options)) {
        expect(input.shape).toEqual([pictures.length, 1, 1, 3]);
        expect(redsOf(input.data)).toEqual(pictures);
        for (const { error } of failed) expect(error).toMatchObject({ code: 'IMAGE_FORMAT' });
        const batch = items.slice(seen.length, seen.length + pictures.length + failed.length);
        expect(pictures).toEqual(batch.filter((red) => red !== undefined));
        seen.push(...batch);
      }
      expect(seen).toEqual(items);
    });
    await fc.assert(property, { numRuns: 30 });
  });

  it('gives what came before the items end in an error, then the error', async () => {
    const items = (function* () {
      yield* [1, 2, 3];
      throw new Error('the list is cut off');
    })();
    const seen: unknown[] = [];
    const reading = async (): Promise<void> => {
      const options = { preprocessing, batchSize: 2, open: picture };
      for await (const { pictures } of settledPictureBatches(items, options)) seen.push(pictures);
    };
    await expect(reading()).rejects.toThrow('the list is cut off');
    expect(seen).toEqual([[1, 2], [3]]);
  });
});

describe('pictureBatches', () => {
  it('ends at the first picture that is damaged, after the batches before it', async () => {
    const items = [1, 2, undefined, 4].map(picture);
    const sizes: number[] = [];
    const reading = async (): Promise<void> => {
      for await (const { pictures } of pictureBatches(items, preprocessing, 2)) {
        sizes.push(pictures.length);
      }
    };
    await expect(reading()).rejects.toMatchObject({ code: 'IMAGE_FORMAT' });
    expect(sizes).toEqual([2]);
  });
});

describe('loadedBatches', () => {
  it('has no place for what turns out not to be wanted', async () => {
    const property = fc.asyncProperty(fc.array(fc.nat(255)), batchSize, async (items, size) => {
      const load = (red: number, out: Float32Array): Promise<boolean> => {
        out.fill(red / 255);
        return Promise.resolve(red % 2 === 0);
      };
      const found: number[] = [];
      for await (const { pictures, input } of loadedBatches(items, {
        preprocessing,
        batchSize: size,
        load,
      })) {
        // prettier-ignore
        expect(redsOf(input.data)).toEqual(pictures);
        found.push(...pictures);
      }
      expect(found).toEqual(items.filter((red) => red % 2 === 0));
    });
    await fc.assert(property, { numRuns: 50 });
  });
});
