import { required } from '@gender/core';
import { conv2d, dense, maxPool, NetworkBuilder, relu, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { meanOver255 } from './separable-convolution.js';
import type { WeightTaker } from './weight-taker.js';

/** Rows and columns of the input: those of dlib's face chips, with which the network was trained. */
const SIZE = 150;

/** The mean colour of the training pictures, RGB, 0–255. */
const MEAN = [122.782, 117.001, 104.298];

/** The residual blocks in order: how many filters, and by how much a block reduces the map. */
const blocks: readonly (readonly [name: string, filters: number, stride: 1 | 2])[] = [
  ['conv32_1', 32, 1],
  ['conv32_2', 32, 1],
  ['conv32_3', 32, 1],
  ['conv64_down', 64, 2],
  ['conv64_1', 64, 1],
  ['conv64_2', 64, 1],
  ['conv64_3', 64, 1],
  ['conv128_down', 128, 2],
  ['conv128_1', 128, 1],
  ['conv128_2', 128, 1],
  ['conv256_down', 256, 2],
  ['conv256_1', 256, 1],
  ['conv256_2', 256, 1],
  ['conv256_down_out', 256, 2],
];

/**
 * dlib's residual network of 29 convolutions that tells faces apart, as face-api has it:
 * `(N, 150, 150, 3)` to the 256 values of the layer `pool` and the 128 of the last one, `descriptor`.
 *
 * @throws FaceApiError (`FACE_API_WEIGHTS`) when a weight is missing or has another shape.
 */
export function recognitionNetwork(weights: WeightTaker): Network {
  const builder = new NetworkBuilder({ name: 'image', shape: [SIZE, SIZE, 3] });
  const kernel = weights.convolution('conv32_down', [7, 7, 3, 32]);
  builder.add(conv2d('conv32_down', builder.output, { ...kernel, strides: [2, 2] }));
  builder.add(relu('conv32_down_relu', builder.output));
  builder.add(maxPool('max_pool', builder.output, { poolSize: [3, 3], strides: [2, 2] }));
  for (const block of blocks) addBlock(builder, weights, ...block);
  builder.add({ type: 'globalAveragePool', name: 'pool', inputs: [builder.output] });
  builder.add(dense('descriptor', builder.output, { kernel: weights.take('fc', [256, 128]) }));
  // A face chip is a square that dlib has cut out along the eyes.
  const normalization = { ...meanOver255(MEAN), alignment: 'dlib' };
  return builder.build({ name: 'face-api', normalization });
}

/** Two convolutions beside a shortcut; the first of a block that halves the map has no padding. */
function addBlock(
  builder: NetworkBuilder,
  weights: WeightTaker,
  name: string,
  filters: number,
  stride: 1 | 2,
): void {
  const input = builder.output;
  const channels = channelsOf(builder, input);
  const same = [1, 1, 1, 1] as const;
  const first = weights.convolution(`${name}/conv1`, [3, 3, channels, filters]);
  const second = weights.convolution(`${name}/conv2`, [3, 3, filters, filters]);
  const padding = stride === 1 ? same : undefined;
  builder.add(conv2d(`${name}_conv1`, input, { ...first, strides: [stride, stride], padding }));
  builder.add(relu(`${name}_relu1`, builder.output));
  const main = builder.add(conv2d(`${name}_conv2`, builder.output, { ...second, padding: same }));
  const inputs = stride === 1 ? [main, input] : halved(builder, name, { main, input });
  builder.add({ type: 'add', name: `${name}_add`, inputs });
  builder.add(relu(`${name}_relu2`, builder.output));
}

/**
 * What a block that halves the map adds up: the shortcut is the mean of 2×2 values, with zeros as
 * further channels; the convolutions get a row and a column of zeros where they are smaller.
 */
function halved(
  builder: NetworkBuilder,
  name: string,
  { main, input }: { main: string; input: string },
): string[] {
  const [rows, , filters] = builder.shapeOf(main);
  const pooled = builder.add({
    type: 'averagePool',
    name: `${name}_pool`,
    inputs: [input],
    ...{ poolSize: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] },
  });
  const channels = channelsOf(builder, pooled);
  const shortcut =
    channels === filters
      ? pooled
      : builder.add(
          conv2d(`${name}_widen`, pooled, {
            kernel: widening(channels, required(filters, `the filters of ${main}`)),
          }),
        );
  const isSmaller = rows !== builder.shapeOf(pooled)[0];
  const padding = [0, 1, 0, 1] as const;
  const padded = isSmaller
    ? builder.add({ type: 'zeroPadding', name: `${name}_pad`, inputs: [main], padding })
    : main;
  return [padded, shortcut];
}

/** The kernel of a 1×1 convolution that keeps the channels and gives zeros as those behind them. */
function widening(channels: number, filters: number): Float32Tensor {
  const data = new Float32Array(channels * filters);
  for (let channel = 0; channel < channels; channel += 1) data[channel * filters + channel] = 1;
  return tensor('float32', [1, 1, channels, filters], data);
}

function channelsOf(builder: NetworkBuilder, activation: string): number {
  return required(builder.shapeOf(activation)[2], `the channels of ${activation}`);
}
