import { mkdirSync, writeFileSync } from 'node:fs';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { temporaryFolder, tinyBackbone } from '@gender/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNetwork, writeNetwork } from '../src/index.js';
import { feedAlike, readPreprocessorConfig } from '../src/preprocessor-config.js';

const inFolder = temporaryFolder();

/** Of pictures of 8 × 8. */
const usual = {
  do_normalize: true,
  image_mean: [0.485, 0.456, 0.406],
  image_std: [0.229, 0.224, 0.225],
  do_resize: true,
  size: { height: 8, width: 8 },
  resample: 3,
};
const vector = (...values: number[]): Float32Tensor =>
  tensor('float32', [3], Float32Array.from(values));

/** A network whose file does not say how it is fed, beside such a configuration. */
async function beside(config: object | string, normalization?: object): Promise<string> {
  const path = inFolder('network.safetensors');
  const { normalization: _, ...network } = tinyBackbone();
  await writeNetwork(path, { ...network, ...normalization });
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  writeFileSync(inFolder('preprocessor_config.json'), text);
  return path;
}

describe('a preprocessor_config.json beside a network', () => {
  it('says how pictures are fed: mean and deviation of values 0 to 1, and the filter', async () => {
    const { normalization } = await readNetwork(await beside(usual));
    // 0.485 · 255 and 1 / (0.229 · 255), as torchvision's preset for ImageNet has them.
    [123.675, 116.28, 103.53].forEach((mean, at) => {
      expect(normalization!.mean.data[at]).toBeCloseTo(mean, 3);
    });
    [0.017125, 0.017507, 0.017429].forEach((scale, at) => {
      expect(normalization!.scale!.data[at]).toBeCloseTo(scale, 6);
    });
    expect(normalization!.interpolation).toBe('bicubic');
  });

  it.each<[string, object, object]>([
    ['nothing but scaling', { do_normalize: false }, { mean: vector(0, 0, 0) }],
    [
      'values 0 to 255',
      { do_rescale: false, image_mean: [120, 110, 100], image_std: 1 },
      { mean: vector(120, 110, 100), scale: vector(1, 1, 1) },
    ],
    ['channels the other way', { do_flip_channel_order: true }, { channelOrder: 'bgr' }],
    [
      'a middle that is cut out',
      { size: { shortest_edge: 10 }, do_center_crop: true, resample: 2 },
      { keepAspect: true, border: [2, 2], interpolation: 'bilinear' },
    ],
  ])('says %s', async (_, own, expected) => {
    const { normalization } = await readNetwork(await beside({ ...usual, ...own }));
    expect(normalization).toMatchObject(expected);
  });

  it.each<[string, object | string, RegExp]>([
    ['of another size', { ...usual, size: 224 }, /224 × 224 pixels, but the network takes 8 × 8/],
    ['without a mean', { do_normalize: true }, /lacks image_mean or image_std/],
    ['that pads', { ...usual, do_pad: true }, /do_pad/],
    ['with a step that nobody knows here', { ...usual, do_grayscale: true }, /do_grayscale/],
    ['with a part that is cut by its ratio', { ...usual, crop_pct: 0.875 }, /crop_pct/],
    [
      'whose middle is of another size',
      { ...usual, size: { shortest_edge: 10 }, do_center_crop: true, crop_size: 6 },
      /cuts out 6 × 6 pixels, but the network takes 8 × 8; correct or move it/,
    ],
    [
      'whose middle is larger than the picture',
      { ...usual, size: { height: 10, width: 7 }, do_center_crop: true },
      /says 10 × 7 pixels before the middle is cut out, but the network takes 8 × 8/,
    ],
    [
      'with a middle of pictures of any size',
      { ...usual, do_resize: false, do_center_crop: true },
      /cuts the middle out of pictures, but not of one size/,
    ],
    [
      'with a middle, but no size before',
      { ...usual, size: undefined, do_center_crop: true },
      /cuts the middle out of pictures, but not of one size/,
    ],
    [
      'with two bounds of the edges',
      { ...usual, size: { shortest_edge: 8, longest_edge: 9 } },
      /size/,
    ],
    ['with a filter that Pillow has not', { ...usual, resample: 6 }, /resample/],
    ['with a mean of two channels', { ...usual, image_mean: [1, 2] }, /image_mean/],
    ['with a factor of 0', { ...usual, rescale_factor: 0 }, /rescale_factor/],
    ['with values of −1 to 1 by an offset', { ...usual, rescale_offset: true }, /rescale_offset/],
    ['without a deviation', { ...usual, image_std: undefined }, /lacks image_mean or image_std/],
    ['with a deviation of 0', { ...usual, image_std: [1, 0, 1] }, /image_std/],
    ['that is a list', '[]', /cannot be understood/],
    [
      'of one size, of an edge or a square',
      { ...usual, size: 10, do_center_crop: true },
      /one size/,
    ],
    ['that is damaged', '{', /cannot be understood/],
  ])('is refused %s', async (_, config, message) => {
    await expect(readNetwork(await beside(config))).rejects.toMatchObject({
      code: 'FORMAT_NORMALIZATION',
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([
    [0, 'nearest'],
    [1, 'lanczos'],
    [2, 'bilinear'],
    [3, 'bicubic'],
    [4, 'box'],
    [5, 'hamming'],
  ])('names the filter %i of Pillow: %s, with a size or without', async (resample, filter) => {
    for (const size of [usual.size, undefined]) {
      const { normalization } = await readNetwork(await beside({ ...usual, size, resample }));
      expect(normalization!.interpolation).toBe(filter);
    }
  });

  it('says nothing of a filter where pictures are not resized, whatever their size', async () => {
    const config = { ...usual, do_resize: false, size: 224 };
    const { normalization } = await readNetwork(await beside(config));
    expect(Object.keys(normalization!).sort()).toEqual(['mean', 'scale']);
  });

  it.each([8, { height: 8, width: 8 }])('takes the size %j as a square', async (size) => {
    const { normalization } = await readNetwork(await beside({ ...usual, size, crop_size: 4 }));
    // The size of a middle that is not cut out says nothing.
    expect(normalization).not.toHaveProperty('keepAspect');
    expect(normalization).not.toHaveProperty('border');
  });

  it('feeds (x · factor − mean) / deviation, whatever the three are', () => {
    const positive = fc.double({ min: 0.01, max: 2, noNaN: true });
    const colours = fc.tuple(positive, positive, positive);
    const input = fc.integer({ min: 0, max: 255 });
    return fc.assert(
      fc.asyncProperty(positive, colours, colours, input, async (factor, mean, std, x) => {
        const own = { rescale_factor: factor, image_mean: mean, image_std: std };
        writeFileSync(inFolder('preprocessor_config.json'), JSON.stringify({ ...usual, ...own }));
        const found = await readPreprocessorConfig(inFolder('any.onnx'), [8, 8, 3]);
        for (const at of [0, 1, 2]) {
          const fed = (x - found!.mean.data[at]!) * found!.scale!.data[at]!;
          // Mean and scale are rounded to float32 once each: 2⁻²⁴ of either's share.
          const most = (x * factor + mean[at]!) / std[at]!;
          const expected = (x * factor - mean[at]!) / std[at]!;
          expect(Math.abs(fed - expected)).toBeLessThanOrEqual(most * 2 ** -22);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is asked for pictures in colour alone, and may be missing', async () => {
    writeFileSync(inFolder('preprocessor_config.json'), '{ damaged');
    const path = inFolder('any.onnx');
    expect(await readPreprocessorConfig(path, [8, 8, 1])).toBeUndefined();
    expect(await readPreprocessorConfig(path, [512])).toBeUndefined();
    expect(await readPreprocessorConfig(inFolder('none', 'any.onnx'), [8, 8, 3])).toBeUndefined();
    expect(await readPreprocessorConfig(`${path}/inner/x`, [8, 8, 3])).toBeUndefined();
  });

  it('is named where it cannot be read', async () => {
    mkdirSync(inFolder('preprocessor_config.json'));
    await expect(readPreprocessorConfig(inFolder('any.onnx'), [8, 8, 3])).rejects.toMatchObject({
      name: 'FileError',
      code: 'FILE_ACCESS',
      message: `cannot read ${inFolder('preprocessor_config.json')}: it is a folder; name a file`,
    });
  });

  it('must not contradict the file, nor the caller it', async () => {
    const path = await beside(usual);
    const { normalization } = await readNetwork(path);
    const given = readNetwork(path, { normalization: { mean: vector(1, 2, 3) } });
    await expect(given).rejects.toThrow(/preprocessor_config.json beside .* leave out the mean/);
    expect(await readNetwork(await beside(usual, { normalization }))).toMatchObject({
      normalization,
    });
    const other = { normalization: { mean: vector(1, 2, 3) } };
    await expect(readNetwork(await beside(usual, other))).rejects.toThrow(/say differently/);
  });
});

describe('two ways to feed a network', () => {
  const own = { mean: vector(120, 110, 100), scale: vector(0.02, 0.02, 0.02) };

  it.each<[string, object, boolean]>([
    ['the same', {}, true],
    ['rounded', { mean: vector(120.001, 110, 100) }, true],
    ['another mean', { mean: vector(120.1, 110, 100) }, false],
    ['another scale', { scale: vector(0.02, 0.02, 0.021) }, false],
    ['no scale', { scale: undefined }, false],
    ['another order of channels', { channelOrder: 'bgr' }, false],
    ['the same order, said', { channelOrder: 'rgb' }, true],
    ['a mean of one channel', { mean: tensor('float32', [1], Float32Array.of(120)) }, false],
  ])('are compared: %s', (_, other, alike) => {
    expect(feedAlike(own, { ...own, ...other })).toBe(alike);
    expect(feedAlike({ ...own, ...other }, own)).toBe(alike);
  });

  it('are alike with no scale and one of 1', () => {
    expect(feedAlike({ mean: own.mean }, { mean: own.mean, scale: vector(1, 1, 1) })).toBe(true);
  });
});
