import { required } from '@gender/core';
import type { Padding } from '@gender/network';
import { tensor } from '@gender/tensor';
import { numbersOf } from '../constant-arithmetic.js';
import { isFloatType } from '../constant.js';
import { firstOutput, type GraphNode } from '../graph.js';
import {
  inexpressible,
  isActivation,
  layerName,
  type Activation,
  type LayerGraph,
  type Value,
} from '../layer-graph.js';
import { axisFromStart, lengthAt, onlyNumber, type OperatorTable } from './operator.js';

/** Operators that move or select numbers without changing them; most need no layer. */
export const shapes: OperatorTable = {
  Identity: same,
  Cast: cast,
  Dropout: dropout,
  Shape: shapeOf,
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transposition,
  Expand: expansion,
  Concat: concatenation,
  Pad: pad,
  Slice: slice,
  Split: split,
};

function same(node: GraphNode, graph: LayerGraph): Value {
  return graph.activation(node);
}

/** Layers compute with floats: what would be cut to integers is not. */
function cast(node: GraphNode, graph: LayerGraph): Value {
  if (!isFloatType(node.attributes.int('to', 1))) throw inexpressible('to integers');
  return graph.activation(node);
}

function dropout(node: GraphNode, graph: LayerGraph): Value {
  const training = graph.optionalConstant(node, 2);
  if (training !== undefined && onlyNumber(training) !== 0) throw inexpressible('in training mode');
  return graph.activation(node);
}

/** The lengths of a tensor; that of the batch is open. */
function shapeOf(node: GraphNode, graph: LayerGraph): Value {
  const activation = graph.activation(node);
  const joined = activation.axes.find((group) => group.length > 1 && group.includes(0));
  if (joined !== undefined) throw inexpressible('of a batch that is joined with other axes');
  const all = graph.shape(activation);
  const { attributes } = node;
  const lengths = all.slice(attributes.int('start', 0), attributes.int('end', all.length));
  return tensor('float64', [lengths.length], Float64Array.from(lengths));
}

function reshape(node: GraphNode, graph: LayerGraph): Value {
  const activation = { ...graph.activation(node), tensor: firstOutput(node) };
  return graph.reshape(activation, numbersOf(graph.constant(node, 1)));
}

function flatten(node: GraphNode, graph: LayerGraph): Value {
  const activation = graph.activation(node);
  const lengths = graph.shape(activation);
  const axis = node.attributes.int('axis', 1);
  // Axes may end behind the last one; those below 0 count from the last all the same.
  const rows = lengths.slice(
    0,
    axis === lengths.length ? axis : axisFromStart(axis, lengths.length),
  );
  const columns = lengths.slice(rows.length);
  if (rows.length === 1) return graph.reshape(activation, [0, -1]);
  return graph.reshape(activation, [-1, columns.reduce((a, b) => a * b, 1)]);
}

function squeeze(node: GraphNode, graph: LayerGraph): Value {
  const activation = graph.activation(node);
  const lengths = graph.shape(activation);
  const list = graph.optionalConstant(node, 1);
  // Of a file for one picture the batch is such an axis as well.
  const isOne = (axis: number): boolean =>
    lengths[axis] === 1 || (graph.batch === 1 && String(activation.axes[axis]) === '0');
  const axes =
    list === undefined
      ? [...lengths.keys()].filter(isOne)
      : numbersOf(list).map((axis) => axisFromStart(axis, lengths.length));
  const long = axes.find((axis) => !isOne(axis));
  if (long !== undefined) throw inexpressible(`of axis ${long}, which has not the length 1`);
  return { ...activation, axes: activation.axes.filter((_, axis) => !axes.includes(axis)) };
}

function unsqueeze(node: GraphNode, graph: LayerGraph): Value {
  const activation = graph.activation(node);
  const list = numbersOf(graph.constant(node, 1));
  const rank = activation.axes.length + list.length;
  const axes: (readonly number[])[] = [...activation.axes];
  for (const axis of list.map((each) => axisFromStart(each, rank)).sort((a, b) => a - b)) {
    axes.splice(axis, 0, axis === 0 ? batchOf(activation) : []);
  }
  return { ...activation, axes };
}

/** The axis in front of all others: the batch, where a tensor has it no more. */
function batchOf({ axes }: Activation): readonly number[] {
  return axes.flat().includes(0) ? [] : [0];
}

function transposition(node: GraphNode, graph: LayerGraph): Value {
  const activation = graph.activation(node);
  const { axes } = activation;
  const perm = node.attributes.ints('perm') ?? [...axes.keys()].reverse();
  const moved = perm.flatMap((axis) => axes.slice(axis, axis + 1));
  if (moved.length !== axes.length || new Set(perm).size !== axes.length) {
    throw inexpressible(`of ${axes.length} axes by (${perm.join(', ')})`);
  }
  return { ...activation, axes: moved };
}

/** Only to the shape that the tensor has already. */
function expansion(node: GraphNode, graph: LayerGraph): Value {
  const activation = graph.activation(node);
  const lengths = graph.shape(activation);
  const wanted = numbersOf(graph.constant(node, 1));
  const offset = lengths.length - wanted.length;
  const isSame = wanted.every(
    (length, axis) => length === 1 || Object.is(length, lengths[axis + offset]),
  );
  if (!isSame || offset < 0) throw inexpressible(`to the shape (${wanted.join(', ')})`);
  return activation;
}

function concatenation(node: GraphNode, graph: LayerGraph): Value {
  const values = node.inputs.map((_, place) => graph.value(node, place));
  const activations = values.filter(isActivation);
  const [first, ...others] = activations;
  if (first === undefined || activations.length < values.length)
    throw inexpressible('with constants');
  if (others.length === 0) return first;
  const rank = first.axes.length;
  const axis = axisFromStart(node.attributes.int('axis', 1), rank);
  if (axis === 0 || others.some(({ axes }) => axes.length !== rank))
    throw inexpressible('of batches');
  const order = [...graph.naturalOrder(first).filter((each) => each !== axis), axis];
  const inputs = activations.map((each) => graph.read(each, order));
  return graph.inOrder(
    graph.add({ type: 'concatenate', name: layerName(node.name), inputs }),
    order,
  );
}

/** Lengths before and behind the axes of a tensor. */
interface Margins {
  readonly before: readonly number[];
  readonly behind: readonly number[];
}

function pad(node: GraphNode, graph: LayerGraph): Value {
  const activation = graph.activation(node);
  const rank = activation.axes.length;
  const mode = node.attributes.text('mode', 'constant');
  const value = graph.optionalConstant(node, 2);
  const list = numbersOf(graph.constant(node, 1));
  const chosen = graph.optionalConstant(node, 3);
  const axes = chosen
    ? numbersOf(chosen).map((axis) => axisFromStart(axis, rank))
    : [...activation.axes.keys()];
  const at =
    (offset: number) =>
    (_: unknown, axis: number): number =>
      axes.includes(axis)
        ? required(list[axes.indexOf(axis) + offset], `the pads of axis ${axis}`)
        : 0;
  if (list.length !== 2 * axes.length)
    throw inexpressible(`with ${list.length} pads for ${axes.length} axes`);
  const margins = {
    before: activation.axes.map(at(0)),
    behind: activation.axes.map(at(axes.length)),
  };
  const all = [...margins.before, ...margins.behind];
  if (all.every((each) => each === 0)) return activation;
  if (mode !== 'constant' || (value !== undefined && onlyNumber(value) !== 0)) {
    throw inexpressible(mode === 'constant' ? 'with another value than 0' : `of mode ${mode}`);
  }
  if (all.every((each) => each <= 0))
    return crop(graph, activation, negative(margins), layerName(node.name));
  if (all.some((each) => each < 0)) throw inexpressible('with pads of both signs');
  return withMargins(graph, activation, margins, (input, padding) => ({
    type: 'zeroPadding',
    name: layerName(node.name),
    inputs: [input],
    padding,
  }));
}

function negative({ before, behind }: Margins): Margins {
  const turn = (list: readonly number[]): number[] => list.map((each) => Math.abs(each));
  return { before: turn(before), behind: turn(behind) };
}

function slice(node: GraphNode, graph: LayerGraph): Value {
  const activation = graph.activation(node);
  const lengths = graph.shape(activation);
  const [starts, ends] = [numbersOf(graph.constant(node, 1)), numbersOf(graph.constant(node, 2))];
  const [chosen, steps] = [graph.optionalConstant(node, 3), graph.optionalConstant(node, 4)];
  if (steps !== undefined && numbersOf(steps).some((step) => step !== 1))
    throw inexpressible('in steps');
  const axes = chosen
    ? numbersOf(chosen).map((axis) => axisFromStart(axis, lengths.length))
    : [...starts.keys()];
  const [before, behind] = [lengths.map(() => 0), lengths.map(() => 0)];
  for (const [place, axis] of axes.entries()) {
    const length = required(lengths[axis], `the length of axis ${axis}`);
    const [start, end] = [starts[place], ends[place]];
    if (start === undefined || end === undefined || Number.isNaN(length))
      throw inexpressible('of the batch');
    before[axis] = placeOf(start, length);
    behind[axis] = length - placeOf(end, length);
  }
  return crop(graph, activation, { before, behind }, layerName(node.name));
}

/** A start or an end of a slice as a place from 0: those below 0 count from the end. */
function placeOf(value: number, length: number): number {
  return Math.min(Math.max(value < 0 ? value + length : value, 0), length);
}

/** Parts of a tensor along one axis, one after the other; without `num_outputs` (sets before 18) and sizes they are equal. */
function split(node: GraphNode, graph: LayerGraph): Value[] {
  const activation = graph.activation(node);
  const axis = axisFromStart(node.attributes.int('axis', 0), activation.axes.length);
  const length = lengthAt(graph, activation, axis);
  const list = graph.optionalConstant(node, 1);
  const count = node.outputs.length;
  const each = Math.ceil(length / count);
  const given = list ? numbersOf(list) : node.attributes.ints('split');
  if (!given && !node.attributes.has('num_outputs') && length % count !== 0)
    throw inexpressible(`of ${length} into ${count} equal parts`);
  const sizes = given ?? node.outputs.map((_, part) => Math.min(each, length - part * each));
  if (sizes.length !== count || sizes.reduce((a, b) => a + b, 0) !== length) {
    throw inexpressible(`of ${length} into (${sizes.join(', ')})`);
  }
  let start = 0;
  return sizes.map((size, part) => {
    const margin = (value: number): number[] =>
      activation.axes.map((_, at) => (at === axis ? value : 0));
    const margins = { before: margin(start), behind: margin(length - start - size) };
    start += size;
    return crop(graph, activation, margins, `${layerName(node.name)}/${part}`);
  });
}

function crop(
  graph: LayerGraph,
  activation: Activation,
  margins: Margins,
  name: string,
): Activation {
  const isNothing = [...margins.before, ...margins.behind].every((each) => each === 0);
  if (isNothing) return activation;
  return withMargins(graph, activation, margins, (input, cropping) => ({
    type: 'cropping',
    name,
    inputs: [input],
    cropping,
  }));
}

/** Adds a layer that works on the rows and columns of a map, made of the one or two axes that have margins. */
function withMargins(
  graph: LayerGraph,
  activation: Activation,
  { before, behind }: Margins,
  layer: (input: string, margins: Padding) => Parameters<LayerGraph['add']>[0],
): Activation {
  const rank = activation.axes.length;
  const changed = [...before.keys()].filter((axis) => before[axis] !== 0 || behind[axis] !== 0);
  if (changed.includes(0) || changed.length > 2 || rank > 4)
    throw inexpressible(`of axes (${changed.join(', ')}) of ${rank}`);
  const map = { ...activation, axes: [...activation.axes, ...Array<[]>(4 - rank).fill([])] };
  const natural = graph.naturalOrder(map);
  const isMap = changed.every((axis) => natural.indexOf(axis) < 2);
  const order = isMap
    ? natural
    : [...changed, ...natural.filter((axis) => !changed.includes(axis))];
  const [rows, columns] = order;
  const margin = (list: readonly number[], axis: number | undefined): number =>
    axis === undefined || axis >= rank ? 0 : required(list[axis], `the margin of axis ${axis}`);
  const padding: Padding = [
    margin(before, rows),
    margin(behind, rows),
    margin(before, columns),
    margin(behind, columns),
  ];
  const result = graph.inOrder(graph.add(layer(graph.read(map, order), padding)), order);
  return { ...result, axes: result.axes.slice(0, rank) };
}
