export { calibrate } from './calibrate.js';
export { calibrationMethods, chooseRange } from './choose-range.js';
export { HistogramBuilder } from './histogram.js';
export { QuantizationError } from './quantization-error.js';
export { missingRanges } from './missing-ranges.js';
export { precisions } from './precision.js';
export { quantizationHash, quantizationSchema } from './quantization-schema.js';
export { quantizeBackbone, quantizedPath } from './quantize-backbone.js';
export { fitWeightBits, weightBitsFor, weightBitsHere } from './weight-bits.js';
export type {
  CalibrateOptions,
  CalibrationSet,
  NetworkRunner,
  RunnableNetwork,
} from './calibrate.js';
export type { CalibrationMethod } from './choose-range.js';
export type { Quantization, QuantizedRange } from '@gender/onnx';
export type { Histogram, Side } from './histogram.js';
export type { QuantizeBackboneOptions, QuantizedBackbone } from './quantize-backbone.js';
export type { Precision } from './precision.js';
export type { WeightBits } from './weight-bits.js';
