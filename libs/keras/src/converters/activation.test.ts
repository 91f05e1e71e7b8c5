import { tensor } from '@gender/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSequential, evaluate, kerasLayer } from '../../test/decode.js';
import { KerasError } from '../keras-error.js';

const values = fc.tuple(
  ...[0, 1, 2].map(() => fc.double({ min: -12, max: 12, noNaN: true, noDefaultInfinity: true })),
);

/** That a Keras layer computes a function of every value. */
function expectFunction(
  layer: ReturnType<typeof kerasLayer>,
  wanted: (x: number) => number,
  version: 2 | 3 = 3,
): void {
  const network = decodeSequential([layer], { version });
  fc.assert(
    fc.property(values, (inputs) => {
      const found = evaluate(network, inputs);
      // The largest value here is e¹², and 64-bit floats have sixteen digits.
      for (const [index, x] of inputs.entries()) expect(found[index]).toBeCloseTo(wanted(x), 8);
    }),
    { numRuns: 40 },
  );
}

const relu6 = (x: number): number => Math.min(Math.max(x, 0), 6);

/** Keras' documentation of `keras.activations`, written down anew. */
const formulas: Readonly<Record<string, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(x, 0),
  relu6,
  leaky_relu: (x) => Math.max(x, 0.2 * x),
  elu: (x) => (x > 0 ? x : Math.exp(x) - 1),
  celu: (x) => Math.max(0, x) + Math.min(0, Math.exp(x) - 1),
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.exp(x) - 1)),
  silu: (x) => x / (1 + Math.exp(-x)),
  swish: (x) => x / (1 + Math.exp(-x)),
  mish: (x) => x * Math.tanh(Math.log(1 + Math.exp(x))),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  hard_sigmoid: (x) => relu6(x + 3) / 6,
  hard_silu: (x) => (x * relu6(x + 3)) / 6,
  hard_swish: (x) => (x * relu6(x + 3)) / 6,
  log_sigmoid: (x) => -Math.log(1 + Math.exp(-x)),
  tanh: (x) => Math.tanh(x),
  hard_tanh: (x) => (x < -1 ? -1 : x > 1 ? 1 : x),
  tanh_shrink: (x) => x - Math.tanh(x),
  exponential: (x) => Math.exp(x),
  softplus: (x) => Math.log(Math.exp(x) + 1),
  softsign: (x) => x / (Math.abs(x) + 1),
};

describe('an activation function', () => {
  it.each(Object.entries(formulas))('%s is what Keras computes', (name, wanted) => {
    expectFunction(kerasLayer('Activation', { activation: name }), wanted);
  });

  it('hard_sigmoid has another slope in Keras 2', () => {
    const wanted = (x: number): number => Math.min(Math.max(0.2 * x + 0.5, 0), 1);
    expectFunction(kerasLayer('Activation', { activation: 'hard_sigmoid' }), wanted, 2);
  });

  it.each([
    ['a text', 'relu6'],
    ['a function of Keras 3', { class_name: 'function', config: 'relu6' }],
    ['a layer', { class_name: 'ReLU', config: { max_value: 6 } }],
  ])('is understood as %s, alone and carried by a layer', (_, activation) => {
    expectFunction(kerasLayer('Activation', { activation }), relu6);
    const kernel = tensor('float32', [3, 3], Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1));
    const { layers } = decodeSequential(
      [kerasLayer('Dense', { units: 3, use_bias: false, activation })],
      { weights: { mine: { kernel } } },
    );
    expect(layers).toMatchObject([
      { type: 'dense', name: 'mine' },
      { type: 'clip', min: 0, max: 6, inputs: ['mine'] },
    ]);
  });

  it.each([
    'squareplus',
    'log_softmax',
    'hard_shrink',
    'soft_shrink',
    'sparse_plus',
    'sparsemax',
    'threshold',
    'glu',
    'constructor',
  ])('%s, which networks do not have, is refused by name', (activation) => {
    const decode = (): unknown => decodeSequential([kerasLayer('Activation', { activation })]);
    expect(decode).toThrow(KerasError);
    expect(decode).toThrow(
      `model.h5: layer "mine" (Activation) has the activation "${activation}", which networks do not have`,
    );
  });
});

describe('a ReLU layer', () => {
  const slopes = fc.constantFrom(0, 0.1, 0.5);
  const limits = fc.constantFrom(null, 2.5, 6);
  const thresholds = fc.constantFrom(0, 0.75, 1.5);

  it('has upper limit, slope and threshold as Keras documents them', () => {
    fc.assert(
      fc.property(slopes, limits, thresholds, values, (slope, limit, threshold, inputs) => {
        const config = { negative_slope: slope, max_value: limit, threshold };
        const found = evaluate(decodeSequential([kerasLayer('ReLU', config)]), inputs);
        const wanted = inputs.map((x) => {
          if (limit !== null && x >= limit) return limit;
          return x >= threshold ? x : slope * (x - threshold);
        });
        for (const [index, value] of wanted.entries()) expect(found[index]).toBeCloseTo(value, 10);
      }),
    );
  });

  it('is one layer where it has one of them', () => {
    const typesOf = (config: object): string[] =>
      decodeSequential([kerasLayer('ReLU', config)]).layers.map(({ type }) => type);
    expect(typesOf({})).toEqual(['relu']);
    expect(typesOf({ negative_slope: 0.3 })).toEqual(['relu']);
    expect(typesOf({ max_value: 6 })).toEqual(['clip']);
    expect(typesOf({ threshold: 1 })).toEqual(['thresholdedRelu']);
  });
});

describe('a layer that is a function', () => {
  it.each<[string, object, (x: number) => number]>([
    ['LeakyReLU', {}, (x) => (x > 0 ? x : 0.3 * x)],
    ['LeakyReLU', { alpha: 0.25 }, (x) => (x > 0 ? x : 0.25 * x)],
    ['LeakyReLU', { negative_slope: 0.01 }, (x) => (x > 0 ? x : 0.01 * x)],
    ['ELU', { alpha: 0.5 }, (x) => (x > 0 ? x : 0.5 * (Math.exp(x) - 1))],
    ['ThresholdedReLU', {}, (x) => (x > 1 ? x : 0)],
    ['ThresholdedReLU', { theta: 2 }, (x) => (x > 2 ? x : 0)],
    ['Rescaling', { scale: 0.5, offset: -1 }, (x) => x / 2 - 1],
  ])('%s with %j is what Keras computes', (className, config, wanted) => {
    expectFunction(kerasLayer(className, config), wanted);
  });

  it('PReLU has a slope for each channel', () => {
    const alpha = tensor('float32', [3], Float32Array.of(0, 0.5, 2));
    const network = decodeSequential([kerasLayer('PReLU')], { weights: { mine: { alpha } } });
    expect(evaluate(network, [-2, -2, -2])).toEqual([-0, -1, -4]);
    expect(evaluate(network, [3, 4, 5])).toEqual([3, 4, 5]);
  });

  it('PReLU of a map shares its slopes along rows and columns, or has them turned into channels', () => {
    const shared = tensor('float32', [1, 1, 3], Float32Array.of(1, 2, 3));
    const own = tensor(
      'float32',
      [2, 2, 3],
      Float32Array.from({ length: 12 }, (_, at) => at),
    );
    const typesOf = (alpha: typeof own): string[] =>
      decodeSequential([kerasLayer('PReLU')], {
        shape: [2, 2, 3],
        weights: { mine: { alpha } },
      }).layers.map(({ type }) => type);
    expect(typesOf(shared)).toEqual(['prelu']);
    expect(typesOf(own)).toEqual(['reshape', 'prelu', 'reshape']);
  });

  it('Softmax goes along the axes that it names, and along no batch', () => {
    const typesOf = (axis: unknown): string[] =>
      decodeSequential([kerasLayer('Softmax', { axis })], { shape: [2, 4, 3] }).layers.map(
        ({ type }) => type,
      );
    expect(typesOf(-1)).toEqual(['softmax']);
    expect(typesOf(3)).toEqual(['softmax']);
    expect(typesOf(1)).toEqual(['permute', 'softmax', 'permute']);
    expect(typesOf([1, 2])).toEqual(['permute', 'reshape', 'softmax', 'reshape', 'permute']);
    expect(() => typesOf(0)).toThrow(/"mine" \(Softmax\) has axes \(0\) of 4/);
    expect(() => typesOf(4)).toThrow(/has axes \(4\) of 4/);
  });
});
