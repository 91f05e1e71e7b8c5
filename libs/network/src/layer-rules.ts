import { required } from '@gender/core';
import type { Float32Tensor } from '@gender/tensor';
import { NetworkError } from './network-error.js';
import type { Shape } from './layers/fields.js';
import type { BaseLayer, WeightName } from './layers/layer-definition.js';
import { layerTypes, type Layer, type LayerOf, type LayerType } from './layers/layer-types.js';

/** Any layer, with its type known where the compiler needs it. */
type Typed<T extends LayerType> = LayerOf<T> & BaseLayer & { readonly type: T };

/** One array of weights of a layer. */
export interface LayerWeight {
  /** The field of the layer that holds it. */
  readonly name: WeightName;
  readonly tensor: Float32Tensor;
}

/** The name of what a layer reads first; only those that merge read more. */
export function firstInput({ name, inputs }: BaseLayer): string {
  return required(inputs[0], `the input of layer "${name}"`);
}

/**
 * The shape that a layer makes of the shapes of its inputs, all without the batch axis.
 *
 * @throws NetworkError when the layer cannot take them (`NETWORK_SHAPE`) or reads nothing (`NETWORK_GRAPH`).
 */
export function layerShape<T extends LayerType>(layer: Typed<T>, inputs: readonly Shape[]): Shape {
  const [input, ...others] = requireInput(layer, inputs);
  return layerTypes[layer.type].outputShape(layer, input, others);
}

/** The weights that a layer has, in the order in which Keras lists them. */
export function layerWeights<T extends LayerType>(layer: Typed<T>): LayerWeight[] {
  const weights = layerTypes[layer.type].weights(layer);
  return weights.flatMap(([name, tensor]) => (tensor === undefined ? [] : [{ name, tensor }]));
}

/** Multiplications with a following addition for one picture. @throws NetworkError as `layerShape`. */
export function layerMultiplyAdds<T extends LayerType>(
  layer: Typed<T>,
  inputs: readonly Shape[],
): number {
  const [input] = requireInput(layer, inputs);
  return layerTypes[layer.type].multiplyAdds(layer, input, layerShape(layer, inputs));
}

/** Whether a layer makes a fixed number of values of its input, so that the input must have one size. */
export function fixesSize(layer: Layer, inputs: readonly Shape[]): boolean {
  const [input] = requireInput(layer, inputs);
  return layerTypes[layer.type].fixesSize(input);
}

function requireInput(
  { name, type }: BaseLayer,
  [input, ...others]: readonly Shape[],
): [Shape, ...Shape[]] {
  if (input !== undefined) return [input, ...others];
  throw new NetworkError('NETWORK_GRAPH', `layer "${name}" (${type}) reads nothing`);
}
