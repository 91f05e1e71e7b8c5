import { tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { fixturePath, jsonFixture } from '../test/fixture.js';
import { decodePicture } from './decode-picture.js';
import { ImageError } from './image-error.js';
import { loadPicture, preprocess } from './preprocess.js';
import type { Preprocessing } from './preprocessing.js';

const frame = { height: 1, width: 2, resampling: 'nearest', exif: 'apply' } as const;
const picture = { width: 2, height: 1, data: Uint8Array.of(0, 10, 255, 100, 110, 120) };
const withMean = (shape: number[], values: number[]): Preprocessing => ({
  ...frame,
  mode: 'network',
  mean: tensor('float32', shape, Float32Array.from(values)),
});

describe('preprocess', () => {
  it('subtracts a colour from every pixel', () => {
    const input = preprocess(picture, withMean([3], [100, 5, 0.5]));
    expect(input).toEqual(Float32Array.of(-100, 5, 254.5, 0, 105, 119.5));
  });

  it('subtracts a mean picture place by place', () => {
    const input = preprocess(picture, withMean([1, 2, 3], [1, 2, 3, 4, 5, 6]));
    expect(input).toEqual(Float32Array.of(-1, 8, 252, 96, 105, 114));
  });

  it("feeds grey networks as Pillow's convert('L')", () => {
    // (19595 R + 38470 G + 7471 B + 32768) >> 16 of (0, 10, 255) and (100, 110, 120), by hand.
    const input = preprocess(picture, { ...frame, mode: 'rescale', channels: 1 });
    const scale = Math.fround(1 / 255);
    expect(input).toEqual(Float32Array.of(35 * scale, 108 * scale));
  });

  it('mirrors the resized picture, not the mean picture', () => {
    const input = preprocess(picture, { ...withMean([1, 2, 3], [1, 2, 3, 4, 5, 6]), mirror: true });
    expect(input).toEqual(Float32Array.of(99, 108, 117, -4, 5, 249));
  });

  it('feeds pixels as they are to a network that scales them itself, grey as Pillow sees it', () => {
    const raw = { ...frame, mode: 'raw' } as const;
    expect(preprocess(picture, raw)).toEqual(Float32Array.of(0, 10, 255, 100, 110, 120));
    expect(preprocess(picture, { ...raw, channels: 1 })).toEqual(Float32Array.of(35, 108));
  });

  it('rescales every value as Keras does, to the last bit', async () => {
    const golden = (await jsonFixture('keras_rescale.json')) as number[];
    const data = Uint8Array.from({ length: 768 }, (_, index) => Math.floor(index / 3));
    const input = preprocess(
      { width: 256, height: 1, data },
      { ...frame, width: 256, mode: 'rescale' },
    );
    expect(Array.from(input.filter((_, index) => index % 3 === 0))).toEqual(golden);
  });

  it("writes into one picture's place of a batch and nowhere else", () => {
    const batch = new Float32Array(18).fill(7);
    preprocess(picture, { ...frame, mode: 'rescale' }, batch.subarray(6, 12));
    expect(batch.subarray(0, 6)).toEqual(new Float32Array(6).fill(7));
    expect(batch.subarray(12)).toEqual(new Float32Array(6).fill(7));
    expect(batch[8]).toBe(1);
  });

  it('does not touch its input', () => {
    preprocess(picture, withMean([3], [1, 2, 3]));
    expect(picture.data).toEqual(Uint8Array.of(0, 10, 255, 100, 110, 120));
  });

  it('refuses a place of another length', () => {
    const run = () => preprocess(picture, { ...frame, mode: 'rescale' }, new Float32Array(5));
    expect(run).toThrow(ImageError);
    expect(run).toThrow('(1, 2, 3) needs room for 6 numbers, not 5');
  });

  it('refuses a mean of another shape', () => {
    const run = () => preprocess(picture, withMean([2, 1, 3], [1, 2, 3, 4, 5, 6]));
    expect(run).toThrow(expect.objectContaining({ code: 'IMAGE_MEAN' }));
    expect(run).toThrow('has shape (2, 1, 3); expected (3,) or (1, 2, 3)');
  });
});

describe('loadPicture', () => {
  it.each(['apply', 'ignore'] as const)(
    'decodes with exif: %s, resizes, normalises',
    async (exif) => {
      const path = fixturePath('formats/orientation_6.png');
      const preprocessing = { ...frame, height: 9, width: 4, exif, mode: 'rescale' } as const;
      const expected = preprocess(await decodePicture(path, { exif }), preprocessing);
      expect(await loadPicture(path, preprocessing)).toEqual(expected);
    },
  );
});
