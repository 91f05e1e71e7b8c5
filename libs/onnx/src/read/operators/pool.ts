import type { Padding, Pair } from '@gender/network';
import { numbersOf } from '../constant-arithmetic.js';
import type { GraphNode } from '../graph.js';
import {
  inexpressible,
  layerName,
  MAP_ORDER,
  type LayerGraph,
  type Value,
} from '../layer-graph.js';
import { axisFromStart, type Operator, type OperatorTable } from './operator.js';
import { pairOf, roundUp, windowOf } from './window.js';

/** Windows, and whole maps, of which one value is made. */
export const pools: OperatorTable = {
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: (node, graph) =>
    globalPool('globalAveragePool', node, graph, spatialAxes(node, graph), true),
  GlobalMaxPool: (node, graph) =>
    globalPool('globalMaxPool', node, graph, spatialAxes(node, graph), true),
  ReduceMean: reduction('globalAveragePool'),
  ReduceMax: reduction('globalMaxPool'),
};

interface Pool {
  readonly input: string;
  readonly poolSize: Pair;
  readonly strides: Pair;
  /** As the operator says it. */
  readonly padding: Padding;
  /** With which windows reach as far as they do where their number is rounded up. */
  readonly reached: Padding;
}

function poolOf(node: GraphNode, graph: LayerGraph): Pool {
  const { attributes } = node;
  const input = graph.readMap(graph.activation(node));
  const held = graph.held({ layer: input });
  const poolSize = pairOf(attributes.ints('kernel_shape'), 'lengths of its window');
  const isDilated = pairOf(attributes.ints('dilations'), 'dilations').some((each) => each !== 1);
  if (isDilated) throw inexpressible('with dilations');
  const { strides, padding } = windowOf(node, held, poolSize);
  const isUp = attributes.int('ceil_mode', 0) === 1;
  const reached = isUp ? roundUp({ strides, padding }, held, poolSize) : padding;
  return { input, poolSize, strides, padding, reached };
}

function maxPool(node: GraphNode, graph: LayerGraph): Value {
  if (node.outputs.slice(1).some((output) => output !== '')) throw inexpressible('with indices');
  const { input, poolSize, strides, reached } = poolOf(node, graph);
  const base = { name: layerName(node.name), inputs: [input] };
  const layer = graph.add({ ...base, type: 'maxPool', poolSize, strides, padding: reached });
  return graph.inOrder(layer, MAP_ORDER);
}

/** Padding that takes part in the mean is made a layer of its own; rows that only rounding up reaches never take part. */
function averagePool(node: GraphNode, graph: LayerGraph): Value {
  const { input, poolSize, strides, padding, reached } = poolOf(node, graph);
  const base = { name: layerName(node.name), type: 'averagePool', poolSize, strides } as const;
  const counts =
    node.attributes.int('count_include_pad', 0) === 1 && padding.some((each) => each > 0);
  if (!counts) {
    return graph.inOrder(graph.add({ ...base, inputs: [input], padding: reached }), MAP_ORDER);
  }
  const padded = graph.add({
    type: 'zeroPadding',
    name: `${base.name}/padding`,
    inputs: [input],
    padding,
  });
  const beyond: Padding = [0, reached[1] - padding[1], 0, reached[3] - padding[3]];
  if (beyond.some((each) => each < 0)) throw inexpressible('with pads that no window reaches');
  return graph.inOrder(graph.add({ ...base, inputs: [padded], padding: beyond }), MAP_ORDER);
}

/** The axes behind the batch and the channels. */
function spatialAxes(node: GraphNode, graph: LayerGraph): number[] {
  return [...graph.activation(node).axes.keys()].slice(2);
}

/** A reduction over one or two axes of a tensor with one axis more, the batch not counted. */
function reduction(type: 'globalAveragePool' | 'globalMaxPool'): Operator {
  return (node, graph) => {
    const activation = graph.activation(node);
    const rank = activation.axes.length;
    const list = graph.optionalConstant(node, 1);
    const axes =
      list === undefined
        ? []
        : numbersOf(list)
            .map((axis) => axisFromStart(axis, rank))
            .sort((a, b) => a - b);
    if (
      axes.length !== rank - 2 ||
      axes.includes(0) ||
      new Set(axes).size < axes.length ||
      rank > 4 ||
      rank < 3
    ) {
      throw inexpressible(`over axes (${axes.join(', ')}) of ${rank}`);
    }
    return globalPool(type, node, graph, axes, node.attributes.int('keepdims', 1) === 1);
  };
}

/** @param reduced - all axes but the batch and that of the channels */
function globalPool(
  type: 'globalAveragePool' | 'globalMaxPool',
  node: GraphNode,
  graph: LayerGraph,
  reduced: readonly number[],
  keeps: boolean,
): Value {
  const activation = graph.activation(node);
  const all = [...activation.axes.keys()];
  const channels = all.find((axis) => axis > 0 && !reduced.includes(axis));
  if (channels === undefined || reduced.length !== all.length - 2 || reduced.length > 2)
    throw inexpressible(`of ${all.length} axes`);
  // A tensor of three axes is a map of one column.
  const [map, order] =
    reduced.length === 2
      ? [activation, [...reduced, channels]]
      : [{ ...activation, axes: [...activation.axes, []] }, [...reduced, 3, channels]];
  const layer = graph.add({ type, name: layerName(node.name), inputs: [graph.read(map, order)] });
  const axes = keeps
    ? all.map((axis) => (axis === 0 ? [0] : axis === channels ? [1] : []))
    : [[0], [1]];
  return { layer, tensor: layer, axes };
}
