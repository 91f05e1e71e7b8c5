import { TfjsError } from '@gender/keras/tfjs';
import type { Constant, ForeignGraph, GraphInput } from '@gender/onnx/operators';
import type { GraphModel, GraphModelShape } from './graph-model.js';
import { MAX_OUTPUTS, OnnxOperators } from './onnx-operators.js';
import { elementwise } from './operators/elementwise.js';
import { maps } from './operators/maps.js';
import { products } from './operators/products.js';
import { shapes } from './operators/shapes.js';
import type { Translate } from './operators/translate.js';
import { TfOperator, tensorName } from './tf-operator.js';

/** Every operator of TensorFlow that is read; one more is a row of the table of its group. */
const tfOperators: ReadonlyMap<string, Translate> = new Map(
  Object.entries({ ...elementwise, ...maps, ...products, ...shapes }),
);

/** Operators that are tensors of ONNX of their own names. */
const GIVEN: readonly string[] = ['Placeholder', 'Const'];

/**
 * A graph of TensorFlow in the operators of ONNX. What ONNX has no words for stays in it under a name of its own.
 *
 * @param file - names it in messages
 * @param weights - the constants of the graph by the names of its operators
 * @param wanted - the output to read; default: the only one
 * @throws TfjsError (`TFJS_FORMAT`) when operators read each other in a circle, or what nothing gives, or share a name.
 */
export function translateGraph(
  file: string,
  model: GraphModel,
  weights: ReadonlyMap<string, Constant>,
  wanted?: string,
): ForeignGraph {
  const all = model.modelTopology.node.map((node) => new TfOperator(file, node));
  const outputs = chosen(file, outputsOf(model, all), wanted);
  const operators = inOrder(file, all, outputs);
  const onnx = new OnnxOperators(
    file,
    countOutputs(file, [...all.flatMap(({ inputs }) => inputs), ...outputs]),
    operators.filter(({ op }) => GIVEN.includes(op)).map(({ name }) => name),
  );
  const inputs = operators
    .filter(({ op }) => op === 'Placeholder')
    .map((operator) => inputOf(operator, model));
  for (const operator of operators) translate(operator, onnx, weights);
  return {
    name: file,
    file,
    inputs,
    outputs: outputs.map((output) => onnx.tensor(output)),
    nodes: onnx.nodes,
    constants: onnx.constants,
  };
}

/** The outputs that a signature names, or else what nothing reads. */
function outputsOf({ signature }: GraphModel, operators: readonly TfOperator[]): string[] {
  const named = Object.values(signature?.outputs ?? {}).map(({ name }) => tensorName(name));
  if (named.length > 0) return [...new Set(named)];
  const read = new Set(operators.flatMap(({ inputs }) => inputs.map(giverOf)));
  return operators
    .filter(({ op, name }) => !read.has(name) && !['Const', 'NoOp', 'Placeholder'].includes(op))
    .map(({ name }) => name);
}

/** @throws TfjsError (`TFJS_OUTPUT`) unless there is one output, or one that is wanted */
function chosen(file: string, outputs: readonly string[], wanted: string | undefined): string[] {
  const found = wanted === undefined ? [...outputs] : outputs.filter((each) => each === wanted);
  if (found.length === 1) return found;
  const listed = outputs.join(', ');
  throw new TfjsError(
    'TFJS_OUTPUT',
    wanted === undefined
      ? `${file} has ${outputs.length} outputs (${listed}); say which one to read`
      : `${file} has no output "${wanted}", its outputs are ${listed}`,
  );
}

/** The operator that gives a tensor: `split:1` is the second of `split`. */
function giverOf(tensor: string): string {
  return tensor.replace(/:\d+$/, '');
}

/** How many tensors of each operator are read. */
function countOutputs(file: string, tensors: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const tensor of tensors) {
    const giver = giverOf(tensor);
    const place = giver === tensor ? 0 : Number(tensor.slice(giver.length + 1));
    if (place >= MAX_OUTPUTS) throw malformed(file, `something reads "${tensor}"`);
    counts.set(giver, Math.max(counts.get(giver) ?? 0, place + 1));
  }
  return counts;
}

/** The operators on which the outputs depend, each after all that it reads. */
function inOrder(
  file: string,
  operators: readonly TfOperator[],
  outputs: readonly string[],
): TfOperator[] {
  const byName = new Map<string, TfOperator>();
  for (const operator of operators) {
    const { name } = operator;
    if (byName.has(name)) throw malformed(file, `two operators have the name "${name}"`);
    byName.set(name, operator);
  }
  const ordered = new Set<TfOperator>();
  const open = new Set<TfOperator>();
  const waiting: (readonly [tensor: string, reader: string])[] = outputs
    .map((output) => [output, 'the signature'] as const)
    .reverse();
  for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
    const [tensor, reader] = next;
    const operator = byName.get(giverOf(tensor));
    if (operator === undefined) {
      throw malformed(file, `${reader} reads "${tensor}", which nothing gives`);
    }
    const missing = operator.inputs.filter((input) => {
      const giver = byName.get(giverOf(input));
      return giver === undefined || !ordered.has(giver);
    });
    if (ordered.has(operator) || missing.length === 0) {
      waiting.pop();
      ordered.add(operator);
      continue;
    }
    if (open.has(operator)) throw circle(file, operator, operators);
    open.add(operator);
    waiting.push(...missing.map((input) => [input, `"${operator.name}"`] as const));
  }
  return [...ordered];
}

/** Loops of TensorFlow are circles of operators, none of which is known here. */
function circle(file: string, { name }: TfOperator, all: readonly TfOperator[]): TfjsError {
  const known = ['Placeholder', 'Const', 'NoOp', ...tfOperators.keys()];
  const unknown = new Set(all.map(({ op }) => op).filter((op) => !known.includes(op)));
  if (unknown.size === 0) return malformed(file, `"${name}" depends on itself`);
  return new TfjsError(
    'TFJS_OPERATOR',
    `${file}: no layer expresses ${[...unknown].join(', ')}; export the network without them`,
  );
}

function translate(
  operator: TfOperator,
  onnx: OnnxOperators,
  weights: ReadonlyMap<string, Constant>,
): void {
  const { op, name } = operator;
  if (op === 'Placeholder') return onnx.addInput(name);
  const weight = weights.get(name);
  if (op === 'Const') {
    if (weight !== undefined) return onnx.addWeight(name, weight);
    throw malformed(operator.file, `the weights do not hold the constant "${name}"`);
  }
  onnx.begin(operator);
  const results = tfOperators.get(op)?.(operator, onnx) ?? onnx.refuse();
  const list = typeof results === 'string' ? [results] : results;
  list.forEach((result, place) => onnx.define(place === 0 ? name : `${name}:${place}`, result));
}

/** The shape of an input, which the operator says, or else the signature. */
function inputOf(operator: TfOperator, { signature }: GraphModel): GraphInput {
  const { name } = operator;
  const infos = Object.values(signature?.inputs ?? {});
  const info = infos.find((each) => tensorName(each.name) === name);
  const shape = [operator.shape('shape'), info?.tensorShape].find(isKnown);
  return { name, shape: shape === undefined ? [] : shape.dim.map(({ size }) => lengthOf(size)) };
}

function isKnown(shape: GraphModelShape | undefined): boolean {
  return shape !== undefined && shape.unknownRank !== true && shape.dim.length > 0;
}

function lengthOf(size: number | undefined): number | undefined {
  return size !== undefined && size > 0 ? size : undefined;
}

function malformed(file: string, why: string): TfjsError {
  return new TfjsError('TFJS_FORMAT', `${file}: ${why}`);
}
