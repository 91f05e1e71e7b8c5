import { foldBatchNormalization, subnetwork, type Network } from '@gender/network';
import type { NetworkFormat, ReadNetworkOptions } from '../network-format.js';

/** The reader of files that are read whole, of which the options keep a part. */
export function readWhole(
  readModel: (path: string, options: ReadNetworkOptions) => Promise<{ network: Network }>,
): NonNullable<NetworkFormat['read']> {
  return async (path, options) => {
    const { until, foldBatchNormalization: fold } = options;
    const { network } = await readModel(path, options);
    const kept = until === undefined ? network : subnetwork(network, until);
    return fold ? foldBatchNormalization(kept) : kept;
  };
}
