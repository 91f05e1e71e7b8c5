import type { Parameter, SharedHead } from '@gender/kernels';

/** What a thread of a trainer starts from. */
export interface TrainerThreadData {
  readonly head: SharedHead;
  /** Which of the head's threads it is, from 0. */
  readonly member: number;
}

/** What a thread of a trainer can be asked; `train` and `predict` go to all threads at once. */
export type TrainerTask =
  | { readonly kind: 'train' | 'predict'; readonly pictures: number }
  | { readonly kind: 'read'; readonly parameter: Parameter }
  | {
      readonly kind: 'write';
      readonly parameter: Parameter;
      /** Whole rows; transferred. */
      readonly values: Float32Array<ArrayBuffer>;
      readonly firstRow: number;
    };

/** The answer to a task; `values` is what `read` asks for, transferred. */
export interface TrainerReply {
  readonly values?: Float32Array<ArrayBuffer>;
}
