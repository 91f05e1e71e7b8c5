import { exifRules, preprocessingModes, resamplings } from '@gender/image/pixels';
import { tensor } from '@gender/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePreprocessing, parsePreprocessing } from './preprocessing-record.js';

const mean = tensor('float32', [3], Float32Array.of(1, 2, 3));
const stated = fc.record(
  {
    mode: fc.constantFrom(...preprocessingModes),
    resampling: fc.constantFrom(...resamplings),
    exif: fc.constantFrom(...exifRules),
    keepAspect: fc.boolean(),
    border: fc.tuple(fc.nat(9), fc.nat(9)),
  },
  { requiredKeys: ['mode', 'resampling', 'exif'] },
);

describe('what a model file says of how it is fed', () => {
  it('is read as it was written, without size and mean, which the network says', () => {
    fc.assert(
      fc.property(stated, (preprocessing) => {
        const { mode, ...frame } = { ...preprocessing, height: 8, width: 9 };
        const fed = mode === 'network' ? { ...frame, mode, mean } : { ...frame, mode };
        const text = encodePreprocessing(fed);
        expect(parsePreprocessing('a.h5', text)).toEqual(preprocessing);
      }),
    );
  });

  const whole = { mode: 'rescale', resampling: 'bilinear', exif: 'apply' };
  it.each<[string, string]>([
    ['no JSON', '{mode: rescale}'],
    ['a mode that is not known', JSON.stringify({ ...whole, mode: 'caffe2' })],
    ['a rule that is missing', JSON.stringify({ ...whole, exif: undefined })],
    ['a border of one number', JSON.stringify({ ...whole, border: [1] })],
    ['a word for a truth value', JSON.stringify({ ...whole, keepAspect: 'yes' })],
  ])('is never guessed: %s', (_, text) => {
    expect(() => parsePreprocessing('a.h5', text)).toThrow(
      expect.objectContaining({
        code: 'CLASSIFIER_MODEL',
        message: `the attribute "preprocessing" of a.h5 cannot be understood: ${text}`,
      }),
    );
  });

  it('is shown shortened where it is long', () => {
    const text = 'x'.repeat(5000);
    expect(() => parsePreprocessing('a.h5', text)).toThrow(new RegExp(`: x{100}$`));
  });
});
