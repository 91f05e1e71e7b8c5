import { zip } from '@gender/core';
import type { NetworkInput } from '@gender/network';
import { OnnxError } from '../onnx-error.js';
import { atNode, type Graph, type GraphNode } from './graph.js';
import { foldNode } from './fold-constants.js';
import { inexpressible, isActivation, LayerGraph, type Value } from './layer-graph.js';
import { operators } from './operators/operators.js';

/** What of a graph no layer expresses: an operator, and why where it is one that is known. */
interface Problem {
  readonly what: string;
  readonly node: string;
}

/**
 * The layers that compute a graph.
 *
 * @param input - of the network, and the tensor of the file that it is
 * @param batch - the number of pictures that the file is made for, where it says so
 * @throws OnnxError (`ONNX_OPERATOR`) that names all that no layer expresses; (`ONNX_FORMAT`) when the graph contradicts itself.
 */
export function lowerGraph(
  graph: Graph,
  input: NetworkInput,
  value: Value,
  batch: number | undefined,
): LayerGraph {
  const layers = new LayerGraph(input, batch);
  for (const [name, constant] of graph.constants) layers.set(name, constant);
  layers.set(input.name, value);
  const read = new Set([...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs]);
  const problems: Problem[] = [];
  for (const node of graph.nodes) lowerNode(node, layers, read, problems);
  if (problems.length > 0) throw listProblems(problems, graph.file);
  return layers;
}

/** Where a node is not expressed, its outputs have no value, and nothing is said of what reads them. */
function lowerNode(
  node: GraphNode,
  layers: LayerGraph,
  read: ReadonlySet<string>,
  problems: Problem[],
): void {
  const isKnown = node.inputs.every((input) => input === '' || layers.find(input) !== undefined);
  const operator = operators.get(node.type);
  try {
    if (isKnown) return define(node, listOf(valuesOf(node, layers)), layers, read);
    if (operator === undefined) throw inexpressible('');
  } catch (error) {
    if (!(error instanceof OnnxError) || error.code !== 'ONNX_OPERATOR') throw error;
    const what = `${node.shown ?? node.type} ${error.message}`.trim();
    problems.push({ what, node: node.name });
  }
}

function valuesOf(node: GraphNode, layers: LayerGraph): Value | readonly Value[] {
  const constant = foldNode(node, (name) => {
    const found = layers.find(name);
    return found === undefined || isActivation(found) ? undefined : found;
  });
  if (constant !== undefined) return constant;
  const operator = operators.get(node.type);
  if (operator === undefined) throw inexpressible('');
  return atNode(node, () => operator(node, layers));
}

/** @param read - the tensors that something reads, among which may be some that an operator gives besides its result */
function define(
  node: GraphNode,
  values: readonly Value[],
  layers: LayerGraph,
  read: ReadonlySet<string>,
): void {
  const isRead = (output: string): boolean => output !== '' && read.has(output);
  const other = node.outputs.slice(values.length).find(isRead);
  if (other !== undefined) throw inexpressible(`with its output "${other}"`);
  for (const [output, value] of zip(node.outputs.slice(0, values.length), values)) {
    if (output !== '') layers.set(output, value);
  }
}

function listOf(values: Value | readonly Value[]): readonly Value[] {
  return isList(values) ? values : [values];
}

function isList(values: Value | readonly Value[]): values is readonly Value[] {
  return Array.isArray(values);
}

function listProblems(problems: readonly Problem[], file: string): OnnxError {
  const kinds = [...new Set(problems.map(({ what }) => what))];
  const list = kinds.map((kind) => {
    const [first, ...others] = problems.filter(({ what }) => what === kind);
    const nodes = new Set(others.map(({ node }) => node).filter((node) => node !== first?.node));
    const more = nodes.size === 0 ? '' : ` and ${nodes.size} more`;
    return `${kind} ("${first?.node}"${more})`;
  });
  return new OnnxError(
    'ONNX_OPERATOR',
    `${file}: no layer expresses ${list.join('; ')}; export the network without them, or cut it before them`,
  );
}
