import { readFileSync } from 'node:fs';
import { required } from '@gender/core';
import { selectEngine } from '@gender/engine';
import { dense, type Layer, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { gradCam } from './grad-cam.js';
import { chainBetween, scoreGradient, type Activations } from './score-gradient.js';

interface Case {
  pooled: boolean;
  features: number[];
  w1: number[];
  b1: number[];
  w2: number[];
  b2: number[];
  gradients: number[][];
  maps: number[][];
}

const golden = JSON.parse(
  readFileSync(new URL('../../test/fixtures/grad-cam.json', import.meta.url), 'utf8'),
) as { gamma: number[]; beta: number[]; cases: Case[] };

const shape = [3, 4, 5] as const;
const floats = (lengths: number[], values: number[]): Float32Tensor =>
  tensor('float32', lengths, Float32Array.from(values));

function headOf({ pooled, w1, b1, w2, b2 }: Case): Network {
  const normalization = {
    ...({ type: 'layerNormalization', name: 'norm', epsilon: 1e-3 } as const),
    gamma: floats([5], golden.gamma),
    beta: floats([5], golden.beta),
  };
  const first: Layer[] = pooled
    ? [
        { type: 'globalAveragePool', name: 'pool', inputs: ['map'] },
        { ...normalization, inputs: ['pool'] },
        { type: 'dropout', name: 'seen', inputs: ['norm'], rate: 0.5 },
      ]
    : [
        { ...normalization, inputs: ['map'] },
        { type: 'flatten', name: 'seen', inputs: ['norm'] },
      ];
  return {
    ...{ name: 'head', input: { name: 'map', shape }, output: 'softmax' },
    layers: [
      ...first,
      dense('fc1', 'seen', { kernel: floats([w1.length / 6, 6], w1), bias: floats([6], b1) }),
      { type: 'relu', name: 'relu', inputs: ['fc1'], negativeSlope: 0 },
      dense('fc2', 'relu', { kernel: floats([6, 3], w2), bias: floats([3], b2) }),
      { type: 'softmax', name: 'softmax', inputs: ['fc2'] },
    ],
  };
}

async function activationsOf(head: Network, features: number[]): Promise<Activations> {
  const names = chainBetween(head, 'map').map(({ name }) => name);
  const engine = await selectEngine();
  await using network = await engine.loadNetwork(head, { outputs: names, threads: 1 });
  const outputs = await network.run(floats([1, ...shape], features));
  const found = names.map((name, at) => [name, required(outputs[at], name).data] as const);
  return new Map<string, ArrayLike<number>>([...found, ['map', features]]);
}

describe('Grad-CAM', () => {
  it.each(golden.cases)('is TensorFlow’s, of a map (pooled: $pooled)', async (each) => {
    const head = headOf(each);
    const activations = await activationsOf(head, each.features);
    each.gradients.forEach((expected, index) => {
      const gradient = scoreGradient(head, 'map', index, activations);
      // Weights and activations are float32 here, float64 there.
      expected.forEach((value, at) => expect(gradient[at]).toBeCloseTo(value, 5));
      const { rows, columns, values } = gradCam(each.features, gradient, shape);
      expect([rows, columns]).toEqual([3, 4]);
      each.maps[index]!.forEach((value, at) => expect(values[at]).toBeCloseTo(value, 5));
    });
  });

  it('is by hand: channels weighed by their mean gradient, what speaks against it 0', () => {
    // Two places, two channels: weights 1 and −2.
    const { values } = gradCam([3, 1, 1, 4], [2, -4, 0, 0], [1, 2, 2]);
    expect([...values]).toEqual([3 - 2, 0]);
  });

  it('leads a gradient through leaky ReLU and sigmoid as their slopes say', () => {
    const leaky = { type: 'relu', name: 'leaky', inputs: ['map'], negativeSlope: 0.1 } as const;
    const network: Network = {
      ...{ name: 'n', input: { name: 'map', shape: [1] }, output: 'sigmoid' },
      layers: [leaky, { type: 'sigmoid', name: 'sigmoid', inputs: ['leaky'] }],
    };
    const activations = new Map([
      ['map', [-2]],
      ['leaky', [-0.2]],
      ['sigmoid', [0.4]],
    ]);
    const [slope] = scoreGradient(network, 'map', 0, activations);
    expect(slope).toBeCloseTo(0.4 * 0.6 * 0.1, 12);
  });

  it('is not led through layers of which the gradient is not known, or of several inputs', () => {
    const layer = { type: 'tanh', name: 'odd', inputs: ['map'] } as const;
    const network: Network = {
      ...{ name: 'odd', input: { name: 'map', shape: [2] }, layers: [layer], output: 'odd' },
    };
    const activations = new Map([
      ['map', [1, 2]],
      ['odd', [1, 2]],
    ]);
    expect(() => scoreGradient(network, 'map', 0, activations)).toThrow(
      expect.objectContaining({ code: 'EXPLAIN_MODEL' }),
    );
    const sum = { type: 'add', name: 'odd', inputs: ['map', 'map'] } as const;
    expect(() => chainBetween({ ...network, layers: [sum] }, 'map')).toThrow(/several inputs/);
  });
});
