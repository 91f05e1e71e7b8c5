import { required } from '@gender/core';
import { NetworkBuilder, type Layer, type NetworkInput } from '@gender/network';
import { OnnxError } from '../onnx-error.js';
import { axesInOrder, lengthOf, resolveShape, splitAxes, type Axes } from './axes.js';
import type { Constant } from './constant.js';
import type { GraphNode } from './graph.js';

/** A tensor that depends on the input, and what holds it. */
export interface Activation {
  /** The name of the layer, or of the network's input, that holds it. */
  readonly layer: string;
  /** Its name in the file, after which layers are named that bring it into another order. */
  readonly tensor: string;
  readonly axes: Axes;
}

/** What a tensor of the file is. */
export type Value = Constant | Activation;

/** The order in which a network holds the axes of a feature map `(N, C, H, W)`. */
export const MAP_ORDER: readonly number[] = [2, 3, 1];

/** What no layer expresses; the reader goes on to find all of it. */
export function inexpressible(why: string): OnnxError {
  return new OnnxError('ONNX_OPERATOR', why);
}

export function isActivation(value: Value): value is Activation {
  return 'layer' in value;
}

/** The layers of a network that grows, and what tensors of the file they hold, in whichever order of axes. */
export class LayerGraph {
  readonly #builder: NetworkBuilder;
  readonly #values = new Map<string, Value>();
  readonly #reads = new Map<string, string>();

  /** @param batch - the number of pictures that the file is made for, where it says so */
  constructor(
    input: NetworkInput,
    readonly batch: number | undefined,
  ) {
    this.#builder = new NetworkBuilder(input);
  }

  get layers(): readonly Layer[] {
    return this.#builder.layers;
  }

  /** The value of a tensor, or `undefined` where nothing expresses it. */
  find(tensor: string): Value | undefined {
    return this.#values.get(tensor);
  }

  set(tensor: string, value: Value): void {
    this.#values.set(tensor, isActivation(value) ? { ...value, tensor } : value);
  }

  /** What a node reads at a place, or `undefined` where it is left out. */
  optional(node: GraphNode, place: number): Value | undefined {
    const name = node.inputs[place];
    if (name === undefined || name === '') return undefined;
    return required(this.#values.get(name), `the value of "${name}"`);
  }

  value(node: GraphNode, place: number): Value {
    const found = this.optional(node, place);
    if (found !== undefined) return found;
    throw new OnnxError('ONNX_FORMAT', `${node.where} lacks its input ${place}`);
  }

  /** An input that must depend on the network's. */
  activation(node: GraphNode, place = 0): Activation {
    const value = this.value(node, place);
    if (isActivation(value)) return value;
    throw inexpressible('of a constant');
  }

  /** An input that must not depend on the network's. */
  constant(node: GraphNode, place: number): Constant {
    const found = this.optionalConstant(node, place);
    if (found !== undefined) return found;
    throw new OnnxError('ONNX_FORMAT', `${node.where} lacks its input ${place}`);
  }

  optionalConstant(node: GraphNode, place: number): Constant | undefined {
    const value = this.optional(node, place);
    if (value === undefined || !isActivation(value)) return value;
    throw inexpressible(`with its input ${place} not constant`);
  }

  /** Adds a layer; returns the name that it got. */
  add(layer: Layer): string {
    return this.#builder.add(layer);
  }

  /** The layer that holds an activation, or `undefined` where the network's input does. */
  layerOf({ layer }: Activation): Layer | undefined {
    return this.layers.find(({ name }) => name === layer);
  }

  /** The lengths of the axes of what holds an activation, from the batch on, which is `NaN`. */
  held({ layer }: Pick<Activation, 'layer'>): readonly number[] {
    return [NaN, ...this.#builder.shapeOf(layer)];
  }

  /** The lengths of the axes of a tensor; those that the batch has a part in are `NaN`. */
  shape(activation: Activation): number[] {
    const held = this.held(activation);
    return activation.axes.map((group) => lengthOf(group, held));
  }

  /** The activation that a layer gives which holds a tensor in an order of its axes, the batch not counted. */
  inOrder(layer: string, order: readonly number[]): Activation {
    return { layer, tensor: layer, axes: axesInOrder(order) };
  }

  /** The axes of a tensor, without the batch, in the order in which they are held; those of length 1 come first. */
  naturalOrder({ axes }: Activation): number[] {
    const place = (axis: number): number => Math.min(...required(axes[axis], `axis ${axis}`));
    const order = [...axes.keys()].slice(1);
    const isEmpty = (axis: number): boolean => axes[axis]?.length === 0;
    return [
      ...order.filter(isEmpty),
      ...order.filter((axis) => !isEmpty(axis)).sort((a, b) => place(a) - place(b)),
    ];
  }

  /**
   * The name of a layer that holds a tensor with the axes in an order; it is added where there is none.
   *
   * @param order - all axes but the batch, from 1
   */
  read(activation: Activation, order: readonly number[]): string {
    const { axes } = activation;
    if (axes[0]?.length !== 1 || axes[0][0] !== 0 || order.length !== axes.length - 1) {
      throw inexpressible('of a tensor whose first axis is not the batch');
    }
    return this.#hold(
      activation,
      order.map((axis) => required(axes[axis], `axis ${axis}`)),
    );
  }

  /** A feature map `(N, C, H, W)` as `(N, H, W, C)`. */
  readMap(activation: Activation): string {
    if (activation.axes.length === 4) return this.read(activation, MAP_ORDER);
    throw inexpressible(`of a tensor with ${activation.axes.length} axes`);
  }

  /**
   * The same tensor, held so that some of its axes are the last axis of what holds it, joined into one of the tensor as
   * well: where the first of them stood.
   *
   * @param joined - neighbouring axes of the tensor, from 1
   */
  withLast(activation: Activation, joined: readonly number[]): Activation {
    const { axes, tensor } = activation;
    const group = joined.flatMap((axis) => required(axes[axis], `axis ${axis}`));
    if (group.includes(0)) throw inexpressible('over the batch');
    const others = this.#besides(activation, joined);
    const layer = this.#hold(activation, [...others, group]);
    const places = new Map(others.flatMap((each, place) => each.map((axis) => [axis, place + 1])));
    const moved = (group: readonly number[]): number[] => [
      ...new Set(group.map((old) => (old === 0 ? 0 : required(places.get(old), `axis ${old}`)))),
    ];
    const [first, ...rest] = joined;
    const kept = [...axes.entries()].filter(([axis]) => !rest.includes(axis));
    return {
      layer,
      tensor,
      axes: kept.map(([axis, each]) => (axis === first ? [others.length + 1] : moved(each))),
    };
  }

  /** The axes of what holds a tensor that are not among some of the tensor's, in groups that make one axis each. */
  #besides(activation: Activation, joined: readonly number[]): readonly (readonly number[])[] {
    const { axes } = activation;
    const [batch = []] = axes;
    if (batch.length === 1 && batch[0] === 0) {
      const order = this.naturalOrder(activation).filter((axis) => !joined.includes(axis));
      return order.map((axis) => required(axes[axis], `axis ${axis}`));
    }
    // The batch is joined with other axes, which have to stay apart in what holds them.
    const group = joined.flatMap((axis) => required(axes[axis], `axis ${axis}`));
    const held = [...this.held(activation).keys()].slice(1);
    return held.filter((axis) => !group.includes(axis)).map((axis) => [axis]);
  }

  /** The same numbers in another shape, as ONNX's `Reshape` says it. */
  reshape(activation: Activation, wanted: readonly number[]): Activation {
    const held = this.held(activation);
    const [first = []] = activation.axes;
    const [front] = activation.axes.flat().filter((axis) => held[axis] !== 1);
    const target = resolveShape(wanted, {
      lengths: this.shape(activation),
      first: lengthOf(
        first.filter((axis) => axis !== 0),
        held,
      ),
      perPicture: lengthOf([...held.keys()].slice(1), held),
      batch: this.batch,
    });
    if (front !== 0) throw inexpressible('of a tensor without the batch in front');
    if (target === undefined) throw inexpressible('to a shape without the batch in front');
    const split = splitAxes(activation.axes, held, target);
    if (split !== undefined) {
      const shape = split.factors.slice(1).flat();
      const isSplit = shape.length !== held.length - 1;
      const layer = isSplit ? this.#reshapeLayer(activation, shape) : activation.layer;
      return { ...activation, layer, axes: split.axes };
    }
    const [head, ...others] = target;
    if (head !== 1) throw inexpressible('that joins the batch with parts of other axes');
    const inOrder = this.read(activation, [...activation.axes.keys()].slice(1));
    const layer = this.#reshapeLayer({ ...activation, layer: inOrder }, others);
    return {
      ...this.inOrder(
        layer,
        [...others.keys()].map((axis) => axis + 1),
      ),
      tensor: activation.tensor,
    };
  }

  /** The name of a layer that holds an activation with its axes in groups, each of which is joined into one. */
  #hold(activation: Activation, groups: readonly (readonly number[])[]): string {
    const held = this.held(activation);
    const key = JSON.stringify([activation.layer, groups]);
    const known = this.#reads.get(key);
    if (known !== undefined) return known;
    const lengths = groups.map((group) => lengthOf(group, held));
    const wanted = groups.flat();
    const idle = [...held.keys()].slice(1).filter((axis) => !wanted.includes(axis));
    const moving = wanted.filter((axis) => held[axis] !== 1);
    const isInOrder = moving.every((axis, place) => axis > (moving[place - 1] ?? 0));
    const order = isInOrder ? [...held.keys()].slice(1) : [...wanted, ...idle];
    const shape = order.map((axis) => lengthOf([axis], held));
    const isShaped = String(shape) === String(lengths);
    const { layer, tensor } = activation;
    const name = layerName(tensor);
    const permuted = isInOrder
      ? layer
      : this.add({
          type: 'permute',
          name: isShaped ? name : `${name}/order`,
          inputs: [layer],
          axes: order.map((axis) => axis - 1),
        });
    const found = isShaped ? permuted : this.#reshapeLayer({ layer: permuted, tensor }, lengths);
    this.#reads.set(key, found);
    return found;
  }

  #reshapeLayer(
    { layer, tensor }: Pick<Activation, 'layer' | 'tensor'>,
    shape: readonly number[],
  ): string {
    const base = { name: layerName(tensor), inputs: [layer] };
    return shape.length === 1
      ? this.add({ ...base, type: 'flatten' })
      : this.add({ ...base, type: 'reshape', shape });
  }
}

/** Endings that `toOnnx` gives the names of tensors besides a layer's own. */
const ENDINGS = /\/(channels_first|pooled)$/;

/** The name of a layer after an operator or tensor: PyTorch begins its names with a slash. */
export function layerName(name: string): string {
  return name.replace(/^\/+/, '').replace(ENDINGS, '');
}
