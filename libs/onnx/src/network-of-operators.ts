import type { Network } from '@gender/network';
import { networkOfGraph, type GraphOptions } from './network-of-graph.js';
import type { AttributeProto } from './proto/onnx_pb.js';
import { Attributes } from './read/attributes.js';
import type { Constant } from './read/constant.js';
import { checkOrder, OPSETS, type GraphInput, type GraphNode } from './read/graph.js';

/** One operator of ONNX, in the current set, that stands for one of another format, or for a part of one. */
export interface ForeignOperator extends Pick<GraphNode, 'name' | 'type' | 'inputs' | 'outputs'> {
  /** What its file calls it, for messages. */
  readonly shown: string;
  readonly attributes: readonly AttributeProto[];
}

/** A graph of another format in the operators of ONNX. */
export interface ForeignGraph {
  readonly name: string;
  /** The file, for messages. */
  readonly file: string;
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly string[];
  /** Each after all that it reads. */
  readonly nodes: readonly ForeignOperator[];
  /** By the names of tensors: weights as `float32`, integers as `float64`. */
  readonly constants: ReadonlyMap<string, Constant>;
}

/**
 * The network that a graph of another format computes, for readers of formats whose operators can be said in those of
 * ONNX: constants are folded and formulas recognised as `readOnnx` does it.
 *
 * @throws OnnxError as `readOnnx`; (`ONNX_OPERATOR`) names all operators that no layer expresses as their file does.
 */
export function networkOfOperators(graph: ForeignGraph, options: GraphOptions = {}): Network {
  const { file, inputs, outputs, constants } = graph;
  const nodes = graph.nodes.map((node) => {
    const where = `${file}: operator "${node.name}" (${node.shown})`;
    return { ...node, where, attributes: new Attributes(node.attributes, where) };
  });
  checkOrder(nodes, [...constants.keys(), ...inputs.map(({ name }) => name)], outputs, file);
  return networkOfGraph({ ...graph, nodes, opset: OPSETS.last }, options);
}
