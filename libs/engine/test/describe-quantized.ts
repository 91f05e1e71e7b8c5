import { createRandom } from '@gender/core';
import {
  conv2d,
  maxPool,
  networkOf,
  relu,
  type Conv2dOptions,
  type Layer,
  type Network,
} from '@gender/network';
import type { Quantization } from '@gender/onnx';
import { tensor } from '@gender/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../src/engine.js';
import { runQuantized } from './quantized-reference.js';
import { randomTensor } from './small-head.js';

/** What an engine that computes in 8-bit integers must pass. */
export function describeQuantized(create: () => Promise<Engine>): void {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });

  const run = async (network: Network, quantization?: Quantization): Promise<Float32Array> => {
    await using loaded = await engine.loadNetwork(network, { threads: 1, quantization });
    const [output] = await loaded.run(tensor('float32', [1, ...network.input.shape], picture()));
    return output!.data;
  };

  describe('quantised networks', () => {
    it.each(cases)(
      '$title: the levels of the specification, weights of $bits bits',
      async (each) => {
        const { network, bits: weightBits } = each;
        const quantization = { ranges, weightBits };
        const expected = runQuantized(network, quantization, picture());
        expect(new Set(expected).size).toBeGreaterThan(10);
        expect(await run(network, quantization)).toEqual(expected);
      },
    );

    it('computes the rest in float32, from the same values', async () => {
      const tail: Layer[] = [
        { type: 'tanh', name: 'tanh', inputs: ['pool'] },
        { type: 'globalAveragePool', name: 'means', inputs: ['tanh'] },
      ];
      const [quantized, whole] = [chain(), chain(...tail)];
      const values = await run(quantized, { ranges, weightBits: 8 });
      const means = await run(whole, { ranges, weightBits: 8 });
      const expected = Array.from(means.keys(), (channel) => {
        const column = values.filter((_, index) => index % means.length === channel);
        return column.reduce((sum, value) => sum + Math.tanh(value), 0) / column.length;
      });
      means.forEach((mean, index) => expect(mean).toBeCloseTo(expected[index]!, 5));
    });

    it('leaves convolutions in float32 that are listed, and those without a range', async () => {
      const float = await run(chain());
      const listed = { ranges, weightBits: 8, floatLayers: ['conv1', 'conv2'] } as const;
      expect(await run(chain(), listed)).toEqual(float);
      expect(await run(chain(), { ranges: {}, weightBits: 8 })).toEqual(float);
    });

    it('comes closer to float32 with its first layer in float32', async () => {
      const float = await run(chain());
      const distance = (values: Float32Array): number =>
        values.reduce((sum, value, index) => sum + (value - float[index]!) ** 2, 0);
      const all = distance(await run(chain(), { ranges, weightBits: 7 }));
      const some = distance(await run(chain(), { ranges, weightBits: 7, floatLayers: ['conv1'] }));
      expect(some).toBeGreaterThan(0);
      expect(some).toBeLessThan(all);
    });
  });
}

const convolution = (
  name: string,
  input: string,
  shape: readonly [number, number, number, number],
  more: Partial<Conv2dOptions> = {},
): Layer =>
  conv2d(name, input, {
    padding: [1, 1, 1, 1],
    kernel: randomTensor([...shape], 1),
    bias: randomTensor([shape[3]], 2),
    ...more,
  });

const small = (...layers: Layer[]): Network => networkOf('small', [7, 9, 3], ...layers);

/** As in VGG: two convolutions with ReLU, a pool; then what a test wants to see after them. */
function chain(...tail: Layer[]): Network {
  return small(
    convolution('conv1', 'image', [3, 3, 3, 8]),
    relu('relu1', 'conv1'),
    { type: 'dropout', name: 'dropout', inputs: ['relu1'], rate: 0.5 },
    convolution('conv2', 'dropout', [3, 3, 8, 16]),
    relu('relu2', 'conv2'),
    maxPool('pool', 'relu2', { padding: [1, 0, 0, 1] }),
    ...tail,
  );
}

const ranges = {
  image: { min: -1.5, max: 1.7 },
  relu1: { min: 0, max: 3.5 },
  relu2: { min: 0, max: 9 },
  strided: { min: -6, max: 5 },
};

const strided = small(
  convolution('conv1', 'image', [3, 3, 3, 8]),
  relu('relu1', 'conv1'),
  convolution('strided', 'relu1', [3, 2, 4, 6], {
    strides: [2, 1],
    padding: [0, 1, 2, 0],
    dilation: [1, 2],
    groups: 2,
    bias: undefined,
  }),
);

const cases = ([7, 8] as const).flatMap((bits) => [
  { title: 'convolutions, ReLUs, dropout and a pool', network: chain(), bits },
  { title: 'groups, strides, dilation, uneven margins, no bias, no ReLU', network: strided, bits },
]);

function picture(): Float32Array<ArrayBuffer> {
  const random = createRandom(3);
  return Float32Array.from({ length: 7 * 9 * 3 }, () => 0.7 * random.normal());
}
