import { layerShape, type Shape } from './layer-shape.js';
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
    const inputs = layer.inputs.map((input) => {
      const shape = shapes.get(input);
      if (shape !== undefined) return shape;
      const exists = network.layers.some(({ name }) => name === input);
      throw new NetworkError(
        'NETWORK_GRAPH',
        `layer "${layer.name}" (${layer.type}) reads "${input}", which ${exists ? 'does not come before it' : 'does not exist'}`,
      );
    });
    shapes.set(layer.name, layerShape(layer, inputs));
  }
  return shapes;
}
