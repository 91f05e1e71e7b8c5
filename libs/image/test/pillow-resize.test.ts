import { sha256 } from '@gender/core/node';
import { describe, expect, it } from 'vitest';
import { resample, resamplings, type Picture, type Resampling } from '../src/index.js';
import { nearestIndices } from '../src/pixels/resample/nearest.js';
import { expectSamePicture, fixture, jsonFixture, pngFixture } from './fixture.js';

interface Golden {
  filter: Resampling;
  width: number;
  height: number;
  sha256: string;
}

describe.each(['nearest', 'bilinear', 'bicubic', 'lanczos'] as const)('%s', (resampling) => {
  it.each([
    { golden: 'up_224', width: 224, height: 224 },
    { golden: 'down_64x48', width: 64, height: 48 },
  ])('equals Pillow bit for bit: $golden', async ({ golden, width, height }) => {
    const source = await pngFixture('resize/source_137x181.png');
    const expected = await pngFixture(`resize/${golden}_${resampling}.png`);
    expectSamePicture(resample(source, width, height, resampling), expected);
  });
});

describe('many sizes from one pixel to ten times the picture', async () => {
  const goldens = (await jsonFixture('resampled.json')) as Golden[];
  const source: Picture = { width: 31, height: 22, data: await fixture('formats/rgb.png.rgb') };

  it('have goldens for every filter', () => {
    expect(new Set(goldens.map(({ filter }) => filter))).toEqual(new Set(resamplings));
  });

  it.each(goldens)('equal Pillow: $filter to $width×$height', ({ filter, ...golden }) => {
    const { data } = resample(source, golden.width, golden.height, filter);
    expect(sha256(data)).toBe(golden.sha256);
  });
});

describe("nearest's source pixels for a target of 224", async () => {
  const goldens = (await jsonFixture('resize/nearest_to_224_source_index.json')) as object;

  it.each(Object.entries(goldens))('equal Pillow for a width of %s', (width, indices) => {
    expect(Array.from(nearestIndices(Number(width), 224))).toEqual(indices);
  });
});
