import { foldBatchNormalization, subnetwork, type Network } from '@gender/network';
import type { ReadNetworkOptions } from '../network-format.js';

/** What the options keep of a network whose reader always reads it whole. */
export function keepPart(network: Network, options: ReadNetworkOptions): Network {
  const kept = options.until === undefined ? network : subnetwork(network, options.until);
  return options.foldBatchNormalization ? foldBatchNormalization(kept) : kept;
}
