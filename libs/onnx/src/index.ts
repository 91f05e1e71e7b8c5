export { OnnxError } from './onnx-error.js';
export { quantizableActivations } from './quantizable-activations.js';
export { readOnnx } from './read-onnx.js';
export { toOnnx } from './to-onnx.js';
export type { OnnxInitializer, OnnxModel, OnnxNode, OnnxValue } from './onnx-model.js';
export type { ExternalData } from './encode-model.js';
export type { FindExternalData } from './graph-builder.js';
export type { ToOnnxOptions } from './to-onnx.js';
export type { Quantization, QuantizedRange } from './quantization.js';
