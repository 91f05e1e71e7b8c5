import { tinyBackbone } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { choosePreprocessing } from './choose-preprocessing.js';

const withMean = tinyBackbone();
const withoutMean = { ...withMean, normalization: undefined };

describe('choosePreprocessing', () => {
  it("subtracts the backbone's mean where there is one, and divides by 255 elsewhere", () => {
    expect(choosePreprocessing(withMean)).toMatchObject({
      mode: 'network',
      mean: withMean.normalization?.mean,
      height: 8,
      width: 8,
      resampling: 'nearest',
      exif: 'apply',
    });
    expect(choosePreprocessing(withoutMean)).toMatchObject({ mode: 'rescale' });
  });

  it('does what it is told', () => {
    const choice = { mode: 'rescale', resampling: 'box', exif: 'ignore' } as const;
    expect(choosePreprocessing(withMean, choice)).toEqual({ ...choice, height: 8, width: 8 });
  });

  it('cannot subtract a mean that is not there', () => {
    expect(() => choosePreprocessing(withoutMean, { mode: 'network' })).toThrow(/carries no mean/);
  });

  it('refuses a network that does not end in a feature map', () => {
    const flat = {
      ...withMean,
      layers: [...withMean.layers, { type: 'flatten', name: 'flat', inputs: [withMean.output] }],
      output: 'flat',
    } as const;
    expect(() => choosePreprocessing(flat)).toThrow(/ends in flat of shape \(80,\)/);
  });

  it('refuses a network that does not take colour pictures', () => {
    const grey = { ...withMean, input: { name: 'input', shape: [8, 8, 1] } };
    expect(() => choosePreprocessing(grey)).toThrow(/\(8, 8, 1\)/);
  });
});
