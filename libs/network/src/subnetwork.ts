import type { Layer } from './layers/layer-types.js';
import { NetworkError } from './network-error.js';
import type { Network } from './network.js';

/**
 * The layers on which some outputs depend, those outputs included, in the order of the network.
 *
 * @param outputs - names of layers
 * @throws NetworkError (`NETWORK_LAYER`) when there is no layer of such a name.
 */
export function requiredLayers(network: Network, outputs: readonly string[]): Layer[] {
  const missing = outputs.find((output) => !network.layers.some(({ name }) => name === output));
  if (missing !== undefined) {
    const names = network.layers.map(({ name }) => name).join(', ');
    throw new NetworkError(
      'NETWORK_LAYER',
      `network "${network.name}" has no layer "${missing}"; its layers are ${names}`,
    );
  }
  const required = new Set(outputs);
  return network.layers
    .toReversed()
    .filter((layer) => {
      if (!required.has(layer.name)) return false;
      layer.inputs.forEach((input) => required.add(input));
      return true;
    })
    .reverse();
}

/**
 * The part of a network that ends in one of its layers: that layer and all on which it depends.
 * Class names and temperature stay only where the output stays.
 *
 * @throws NetworkError (`NETWORK_GRAPH`) when there is no such layer.
 */
export function subnetwork(network: Network, output: string): Network {
  const stays = output === network.output;
  return {
    ...network,
    layers: requiredLayers(network, [output]),
    output,
    classes: stays ? network.classes : undefined,
    temperature: stays ? network.temperature : undefined,
  };
}
