import type { Normalization } from '@gender/network';

/** What an ONNX file holds, as plain data. */
export interface OnnxModel {
  /** The name of its graph. */
  readonly name: string;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** In the order in which they are computed. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  /** What the components of the output stand for, where `toOnnx` has noted it. */
  readonly classes?: readonly string[] | undefined;
  /** What its logits are to be divided by for calibrated probabilities, where `toOnnx` has noted it. */
  readonly temperature?: number | undefined;
  /** How pictures are fed, where `toOnnx` has noted it. */
  readonly normalization?: Normalization | undefined;
}

/** An input or output; names stand for lengths that are open, `?` for those without a name. */
export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/** One operator. */
export interface OnnxNode {
  readonly name: string;
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Numbers and lists of integers by name; attributes of other kinds are left out. */
  readonly attributes: Readonly<Record<string, number | readonly number[]>>;
}

/** Constant numbers. */
export interface OnnxInitializer {
  readonly name: string;
  /** As ONNX spells it in lower case: `float`, `int64`. */
  readonly type: string;
  readonly shape: readonly number[];
  /** The elements of floats that lie in the file as bytes, in row-major order. */
  readonly data?: Float32Array | undefined;
}
