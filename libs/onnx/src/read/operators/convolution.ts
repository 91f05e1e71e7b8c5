import { required } from '@gender/core';
import type { Padding, Pair } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import type { GraphNode } from '../graph.js';
import {
  inexpressible,
  layerName,
  MAP_ORDER,
  type LayerGraph,
  type Value,
} from '../layer-graph.js';
import { floatsOf, transposeWeights, type OperatorTable } from './operator.js';
import { paddingOf, pairOf, windowOf } from './window.js';

/** Convolutions over feature maps `(N, C, H, W)`. */
export const convolutions: OperatorTable = {
  Conv: convolution,
  ConvTranspose: transposedConvolution,
};

function convolution(node: GraphNode, graph: LayerGraph): Value {
  const { kernel, bias } = weightsOf(node, graph);
  const input = graph.readMap(graph.activation(node));
  const [height, width] = kernelSize(kernel);
  const dilation = pairOf(node.attributes.ints('dilations'), 'dilations');
  const size: Pair = [dilation[0] * (height - 1) + 1, dilation[1] * (width - 1) + 1];
  const { strides, padding } = windowOf(node, graph.held({ layer: input }), size);
  const layer = graph.add({
    type: 'conv2d',
    name: layerName(node.name),
    inputs: [input],
    strides,
    padding,
    dilation,
    groups: node.attributes.int('group', 1),
    kernel,
    ...(bias && { bias }),
  });
  return graph.inOrder(layer, MAP_ORDER);
}

function transposedConvolution(node: GraphNode, graph: LayerGraph): Value {
  const { attributes } = node;
  const { kernel, bias } = weightsOf(node, graph);
  const input = graph.readMap(graph.activation(node));
  const dilation = pairOf(attributes.ints('dilations'), 'dilations');
  if (dilation.some((each) => each !== 1)) throw inexpressible('with dilations');
  const size = attributes.ints('output_shape');
  if (size === undefined && !isExplicit(node))
    throw inexpressible('of a size that follows from it');
  const added = attributes.ints('output_padding');
  if (size !== undefined && added?.some((each) => each !== 0))
    throw inexpressible('with an output padding beside the size of its output');
  const held = graph.held({ layer: input });
  const strides = pairOf(attributes.ints('strides'), 'strides');
  const cropping = size
    ? croppingTo(pairOf(size, 'lengths of its output'), node, held, strides, kernelSize(kernel))
    : lessOutputPadding(paddingOf(attributes.ints('pads')), added);
  const layer = graph.add({
    type: 'convTranspose2d',
    name: layerName(node.name),
    inputs: [input],
    strides,
    cropping,
    groups: attributes.int('group', 1),
    kernel,
    ...(bias && { bias }),
  });
  return graph.inOrder(layer, MAP_ORDER);
}

function isExplicit({ attributes }: GraphNode): boolean {
  return attributes.text('auto_pad', 'NOTSET') === 'NOTSET';
}

/** Rows and columns that are added to the output are such as are not cut off. */
function lessOutputPadding([top, bottom, left, right]: Padding, added: number[] = [0, 0]): Padding {
  const [rows = 0, columns = 0] = added;
  if (rows > bottom || columns > right)
    throw inexpressible('with an output padding beyond its pads');
  return [top, bottom - rows, left, right - columns];
}

/**
 * What is cut off to a size that an operator gives. Where one row more has to be cut off on one side than on the other, versions of
 * ONNX differ about which, unless it says `SAME_UPPER`.
 *
 * @param held - the lengths of `(N, H, W, C)`
 */
function croppingTo(
  wanted: Pair,
  { attributes }: GraphNode,
  held: readonly number[],
  strides: Pair,
  kernel: Pair,
): Padding {
  const rule = attributes.text('auto_pad', 'NOTSET');
  const margins = (axis: 0 | 1): Pair => {
    const length = required(held[axis + 1], `the length of axis ${axis + 1}`);
    const surplus = (length - 1) * strides[axis] + kernel[axis] - wanted[axis];
    const isClear = rule === 'SAME_UPPER' || (rule === 'VALID' ? surplus === 0 : surplus % 2 === 0);
    if (surplus < 0 || !isClear) throw inexpressible(`to a size of ${wanted.join(' × ')}`);
    return [Math.floor(surplus / 2), Math.ceil(surplus / 2)];
  };
  return [...margins(0), ...margins(1)];
}

/** `(out, in / groups, height, width)` to `(height, width, in / groups, out)`; transposed ones `(in, out / groups, …)` likewise. */
function weightsOf(
  node: GraphNode,
  graph: LayerGraph,
): { kernel: Float32Tensor; bias: Float32Tensor | undefined } {
  const kernel = floatsOf(graph.constant(node, 1));
  if (kernel.shape.length !== 4) throw inexpressible(`over ${kernel.shape.length - 2} axes`);
  const bias = graph.optionalConstant(node, 2);
  return { kernel: transposeWeights(kernel, [2, 3, 1, 0]), bias: bias && floatsOf(bias) };
}

function kernelSize({ shape }: Float32Tensor): Pair {
  return [
    required(shape[0], 'the height of a kernel'),
    required(shape[1], 'the width of a kernel'),
  ];
}
