import { readNetwork, type ReadNetworkOptions } from '@gender/formats';
import { NetworkBackbone } from './network-backbone.js';

/**
 * Reads a backbone from a file of any format that is read here: what it computes, and so its
 * fingerprint and the rows of its features, do not depend on the format. Of a MatConvNet file the
 * fully connected layers are left out.
 *
 * @throws FormatError when the name of the file tells no format that is read.
 * @throws FeaturesError (`FEATURES_BACKBONE`) when the network does not end in features.
 * @throws what the reader of the format throws.
 */
export async function readBackbone(
  path: string,
  options: Pick<ReadNetworkOptions, 'signal' | 'logger' | 'progress'> = {},
): Promise<NetworkBackbone> {
  const { signal, logger, progress } = options;
  return new NetworkBackbone(
    await readNetwork(path, { includeTop: false, signal, logger, progress }),
  );
}
