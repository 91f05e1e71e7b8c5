import { availableParallelism } from 'node:os';
import type { Network } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import { checkFeatures, checkLabels, checkMasks } from '../trainer-batch.js';
import { readTrainableHead, type TrainableHead } from '../trainer-head.js';
import { adamSettings } from '../trainer-options.js';
import type { BatchResult, CreateTrainer, Trainer, TrainerOptions } from '../trainer.js';
import { checkCount } from './check-count.js';
import { copyOf } from './copy-of.js';
import { TensorFlowWorker } from './worker.js';

/**
 * Creates a trainer on TensorFlow by `@tensorflow/tfjs-node`, in a worker thread of its own; needs
 * four times the memory of the weights.
 *
 * @throws EngineError when the package is missing (`ENGINE_UNAVAILABLE`), the head cannot be
 *   trained (`ENGINE_HEAD`) or an option is out of range (`ENGINE_OPTIONS`).
 */
export const createTensorFlowTrainer: CreateTrainer = async (
  network: Network,
  { adam, batchSize = 32, threads = availableParallelism() }: TrainerOptions = {},
): Promise<Trainer> => {
  checkCount('batchSize', batchSize);
  checkCount('threads', threads);
  const settings = adamSettings(adam);
  const head = readTrainableHead(network);
  const worker = await TensorFlowWorker.start({ kind: 'train', head, adam: settings, threads });
  return new TensorFlowTrainer(head, batchSize, worker);
};

class TensorFlowTrainer implements Trainer {
  readonly #head: TrainableHead;
  readonly #batchSize: number;
  readonly #worker: TensorFlowWorker;

  constructor(head: TrainableHead, batchSize: number, worker: TensorFlowWorker) {
    this.#head = head;
    this.#batchSize = batchSize;
    this.#worker = worker;
  }

  async trainBatch(
    features: Float32Tensor,
    labels: Uint32Array,
    masks: readonly Uint8Array[],
  ): Promise<BatchResult> {
    checkFeatures(this.#head, this.#batchSize, features);
    checkLabels(this.#head, features, labels);
    checkMasks(this.#head, features, masks);
    return this.#worker.ask('train', copyOf(features), labels, masks);
  }

  async predict(features: Float32Tensor): Promise<Float32Tensor> {
    checkFeatures(this.#head, this.#batchSize, features);
    return this.#worker.ask('predict', copyOf(features));
  }

  head(): Promise<Network> {
    return this.#worker.ask('network');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#worker[Symbol.asyncDispose]();
  }
}
