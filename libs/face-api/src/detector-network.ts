import { conv2d, maxPool, NetworkBuilder, relu, type Network } from '@gender/network';
import { addSeparable, meanOver255 } from './separable-convolution.js';
import type { WeightTaker } from './weight-taker.js';

/** Rows and columns of the input that the network was trained with; others do as well. */
const SIZE = 416;

/** The mean colour of the training pictures, RGB, 0–255. */
const MEAN = [117.001, 114.697, 97.404];

/** Filters of the separable convolutions, in order. */
const FILTERS = [32, 64, 128, 256, 512];

/** The boxes of each place: for each x, y, width, height and score. */
const ANCHORS = 5;

/**
 * face-api's tiny face detector, a Tiny YOLO v2 (Redmon & Farhadi 2017) of separable convolutions:
 * `(N, H, W, 3)`, height and width multiples of 32, to `(N, H / 32, W / 32, 25)`: for each of five
 * anchors x, y, width, height and score, before sigmoid and exponential.
 *
 * @throws FaceApiError (`FACE_API_WEIGHTS`) when a weight is missing or has another shape.
 */
export function detectorNetwork(weights: WeightTaker): Network {
  const builder = new NetworkBuilder({ name: 'image', shape: [SIZE, SIZE, 3], anySize: true });
  const padding = [1, 1, 1, 1] as const;
  const first = weights.biased('conv0', 'conv0/filters', [3, 3, 3, 16]);
  builder.add(conv2d('conv0', builder.output, first));
  builder.add(relu('conv0_relu', builder.output, 0.1));
  for (const [index, filters] of FILTERS.entries()) {
    // The first convolution has no padding, so the second pool has an odd number of rows and columns.
    const odd = { padding: [0, 1, 0, 1] } as const;
    builder.add(maxPool(`pool${index}`, builder.output, index === 1 ? odd : {}));
    const name = `conv${index + 1}`;
    addSeparable(builder, weights, { name, weight: name, filters, strides: [1, 1], padding });
    builder.add(relu(`${name}_relu`, builder.output, 0.1));
  }
  const overlapping = { strides: [1, 1], padding: [0, 1, 0, 1] } as const;
  builder.add(maxPool('pool5', builder.output, overlapping));
  const values = ANCHORS * 5;
  const last = weights.biased('conv8', 'conv8/filters', [1, 1, 512, values]);
  builder.add(conv2d('boxes', builder.output, last));
  return builder.build({ name: 'face-api-detector', normalization: meanOver255(MEAN) });
}
