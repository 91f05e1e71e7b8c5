import { GenderError } from '@gender/core';

export type TfjsErrorCode =
  /** TensorFlow.js has no layer for one of a network's, or none with its options. */
  | 'TFJS_NETWORK'
  /** No weights manifest, or files that do not hold the weights that it lists. */
  | 'TFJS_WEIGHTS';

/** A network cannot be written as a LayersModel (`cause` is the KerasError that tells the layer), or weights cannot be read. */
export class TfjsError extends GenderError<TfjsErrorCode> {
  override readonly name = 'TfjsError';
}
