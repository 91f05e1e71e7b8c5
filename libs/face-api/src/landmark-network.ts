import { conv2d, dense, NetworkBuilder, relu, type Network } from '@gender/network';
import { addSeparable, meanOver255 } from './separable-convolution.js';
import type { WeightTaker } from './weight-taker.js';

/** Rows and columns of the input. */
const SIZE = 112;

/** The mean colour of the training pictures, RGB, 0–255. */
const MEAN = [122.782, 117.001, 104.298];

/** Filters of the dense blocks, each of which halves rows and columns. */
const FILTERS = [32, 64, 128, 256];

/**
 * face-api's network of 68 points of a face, in the order of iBUG 300-W: four dense blocks (Huang
 * et al. 2017) of separable convolutions, `(N, 112, 112, 3)` to `(N, 136)`: x and y of each point as
 * a share of the width and height of the face's square.
 *
 * @throws FaceApiError (`FACE_API_WEIGHTS`) when a weight is missing or has another shape.
 */
export function landmarkNetwork(weights: WeightTaker): Network {
  const builder = new NetworkBuilder({ name: 'image', shape: [SIZE, SIZE, 3] });
  for (const [index, filters] of FILTERS.entries()) {
    addBlock(builder, weights, `dense${index}`, filters);
  }
  builder.add({ type: 'globalAveragePool', name: 'pool', inputs: [builder.output] });
  const kernel = weights.take('fc/weights', [256, 136]);
  const bias = weights.take('fc/bias', [136]);
  builder.add(dense('points', builder.output, { kernel, bias }));
  return builder.build({ name: 'face-api-landmarks', normalization: meanOver255(MEAN) });
}

/** Four convolutions, each of which reads the rectified sum of all before it. */
function addBlock(
  builder: NetworkBuilder,
  weights: WeightTaker,
  block: string,
  filters: number,
): void {
  // What TensorFlow's "same" adds to an even number of rows and columns at stride 2.
  const halving = { strides: [2, 2], padding: [0, 1, 0, 1] } as const;
  const keeping = { strides: [1, 1], padding: [1, 1, 1, 1] } as const;
  const separable = { filters, ...keeping };
  if (block === 'dense0') {
    const first = weights.biased(`${block}/conv0`, `${block}/conv0/filters`, [3, 3, 3, filters]);
    builder.add(conv2d(`${block}_conv0`, builder.output, { ...first, ...halving }));
  } else {
    const names = { name: `${block}_conv0`, weight: `${block}/conv0` };
    addSeparable(builder, weights, { ...names, filters, ...halving });
  }
  let sum = builder.add(relu(`${block}_relu0`, builder.output));
  for (const index of [1, 2, 3]) {
    const names = { name: `${block}_conv${index}`, weight: `${block}/conv${index}` };
    const output = addSeparable(builder, weights, { ...names, ...separable });
    sum = builder.add({ type: 'add', name: `${block}_add${index}`, inputs: [sum, output] });
    builder.add(relu(`${block}_relu${index}`, sum));
  }
}
