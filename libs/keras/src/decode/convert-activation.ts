import type { LayerContext } from './layer-context.js';

/** The slope of Keras' `leaky_relu` function; the `LeakyReLU` layer has one of its own. */
const LEAKY_RELU_SLOPE = 0.2;

/**
 * Adds an activation function as a layer.
 *
 * @param activation - its Keras name; `linear` adds nothing
 * @param name - of the new layer
 * @returns the name of what it gives
 * @throws KerasError (`KERAS_UNSUPPORTED`) for functions that networks do not have.
 */
export function addActivation(
  layer: LayerContext,
  activation: string,
  name: string,
  input = layer.input,
): string {
  switch (activation) {
    case 'linear':
      return input;
    case 'relu':
      return layer.emit({ type: 'relu', negativeSlope: 0 }, name, [input]);
    case 'leaky_relu':
      return layer.emit({ type: 'relu', negativeSlope: LEAKY_RELU_SLOPE }, name, [input]);
    case 'softmax':
    case 'sigmoid':
    case 'tanh':
      return layer.emit({ type: activation }, name, [input]);
    default:
      throw layer.unsupported(`the activation "${activation}", which networks do not have`);
  }
}
