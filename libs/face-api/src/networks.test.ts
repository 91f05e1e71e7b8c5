import { openTfjsWeights } from '@gender/keras/tfjs/node';
import { inferShapes, NetworkBuilder, type Network } from '@gender/network';
import { tensor, type Tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { detectorNetwork } from './detector-network.js';
import { landmarkNetwork } from './landmark-network.js';
import { locatePackageFile } from './locate-package-file.js';
import { recognitionNetwork } from './recognition-network.js';
import { addSeparable, meanOver255 } from './separable-convolution.js';
import { WeightTaker } from './weight-taker.js';

const networks: [string, string, (weights: WeightTaker) => Network][] = [
  ['recognition', 'face_recognition_model', recognitionNetwork],
  ['detector', 'tiny_face_detector_model', detectorNetwork],
  ['points', 'face_landmark_68_model', landmarkNetwork],
];

/** A weight of ones, which need no file. */
const ones = (...shape: number[]): Tensor => {
  const count = shape.reduce((product, length) => product * length, 1);
  return tensor('float32', shape, new Float32Array(count).fill(1));
};

describe.each(networks)('the network of %s', (_, model, build) => {
  /** The installed weights. */
  async function readWeights(): Promise<Map<string, Tensor>> {
    const manifest = locatePackageFile(`${model}-weights_manifest.json`);
    return (await openTfjsWeights(manifest)).read();
  }

  it('takes every weight of its file, and no other', async () => {
    const weights = await readWeights();
    const taken = new Set<string>();
    const watched = new WeightTaker('m.json', {
      ...{ size: weights.size, has: (name: string) => weights.has(name) },
      get: (name: string) => {
        taken.add(name);
        return weights.get(name);
      },
    } as ReadonlyMap<string, Tensor>);
    build(watched);
    expect([...taken].sort()).toEqual([...weights.keys()].sort());
  });

  it('refuses a weight of another shape, whichever it is', async () => {
    const weights = await readWeights();
    const names = [...weights.keys()];
    // The first, one in the middle and the last.
    for (const name of [names[0]!, names[names.length >> 1]!, names.at(-1)!]) {
      const others = new Map(weights).set(name, ones(7));
      expect(() => build(new WeightTaker('m.json', others))).toThrow(
        expect.objectContaining({
          code: 'FACE_API_WEIGHTS',
          message: expect.stringContaining(
            `the weight "${name}" of m.json is float32 of shape (7,); expected float32 of shape (`,
          ) as string,
        }),
      );
    }
  });
});

describe('a separable convolution', () => {
  it('is a filter for each channel, in the order of the file, then a mixture of channels', () => {
    // (3, 3, 2, 1) of the file: the two channels of each place beside each other.
    const filters = Float32Array.from({ length: 18 }, (_, index) => index);
    const mixture = Float32Array.of(1, 2, 3, 4, 5, 6);
    const weights = new WeightTaker(
      'm.json',
      new Map<string, Tensor>([
        ['w/depthwise_filter', tensor('float32', [3, 3, 2, 1], filters)],
        ['w/pointwise_filter', tensor('float32', [1, 1, 2, 3], mixture)],
        ['w/bias', tensor('float32', [3], Float32Array.of(7, 8, 9))],
      ]),
    );
    const builder = new NetworkBuilder({ name: 'input', shape: [6, 4, 2] });
    const how = { filters: 3, strides: [2, 2], padding: [0, 1, 0, 1] } as const;
    expect(addSeparable(builder, weights, { name: 'mixed', weight: 'w', ...how })).toBe('mixed');
    const network = builder.build({ name: 'separable' });
    expect(network.layers).toMatchObject([
      { name: 'mixed_depthwise', groups: 2, strides: [2, 2], padding: [0, 1, 0, 1] },
      { name: 'mixed', groups: 1, strides: [1, 1], inputs: ['mixed_depthwise'] },
    ]);
    // ⌊(6 + 1 − 3) / 2⌋ + 1 rows, ⌊(4 + 1 − 3) / 2⌋ + 1 columns.
    const shapes = inferShapes(network);
    expect(shapes.get('mixed_depthwise')).toEqual([3, 2, 2]);
    expect(shapes.get('mixed')).toEqual([3, 2, 3]);
    const values = network.layers.map((layer) => 'kernel' in layer && layer.kernel);
    expect(values).toEqual([
      tensor('float32', [3, 3, 1, 2], filters),
      tensor('float32', [1, 1, 2, 3], mixture),
    ]);
  });
});

it('feeds (x − mean) / 255', () => {
  const { mean, scale } = meanOver255([100, 50, 0]);
  expect([...mean.data]).toEqual([100, 50, 0]);
  expect([...scale!.data]).toEqual(Array(3).fill(Math.fround(1 / 255)));
});
