import type { Parameter } from '@gender/kernels';
import type { Network } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import type { TrainableHead } from '../trainer-head.js';
import type { TrainerSettings } from '../trainer-options.js';
import type { BatchResult, ParameterPart } from '../trainer.js';

/** What a thread is for: to run a network or to train a head. */
export type TensorFlowTask =
  | {
      readonly kind: 'run';
      readonly threads: number;
      readonly network: Network;
      readonly outputs: readonly string[];
    }
  | {
      readonly kind: 'train';
      readonly head: TrainableHead;
      readonly settings: TrainerSettings;
    };

/** What a thread can be asked, by its task: `run`, or the others. */
export interface TensorFlowCalls {
  run(input: Float32Tensor): Float32Tensor[];
  train(
    step: number,
    features: Float32Tensor,
    labels: Uint32Array,
    masks: readonly Uint8Array[],
  ): BatchResult;
  predict(features: Float32Tensor): Float32Tensor;
  network(): Network;
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

/** A question to the thread; it answers one after the other. */
export interface TensorFlowQuestion {
  readonly call: keyof TensorFlowCalls;
  readonly args: readonly unknown[];
}

/** The first thing that a thread says, and its answers: what it was asked for, or why not. */
export type TensorFlowReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unavailable'; readonly cause: unknown }
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly cause: unknown };
