import type { Tensor } from '@gender/tensor';

/** A model as its files hold it. */
export interface TfjsFiles {
  /** The path of `model.json`, for messages. */
  readonly path: string;
  /** What it says. */
  readonly content: unknown;
  /** What its files of weights hold, by name, quantised ones as the numbers that they stand for. */
  readonly weights: ReadonlyMap<string, Tensor>;
}

export interface ReadTfjsOptions {
  /** Rows, columns and channels of the pictures, where the file leaves them open. */
  inputShape?: readonly [height: number, width: number, channels: number] | undefined;
  /** The output to read, by the name of its layer or operator; default: the only one. */
  output?: string | undefined;
}
