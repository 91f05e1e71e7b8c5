import { tensor } from '@gender/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Normalization } from './network.js';
import { decodeNormalization, encodeNormalization } from './normalization-record.js';

const vector = (...values: number[]): Normalization['mean'] =>
  tensor('float32', [values.length], Float32Array.from(values));
const colour = fc
  .array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 3, maxLength: 3 })
  .map((values) => vector(...values));
const normalizations: fc.Arbitrary<Normalization> = fc.record(
  {
    mean: colour,
    scale: colour,
    channelOrder: fc.constantFrom('rgb' as const, 'bgr' as const),
    interpolation: fc.constantFrom('nearest', 'bicubic', 'lanczos'),
    keepAspect: fc.boolean(),
    border: fc.tuple(fc.nat(50), fc.nat(50)),
    ignoreOrientation: fc.boolean(),
    alignment: fc.constantFrom('dlib', 'arcface'),
    faces: fc.record({
      ...{ version: fc.integer({ min: 1 }), detector: fc.string(), template: fc.string() },
      ...{ which: fc.constantFrom('largest' as const, 'all' as const), size: fc.constant(112) },
    }),
  },
  { requiredKeys: ['mean'], noNullPrototype: true },
);

/** JSON has no −0, which changes no pixel. */
const plain = ({ mean, scale, ...rest }: Normalization): object => ({
  ...rest,
  mean: [...mean.data].map((value) => value + 0),
  scale: scale && [...scale.data].map((value) => value + 0),
});

describe('a normalisation as JSON', () => {
  it('comes back as it was, to the bit, whatever it says', () => {
    fc.assert(
      fc.property(normalizations, (normalization) => {
        const text = JSON.stringify(encodeNormalization(normalization));
        const decoded = decodeNormalization(JSON.parse(text));
        expect(decoded && plain(decoded)).toEqual(plain(normalization));
      }),
    );
  });

  it('says a mean picture row by row', () => {
    const mean = tensor('float32', [1, 2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(encodeNormalization({ mean })).toEqual({
      mean: { shape: [1, 2, 3], values: [1, 2, 3, 4, 5, 6] },
    });
  });

  it.each([
    undefined,
    'mean',
    {},
    { mean: [1, 2, 3] },
    { mean: { shape: [4], values: [1, 2, 3] } },
    { mean: { shape: [3], values: [1, 2, 3] }, border: [-1, 0] },
    { mean: { shape: [3], values: [1, 2, 3] }, crop: 'centre' },
    { mean: { shape: [3], values: [1, 2, 3] }, faces: { which: 'all', template: 'dlib' } },
  ])('is nothing where it says something else: %j', (value) => {
    expect(decodeNormalization(value)).toBeUndefined();
  });
});
