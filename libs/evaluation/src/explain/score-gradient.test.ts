import { createRandom, type Random } from '@gender/core';
import { selectEngine, type LoadedNetwork } from '@gender/engine';
import { dense, networkOf, type Layer, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { chainBetween, scoreGradient } from './score-gradient.js';

const random = createRandom(5);
const samples = (source: Random, ...shape: number[]): Float32Tensor => {
  const length = shape.reduce((product, size) => product * size, 1);
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length }, () => source.normal()),
  );
};
const fullyConnected = (name: string, input: string, inputs: number, units: number): Layer =>
  dense(name, input, {
    kernel: samples(random.fork(name), inputs, units),
    bias: samples(random.fork(`${name} bias`), units),
  });

const normalization = {
  type: 'layerNormalization',
  name: 'norm',
  inputs: ['map'],
  epsilon: 1e-3,
} as const;
const flatten: Layer = { type: 'flatten', name: 'flat', inputs: ['norm'] };
const [gamma, beta] = [samples(random.fork('gamma'), 3), samples(random.fork('beta'), 3)];

/** Heads on a map (2, 2, 3), whose last layer makes the scores of two classes. */
const heads: [name: string, layers: Layer[]][] = [
  [
    'normalisation',
    [{ ...normalization, gamma, beta }, flatten, fullyConnected('fc', 'flat', 12, 2)],
  ],
  [
    'normalisation without a scale',
    [{ ...normalization, beta }, flatten, fullyConnected('fc', 'flat', 12, 2)],
  ],
  [
    'normalisation without scale and shift',
    [normalization, flatten, fullyConnected('fc', 'flat', 12, 2)],
  ],
  [
    'hidden units, leaky and squashed',
    [
      { type: 'flatten', name: 'flat', inputs: ['map'] },
      fullyConnected('fc1', 'flat', 12, 8),
      { type: 'relu', name: 'leaky', inputs: ['fc1'], negativeSlope: 0.2 },
      fullyConnected('fc2', 'leaky', 8, 4),
      { type: 'sigmoid', name: 'squashed', inputs: ['fc2'] },
      fullyConnected('fc3', 'squashed', 4, 2),
    ],
  ],
  [
    'the same units at every place, and their mean',
    [
      fullyConnected('places', 'map', 3, 4),
      { type: 'sigmoid', name: 'squashed', inputs: ['places'] },
      { type: 'globalAveragePool', name: 'mean', inputs: ['squashed'] },
      fullyConnected('fc', 'mean', 4, 2),
    ],
  ],
];

const map = Array.from(samples(random.fork('map'), 12).data);

/** The outputs of the named layers for maps, each with one sample in every row. */
async function run(network: LoadedNetwork, maps: readonly number[][]): Promise<Float32Array[]> {
  const input = tensor('float32', [maps.length, 2, 2, 3], Float32Array.from(maps.flat()));
  return (await network.run(input)).map(({ data }) => Float32Array.from(data));
}

describe('the gradient of a score', () => {
  it.each(heads)('is the slope of what the network computes: %s', async (_, layers) => {
    const network: Network = networkOf('head', [2, 2, 3], ...layers);
    const named = { ...network, input: { ...network.input, name: 'map' } };
    const names = chainBetween(named, 'map').map(({ name }) => name);
    const engine = await selectEngine();
    await using loaded = await engine.loadNetwork(named, { outputs: names, threads: 1 });
    const outputs = await run(loaded, [map]);
    const activations = new Map<string, ArrayLike<number>>([
      ['map', map],
      ...names.map((name, at) => [name, outputs[at]!] as const),
    ]);
    // Central differences of float32 scores: 1e-2² of the curvature, and 1e-7 / 1e-2 of rounding.
    const step = 1e-2;
    const moved = [step, -step].flatMap((by) =>
      map.map((_value, at) => map.map((value, other) => (other === at ? value + by : value))),
    );
    const scores = (await run(loaded, moved)).at(-1)!;
    for (const index of [0, 1]) {
      const gradient = scoreGradient(named, 'map', index, activations);
      expect(gradient.some((value) => Math.abs(value) > 0.05)).toBe(true);
      gradient.forEach((value, at) => {
        const [up, down] = [scores[at * 2 + index]!, scores[(at + map.length) * 2 + index]!];
        expect(value).toBeCloseTo((up - down) / (2 * step), 2);
      });
    }
  });

  it('is of what goes into the last softmax, not of its output', () => {
    const scores = { type: 'reshape', name: 'scores', inputs: ['map'], shape: [2] } as const;
    const softmax = { type: 'softmax', name: 'softmax', inputs: ['scores'] } as const;
    const network = {
      ...networkOf('n', [2], scores, softmax),
      input: { name: 'map', shape: [2] },
    };
    const activations = new Map([
      ['map', [3, 1]],
      ['scores', [3, 1]],
    ]);
    expect([...scoreGradient(network, 'map', 1, activations)]).toEqual([0, 1]);
  });

  it('names the layer that it is not led through, and what explains the model instead', () => {
    const layers: Layer[] = [
      { type: 'tanh', name: 'bent', inputs: ['map'] },
      { type: 'softmax', name: 'softmax', inputs: ['bent'] },
    ];
    expect(() => chainBetween(networkOf('odd', [2], ...layers), 'map')).toThrow(
      expect.objectContaining({
        ...{ name: 'EvaluationError', code: 'EXPLAIN_MODEL' },
        message:
          'between the feature map of odd and its scores stands a layer tanh, "bent", through which no gradient is led; occlusion explains any model',
      }),
    );
  });
});
