import { required } from '@gender/core';
import { elementCount, tensor, transpose } from '@gender/tensor';
import { OnnxError } from '../onnx-error.js';
import { TensorProto_DataType as DataType } from '../proto/tensor_pb.js';
import { makeConstant, mapConstants, numbersOf, withShape } from './constant-arithmetic.js';
import { isFloatType, rangeOfType, type Constant } from './constant.js';
import { atNode, firstOutput, type Graph, type GraphNode } from './graph.js';
import { inexpressible } from './layer-graph.js';
import { axisFromStart } from './operators/operator.js';
import { roundTo, shortFloats } from './short-floats.js';

/** What an operator reads that is to be computed now. */
interface Operands {
  /** The constant at a place. @throws OnnxError when it is left out. */
  readonly at: (place: number) => Constant;
  readonly optional: (place: number) => Constant | undefined;
  readonly all: readonly Constant[];
}

type Fold = (operands: Operands, node: GraphNode) => Constant;

/** Operators that are computed where all that they read is constant: those of which shapes are made, and of weights. */
const folds: ReadonlyMap<string, Fold> = new Map<string, Fold>([
  ['Constant', (_operands, node) => constantOf(node)],
  ['ConstantOfShape', foldConstantOfShape],
  ['Identity', ({ at }) => at(0)],
  ['Cast', foldCast],
  ['Reshape', foldReshape],
  ['Squeeze', foldSqueeze],
  ['Unsqueeze', foldUnsqueeze],
  ['Transpose', foldTranspose],
  ['Gather', foldGather],
  ['Concat', foldConcat],
  ['Slice', foldSlice],
  ['Expand', foldExpand],
  ['Range', foldRange],
  ['Equal', arithmetic((a, b) => Number(a === b), 'float64')],
  ['Where', ({ at }, { where }) => mapConstants(at(1), [at(0), at(1), at(2)], pick, where)],
  ['Add', arithmetic((a, b) => a + b)],
  ['Sub', arithmetic((a, b) => a - b)],
  ['Mul', arithmetic((a, b) => a * b)],
  ['Div', foldDivision],
  ['Pow', arithmetic((a, b) => a ** b)],
  ['Neg', arithmetic((a) => -a)],
  ['Sqrt', arithmetic(Math.sqrt)],
  ['Reciprocal', arithmetic((a) => 1 / a)],
  ['Floor', arithmetic(Math.floor)],
  ['Ceil', arithmetic(Math.ceil)],
]);

/**
 * The constant that an operator gives, or `undefined` where it is none: where something that it reads is not
 * constant, or such an operator is not computed here.
 *
 * @throws OnnxError (`ONNX_FORMAT`) when the constants do not fit the operator; (`ONNX_OPERATOR`) as an `Operator` does.
 */
export function foldNode(
  node: GraphNode,
  find: (tensor: string) => Constant | undefined,
): Constant | undefined {
  const fold = folds.get(node.type);
  const found = node.inputs.map((input) => (input === '' ? undefined : find(input)));
  const isConstant = node.inputs.every(
    (input, place) => input === '' || found[place] !== undefined,
  );
  if (fold === undefined || !isConstant) return undefined;
  const optional = (place: number): Constant | undefined => found[place];
  const at = (place: number): Constant => {
    const constant = optional(place);
    if (constant !== undefined) return constant;
    throw new OnnxError('ONNX_FORMAT', `${node.where} lacks its input ${place}`);
  };
  const all = found.filter((each) => each !== undefined);
  return atNode(node, () => fold({ at, optional, all }, node));
}

/** The same graph, in which every operator that reads constants only is computed, but those that cannot be: they stay. */
export function foldConstants(graph: Graph): Graph {
  const constants = new Map(graph.constants);
  const nodes = graph.nodes.filter((node) => {
    const folded = foldIfPossible(node, constants);
    if (folded !== undefined) constants.set(firstOutput(node), folded);
    return folded === undefined;
  });
  return { ...graph, nodes, constants };
}

/** What is not computed here is named with all else that no layer expresses, once layers are made. */
function foldIfPossible(
  node: GraphNode,
  constants: ReadonlyMap<string, Constant>,
): Constant | undefined {
  try {
    return foldNode(node, (name) => constants.get(name));
  } catch (error) {
    if (error instanceof OnnxError && error.code === 'ONNX_OPERATOR') return undefined;
    throw error;
  }
}

/** The length of an open batch takes no part in arithmetic: what comes out would be taken for it. */
function arithmetic(compute: (...values: number[]) => number, dtype?: 'float64'): Fold {
  return ({ all, at }, { where }) => {
    const like: Constant = dtype === undefined ? at(0) : tensor('float64', [0], new Float64Array());
    if (
      dtype === undefined &&
      all.some((each) => each.dtype === 'float64' && each.data.includes(NaN))
    ) {
      throw batchArithmetic();
    }
    return inRange(mapConstants(like, all, compute, where));
  };
}

const INT64 = required(rangeOfType(DataType.INT64), 'the numbers of 64 bits');

/** What integers would wrap around to is not computed. @throws OnnxError (`ONNX_OPERATOR`) where their type does not have the results */
function inRange(constant: Constant): Constant {
  if (constant.dtype === 'float32') return constant;
  const [least, greatest] = constant.range ?? INT64;
  const isHeld = (value: number): boolean =>
    Number.isNaN(value) || (Number.isInteger(value) && value >= least && value <= greatest);
  if (constant.data.every(isHeld)) return constant;
  throw inexpressible('of constants to numbers that their type does not have');
}

function batchArithmetic(): OnnxError {
  return inexpressible('of the number of pictures in a batch');
}

const pick = (condition: number, yes: number, no: number): number => (condition === 0 ? no : yes);

function foldDivision(operands: Operands, node: GraphNode): Constant {
  const isInteger = operands.at(0).dtype === 'float64';
  const divide = (a: number, b: number): number => {
    if (isInteger && b === 0) throw new OnnxError('ONNX_FORMAT', `${node.where} divides by 0`);
    return isInteger ? Math.trunc(a / b) : a / b;
  };
  return arithmetic(divide)(operands, node);
}

function constantOf({ attributes }: GraphNode): Constant {
  const value = attributes.tensor('value');
  if (value !== undefined) return value;
  if (attributes.has('value_int')) return integers([], [attributes.int('value_int', 0)]);
  if (attributes.has('value_float')) {
    return tensor('float32', [], Float32Array.of(attributes.float('value_float', 0)));
  }
  const ints = attributes.ints('value_ints');
  if (ints !== undefined) return integers([ints.length], ints);
  const floats = attributes.floats('value_floats');
  if (floats !== undefined) return tensor('float32', [floats.length], Float32Array.from(floats));
  throw inexpressible('with a value that is neither floats nor integers');
}

function integers(shape: readonly number[], values: readonly number[]): Constant {
  return tensor('float64', shape, Float64Array.from(values));
}

function foldConstantOfShape({ at }: Operands, { attributes, where }: GraphNode): Constant {
  const { value = tensor('float32', [1], new Float32Array(1)) } = {
    value: attributes.tensor('value'),
  };
  const element = elementAt(value, 0, where);
  return makeConstant(value, numbersOf(at(0)), () => element, where);
}

function foldCast({ at }: Operands, { attributes, where }: GraphNode): Constant {
  const source = at(0);
  const type = attributes.int('to', 1);
  if (type === Number(DataType.BOOL)) {
    return mapConstants(integers([], [0]), [source], (value) => Number(value !== 0), where);
  }
  if (isFloatType(type)) return toFloats(source, type, where);
  const range = rangeOfType(type);
  if (range === undefined) throw inexpressible(`of constants to type ${type}`);
  const like: Constant = { ...tensor('float64', [0], new Float64Array()), range };
  const cut = source.dtype === 'float32' ? truncated : (value: number): number => value;
  return inRange(mapConstants(like, [source], cut, where));
}

function toFloats(source: Constant, type: number, where: string): Constant {
  const format = shortFloats.get(type);
  if (format === undefined && source.dtype === 'float32') return source;
  const like = tensor('float32', [0], new Float32Array());
  const round = (value: number): number => (format ? roundTo(format, value) : value);
  return mapConstants(like, [source], round, where);
}

/** What was computed with an open batch is no number, and would be taken for the batch. */
function truncated(value: number): number {
  if (Number.isNaN(value)) throw batchArithmetic();
  return Math.trunc(value);
}

function foldReshape({ at }: Operands, { where }: GraphNode): Constant {
  const source = at(0);
  const lengths = integers([source.shape.length], source.shape);
  const wanted = numbersOf(at(1)).map((length, axis) =>
    length === 0 ? elementAt(lengths, axis, where) : length,
  );
  const others = elementCount(wanted.filter((length) => length !== -1));
  const rest = others === 0 ? 0 : source.data.length / others;
  return withShape(
    source,
    wanted.map((length) => (length === -1 ? rest : length)),
    where,
  );
}

function foldSqueeze({ at, optional }: Operands, { where }: GraphNode): Constant {
  const source = at(0);
  const list = optional(1);
  const axes = list && numbersOf(list).map((axis) => axisFromStart(axis, source.shape.length));
  const shape = source.shape.filter((length, axis) =>
    axes === undefined ? length !== 1 : !axes.includes(axis),
  );
  return withShape(source, shape, where);
}

function foldUnsqueeze({ at }: Operands, { where }: GraphNode): Constant {
  const source = at(0);
  const list = numbersOf(at(1));
  const rank = source.shape.length + list.length;
  const shape = [...source.shape];
  for (const axis of list.map((each) => axisFromStart(each, rank)).sort((a, b) => a - b)) {
    shape.splice(axis, 0, 1);
  }
  return withShape(source, shape, where);
}

function foldTranspose({ at }: Operands, { attributes }: GraphNode): Constant {
  const source = at(0);
  const axes = attributes.ints('perm') ?? [...source.shape.keys()].reverse();
  return source.dtype === 'float32'
    ? transpose(source, axes)
    : { ...source, ...transpose(source, axes) };
}

/** Along the first axis only, which shapes have. */
function foldGather({ at }: Operands, { attributes, where }: GraphNode): Constant {
  const [source, indices] = [at(0), at(1)];
  if (attributes.int('axis', 0) !== 0) {
    throw inexpressible('of constants along another axis than 0');
  }
  const [rows = 1, ...others] = source.shape;
  const size = elementCount(others);
  const element = (index: number): number => {
    const row = elementAt(indices, Math.floor(index / size), where);
    return elementAt(source, (row + (row < 0 ? rows : 0)) * size + (index % size), where);
  };
  return makeConstant(source, [...indices.shape, ...others], element, where);
}

function elementAt({ data }: Constant, index: number, where: string): number {
  const found = data[index];
  if (found !== undefined) return found;
  throw new OnnxError('ONNX_FORMAT', `${where} reads element ${index} of ${data.length}`);
}

/** Along the first axis only, which shapes have. */
function foldConcat({ all, at }: Operands, { attributes, where }: GraphNode): Constant {
  const { shape } = at(0);
  const axis = attributes.int('axis', 0);
  if (axis !== 0 && axis !== -shape.length) {
    throw inexpressible('of constants along another axis than 0');
  }
  const [, ...others] = shape;
  if (all.some((each) => String(each.shape.slice(1)) !== String(others) || !each.shape.length)) {
    const listed = all.map((each) => `(${each.shape.join(', ')})`).join(' and ');
    throw new OnnxError('ONNX_FORMAT', `${where} joins ${listed}, which do not fit`);
  }
  const values = all.flatMap(numbersOf);
  const rows = all.reduce((sum, each) => sum + elementCount(each.shape.slice(0, 1)), 0);
  const joined = integers([values.length], values);
  return makeConstant(at(0), [rows, ...others], (index) => elementAt(joined, index, where), where);
}

function foldSlice({ at, optional }: Operands, { where }: GraphNode): Constant {
  const source = at(0);
  const rank = source.shape.length;
  const starts = numbersOf(at(1));
  const [axes, steps] = [optional(3), optional(4)];
  const along = (axes ? numbersOf(axes) : [...starts.keys()]).map((axis) =>
    axisFromStart(axis, rank),
  );
  const ranges = source.shape.map((length, axis) => {
    const place = along.indexOf(axis);
    if (place < 0) return { first: 0, step: 1, count: length };
    const step = steps ? elementAt(steps, place, where) : 1;
    return rangeOf(elementAt(at(1), place, where), elementAt(at(2), place, where), step, length);
  });
  const shape = ranges.map(({ count }) => count);
  const element = (index: number): number => {
    let [rest, stride, from] = [index, 1, 0];
    for (const [axis, { first, step, count }] of [...ranges.entries()].reverse()) {
      from += (first + (rest % count) * step) * stride;
      stride *= elementCount(source.shape.slice(axis, axis + 1));
      rest = Math.floor(rest / count);
    }
    return elementAt(source, from, where);
  };
  return makeConstant(source, shape, element, where);
}

/** The places from a start up to but not including an end, as ONNX and Python count them. */
function rangeOf(
  start: number,
  end: number,
  step: number,
  length: number,
): { first: number; step: number; count: number } {
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const place = (value: number): number =>
    Math.min(Math.max(value < 0 ? value + length : value, low), high);
  const first = place(start);
  const count = Math.max(Math.ceil((place(end) - first) / step), 0);
  return { first, step, count: Number.isFinite(count) ? count : 0 };
}

function foldExpand({ at }: Operands, { where }: GraphNode): Constant {
  const target = at(1);
  const ones = makeConstant(at(0), numbersOf(target), () => 1, where);
  return mapConstants(at(0), [at(0), ones], (value) => value, where);
}

function foldRange({ at }: Operands, { where }: GraphNode): Constant {
  const from = elementAt(at(0), 0, where);
  const by = elementAt(at(2), 0, where);
  const count = Math.max(Math.ceil((elementAt(at(1), 0, where) - from) / by), 0);
  if (Number.isNaN(count)) throw batchArithmetic();
  return inRange(makeConstant(at(0), [count], (index) => from + index * by, where));
}
