import type { Network } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import { checkFeatures, checkTrainingBatch } from '../trainer-batch.js';
import { readTrainableHead, type TrainableHead } from '../trainer-head.js';
import { checkSteps, trainerSettings, type TrainerSettings } from '../trainer-options.js';
import { findRows, findRowsFor, listParameters } from '../trainer-rows.js';
import type {
  BatchResult,
  CreateTrainer,
  ParameterPart,
  Trainer,
  TrainerOptions,
  TrainerParameter,
} from '../trainer.js';
import { Turns } from '../turns.js';
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
  options?: TrainerOptions,
): Promise<Trainer> => {
  const head = readTrainableHead(network);
  const settings = trainerSettings(head, options);
  const worker = await TensorFlowWorker.start({ kind: 'train', head, settings });
  return new TensorFlowTrainer(head, settings, worker);
};

class TensorFlowTrainer implements Trainer {
  readonly parameters: readonly TrainerParameter[];
  readonly #head: TrainableHead;
  readonly #settings: TrainerSettings;
  readonly #worker: TensorFlowWorker;
  readonly #turns = new Turns();
  #steps = 0;

  constructor(head: TrainableHead, settings: TrainerSettings, worker: TensorFlowWorker) {
    this.parameters = listParameters(head);
    this.#head = head;
    this.#settings = settings;
    this.#worker = worker;
  }

  get steps(): number {
    return this.#steps;
  }

  set steps(steps: number) {
    checkSteps(steps);
    this.#steps = steps;
  }

  async trainBatch(
    features: Float32Tensor,
    labels: Uint32Array,
    masks: readonly Uint8Array[],
  ): Promise<BatchResult> {
    checkTrainingBatch(this.#head, this.#settings.batchSize, features, labels, masks);
    return this.#turns.take(async () => {
      const step = this.#steps + 1;
      const result = await this.#worker.ask('train', step, copyOf(features), labels, masks);
      this.#steps = step;
      return result;
    });
  }

  async predict(features: Float32Tensor): Promise<Float32Tensor> {
    checkFeatures(this.#head, this.#settings.evaluationBatchSize, features);
    return this.#turns.take(() => this.#worker.ask('predict', copyOf(features)));
  }

  head(): Promise<Network> {
    return this.#turns.take(() => this.#worker.ask('network'));
  }

  async readRows(
    parameter: TrainerParameter,
    part: ParameterPart,
    firstRow: number,
    rows: number,
  ): Promise<Float32Array<ArrayBuffer>> {
    const weight = findRows(this.#head, parameter, firstRow, rows);
    return this.#turns.take(() =>
      this.#worker.ask('readRows', weight.parameter, part, firstRow, rows),
    );
  }

  async writeRows(
    parameter: TrainerParameter,
    part: ParameterPart,
    firstRow: number,
    values: Float32Array<ArrayBuffer>,
  ): Promise<void> {
    const weight = findRowsFor(this.#head, parameter, firstRow, values);
    await this.#turns.take(() =>
      this.#worker.ask('writeRows', weight.parameter, part, firstRow, values),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#worker[Symbol.asyncDispose]();
  }
}
