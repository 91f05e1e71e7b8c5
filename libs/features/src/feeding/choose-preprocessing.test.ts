import { preprocess, type Preprocessing } from '@gender/image';
import { tensor } from '@gender/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePreprocessing, normalizationOf } from './choose-preprocessing.js';

const mean = tensor('float32', [3], new Float32Array([120, 110, 100]));
const withoutMean = { name: 'tiny', inputShape: [8, 6, 3] };
const withMean = { ...withoutMean, preprocessing: { mean } };
const matconvnet = {
  ...withoutMean,
  preprocessing: { mean, interpolation: 'bicubic', keepAspect: true, border: [2, 4] },
} as const;
const frame = { height: 8, width: 6, resampling: 'nearest', exif: 'apply' } as const;

/** A logger, and what it is warned of. */
function listen(): {
  warnings: string[];
  logger: Parameters<typeof choosePreprocessing>[2];
} {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const logger = { debug: () => undefined, info: () => undefined, warn };
  return { warnings, logger: { rule: 'trained', logger } };
}

describe('choosePreprocessing', () => {
  it("subtracts the network's mean, and divides by 255 where that is chosen", () => {
    expect(choosePreprocessing(withMean)).toEqual({ ...frame, mode: 'network', mean });
    const rescale = { ...frame, mode: 'rescale' };
    expect(choosePreprocessing(withMean, { mode: 'rescale' })).toEqual(rescale);
    expect(choosePreprocessing(withoutMean, { mode: 'rescale' })).toEqual(rescale);
  });

  it.each(['original', 'trained'] as const)(
    'asks where neither the network nor anybody says how it is fed (%s)',
    (rule) => {
      expect(() => choosePreprocessing(withoutMean, { resampling: 'box' }, { rule })).toThrow(
        expect.objectContaining({
          code: 'FEATURES_UNDESCRIBED',
          message: expect.stringContaining('tiny does not say how pictures are fed') as string,
        }),
      );
    },
  );

  it("divides by 255 for the original's descriptor, and says so", () => {
    const { warnings, logger } = listen();
    const network = { ...withoutMean, isOriginal: true };
    const rule = { ...logger, rule: 'original' } as const;
    expect(choosePreprocessing(network, {}, rule)).toEqual({ ...frame, mode: 'rescale' });
    expect(warnings).toEqual([
      expect.stringMatching(
        /^tiny does not say .*original's descriptor: values are divided by 255$/,
      ),
    ]);
    expect(() => choosePreprocessing(network, {}, { rule: 'trained' })).toThrow(/does not say/);
  });

  it('does what it is told', () => {
    const choice = { mode: 'rescale', resampling: 'box', exif: 'ignore' } as const;
    expect(choosePreprocessing(withMean, choice)).toEqual({ ...frame, ...choice });
    const framing = { keepAspect: true, border: [1, 2] } as const;
    expect(choosePreprocessing(withMean, framing)).toMatchObject({ ...frame, ...framing });
  });

  it('passes on the scale and the order of the channels of the network', () => {
    const scale = tensor('float32', [3], new Float32Array([0.5, 0.25, 1]));
    const network = { ...withMean, preprocessing: { mean, scale, channelOrder: 'bgr' } } as const;
    expect(choosePreprocessing(network)).toMatchObject({ scale, channelOrder: 'bgr' });
    const rescaled = choosePreprocessing(network, { mode: 'rescale' });
    expect(rescaled).toEqual({ ...frame, mode: 'rescale' });
  });

  it('cannot subtract a mean that is not there', () => {
    expect(() => choosePreprocessing(withoutMean, { mode: 'network' })).toThrow(/carries no mean/);
  });

  it.each([[[8, 8, 2]], [[8, 8]], [[8]]])(
    'refuses input of shape %j, which is no colour picture',
    (inputShape) => {
      expect(() => choosePreprocessing({ name: 'tiny', inputShape })).toThrow(
        expect.objectContaining({ code: 'FEATURES_BACKBONE' }),
      );
    },
  );
});

describe('the two rules of framing', () => {
  it('stretches by nearest as the original, whatever the network was trained on', () => {
    expect(choosePreprocessing(matconvnet)).toEqual({ ...frame, mode: 'network', mean });
  });

  it('resizes crops of faces as a network that was trained on aligned ones was trained', () => {
    const { preprocessing } = matconvnet;
    const aligned = { ...matconvnet, preprocessing: { ...preprocessing, alignment: 'dlib' } };
    const { resampling, keepAspect } = choosePreprocessing(aligned);
    expect([resampling, keepAspect]).toEqual(['bicubic', true]);
    expect(choosePreprocessing(aligned, { resampling: 'box' }).resampling).toBe('box');
  });

  it('takes interpolation, proportions and border as the network was trained', () => {
    const { warnings, logger } = listen();
    expect(choosePreprocessing(matconvnet, {}, logger)).toEqual({
      ...{ ...frame, mode: 'network', mean },
      ...{ resampling: 'bicubic', keepAspect: true, border: [2, 4] },
    });
    expect(warnings).toEqual([]);
  });

  it('lets a choice override either', () => {
    const chosen = { resampling: 'box', keepAspect: false } as const;
    const preprocessing = choosePreprocessing(matconvnet, chosen, { rule: 'trained' });
    expect(preprocessing).toMatchObject({ resampling: 'box', border: [2, 4] });
    expect('keepAspect' in preprocessing).toBe(false);
  });

  it('is bilinear where the network names no interpolation', () => {
    const { warnings, logger } = listen();
    expect(choosePreprocessing(withMean, {}, logger).resampling).toBe('bilinear');
    expect(warnings).toEqual([]);
  });

  it('says so where it names one that is not known', () => {
    const { warnings, logger } = listen();
    const lanczos2 = { ...withMean, preprocessing: { mean, interpolation: 'lanczos2' } };
    expect(choosePreprocessing(lanczos2, {}, logger).resampling).toBe('bilinear');
    expect(warnings).toEqual([expect.stringContaining('"lanczos2"')]);
  });
});

describe('what a network that is fed so says of itself', () => {
  const scale = tensor('float32', [3], new Float32Array([0.5, 0.25, 1]));
  const fed: Preprocessing[] = [
    { ...frame, mode: 'network', mean },
    { ...frame, mode: 'network', mean, scale, channelOrder: 'bgr', resampling: 'lanczos' },
    { ...frame, mode: 'network', mean, exif: 'ignore', keepAspect: true, border: [2, 4] },
    { ...frame, mode: 'rescale' },
    { ...frame, mode: 'raw' },
    { ...frame, mode: 'rescale', resampling: 'box', exif: 'ignore' },
  ];

  it.each(fed)('has it fed the same values by who reads that: %j', (preprocessing) => {
    const network = { ...withoutMean, preprocessing: normalizationOf(preprocessing) };
    const read = choosePreprocessing(network, {}, { rule: 'trained' });
    const { mode: _, mean: __, ...framing } = preprocessing;
    expect(read).toMatchObject(framing);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12 * 9 * 3, maxLength: 12 * 9 * 3 }), (data) => {
        const picture = { width: 9, height: 12, data };
        expect(preprocess(picture, read)).toEqual(preprocess(picture, preprocessing));
      }),
      { numRuns: 20 },
    );
  });
});
