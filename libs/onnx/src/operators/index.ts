export { float, int, ints, text } from '../attribute.js';
export { networkOfOperators } from '../network-of-operators.js';
export type { ForeignGraph, ForeignOperator } from '../network-of-operators.js';
export type { GraphOptions } from '../network-of-graph.js';
export type { AttributeProto } from '../proto/onnx_pb.js';
export { rangeOfType } from '../read/constant.js';
export type { Constant } from '../read/constant.js';
export type { GraphInput } from '../read/graph.js';
