import { tensor } from '@gender/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { fixturePath, jsonFixture } from '../../test/fixture.js';
import { decodePicture } from '../decode-picture.js';
import { loadPicture } from '../load-picture.js';
import { resamplings } from './resample/resample.js';
import { cmykToRgb, everyThird, toGrey, toRgb } from './to-rgb.js';

const byte = fc.nat(255);
const goldenSchema = z.object({ levels: z.string(), resized: z.record(z.string(), z.string()) });
const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

describe('toRgb', () => {
  it.each([
    [1, [7, 8], [7, 7, 7, 8, 8, 8]],
    [2, [7, 0, 8, 255], [7, 7, 7, 8, 8, 8]],
    [3, [1, 2, 3], [1, 2, 3]],
    [4, [1, 2, 3, 0, 4, 5, 6, 9], [1, 2, 3, 4, 5, 6]],
  ])('of %i channels repeats grey and drops alpha', (channels, samples, rgb) => {
    expect(toRgb(Uint8Array.from(samples), channels)).toEqual(Uint8Array.from(rgb));
  });
});

describe('cmykToRgb', () => {
  it('is white without ink, black with all of black, and the colour that an ink leaves', () => {
    const inks = [[0, 0, 0, 0], [9, 99, 199, 255], [255, 0, 0, 0], [0, 255, 255, 0]]; // prettier-ignore
    const colours = [[255, 255, 255], [0, 0, 0], [0, 255, 255], [255, 0, 0]]; // prettier-ignore
    expect(cmykToRgb(Uint8Array.from(inks.flat()))).toEqual(Uint8Array.from(colours.flat()));
  });

  it('is (1 − ink)(1 − black) within half a grey level', () => {
    fc.assert(
      fc.property(byte, byte, (ink, black) => {
        const [red] = cmykToRgb(Uint8Array.of(ink, 0, 0, black));
        expect(Math.abs(red! - ((255 - ink) * (255 - black)) / 255)).toBeLessThanOrEqual(0.5);
      }),
      { numRuns: 500 },
    );
  });
});

describe('toGrey', () => {
  it("is Pillow's convert('L') for colours all over the cube", async () => {
    const { levels } = goldenSchema.parse(await jsonFixture('grey.json'));
    const steps = Array.from({ length: 17 }, (_, step) => Math.min(255, step * 16));
    const cube = steps.flatMap((red) =>
      steps.flatMap((green) => steps.flatMap((blue) => [red, green, blue])),
    );
    expect(everyThird(toGrey(Uint8Array.from(cube)))).toEqual(bytesOf(levels));
  });

  it('leaves grey as it is', () => {
    const grey = Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3));
    expect(toGrey(grey)).toEqual(grey);
  });
});

describe('a network of one channel', () => {
  it.each(resamplings)("is fed what Pillow's convert('L') and its %s make", async (resampling) => {
    const { resized } = goldenSchema.parse(await jsonFixture('grey.json'));
    const frame = { height: 8, width: 13, resampling, exif: 'apply', channels: 1 } as const;
    const input = await loadPicture(fixturePath('formats/rgb.png'), { ...frame, mode: 'rescale' });
    const scale = Math.fround(1 / 255);
    expect(input).toEqual(Float32Array.from(bytesOf(resized[resampling]!), (v) => v * scale));
  });

  it('takes no mean of three colours', async () => {
    const mean = tensor('float32', [3], Float32Array.of(1, 2, 3));
    const frame = { height: 2, width: 2, resampling: 'nearest', exif: 'apply' } as const;
    const picture = await decodePicture(fixturePath('formats/rgb.png'));
    expect(picture.width).toBe(31);
    await expect(
      loadPicture(fixturePath('formats/rgb.png'), { ...frame, mode: 'network', mean, channels: 1 }),
    ).rejects.toMatchObject({ code: 'IMAGE_MEAN' });
  });
});
