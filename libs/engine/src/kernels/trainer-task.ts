import type { Parameter, ParameterPart, SharedHead } from '@gender/kernels';

/** What a thread of a trainer starts from. */
export interface TrainerThreadData {
  readonly head: SharedHead;
  /** Which of the head's threads it is, from 0. */
  readonly member: number;
}

/** What a thread of a trainer can be asked; `train` and `predict` go to all threads at once. */
export type TrainerTask =
  | { readonly kind: 'train' | 'predict'; readonly pictures: number }
  | ({
      readonly kind: 'read';
      readonly rows: number;
      /** Where they may go; transferred. */
      readonly memory?: ArrayBuffer | undefined;
    } & TrainerRows)
  | ({
      readonly kind: 'write';
      /** Whole rows; transferred. */
      readonly values: Float32Array<ArrayBuffer>;
    } & TrainerRows);

/** Where rows of a parameter, or of a moment of it, begin. */
export interface TrainerRows {
  readonly parameter: Parameter;
  readonly part: ParameterPart;
  readonly firstRow: number;
}

/** The answer to a task; `values` is what `read` asks for, transferred. */
export interface TrainerReply {
  readonly values?: Float32Array<ArrayBuffer>;
}
