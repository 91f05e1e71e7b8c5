import { layerShape } from './layer-rules.js';
import type { Shape } from './layers/fields.js';
import type { BaseLayer } from './layers/layer-definition.js';
import { NetworkError } from './network-error.js';
import type { Network } from './network.js';

/**
 * The shape of every activation without the batch axis, by the name of the layer (and of the
 * network's input), in the order of the layers.
 *
 * @throws NetworkError when a layer reads what does not come before it (`NETWORK_GRAPH`) or
 *   cannot take the shape of what it reads (`NETWORK_SHAPE`).
 */
export function inferShapes(network: Network): Map<string, Shape> {
  const shapes = new Map<string, Shape>([[network.input.name, network.input.shape]]);
  for (const layer of network.layers) {
    shapes.set(layer.name, layerShape(layer, inputShapes(layer, shapes, network.layers)));
  }
  return shapes;
}

/**
 * The shapes of what a layer reads.
 *
 * @param shapes - by the names of activations
 * @param layers - all layers, for the message
 * @throws NetworkError (`NETWORK_GRAPH`) when there is no shape of an input.
 */
export function inputShapes(
  layer: BaseLayer,
  shapes: ReadonlyMap<string, Shape>,
  layers: readonly BaseLayer[] = [],
): Shape[] {
  return layer.inputs.map((input) => {
    const shape = shapes.get(input);
    if (shape !== undefined) return shape;
    const exists = layers.some(({ name }) => name === input);
    throw new NetworkError(
      'NETWORK_GRAPH',
      `layer "${layer.name}" (${layer.type}) reads "${input}", which ${exists ? 'does not come before it' : 'does not exist'}`,
    );
  });
}
