import { inferShapes, layerWeights, type Layer, type Network, type Shape } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import { requireChain } from './chain.js';
import { encodeLayer } from './encode-layer.js';
import { KerasError } from './keras-error.js';
import { variableNames } from './layer-variables.js';

/** A layer of a `Sequential`, as it is written. */
export interface SequentialLayer {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly weights: readonly SequentialWeight[];
}

export interface SequentialWeight {
  /** `conv1_1/kernel:0` */
  readonly name: string;
  readonly tensor: Float32Tensor;
}

/** Names that TensorFlow takes for a scope and Keras 3 for a variable's path. */
const KERAS_NAME = /^[A-Za-z0-9.][A-Za-z0-9_.-]*$/;

/**
 * The layers of the flat `Sequential` that equals a network. An activation that follows a
 * convolution or a dense layer becomes that layer's `activation`.
 *
 * @throws KerasError (`KERAS_NETWORK`) when there is none.
 */
export function sequentialLayers(path: string, network: Network): SequentialLayer[] {
  const chain = requireChain(path, network);
  const shapes = inferShapes(network);
  return chain.flatMap((layer, index) => {
    const before = chain[index - 1];
    if (before && fusedActivation(before, layer)) return [];
    const activation = fusedActivation(layer, chain[index + 1]);
    return kerasLayers(path, layer, shapes, before, activation);
  });
}

/** One layer and, where Keras has no word for its padding, one that pads before it. */
function kerasLayers(
  path: string,
  layer: Layer,
  shapes: ReadonlyMap<string, Shape>,
  before: Layer | undefined,
  activation: string | undefined,
): SequentialLayer[] {
  if (!KERAS_NAME.test(layer.name)) {
    throw new KerasError(
      'KERAS_NETWORK',
      `cannot write ${path}: Keras takes no layer named "${layer.name}"; use letters, digits, "_", "-" and "."`,
    );
  }
  const input = shapes.get(layer.inputs[0] ?? '') ?? [];
  const output = shapes.get(layer.name) ?? [];
  const parts = encodeLayer(path, layer, { input, output, before, activation });
  return parts.map(({ className, suffix = '', options }) => ({
    className,
    config: { name: `${layer.name}${suffix}`, trainable: true, dtype: 'float32', ...options },
    weights: suffix === '' ? weightsOf(layer) : [],
  }));
}

function weightsOf(layer: Layer): SequentialWeight[] {
  return layerWeights(layer).map(({ name, tensor }) => ({
    name: `${layer.name}/${variableNames[name]}:0`,
    tensor,
  }));
}

/** Keras' name of the activation that `next` is, when `layer` can carry it. */
function fusedActivation(layer: Layer, next: Layer | undefined): string | undefined {
  if (layer.type !== 'conv2d' && layer.type !== 'dense') return undefined;
  switch (next?.type) {
    case 'relu':
      return next.negativeSlope === 0 ? 'relu' : undefined;
    case 'softmax':
    case 'sigmoid':
    case 'tanh':
      return next.type;
    default:
      return undefined;
  }
}
