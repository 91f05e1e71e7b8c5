export { OnnxError } from './onnx-error.js';
export { toOnnx } from './to-onnx.js';
export type { ToOnnxOptions } from './to-onnx.js';
