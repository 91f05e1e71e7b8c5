import { GenderError } from '@gender/core';

/** TensorFlow.js has no layer for one of a network's, or none with its options (`TFJS_NETWORK`). */
export type TfjsErrorCode = 'TFJS_NETWORK';

/** A network cannot be written as a LayersModel; `cause` is the KerasError that tells the layer. */
export class TfjsError extends GenderError<TfjsErrorCode> {
  override readonly name = 'TfjsError';
}
