import { uniqueName } from '@gender/core';
import {
  ints,
  type AttributeProto,
  type Constant,
  type ForeignOperator,
} from '@gender/onnx/operators';
import { TfjsError } from '@gender/keras/tfjs';
import { tensor } from '@gender/tensor';
import type { TfOperator } from './tf-operator.js';

/** Of what ONNX does not have, in front of TensorFlow's name, so that nothing else has that name. */
const FOREIGN = 'tensorflow.';

/** No operator gives more tensors. */
export const MAX_OUTPUTS = 1024;

/** The operators of ONNX that stand for those of a graph of TensorFlow, as they are added one after the other. */
export class OnnxOperators {
  readonly nodes: ForeignOperator[] = [];
  readonly constants = new Map<string, Constant>();
  /** By TensorFlow's names of tensors those in ONNX. */
  readonly #tensors = new Map<string, string>();
  readonly #names: Set<string>;
  readonly #outputs: ReadonlyMap<string, number>;
  #current: TfOperator | undefined;

  /**
   * @param file - names it in messages
   * @param outputs - how many tensors of each operator something reads
   * @param given - the names of inputs and weights, which no tensor that is added gets
   */
  constructor(
    readonly file: string,
    outputs: ReadonlyMap<string, number>,
    given: readonly string[],
  ) {
    this.#outputs = outputs;
    this.#names = new Set(given);
  }

  /** Begins with an operator: what is added from now on is a part of it. */
  begin(operator: TfOperator): void {
    this.#current = operator;
  }

  /** Says which tensor of ONNX one of TensorFlow is. */
  define(tfTensor: string, onnxTensor: string): void {
    this.#tensors.set(tfTensor, onnxTensor);
  }

  /** A tensor of ONNX that exists besides operators, of a name that was given: an input of the graph. */
  addInput(name: string): void {
    this.define(name, name);
  }

  addWeight(name: string, value: Constant): void {
    this.addInput(name);
    this.constants.set(name, value);
  }

  /** The tensor of ONNX that one of TensorFlow is. @throws TfjsError (`TFJS_FORMAT`) where nothing gives it */
  tensor(tfTensor: string): string {
    const found = this.#tensors.get(tfTensor);
    if (found !== undefined) return found;
    throw new TfjsError('TFJS_FORMAT', `${this.file}: nothing gives the tensor "${tfTensor}"`);
  }

  /** What the operator reads at a place. */
  input(place: number): string {
    return this.tensor(this.#operator().input(place));
  }

  /** All that it reads. */
  get inputs(): string[] {
    return this.#operator().inputs.map((_, place) => this.input(place));
  }

  /** The constant that a tensor is, or `undefined` where it is computed. */
  constant(onnxTensor: string): Constant | undefined {
    return this.constants.get(onnxTensor);
  }

  /** The elements of a constant, or `undefined` where it is computed. */
  list(onnxTensor: string): number[] | undefined {
    const found = this.constant(onnxTensor);
    return found && [...found.data];
  }

  /** A scalar among the constants. */
  number(value: number): string {
    return this.#addConstant(tensor('float32', [], Float32Array.of(value)));
  }

  /** Integers among the constants, such as axes. */
  integers(values: readonly number[]): string {
    return this.#addConstant(tensor('float64', [values.length], Float64Array.from(values)));
  }

  /** Adds an operator with one result, whose name is returned. */
  add(type: string, inputs: readonly string[], attributes: readonly AttributeProto[] = []): string {
    return this.#add({ type, inputs, attributes, count: 1 }).join();
  }

  /** Adds an operator with several results. */
  addSeveral(
    type: string,
    inputs: readonly string[],
    count: number,
    attributes: readonly AttributeProto[] = [],
  ): string[] {
    if (count <= MAX_OUTPUTS) return this.#add({ type, inputs, attributes, count });
    return this.refuse(`into ${count}`);
  }

  /** A feature map `(N, H, W, C)` for an operator of ONNX, which takes `(N, C, H, W)`. */
  channelsFirst(map: string): string {
    return this.add('Transpose', [map], [ints('perm', [0, 3, 1, 2])]);
  }

  /** The same the other way. */
  channelsLast(map: string): string {
    return this.add('Transpose', [map], [ints('perm', [0, 2, 3, 1])]);
  }

  /** In place of an operator that has no words in ONNX: the reader finds that no layer expresses it, and says so with all others. */
  refuse(why = ''): string[] {
    const { op, name } = this.#operator();
    return this.#add({
      type: `${FOREIGN}${op}`,
      inputs: this.inputs,
      attributes: [],
      count: this.#outputs.get(name) ?? 1,
      shown: `${op} ${why}`.trim(),
    });
  }

  #add({
    type,
    inputs,
    attributes,
    count,
    shown,
  }: {
    type: string;
    inputs: readonly string[];
    attributes: readonly AttributeProto[];
    count: number;
    shown?: string;
  }): string[] {
    const { op, name } = this.#operator();
    const outputs = Array.from({ length: count }, () => this.#newName(name));
    this.nodes.push({ name, type, shown: shown ?? op, inputs, outputs, attributes });
    return outputs;
  }

  #addConstant(value: Constant): string {
    const name = this.#newName(`${this.#operator().name}/constant`);
    this.constants.set(name, value);
    return name;
  }

  #newName(wanted: string): string {
    const name = uniqueName(wanted, (taken) => this.#names.has(taken));
    this.#names.add(name);
    return name;
  }

  #operator(): TfOperator {
    if (this.#current !== undefined) return this.#current;
    throw new TypeError('an operator of ONNX is added before one of TensorFlow has begun');
  }
}
