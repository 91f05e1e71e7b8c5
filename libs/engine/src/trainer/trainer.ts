import type { LossOptions } from '@gender/kernels';
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
  /** Default: Keras', with a learning rate of 1e-4. */
  adam?: AdamOptions | undefined;
  /** Default: the mean cross-entropy alone. */
  loss?: LossOptions | undefined;
  /** The largest batch that will be trained or evaluated; default 32. */
  batchSize?: number | undefined;
  /** The largest batch that `predict` takes; default: `batchSize`. */
  evaluationBatchSize?: number | undefined;
  /** Threads that compute; default: the number of available cores. The results do not depend on it. */
  threads?: number | undefined;
}

/** A trainable array of a head. */
export interface TrainerParameter {
  /** The name of the layer that it belongs to. */
  readonly layer: string;
  readonly name: 'gamma' | 'beta' | 'kernel' | 'bias';
  /** `(inputs, units)` of a kernel, one axis else. */
  readonly shape: readonly number[];
}

/** The parameter itself, or Adam's first or second moment of it. */
export type ParameterPart = 'value' | 'momentum' | 'variance';

/** What one training step or one evaluated batch says. */
export interface BatchResult {
  /**
   * The loss of the batch before the weights change, as Keras reports it: the mean cross-entropy
   * from logits with label smoothing and class weights, plus the L2 penalty.
   */
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

  /** Every trainable array, in the order of Keras' `get_weights()`. */
  readonly parameters: readonly TrainerParameter[];
  /** Steps of Adam taken so far; a checkpoint sets it before training goes on. */
  steps: number;
  /**
   * A copy of some rows (along the first axis) of a parameter or of a moment of it, bit for bit.
   *
   * @param memory - may be used for the copy, and is then the caller's no longer: that of an earlier
   *   copy which is of no more use; default: new memory
   * @returns rows `firstRow` up to but not including `firstRow + rows`, row-major
   */
  readRows(
    parameter: TrainerParameter,
    part: ParameterPart,
    firstRow: number,
    rows: number,
    memory?: ArrayBuffer,
  ): Promise<Float32Array<ArrayBuffer>>;
  /** Puts whole rows back from `firstRow` on; their memory may go over to another thread. */
  writeRows(
    parameter: TrainerParameter,
    part: ParameterPart,
    firstRow: number,
    values: Float32Array<ArrayBuffer>,
  ): Promise<void>;
}

/** Creates a trainer for a head that starts from the weights in `head`. */
export type CreateTrainer = (head: Network, options?: TrainerOptions) => Promise<Trainer>;
