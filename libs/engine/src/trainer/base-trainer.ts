import { Mutex, zip } from '@gender/core';
import type { Parameter } from '@gender/kernels';
import type { Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { EngineError } from '../engine-error.js';
import { checkFeatures, checkTrainingBatch, type CheckedBatch } from './trainer-batch.js';
import { withWeights, type TrainableHead } from './trainer-head.js';
import { checkSteps, type TrainerSettings } from './trainer-options.js';
import { findRows, findRowsFor, listParameters } from './trainer-rows.js';
import type { BatchResult, ParameterPart, Trainer, TrainerParameter } from './trainer.js';

/** What computes for a trainer. It gets one call at a time, and only what fits the head. */
export interface TrainerBackend extends AsyncDisposable {
  /** @param step - of Adam, from 1 */
  train(step: number, batch: CheckedBatch): Promise<BatchResult>;
  predict(features: Float32Tensor): Promise<Float32Tensor>;
  /** @param memory - may be used for the copy */
  readRows(
    parameter: Parameter,
    part: ParameterPart,
    firstRow: number,
    rows: number,
    memory?: ArrayBuffer,
  ): Promise<Float32Array<ArrayBuffer>>;
  writeRows(
    parameter: Parameter,
    part: ParameterPart,
    firstRow: number,
    values: Float32Array<ArrayBuffer>,
  ): Promise<void>;
}

/** A trainer on any backend: checks what it gets, keeps the order of calls, counts steps, ends once. */
export class BaseTrainer implements Trainer {
  readonly parameters: readonly TrainerParameter[];
  readonly #head: TrainableHead;
  readonly #settings: TrainerSettings;
  readonly #mutex = new Mutex();
  #backend: TrainerBackend | undefined;
  #steps = 0;

  constructor(head: TrainableHead, settings: TrainerSettings, backend: TrainerBackend) {
    this.parameters = listParameters(head);
    this.#head = head;
    this.#settings = settings;
    this.#backend = backend;
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
    const backend = this.#alive();
    const { batchSize } = this.#settings;
    const batch = checkTrainingBatch(this.#head, batchSize, features, labels, masks);
    return this.#mutex.run(async () => {
      const step = this.#steps + 1;
      const result = await backend.train(step, batch);
      this.#steps = step;
      return result;
    });
  }

  async predict(features: Float32Tensor): Promise<Float32Tensor> {
    const backend = this.#alive();
    checkFeatures(this.#head, this.#settings.evaluationBatchSize, features);
    return this.#mutex.run(() => backend.predict(features));
  }

  async head(): Promise<Network> {
    const backend = this.#alive();
    return this.#mutex.run(async () => {
      const weights: Float32Tensor[] = [];
      for (const [{ parameter }, { shape }] of zip(this.#head.weights, this.parameters)) {
        const [rows = 1] = shape;
        weights.push(tensor('float32', shape, await backend.readRows(parameter, 'value', 0, rows)));
      }
      return withWeights(this.#head, weights);
    });
  }

  async readRows(
    parameter: TrainerParameter,
    part: ParameterPart,
    firstRow: number,
    rows: number,
    memory?: ArrayBuffer,
  ): Promise<Float32Array<ArrayBuffer>> {
    const backend = this.#alive();
    const weight = findRows(this.#head, parameter, firstRow, rows);
    return this.#mutex.run(() => backend.readRows(weight.parameter, part, firstRow, rows, memory));
  }

  async writeRows(
    parameter: TrainerParameter,
    part: ParameterPart,
    firstRow: number,
    values: Float32Array<ArrayBuffer>,
  ): Promise<void> {
    const backend = this.#alive();
    const weight = findRowsFor(this.#head, parameter, firstRow, values);
    await this.#mutex.run(() => backend.writeRows(weight.parameter, part, firstRow, values));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const backend = this.#backend;
    this.#backend = undefined;
    await backend?.[Symbol.asyncDispose]();
  }

  #alive(): TrainerBackend {
    if (this.#backend) return this.#backend;
    throw new EngineError('ENGINE_FAILED', 'the trainer was disposed of; create another');
  }
}
