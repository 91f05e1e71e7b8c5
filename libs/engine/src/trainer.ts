import type { Network } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';

/** Adam (Kingma & Ba 2015) as Keras computes it: bias correction in the step size, epsilon outside the root. */
export interface AdamOptions {
  /** Default 1e-4. */
  learningRate?: number | undefined;
  /** Default 0.9. */
  beta1?: number | undefined;
  /** Default 0.999. */
  beta2?: number | undefined;
  /** Default 1e-7. */
  epsilon?: number | undefined;
}

export interface TrainerOptions {
  adam?: AdamOptions | undefined;
  /** The largest batch that will be trained or evaluated; default 32. */
  batchSize?: number | undefined;
  /** Threads that compute; default: the number of available cores. The results do not depend on it. */
  threads?: number | undefined;
}

/** What one training step or one evaluated batch says. */
export interface BatchResult {
  /** The mean cross-entropy over the batch, from logits, before the weights change. */
  readonly loss: number;
  /** How many pictures of the batch have their own class as the most probable one. */
  readonly correct: number;
}

/**
 * Trains a head: `layerNormalization`, `flatten`, then dense layers with ReLU and dropout between
 * them, then softmax. Steps are computed off the calling thread.
 */
export interface Trainer extends AsyncDisposable {
  /**
   * One step of Adam on the mean cross-entropy of a batch.
   *
   * @param features - shape `(N, …head.input.shape)`, 1 ≤ N ≤ batchSize
   * @param labels - N class indices
   * @param masks - for each dropout layer in order, N × units bytes: 1 keeps a unit (times 1 / (1 − rate)), 0 drops it
   */
  trainBatch(
    features: Float32Tensor,
    labels: Uint32Array,
    masks: readonly Uint8Array[],
  ): Promise<BatchResult>;
  /** Class probabilities without dropout, shape `(N, classes)`. */
  predict(features: Float32Tensor): Promise<Float32Tensor>;
  /** The head with the current weights, copied. */
  head(): Promise<Network>;
}

/** Creates a trainer for a head that starts from the weights in `head`. */
export type CreateTrainer = (head: Network, options?: TrainerOptions) => Promise<Trainer>;
