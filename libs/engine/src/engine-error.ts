import { GenderError } from '@gender/core';

/** What an `EngineError` is about. */
export type EngineErrorCode =
  /** An input has another shape than the network reads. */
  | 'ENGINE_SHAPE'
  /** The software of an engine cannot be loaded here. */
  | 'ENGINE_UNAVAILABLE'
  /** A device is not there, or lacks what a network needs. */
  | 'ENGINE_DEVICE'
  /** An option is out of its range. */
  | 'ENGINE_OPTIONS'
  /** A network is not a head that can be trained. */
  | 'ENGINE_HEAD'
  /** The engine failed while it loaded, ran or trained a network, or was used after its end. */
  | 'ENGINE_FAILED';

/** A network cannot be loaded, run or trained. */
export class EngineError extends GenderError<EngineErrorCode> {
  override readonly name = 'EngineError';
}
