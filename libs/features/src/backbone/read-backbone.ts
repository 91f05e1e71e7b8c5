import { readNetwork, type ReadNetworkOptions } from '@gender/formats';
import { NetworkBackbone } from './network-backbone.js';

/** What of a network makes features. */
export interface BackboneChoice {
  /**
   * The layer whose output is the features; default: the last one, of a MatConvNet file and of
   * `face-api` the last before the fully connected layers.
   */
  features?: string | undefined;
}

/**
 * Reads a backbone from a file of any format that is read here: what it computes, and so its
 * fingerprint and the rows of its features, do not depend on the format. `face-api` stands for the
 * network of that npm package.
 *
 * @throws FormatError when the name of the file tells no format that is read.
 * @throws FeaturesError (`FEATURES_BACKBONE`) when the network does not end in features.
 * @throws NetworkError (`NETWORK_GRAPH`) when `features` names no layer; what the reader of the format throws.
 */
export async function readBackbone(
  path: string,
  options: BackboneChoice & Pick<ReadNetworkOptions, 'signal' | 'logger' | 'progress'> = {},
): Promise<NetworkBackbone> {
  const { features: until, signal, logger, progress } = options;
  return new NetworkBackbone(
    await readNetwork(path, { includeTop: false, until, signal, logger, progress }),
  );
}
