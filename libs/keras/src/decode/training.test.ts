import { tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { decodeGraph, kerasLayer, type DecodeOptions, type KerasLayer } from '../../test/decode.js';

const ones = tensor('float32', [3], new Float32Array(3).fill(1));
const weights: DecodeOptions['weights'] = {
  mine: { gamma: ones, beta: ones, moving_mean: ones, moving_variance: ones },
};

/** A layer or a model that Keras 2 applies to something, with arguments. */
const applied = (layer: object, from: string, kwargs: object): KerasLayer => ({
  ...(layer as KerasLayer),
  inbound_nodes: [[[from, 0, 0, kwargs]]],
});

const read = (layer: KerasLayer): unknown =>
  // Something behind it, so that a network is left where it changes nothing.
  decodeGraph([layer, applied(kerasLayer('ReLU', { name: 'last' }), nameOf(layer), {})], {
    version: 2,
    weights,
  });

const nameOf = ({ config }: KerasLayer): string => String(config['name']);

const refusal = (className: string): object =>
  expect.objectContaining({
    code: 'KERAS_UNSUPPORTED',
    message: `model.h5: layer "mine" (${className}) has \`training=True\`, with which it computes as in training; networks do not`,
  }) as object;

describe('`training=True` in Keras 2', () => {
  it.each<[string, object]>([
    ['BatchNormalization', {}],
    ['Dropout', { rate: 0.5 }],
    ['SpatialDropout2D', { rate: 0.5 }],
    ['AlphaDropout', { rate: 0.5 }],
    ['GaussianDropout', { rate: 0.5 }],
    ['GaussianNoise', { stddev: 0.5 }],
    ['RandomFlip', {}],
  ])('is refused of %s, and nothing else that is said of it', (className, config) => {
    const layer = kerasLayer(className, config);
    expect(() => read(applied(layer, 'x', { training: true }))).toThrow(refusal(className));
    for (const kwargs of [{}, { training: false }, { training: null }, { training: 0 }]) {
      expect(() => read(applied(layer, 'x', kwargs))).not.toThrow();
    }
  });

  it.each(['Identity', 'ActivityRegularization', 'ReLU', 'Flatten'])(
    'changes nothing for %s',
    (className) => {
      const layer = applied(kerasLayer(className), 'x', { training: true });
      expect(() => read(layer)).not.toThrow();
    },
  );

  it('is ignored in Keras 3, as when its models predict', () => {
    const tensorOf = { class_name: '__keras_tensor__', config: { keras_history: ['x', 0, 0] } };
    const nodes = [{ args: [tensorOf], kwargs: { training: true } }];
    const layer = { ...kerasLayer('BatchNormalization'), inbound_nodes: nodes };
    expect(decodeGraph([layer], { version: 3, weights }).layers).toHaveLength(1);
  });
});

describe('a model in which Keras 2 applies a model', () => {
  const normalization = kerasLayer('BatchNormalization');
  const graph = (kwargs: object): object =>
    kerasLayer('Functional', {
      name: 'inner',
      layers: [
        { ...kerasLayer('InputLayer', { name: 'y' }), inbound_nodes: [] },
        applied(normalization, 'y', kwargs),
      ],
      input_layers: [['y', 0, 0]],
      output_layers: [['mine', 0, 0]],
    });
  const sequential = kerasLayer('Sequential', { name: 'inner', layers: [normalization] });
  const outer = (inner: object): object =>
    kerasLayer('Sequential', { name: 'outer', layers: [inner] });

  it.each<[string, object, object, boolean]>([
    ['passes it to its layers', graph({}), { training: true }, true],
    ['passes it on, as a Sequential', sequential, { training: true }, true],
    ['passes it through a model', outer(graph({})), { training: true }, true],
    ['leaves it to a layer that says it', graph({ training: true }), { training: false }, true],
    [
      'leaves it to one that says the contrary',
      graph({ training: false }),
      { training: true },
      false,
    ],
    ['need not say it', graph({ training: true }), {}, true],
    ['has none', graph({}), { training: false }, false],
  ])('%s', (_, model, kwargs, isRefused) => {
    const reading = (): unknown => read(applied(model, 'x', kwargs));
    if (isRefused) expect(reading).toThrow(refusal('BatchNormalization'));
    else expect(reading).not.toThrow();
  });
});
