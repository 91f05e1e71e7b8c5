import { GenderError } from '@gender/core';

export type TfjsErrorCode =
  /** TensorFlow.js has no layer for one of a network's, or none with its options. */
  | 'TFJS_NETWORK'
  /** No weights manifest, or files that do not hold the weights that it lists. */
  | 'TFJS_WEIGHTS'
  /** No model of TensorFlow.js, or one that is damaged or contradicts itself. */
  | 'TFJS_FORMAT'
  /** A model computes something that no layer expresses: all of it is named. */
  | 'TFJS_OPERATOR'
  /** The size of the pictures is open, or is another than the one given; or there is not exactly one input. */
  | 'TFJS_INPUT'
  /** There are several outputs and none was chosen, or none has the name. */
  | 'TFJS_OUTPUT';

/** A network cannot be written as a LayersModel (`cause` is the KerasError that tells the layer), or a model or its weights cannot be read. */
export class TfjsError extends GenderError<TfjsErrorCode> {
  override readonly name = 'TfjsError';
}
