import { writeFileSync } from 'node:fs';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { temporaryFolder, tinyBackbone } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { readNetwork, writeNetwork } from '../src/index.js';

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
    ['with a part that is cut by its ratio', { ...usual, crop_pct: 0.875 }, /crop_pct/],
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
