import { required } from '@gender/core';
import { elementCount, tensor, transpose, type Float32Tensor } from '@gender/tensor';
import type { GraphNode } from '../graph.js';
import {
  inexpressible,
  layerName,
  type Activation,
  type LayerGraph,
  type Value,
} from '../layer-graph.js';
import { floatsOf, transposeWeights, type OperatorTable } from './operator.js';

/** Products with a constant matrix over the last axis. */
export const denseOperators: OperatorTable = {
  Gemm: generalProduct,
  MatMul: (node, graph) =>
    dense(node, graph, graph.activation(node), floatsOf(graph.constant(node, 1))),
};

/** `alpha · x · B + beta · c`. */
function generalProduct(node: GraphNode, graph: LayerGraph): Value {
  const { attributes } = node;
  if (attributes.int('transA', 0) !== 0) throw inexpressible('of a transposed activation');
  const matrix = floatsOf(graph.constant(node, 1));
  const kernel = attributes.int('transB', 0) === 0 ? matrix : transposeWeights(matrix, [1, 0]);
  const summand = graph.optionalConstant(node, 2);
  const scaledKernel = times(kernel, attributes.float('alpha', 1));
  const bias = summand && biasOf(times(floatsOf(summand), attributes.float('beta', 1)), kernel);
  return dense(node, graph, graph.activation(node), scaledKernel, bias);
}

function times(source: Float32Tensor, factor: number): Float32Tensor {
  return factor === 1
    ? source
    : tensor(
        'float32',
        source.shape,
        source.data.map((each) => each * factor),
      );
}

/** One number for each unit; one for all is repeated. */
function biasOf(
  { shape, data }: Float32Tensor,
  { shape: [, units = 0] }: Float32Tensor,
): Float32Tensor {
  const isVector = shape.at(-1) === units && data.length === units;
  if (isVector) return tensor('float32', [units], data);
  if (data.length !== 1) throw inexpressible(`with a summand of shape (${shape.join(', ')})`);
  return tensor('float32', [units], new Float32Array(units).fill(required(data[0], 'the summand')));
}

/** @param kernel - shape `(inputs, units)` */
function dense(
  node: GraphNode,
  graph: LayerGraph,
  input: Activation,
  kernel: Float32Tensor,
  bias?: Float32Tensor,
): Value {
  if (kernel.shape.length !== 2)
    throw inexpressible(`with a constant of ${kernel.shape.length} axes`);
  const flat = inHeldOrder(graph, input, kernel);
  const source = graph.withLast(flat.input, [input.axes.length - 1]);
  const layer = graph.add({
    type: 'dense',
    name: layerName(node.name),
    inputs: [source.layer],
    kernel: flat.kernel,
    ...(bias && { bias }),
  });
  return { ...source, layer };
}

/**
 * Where the last axis is a flattened map, the rows of the kernel in the order in which the map is held, so that the map
 * itself need not be transposed: `(C · H · W, units)` to `(H · W · C, units)`.
 */
function inHeldOrder(
  graph: LayerGraph,
  input: Activation,
  kernel: Float32Tensor,
): { input: Activation; kernel: Float32Tensor } {
  const last = required(input.axes.at(-1), 'the last axis');
  const sorted = last.toSorted((a, b) => a - b);
  if (String(sorted) === String(last)) return { input, kernel };
  const held = graph.held(input);
  const [rows, units] = kernel.shape;
  const lengths = last.map((axis) => required(held[axis], `axis ${axis}`));
  if (rows !== elementCount(lengths))
    throw inexpressible(`of ${elementCount(lengths)} values by ${rows}`);
  const boxed = tensor('float32', [...lengths, required(units, 'the units')], kernel.data);
  const moved = transpose(boxed, [...sorted.map((axis) => last.indexOf(axis)), last.length]);
  return {
    input: { ...input, axes: [...input.axes.slice(0, -1), sorted] },
    kernel: tensor('float32', kernel.shape, moved.data),
  };
}
