import type { Layer } from './layers/layer-types.js';
import { NetworkError } from './network-error.js';
import type { Network } from './network.js';

/**
 * A network of layers: its input is what the first one reads, its output is the last one. Only
 * `validateNetwork` checks whether they fit together.
 *
 * @param name - the name of the network
 * @param shape - of the input, without the batch axis: `(H, W, C)` for pictures
 * @param layers - every layer after all the layers that it reads
 * @throws NetworkError (`NETWORK_GRAPH`) without a layer, or when the first reads nothing.
 */
export function networkOf(name: string, shape: readonly number[], ...layers: Layer[]): Network {
  const input = layers[0]?.inputs[0];
  const output = layers.at(-1)?.name;
  if (input === undefined || output === undefined) {
    throw new NetworkError('NETWORK_GRAPH', `network "${name}" has no layer that reads its input`);
  }
  return { name, input: { name: input, shape }, layers, output };
}
