import type { Conv2dLayer, Padding, PoolLayer } from '@gender/network';
import { int, ints } from './attribute.js';
import type { AttributeProto } from './proto/onnx_pb.js';

/** The attributes of `Conv` and `QLinearConv`. */
export function convolutionAttributes(layer: Conv2dLayer): AttributeProto[] {
  return [
    ints('kernel_shape', layer.kernel.shape.slice(0, 2)),
    ints('strides', layer.strides),
    ints('pads', beginsThenEnds(layer.padding)),
    ints('dilations', layer.dilation),
    int('group', layer.groups),
  ];
}

/** The attributes of `MaxPool` and `AveragePool`. */
export function poolAttributes(layer: PoolLayer): AttributeProto[] {
  return [
    ints('kernel_shape', layer.poolSize),
    ints('strides', layer.strides),
    ints('pads', beginsThenEnds(layer.padding)),
  ];
}

/** ONNX lists the margins before the map, then those after it. */
export function beginsThenEnds([top, bottom, left, right]: Padding): [
  top: number,
  left: number,
  bottom: number,
  right: number,
] {
  return [top, left, bottom, right];
}
