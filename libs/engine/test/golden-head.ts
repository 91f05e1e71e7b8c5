import { readFileSync } from 'node:fs';
import { tensor, type Float32Tensor } from '@gender/tensor';
import type { TrainerOptions } from '../src/trainer/trainer.js';
import type { HeadArrays } from './small-head.js';

interface GoldenArray {
  readonly shape: number[];
  readonly data: number[];
}

interface Golden {
  readonly initial: Record<keyof HeadArrays | 'x' | 'y', GoldenArray>;
  readonly masks: Record<'mask1' | 'mask2', GoldenArray>;
  readonly after: Record<keyof HeadArrays | 'prob', GoldenArray>;
  readonly afterWithMasks: Record<keyof HeadArrays | 'prob', GoldenArray>;
  readonly history: {
    readonly learning_rate: number;
    readonly loss_before_step: number[];
    readonly loss_after: number;
    readonly with_dropout: {
      readonly loss_before_step: number[];
      readonly loss_after_without_masks: number;
    };
  };
}

/** Five steps of Adam by independent software; see fixtures/README.md. */
export const golden = JSON.parse(
  readFileSync(new URL('./fixtures/head.json', import.meta.url), 'utf8'),
) as Golden;

interface KerasLosses {
  readonly cases: Readonly<
    Record<
      string,
      {
        readonly options: TrainerOptions['loss'];
        readonly losses: readonly number[];
        readonly after: Record<keyof HeadArrays, GoldenArray>;
      }
    >
  >;
}

/** The same head trained by Keras on TensorFlow with further parts of the loss; see fixtures/README.md. */
export const kerasLosses = JSON.parse(
  readFileSync(new URL('./fixtures/losses.json', import.meta.url), 'utf8'),
) as KerasLosses;

export function goldenTensor({ shape, data }: GoldenArray): Float32Tensor {
  return tensor('float32', shape, Float32Array.from(data));
}

/** The weights before the first step, or after the last. */
export function headArrays(arrays: Record<keyof HeadArrays, GoldenArray>): HeadArrays {
  return {
    gamma: goldenTensor(arrays.gamma),
    beta: goldenTensor(arrays.beta),
    W1: goldenTensor(arrays.W1),
    c1: goldenTensor(arrays.c1),
    W2: goldenTensor(arrays.W2),
    c2: goldenTensor(arrays.c2),
    W3: goldenTensor(arrays.W3),
    c3: goldenTensor(arrays.c3),
  };
}

/** The mask of a dropout layer at one step, `(pictures, units)`. */
export function goldenMask({ shape, data }: GoldenArray, step: number): Uint8Array {
  const [, pictures = 0, units = 0] = shape;
  const size = pictures * units;
  return Uint8Array.from(data.slice(step * size, (step + 1) * size), (kept) => Number(kept > 0));
}
