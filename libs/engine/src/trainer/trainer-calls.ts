import type { Parameter, ParameterPart, SharedHead } from '@gender/kernels';

/** What a thread of a trainer starts from. */
export interface TrainerThreadData {
  readonly head: SharedHead;
  /** Which of the head's threads it is, from 0. */
  readonly member: number;
}

/** What a thread of a trainer can be asked; `train` and `predict` go to all threads at once. */
export interface TrainerCalls {
  /** Answered when the thread takes part. */
  join(): void;
  train(pictures: number): void;
  predict(pictures: number): void;
  /** @param memory - where the rows may go */
  read(place: RowRange, memory?: ArrayBuffer): Float32Array<ArrayBuffer>;
  /** @param values - whole rows */
  write(place: FirstRow, values: Float32Array<ArrayBuffer>): void;
}

/** Where rows of a parameter, or of a moment of it, begin. */
export interface FirstRow {
  readonly parameter: Parameter;
  readonly part: ParameterPart;
  readonly firstRow: number;
}

/** Some rows of a parameter, or of a moment of it. */
export interface RowRange extends FirstRow {
  readonly rows: number;
}
