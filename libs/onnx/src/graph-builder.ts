import { create } from '@bufbuild/protobuf';
import { required, uniqueName } from '@gender/core';
import type { Network, Shape } from '@gender/network';
import {
  bytesOf,
  hasDType,
  tensor,
  transpose,
  type Float32Tensor,
  type Tensor,
} from '@gender/tensor';
import { ints } from './attribute.js';
import type { ExternalData, Initializer } from './encode-model.js';
import { NodeProtoSchema, type AttributeProto, type NodeProto } from './proto/onnx_pb.js';
import { TensorProto_DataType as DataType } from './proto/tensor_pb.js';

/** Where the channels of an activation are: `(N, …, C)`, the network's own order, or `(N, C, …)`, that of ONNX's operators. */
export type Layout = 'channelsLast' | 'channelsFirst';

const dataTypes = {
  float32: DataType.FLOAT,
  uint8: DataType.UINT8,
  int8: DataType.INT8,
  int32: DataType.INT32,
  int64: DataType.INT64,
} as const;

/** The types that constants of a graph have. */
type WeightType = keyof typeof dataTypes;

/** Says where weights lie outside the model, or `undefined` for those that it is to hold. */
export type FindExternalData = (weights: Float32Tensor) => ExternalData | undefined;

interface Activation {
  /** The layout in which it was computed. */
  readonly layout: Layout;
  /** The tensor of the graph that holds it, for each layout that somebody asked for. */
  readonly tensors: Map<Layout, string>;
}

/** Collects the nodes and initializers of a graph, and transposes activations where two layers want different layouts. */
export class GraphBuilder {
  readonly nodes: NodeProto[] = [];
  readonly initializers: Initializer[] = [];
  readonly #shapes: Map<string, Shape>;
  readonly #activations = new Map<string, Activation>();
  readonly #names: Set<string>;

  readonly #external: FindExternalData;

  /**
   * @param shapes - the shape of every activation, as `inferShapes` gives it
   * @param external - which weights the model refers to instead of holding them
   */
  constructor(
    network: Network,
    shapes: ReadonlyMap<string, Shape>,
    external: FindExternalData = () => undefined,
  ) {
    this.#external = external;
    this.#shapes = new Map(shapes);
    this.#names = new Set(shapes.keys());
    this.define(network.input.name, 'channelsLast');
  }

  /** The shape of an activation without the batch axis, channels last. */
  shape(activation: string): Shape {
    return required(this.#shapes.get(activation), `the shape of "${activation}"`);
  }

  /** The channels of an activation: the length of its last axis. */
  channels(activation: string): number {
    return required(this.shape(activation).at(-1), `the channels of "${activation}"`);
  }

  /** Whether an activation was computed. */
  has(activation: string): boolean {
    return this.#activations.has(activation);
  }

  /** A further activation of the shape of another, such as the same in integers; returns its name. */
  form(activation: string, what: string): string {
    const name = this.unique(`${activation}/${what}`);
    this.#shapes.set(name, this.shape(activation));
    return name;
  }

  /** The layout in which an activation was computed. */
  layout(activation: string): Layout {
    return this.#activation(activation).layout;
  }

  /** The tensor that holds an activation in a layout; transposes it at the first request. */
  read(activation: string, wanted: Layout): string {
    const { layout: computed, tensors } = this.#activation(activation);
    const layout = this.#distinct(activation, wanted);
    const found = tensors.get(layout);
    if (found !== undefined) return found;
    const source = required(tensors.get(computed), `the tensor of "${activation}"`);
    const target = this.#claim(activation, layout);
    const axes = this.shape(activation).map((_, axis) => axis + 1);
    const last = axes.length;
    const perm =
      layout === 'channelsLast' ? [0, ...axes.slice(1), 1] : [0, last, ...axes.slice(0, -1)];
    this.node('Transpose', [source], target, [ints('perm', perm)]);
    tensors.set(layout, target);
    return target;
  }

  /** The name of the tensor into which a node is to write an activation. */
  define(activation: string, wanted: Layout): string {
    const layout = this.#distinct(activation, wanted);
    const name = this.#claim(activation, layout);
    this.#activations.set(activation, { layout, tensors: new Map([[layout, name]]) });
    return name;
  }

  /** Lets an activation be another one, for layers that do nothing. */
  alias(activation: string, other: string): void {
    this.#activations.set(activation, this.#activation(other));
  }

  node(
    opType: string,
    input: readonly string[],
    output: string,
    attribute: readonly AttributeProto[] = [],
  ): void {
    this.nodes.push(
      create(NodeProtoSchema, {
        name: output,
        opType,
        input: [...input],
        output: [output],
        attribute: [...attribute],
      }),
    );
  }

  /** Adds weights, with their axes in another order where `axes` say so; returns the name of the tensor. */
  weights(suggestion: string, source: Tensor<WeightType>, axes?: readonly number[]): string {
    const external = hasDType(source, 'float32') ? this.#external(source) : undefined;
    if (external !== undefined && axes !== undefined) {
      return this.#transposed(suggestion, source, axes);
    }
    const name = this.unique(suggestion);
    this.initializers.push({
      name,
      dataType: dataTypes[source.dtype],
      dims: axes?.map((axis) => required(source.shape[axis], `axis ${axis}`)) ?? source.shape,
      byteLength: external?.byteLength ?? source.data.byteLength,
      bytes: () => bytesOf(axes === undefined ? source : transpose(source, axes)),
      external,
    });
    return name;
  }

  /** Lets the reader of the model transpose weights that lie outside it, which it does once. */
  #transposed(suggestion: string, source: Tensor<WeightType>, axes: readonly number[]): string {
    const stored = this.weights(`${suggestion}/stored`, source);
    const name = this.unique(suggestion);
    this.node('Transpose', [stored], name, [ints('perm', axes)]);
    return name;
  }

  /** Adds a list of integers, such as a shape; returns the name of the tensor. */
  integers(suggestion: string, values: readonly number[]): string {
    const data = BigInt64Array.from(values.map(BigInt));
    return this.weights(suggestion, tensor('int64', [values.length], data));
  }

  /** Adds one number; returns the name of the tensor. */
  number(suggestion: string, value: number): string {
    return this.weights(suggestion, tensor('float32', [], Float32Array.of(value)));
  }

  /** A name that no activation, tensor or initializer has. */
  unique(suggestion: string): string {
    const name = uniqueName(suggestion, (each) => this.#names.has(each), 2);
    this.#names.add(name);
    return name;
  }

  /** Channels last bears the name of the activation itself, so that outputs keep their names. */
  #claim(activation: string, layout: Layout): string {
    return layout === 'channelsLast' ? activation : this.unique(`${activation}/channels_first`);
  }

  /** Vectors have one layout only. */
  #distinct(activation: string, layout: Layout): Layout {
    return this.shape(activation).length < 2 ? 'channelsLast' : layout;
  }

  #activation(name: string): Activation {
    return required(this.#activations.get(name), `the activation of "${name}"`);
  }
}
