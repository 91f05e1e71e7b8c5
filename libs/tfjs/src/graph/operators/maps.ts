import { float, int, ints, text } from '@gender/onnx/operators';
import type { OnnxOperators } from '../onnx-operators.js';
import type { TfOperator } from '../tf-operator.js';
import { paddingAttributes } from './products.js';
import type { Translate, TranslationTable } from './translate.js';

/** Operators over maps `(N, H, W, C)` without products: pools, means, normalisation, resizing. */
export const maps: TranslationTable = {
  MaxPool: pool('MaxPool'),
  AvgPool: pool('AveragePool'),
  Mean: reduction('ReduceMean'),
  Max: reduction('ReduceMax'),
  Sum: reduction('ReduceSum'),
  FusedBatchNorm: batchNormalization,
  FusedBatchNormV2: batchNormalization,
  FusedBatchNormV3: batchNormalization,
  ResizeNearestNeighbor: resize('nearest'),
  ResizeBilinear: resize('linear'),
};

/** What lies outside of the map takes no part in a mean. */
function pool(type: string): Translate {
  return (operator, onnx) => {
    if (operator.isChannelsFirst) return onnx.refuse('with channels first');
    const attributes = [
      ints('kernel_shape', operator.window('ksize')),
      ints('strides', operator.window('strides')),
      ...paddingAttributes(operator),
    ];
    return onnx.channelsLast(onnx.add(type, [onnx.channelsFirst(onnx.input(0))], attributes));
  };
}

/** Over axes that a constant lists; a single one may be a scalar. */
function reduction(type: string): Translate {
  return (operator, onnx) => {
    const axes = onnx.list(onnx.input(1));
    if (axes === undefined) return onnx.refuse('over axes that are computed');
    const keeps = Number(operator.flag('keep_dims', false));
    return onnx.add(type, [onnx.input(0), onnx.integers(axes)], [int('keepdims', keeps)]);
  };
}

function batchNormalization(operator: TfOperator, onnx: OnnxOperators): string | readonly string[] {
  if (operator.flag('is_training', true)) return onnx.refuse('in training mode');
  if (operator.isChannelsFirst) return onnx.refuse('with channels first');
  const [map, ...statistics] = onnx.inputs;
  const epsilon = float('epsilon', operator.float('epsilon', 1e-4));
  const inputs = [onnx.channelsFirst(String(map)), ...statistics];
  return onnx.channelsLast(onnx.add('BatchNormalization', inputs, [epsilon]));
}

/** To a number of rows and columns. */
function resize(mode: 'nearest' | 'linear'): Translate {
  return (operator, onnx) => {
    if (operator.flag('align_corners', false)) return onnx.refuse('with align_corners');
    const halfPixel = mode === 'nearest' ? 'tf_half_pixel_for_nn' : 'half_pixel';
    const isCentred = operator.flag('half_pixel_centers', false);
    const attributes = [
      text('mode', mode),
      text('coordinate_transformation_mode', isCentred ? halfPixel : 'asymmetric'),
      text('nearest_mode', 'floor'),
      ints('axes', [2, 3]),
    ];
    const inputs = [onnx.channelsFirst(onnx.input(0)), '', '', onnx.input(1)];
    return onnx.channelsLast(onnx.add('Resize', inputs, attributes));
  };
}
