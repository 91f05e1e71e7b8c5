import type { Network } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import type { TrainableHead } from '../trainer-head.js';
import type { AdamSettings } from '../trainer-options.js';
import type { BatchResult } from '../trainer.js';

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
      readonly threads: number;
      readonly head: TrainableHead;
      readonly adam: AdamSettings;
    };

/** What a thread can be asked, by its task: `run`, or the others. */
export interface TensorFlowCalls {
  run(input: Float32Tensor): Float32Tensor[];
  train(features: Float32Tensor, labels: Uint32Array, masks: readonly Uint8Array[]): BatchResult;
  predict(features: Float32Tensor): Float32Tensor;
  network(): Network;
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
