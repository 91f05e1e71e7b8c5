import { matCell, matRow, matStruct, matText, type MatInput } from '@gender/mat';
import type { Network } from '@gender/network';
import { describe, expect, it } from 'vitest';
import { conv, layer, normalization, single, sourceOf, type Fields } from '../test/mat-files.js';
import { importMatConvNet, type ImportMatConvNetOptions } from './import-matconvnet.js';

const mean = { averageImage: single([1, 1, 3], [1, 2, 3]) };

async function importNet(fields: Fields, options?: ImportMatConvNetOptions): Promise<Network> {
  const net = matStruct<MatInput>({ layers: matCell([conv, layer('relu')]), ...fields });
  return importMatConvNet(await sourceOf({ net }), options);
}

describe('importMatConvNet on what a file says of pictures', () => {
  it.each<[string, Fields]>([
    ['normalization', { normalization: normalization(mean) }],
    ['meta.normalization', { meta: matStruct({ normalization: normalization(mean) }) }],
    ['normalisation', { normalisation: normalization(mean) }],
  ])('finds %s', async (_, fields) => {
    expect(await importNet(fields)).toMatchObject({
      input: { shape: [8, 8, 3] },
      normalization: { mean: { shape: [3], data: Float32Array.of(1, 2, 3) } },
    });
  });

  it('does without, whatever stands in its place', async () => {
    const empty = single([0, 0]);
    const files: Fields[] = [{}, { meta: empty }, { normalization: empty }];
    for (const fields of files) {
      expect(await importNet(fields)).toMatchObject({
        input: { shape: [224, 224, 3], anySize: true },
        normalization: undefined,
      });
    }
  });

  it('takes the size that is asked for before all others', async () => {
    const fields = { normalization: normalization(mean) };
    const { input } = await importNet(fields, { inputShape: [20, 10, 3] });
    expect(input).toEqual({ name: 'input', shape: [20, 10, 3] });
    await expect(importNet(fields, { inputShape: [0, 10, 3] })).rejects.toThrow('inputShape');
  });

  it('takes the size of the mean picture, and the channels that the filters read', async () => {
    const picture = matStruct<MatInput>({ averageImage: single([9, 7, 3]) });
    expect((await importNet({ normalization: picture })).input.shape).toEqual([9, 7, 3]);
    const square = matStruct<MatInput>({ imageSize: matRow(16) });
    expect((await importNet({ normalization: square })).input.shape).toEqual([16, 16, 3]);
  });

  it('reads how pictures were resized: border, or the share that the crop is', async () => {
    const read = async (fields: Fields): Promise<unknown> =>
      (await importNet({ normalization: normalization({ ...mean, ...fields }) })).normalization;
    expect(await read({ border: matRow(2, 4), keepAspect: matRow(1) })).toMatchObject({
      border: [2, 4],
      keepAspect: true,
    });
    expect(await read({ cropSize: matRow(0.8), interpolation: matText('bilinear') })).toMatchObject(
      {
        border: [2, 2],
        interpolation: 'bilinear',
      },
    );
    expect(await read({ cropSize: matRow(1) })).not.toHaveProperty('border');
  });

  it('cuts the middle out of a mean picture that has the border', async () => {
    const averageImage = single([10, 10, 3]);
    const network = await importNet({
      normalization: normalization({ averageImage, border: matRow(2, 2) }),
    });
    // Row 1, column 1 of a picture in MATLAB's order: 10 · 1 + 1, then 100 further for each channel.
    expect(network.normalization?.mean).toMatchObject({
      shape: [8, 8, 3],
      data: { 0: 11, 1: 111, 2: 211, 3: 21 },
    });
  });

  it.each<[string, MatInput]>([
    ['of another size', single([9, 9, 3])],
    ['that is a text', matText('imagenet')],
    ['of four axes', single([8, 8, 3, 2])],
  ])('refuses a mean %s', async (_, averageImage) => {
    const fields = { normalization: normalization({ averageImage }) };
    await expect(importNet(fields)).rejects.toMatchObject({
      code: 'MATCONVNET_FORMAT',
      message: expect.stringContaining('normalization.averageImage of shape') as unknown,
    });
  });
});
