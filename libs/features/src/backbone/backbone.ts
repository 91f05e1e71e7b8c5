import type { Engine, LoadedNetwork, LoadNetworkOptions } from '@gender/engine';
import type { Normalization } from '@gender/network';

/** What makes features of pictures, whatever file it comes from and whatever computes it. */
export interface Backbone {
  /** Names it in messages. */
  readonly name: string;
  /** SHA-256 of what it computes: equal ones make equal features of equal input. */
  readonly fingerprint: string;
  /** Shape of one picture, `(H, W, 3)`. */
  readonly inputShape: readonly number[];
  /** How pictures were fed to it when it was trained; absent where that is not known. */
  readonly preprocessing?: Normalization | undefined;
  /** Whether it is the original's descriptor, whose file never says how it is fed; default false. */
  readonly isOriginal?: boolean | undefined;
  /** Shape of the features of one picture: a map `(H, W, C)` or a vector `(D)`. */
  readonly featureShape: readonly number[];
  /**
   * Prepares it for running; `run` then takes `(N, …inputShape)` and gives one `(N, …featureShape)`.
   *
   * @throws EngineError when the engine cannot run it.
   */
  load(
    engine: Engine,
    options?: Pick<LoadNetworkOptions, 'threads' | 'overlapping' | 'quantization'>,
  ): Promise<LoadedNetwork>;
}
