import { inferShapes, inputShapes } from './infer-shapes.js';
import { layerMultiplyAdds, layerWeights } from './layer-rules.js';
import type { Layer } from './layers/layer-types.js';
import type { Network } from './network.js';

/** A count for each layer and in total. */
export interface LayerCounts {
  readonly total: number;
  /** By the name of the layer, in the order of the layers. */
  readonly byLayer: ReadonlyMap<string, number>;
}

/** How many weights there are, fixed statistics of batch normalisation included, as Keras counts them. */
export function countParameters(network: Network): LayerCounts {
  return countEach(network, (layer) =>
    layerWeights(layer).reduce((sum, { tensor }) => sum + tensor.data.length, 0),
  );
}

/**
 * How many multiplications with a following addition the convolutions, transposed ones included,
 * and dense layers need for one picture. Biases and other layers do not count; windows that reach
 * into the padding, or results that are cut off, count in full.
 *
 * @throws NetworkError when shapes do not fit.
 */
export function countMultiplyAdds(network: Network): LayerCounts {
  const shapes = inferShapes(network);
  return countEach(network, (layer) => layerMultiplyAdds(layer, inputShapes(layer, shapes)));
}

function countEach(network: Network, count: (layer: Layer) => number): LayerCounts {
  const byLayer = new Map(network.layers.map((layer) => [layer.name, count(layer)]));
  return { byLayer, total: [...byLayer.values()].reduce((sum, each) => sum + each, 0) };
}
