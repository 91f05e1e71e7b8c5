import { required, zip } from '@gender/core';
import { numbersOf } from '../constant-arithmetic.js';
import type { GraphNode } from '../graph.js';
import {
  inexpressible,
  layerName,
  MAP_ORDER,
  type LayerGraph,
  type Value,
} from '../layer-graph.js';
import { axisFromStart, type OperatorTable } from './operator.js';

/** Feature maps `(N, C, H, W)` with more rows and columns. */
export const resizing: OperatorTable = { Resize: resize };

function resize(node: GraphNode, graph: LayerGraph): Value {
  const input = graph.readMap(graph.activation(node));
  const [rows, columns] = factorsOf(node, graph, graph.held({ layer: input }));
  if (rows === 1 && columns === 1) return graph.activation(node);
  const interpolation = interpolationOf(node, [rows, columns]);
  const layer = graph.add({
    type: 'upSampling',
    name: layerName(node.name),
    inputs: [input],
    size: [rows, columns],
    interpolation,
  });
  return graph.inOrder(layer, MAP_ORDER);
}

/**
 * How many rows and columns each becomes.
 *
 * @param held - the lengths of `(N, H, W, C)`
 */
function factorsOf(
  node: GraphNode,
  graph: LayerGraph,
  [, height = 0, width = 0, channels = 0]: readonly number[],
): [number, number] {
  const scales = graph.optionalConstant(node, 2);
  const hasScales = scales !== undefined && scales.data.length > 0;
  const values = numbersOf(hasScales ? scales : graph.constant(node, 3));
  const axes = node.attributes.ints('axes') ?? [0, 1, 2, 3];
  if (values.length !== axes.length) {
    throw inexpressible(`with ${values.length} lengths for ${axes.length} axes`);
  }
  const list = [1, 1, 1, 1];
  for (const [each, value] of zip(axes, values)) {
    const axis = axisFromStart(each, list.length);
    const length = required([1, channels, height, width][axis], `the length of axis ${axis}`);
    list[axis] = hasScales ? value : value / length;
  }
  const policy = node.attributes.text('keep_aspect_ratio_policy', 'stretch');
  if (policy !== 'stretch') throw inexpressible(`with the aspect ratio kept (${policy})`);
  // Of sizes the first is the number of pictures, which may be any, and open.
  const [ofBatch, ofChannels, rows, columns] = list;
  const keepsBatch = !hasScales || ofBatch === 1 || Number.isNaN(ofBatch);
  const isWhole = [rows, columns].every((each) => Number.isInteger(each) && Number(each) >= 1);
  if (rows === undefined || columns === undefined || ofChannels !== 1 || !isWhole || !keepsBatch) {
    throw inexpressible(`by the factors (${list.join(', ')})`);
  }
  return [rows, columns];
}

/** Places of a result in terms of the source, `x` from 0, with an integer factor. */
const coordinates: Readonly<Record<string, (x: number, factor: number) => number>> = {
  asymmetric: (x, factor) => x / factor,
  half_pixel: (x, factor) => (x + 0.5) / factor - 0.5,
  pytorch_half_pixel: (x, factor) => (x + 0.5) / factor - 0.5,
  half_pixel_symmetric: (x, factor) => (x + 0.5) / factor - 0.5,
  tf_half_pixel_for_nn: (x, factor) => (x + 0.5) / factor,
};

const roundings: Readonly<Record<string, (x: number) => number>> = {
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

function interpolationOf(
  { attributes }: GraphNode,
  factors: readonly number[],
): 'nearest' | 'bilinear' {
  const mode = attributes.text('mode', 'nearest');
  const rule = attributes.text('coordinate_transformation_mode', 'half_pixel');
  const rounding = attributes.text('nearest_mode', 'round_prefer_floor');
  const coordinate = coordinates[rule];
  const round = roundings[rounding];
  if (
    mode === 'linear' &&
    rule.includes('half_pixel') &&
    rule !== 'tf_half_pixel_for_nn' &&
    attributes.int('antialias', 0) === 0
  ) {
    return 'bilinear';
  }
  // Every value of the first two pixels must be a repetition; later ones are the same, further on.
  const repeats = factors.every((factor) =>
    [...Array(2 * Math.min(factor, MAX_FACTOR)).keys()].every(
      (x) =>
        coordinate && round && Math.max(round(coordinate(x, factor)), 0) === Math.floor(x / factor),
    ),
  );
  if (mode === 'nearest' && repeats && factors.every((factor) => factor <= MAX_FACTOR))
    return 'nearest';
  throw inexpressible(`of mode ${mode}, coordinates ${rule}, rounding ${rounding}`);
}

/** No feature map is enlarged more. */
const MAX_FACTOR = 1024;
