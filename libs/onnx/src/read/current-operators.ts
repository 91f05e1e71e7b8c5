import { uniqueName } from '@gender/core';
import { tensor } from '@gender/tensor';
import { int, text } from '../attribute.js';
import { Attributes } from './attributes.js';
import type { Constant } from './constant.js';
import type { Graph, GraphNode } from './graph.js';

/** Adds a constant to the graph; returns its name. */
type AddConstant = (what: string, value: Constant) => string;

/** Writes an operator of an older set of operators as today's; the node itself where it is that already. */
type Renew = (node: GraphNode, add: AddConstant, opset: number) => GraphNode;

/** Operators that took attributes where they take inputs today, or had other names. */
const renewals: ReadonlyMap<string, Renew> = new Map<string, Renew>([
  ['Clip', renewClip],
  ['Pad', renewPad],
  ['Slice', renewSlice],
  ['Squeeze', renewAxes],
  ['Unsqueeze', renewAxes],
  ['ReduceMean', renewAxes],
  ['ReduceSum', renewAxes],
  ['ReduceMax', renewAxes],
  ['ReduceL2', renewAxes],
  ['Upsample', renewUpsample],
  ['Resize', (node, _add, opset) => (opset < 11 ? resize(node, node.inputs.slice(1)) : node)],
  ['Softmax', renewSoftmax],
  ['BatchNormalization', renewBatchNormalization],
]);

/** The same graph in the operators' current form, so that everything behind knows one form only. */
export function renewOperators(graph: Graph): Graph {
  const constants = new Map(graph.constants);
  const taken = namesIn(graph);
  const nodes = graph.nodes.map((node) => {
    const renew = renewals.get(node.type);
    const add: AddConstant = (what, value) => {
      const name = uniqueName(`${node.name}/${what}`, (each) => taken.has(each));
      taken.add(name);
      constants.set(name, value);
      return name;
    };
    const renewed = renew === undefined ? node : renew(node, add, graph.opset);
    // Messages call it what the file does.
    return renewed.type === node.type ? renewed : { shown: node.type, ...renewed };
  });
  return { ...graph, nodes, constants };
}

/** The names of all tensors of a graph. Those of its operators, which a file may give twice or to a tensor too, are none. */
function namesIn({ inputs, outputs, nodes, constants }: Graph): Set<string> {
  return new Set([
    ...constants.keys(),
    ...inputs.map(({ name }) => name),
    ...outputs,
    ...nodes.flatMap((node) => [...node.inputs, ...node.outputs]),
  ]);
}

function integerList(values: readonly number[]): Constant {
  return tensor('float64', [values.length], Float64Array.from(values));
}

function number(value: number): Constant {
  return tensor('float32', [], Float32Array.of(value));
}

/** Limits were attributes before operator set 11. */
function renewClip(node: GraphNode, add: AddConstant): GraphNode {
  const { attributes, inputs } = node;
  const limit = (name: string): string =>
    attributes.has(name) ? add(name, number(attributes.float(name, 0))) : '';
  if (!attributes.has('min') && !attributes.has('max')) return node;
  return { ...node, inputs: [...inputs.slice(0, 1), limit('min'), limit('max')] };
}

/** Margins and their value were attributes before operator set 11. */
function renewPad(node: GraphNode, add: AddConstant): GraphNode {
  const { attributes, inputs } = node;
  const pads = attributes.ints('pads');
  if (pads === undefined) return node;
  const value = add('value', number(attributes.float('value', 0)));
  return { ...node, inputs: [...inputs.slice(0, 1), add('pads', integerList(pads)), value] };
}

/** What is cut was said by attributes before operator set 10. */
function renewSlice(node: GraphNode, add: AddConstant): GraphNode {
  const { attributes, inputs } = node;
  const [starts, ends] = [attributes.ints('starts'), attributes.ints('ends')];
  if (starts === undefined || ends === undefined) return node;
  const axes = attributes.ints('axes') ?? [...starts.keys()];
  const lists = Object.entries({ starts, ends, axes }).map(([what, list]) =>
    add(what, integerList(list)),
  );
  return { ...node, inputs: [...inputs.slice(0, 1), ...lists] };
}

/** Axes were an attribute before operator set 13 or 18. */
function renewAxes(node: GraphNode, add: AddConstant): GraphNode {
  const axes = node.attributes.ints('axes');
  if (axes === undefined) return node;
  return { ...node, inputs: [...node.inputs.slice(0, 1), add('axes', integerList(axes))] };
}

/** Factors were an attribute before operator set 9. */
function renewUpsample(node: GraphNode, add: AddConstant): GraphNode {
  const factors = node.attributes.floats('scales');
  if (factors === undefined) return resize(node, node.inputs.slice(1));
  const list = tensor('float32', [factors.length], Float32Array.from(factors));
  return resize(node, [add('scales', list)]);
}

/** The one way of resizing before operator set 11. */
function resize(node: GraphNode, scales: readonly string[]): GraphNode {
  const attributes = new Attributes(
    [
      text('mode', node.attributes.text('mode', 'nearest')),
      text('coordinate_transformation_mode', 'asymmetric'),
      text('nearest_mode', 'floor'),
    ],
    node.where,
  );
  return {
    ...node,
    type: 'Resize',
    inputs: [...node.inputs.slice(0, 1), '', ...scales],
    attributes,
  };
}

/** Before operator set 13 all axes from the one named were taken together. */
function renewSoftmax(node: GraphNode, _add: AddConstant, opset: number): GraphNode {
  if (opset >= 13) return node;
  const attributes = new Attributes([int('axis', node.attributes.int('axis', 1))], node.where);
  return { ...node, type: 'SoftmaxOfMatrix', attributes };
}

/** Before operator set 14 it was its outputs that said whether the statistics are those of the batch. */
function renewBatchNormalization(node: GraphNode, _add: AddConstant, opset: number): GraphNode {
  const trains = opset < 14 && node.outputs.slice(1).some((output) => output !== '');
  if (!trains) return node;
  return { ...node, attributes: new Attributes([int('training_mode', 1)], node.where) };
}
