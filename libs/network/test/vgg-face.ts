import { tensor, type Float32Tensor } from '@gender/tensor';
import { conv2d, dense, maxPool, relu } from '../src/index.js';
import type { Layer } from '../src/index.js';
import type { Network } from '../src/network.js';

/** The largest kernel is fc6, 7·7·512·4096; memory that nobody touches costs nothing. */
const zeros = new Float32Array(7 * 7 * 512 * 4096);
const weights = (...shape: number[]): Float32Tensor =>
  tensor(
    'float32',
    shape,
    zeros.subarray(
      0,
      shape.reduce((product, each) => product * each, 1),
    ),
  );

const conv = (name: string, input: string, size: number, from: number, to: number): Layer =>
  conv2d(name, input, {
    padding: size === 3 ? [1, 1, 1, 1] : [0, 0, 0, 0],
    kernel: weights(size, size, from, to),
    bias: weights(to),
  });
const fullyConnected = (name: string, input: string, from: number, to: number): Layer =>
  dense(name, input, { kernel: weights(from, to), bias: weights(to) });

/** VGG-Face (Parkhi, Vedaldi, Zisserman 2015, table 3: configuration D, 2 622 identities) with weights of zero. */
export function vggFace(): Network {
  const blocks = [
    [64, 64],
    [128, 128],
    [256, 256, 256],
    [512, 512, 512],
    [512, 512, 512],
  ];
  const layers: Layer[] = [];
  let last = 'image';
  let channels = 3;
  blocks.forEach((widths, block) => {
    widths.forEach((width, index) => {
      const name = `${block + 1}_${index + 1}`;
      layers.push(conv(`conv${name}`, last, 3, channels, width));
      layers.push(relu(`relu${name}`, `conv${name}`));
      last = `relu${name}`;
      channels = width;
    });
    layers.push(maxPool(`pool${block + 1}`, last));
    last = `pool${block + 1}`;
  });
  layers.push(conv('fc6', last, 7, 512, 4096), relu('relu6', 'fc6'));
  layers.push({ type: 'dropout', name: 'dropout6', inputs: ['relu6'], rate: 0.5 });
  layers.push({ type: 'flatten', name: 'flatten', inputs: ['dropout6'] });
  layers.push(fullyConnected('fc7', 'flatten', 4096, 4096), relu('relu7', 'fc7'));
  layers.push(fullyConnected('fc8', 'relu7', 4096, 2622));
  layers.push({ type: 'softmax', name: 'prob', inputs: ['fc8'] });
  return {
    name: 'vgg_face',
    input: { name: 'image', shape: [224, 224, 3] },
    layers,
    output: 'prob',
    classes: Array.from({ length: 2622 }, (_, index) => `person ${index}`),
    normalization: { mean: weights(3), interpolation: 'bicubic' },
  };
}
