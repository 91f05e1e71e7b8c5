import { GenderError } from '@gender/core';

/** What is wrong with a network; see the README for each code. */
export type NetworkErrorCode =
  | 'NETWORK_SCHEMA'
  | 'NETWORK_NAME'
  | 'NETWORK_GRAPH'
  | 'NETWORK_LAYER'
  | 'NETWORK_SHAPE'
  | 'NETWORK_WEIGHTS';

/** A network contradicts itself; the message names the layer. */
export class NetworkError extends GenderError<NetworkErrorCode> {
  override readonly name = 'NetworkError';
}
