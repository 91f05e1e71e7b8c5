import { tensor } from '@gender/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFixture } from '../../test/fixture.js';
import { ImageError } from '../image-error.js';
import { preprocess } from './preprocess.js';
import type { Preprocessing } from './preprocessing.js';
import { subtractMean } from './subtract-mean.js';

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

  it('subtracts from values between the levels as well', () => {
    const out = new Float32Array(6);
    const values = Float64Array.of(0.25, 10, 255, 100, 110.5, 120);
    const mean = tensor('float32', [3], Float32Array.of(100, 5, 0.5));
    const scale = tensor('float32', [3], Float32Array.of(1, 2, 4));
    subtractMean(values, { width: 2, height: 1, mean, scale }, out);
    expect(out).toEqual(Float32Array.of(-99.75, 10, 1018, 0, 211, 478));
    expect(() => {
      subtractMean(values, { width: 1, height: 2, mean: tensor('float32', [1, 2, 3], out) }, out);
    }).toThrow('has shape (1, 2, 3); expected (3,) or (2, 1, 3)');
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

describe('preprocess, for pictures and means of any values', () => {
  const [height, width] = [3, 4];
  const sized = { ...frame, height, width } as const;
  const level = fc.nat(255);
  const pixels = fc.uint8Array({ minLength: 36, maxLength: 36 });
  const values = (length: number): fc.Arbitrary<Float32Array> =>
    fc.float32Array({ minLength: length, maxLength: length, min: -300, max: 300, noNaN: true });
  const ofColour = (mean: Float32Array): Preprocessing => ({
    ...sized,
    mode: 'network',
    mean: tensor('float32', [3], mean),
  });
  const run = (data: Uint8Array, preprocessing: Preprocessing): Float32Array =>
    preprocess({ width, height, data }, preprocessing);

  it('is (pixel − mean) · scale, rounded to float32 once', () => {
    fc.assert(
      fc.property(pixels, values(3), values(3), (data, mean, scale) => {
        const scaled = { ...ofColour(mean), scale: tensor('float32', [3], scale) };
        const expected = Float32Array.from(data, (v, i) => (v - mean[i % 3]!) * scale[i % 3]!);
        expect(run(data, scaled as Preprocessing)).toEqual(expected);
      }),
    );
  });

  it('subtracts of a mean picture the value at the same place and channel', () => {
    fc.assert(
      fc.property(pixels, values(36), (data, mean) => {
        const whole = { ...sized, mode: 'network', mean: tensor('float32', [height, width, 3], mean) } as const; // prettier-ignore
        expect(run(data, whole)).toEqual(Float32Array.from(data, (v, i) => v - mean[i]!));
      }),
    );
  });

  it('with bgr exchanges red and blue of what it is without, the mean staying red, green, blue', () => {
    fc.assert(
      fc.property(pixels, values(3), (data, mean) => {
        const rgb = run(data, ofColour(mean));
        const bgr = run(data, { ...ofColour(mean), channelOrder: 'bgr' } as Preprocessing);
        expect(bgr).toEqual(rgb.map((_, i) => rgb[i - (i % 3) + 2 - (i % 3)]!));
      }),
    );
  });

  it('mirrored twice is not mirrored', () => {
    fc.assert(
      fc.property(pixels, (data) => {
        const rescale = { ...sized, mode: 'rescale' } as const;
        const mirrored = run(data, { ...rescale, mirror: true });
        const back = Uint8Array.from(mirrored, (v) => Math.round(v * 255));
        expect(run(back, { ...rescale, mirror: true })).toEqual(run(data, rescale));
      }),
    );
  });

  it('of a picture of one colour is that colour at any size, with border and proportions', () => {
    const side = fc.integer({ min: 1, max: 30 });
    const border = fc.tuple(fc.nat(5), fc.nat(5));
    fc.assert(
      fc.property(side, side, level, border, fc.boolean(), (w, h, value, cut, keepAspect) => {
        const flat = { width: w, height: h, data: new Uint8Array(w * h * 3).fill(value) };
        const framed = { ...sized, mode: 'rescale', border: cut, keepAspect } as const;
        const scaled = value * Math.fround(1 / 255);
        expect(preprocess(flat, framed)).toEqual(new Float32Array(36).fill(scaled));
      }),
    );
  });

  it('refuses a scale of another shape', () => {
    const scale = tensor('float32', [1], Float32Array.of(2));
    const scaled = { ...ofColour(new Float32Array(3)), scale } as Preprocessing;
    expect(() => run(new Uint8Array(36), scaled)).toThrow(
      'the scale has shape (1,); expected (3,)',
    );
  });
});
