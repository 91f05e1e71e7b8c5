import type { Parameter } from '@gender/kernels';
import type { Network } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import type { CheckedBatch } from '../trainer/trainer-batch.js';
import type { TrainableHead } from '../trainer/trainer-head.js';
import type { TrainerSettings } from '../trainer/trainer-options.js';
import type { BatchResult, ParameterPart } from '../trainer/trainer.js';

/**
 * What a thread with TensorFlow can be asked: first to load it, then to prepare a network and run
 * it, or to prepare a head and train it.
 */
export interface TensorFlowCalls {
  /** @param threads - that compute */
  load(threads: number): void;
  prepareNetwork(network: Network, outputs: readonly string[]): void;
  run(input: Float32Tensor): Float32Tensor[];

  prepareHead(head: TrainableHead, settings: TrainerSettings): void;
  /** @param step - of Adam, from 1 */
  train(step: number, batch: CheckedBatch): BatchResult;
  predict(features: Float32Tensor): Float32Tensor;
  readRows(
    parameter: Parameter,
    part: ParameterPart,
    firstRow: number,
    rows: number,
  ): Float32Array<ArrayBuffer>;
  writeRows(
    parameter: Parameter,
    part: ParameterPart,
    firstRow: number,
    values: Float32Array<ArrayBuffer>,
  ): void;
}
