import { createRandom } from '@gender/core';
import type { Layer, Network } from '@gender/network';
import { elementCount, tensor, zeroTensor, type Float32Tensor } from '@gender/tensor';

/** The arrays of a head with three dense layers, as the golden file names them. */
export interface HeadArrays {
  readonly gamma: Float32Tensor;
  readonly beta: Float32Tensor;
  readonly W1: Float32Tensor;
  readonly c1: Float32Tensor;
  readonly W2: Float32Tensor;
  readonly c2: Float32Tensor;
  readonly W3: Float32Tensor;
  readonly c3: Float32Tensor;
}

/** The published head, small: 2 × 2 positions, 8 channels, dense 16, 8 and 2. */
export function smallHead(arrays: HeadArrays, { dropout = true } = {}): Network {
  const { gamma, beta, W1, c1, W2, c2, W3, c3 } = arrays;
  const drop = (name: string): Unlinked<Layer>[] =>
    dropout ? [{ type: 'dropout', name, rate: 0.5 }] : [];
  return {
    name: 'small head',
    input: { name: 'features', shape: [2, 2, 8] },
    layers: chain([
      { type: 'layerNormalization', name: 'layer_normalization', epsilon: 1e-3, gamma, beta },
      { type: 'flatten', name: 'flatten' },
      { type: 'dense', name: 'fc1', kernel: W1, bias: c1 },
      { type: 'relu', name: 'fc1_relu', negativeSlope: 0 },
      ...drop('dropout'),
      { type: 'dense', name: 'fc2', kernel: W2, bias: c2 },
      { type: 'relu', name: 'fc2_relu', negativeSlope: 0 },
      ...drop('dropout_1'),
      { type: 'dense', name: 'fc3', kernel: W3, bias: c3 },
      { type: 'softmax', name: 'softmax' },
    ]),
    output: 'softmax',
  };
}

/** The same head with random weights. */
export function randomHead(seed = 1): Network {
  const draw = (...shape: number[]): Float32Tensor => randomTensor(shape, seed);
  return smallHead({
    ...{ gamma: draw(8), beta: draw(8), W1: draw(32, 16), c1: draw(16) },
    ...{ W2: draw(16, 8), c2: draw(8), W3: draw(8, 2), c3: draw(2) },
  });
}

export function randomTensor(shape: number[], seed: number): Float32Tensor {
  const random = createRandom(seed).fork(shape.join('×'));
  const data = Float32Array.from({ length: elementCount(shape) }, () => 0.5 * random.normal());
  return tensor('float32', shape, data);
}

/** A head whose step takes some 20 ms: 7 × 7 × 64 inputs, 1024 units. */
export function wideHead(): Network {
  const zeros = (...shape: number[]): Float32Tensor => zeroTensor('float32', shape);
  return {
    name: 'wide head',
    input: { name: 'features', shape: [7, 7, 64] },
    layers: chain([
      { type: 'flatten', name: 'flatten' },
      { type: 'dense', name: 'fc1', kernel: zeros(3136, 1024), bias: zeros(1024) },
      { type: 'relu', name: 'fc1_relu', negativeSlope: 0 },
      { type: 'dense', name: 'fc2', kernel: zeros(1024, 2), bias: zeros(2) },
      { type: 'softmax', name: 'softmax' },
    ]),
    output: 'softmax',
  };
}

type Unlinked<L> = L extends Layer ? Omit<L, 'inputs'> : never;

/** Layers that each read the one before, the first one `features`. */
export function chain(layers: readonly Unlinked<Layer>[]): Layer[] {
  return layers.map((layer, index): Layer => {
    const inputs = [layers[index - 1]?.name ?? 'features'];
    return { ...layer, inputs };
  });
}
