import type { Layer, Network } from '@gender/network';
import { KerasError } from './keras-error.js';

/**
 * The layers of a network that is a chain, from the input to the output.
 *
 * @throws KerasError (`KERAS_NETWORK`) for any other network: only chains are written.
 */
export function requireChain(path: string, network: Network): readonly Layer[] {
  const { layers, input, output } = network;
  let previous = input.name;
  for (const layer of layers) {
    if (layer.inputs.length !== 1 || layer.inputs[0] !== previous) {
      throw new KerasError(
        'KERAS_NETWORK',
        `cannot write ${path}: layer "${layer.name}" (${layer.type}) reads ${layer.inputs.join(' and ') || 'nothing'}, not "${previous}" alone; only networks whose layers form a chain are written`,
      );
    }
    previous = layer.name;
  }
  if (previous !== output) {
    throw new KerasError(
      'KERAS_NETWORK',
      `cannot write ${path}: the output "${output}" is not the last layer "${previous}"; cut the network there first`,
    );
  }
  return layers;
}
