import type { Arithmetic } from '@gender/network';

/**
 * The part of TensorFlow.js' API that this engine uses, as types. The package itself is optional,
 * so its own types may be absent when this library is compiled. Functions of each value by itself are
 * `Arithmetic`, from which all elementwise layers are made.
 */
export interface TensorFlow extends Arithmetic<TfTensor> {
  readonly version: { readonly 'tfjs-node': string };
  backend(): NodeBackend;
  memory(): { readonly numTensors: number };
  /** Disposes of every tensor made inside, except those that `body` returns. */
  tidy<T>(body: () => T): T;
  /** The value of a function and its gradients by each of its arguments. */
  valueAndGrads(
    of: (...args: TfTensor[]) => TfTensor,
  ): (args: readonly TfTensor[]) => { readonly value: TfTensor; readonly grads: TfTensor[] };

  tensor(values: TfValues, shape: readonly number[], dtype?: 'float32' | 'int32'): TfTensor;
  scalar(value: number): TfTensor;
  fill(shape: readonly number[], value: number): TfTensor;

  addN(tensors: readonly TfTensor[]): TfTensor;
  sub(a: TfTensor, b: TfTensor): TfTensor;
  neg(x: TfTensor): TfTensor;
  pow(x: TfTensor, exponent: number): TfTensor;
  rsqrt(x: TfTensor): TfTensor;
  matMul(a: TfTensor, b: TfTensor): TfTensor;

  relu(x: TfTensor): TfTensor;
  leakyRelu(x: TfTensor, alpha: number): TfTensor;
  prelu(x: TfTensor, alpha: TfTensor): TfTensor;
  softmax(x: TfTensor): TfTensor;
  logSoftmax(x: TfTensor): TfTensor;

  argMax(x: TfTensor, axis: number): TfTensor;
  max(x: TfTensor, axes: readonly number[]): TfTensor;
  mean(x: TfTensor, axes?: readonly number[]): TfTensor;
  sum(x: TfTensor, axes?: readonly number[], keepDims?: boolean): TfTensor;
  moments(
    x: TfTensor,
    axis: number,
    keepDims: boolean,
  ): { readonly mean: TfTensor; readonly variance: TfTensor };

  concat(tensors: readonly TfTensor[], axis: number): TfTensor;
  split(x: TfTensor, parts: number, axis: number): TfTensor[];
  oneHot(indices: TfTensor, depth: number): TfTensor;
  pad(x: TfTensor, paddings: readonly (readonly number[])[], value?: number): TfTensor;
  reshape(x: TfTensor, shape: readonly number[]): TfTensor;
  slice(x: TfTensor, begin: readonly number[], size: readonly number[]): TfTensor;
  transpose(x: TfTensor, perm: readonly number[]): TfTensor;

  conv2d(
    x: TfTensor,
    kernel: TfTensor,
    strides: readonly number[],
    padding: 'valid' | readonly (readonly number[])[],
    dataFormat: 'NHWC',
    dilations: readonly number[],
  ): TfTensor;
  conv2dTranspose(
    x: TfTensor,
    kernel: TfTensor,
    outputShape: readonly number[],
    strides: readonly number[],
    pad: 'valid',
  ): TfTensor;
  maxPool(x: TfTensor, size: readonly number[], strides: readonly number[], pad: 'valid'): TfTensor;
  avgPool(x: TfTensor, size: readonly number[], strides: readonly number[], pad: 'valid'): TfTensor;
  readonly image: Readonly<
    Record<
      'resizeNearestNeighbor' | 'resizeBilinear',
      (
        x: TfTensor,
        size: [height: number, width: number],
        alignCorners: boolean,
        halfPixelCenters: boolean,
      ) => TfTensor
    >
  >;
}

export type TfValues = Float32Array | Int32Array;

export interface TfTensor {
  readonly shape: number[];
  clone(): TfTensor;
  dataSync(): TfValues;
  dispose(): void;
}

/** An attribute of an operation: its name, one of the binding's `TF_ATTR_…` numbers, its value. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | string | boolean | readonly number[];
}

/** The native backend, which runs any operation that TensorFlow has, by name. */
export interface NodeBackend {
  readonly binding: {
    readonly TF_Version: string;
    readonly TF_FLOAT: number;
    readonly TF_INT32: number;
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_SHAPE: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_ATTR_BOOL: number;
  };
  executeSingleOutput(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TfTensor[],
  ): TfTensor;
  executeMultipleOutputs(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TfTensor[],
    outputs: number,
  ): TfTensor[];
}
