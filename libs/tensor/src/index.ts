export { bytesPerElement, fromBytes, zeros } from './dtype.js';
export { bytesOf, encodeNpy, readNpy, readNpyRows } from './npy.js';
export { encodeNpyHeader, readNpyHeader } from './npy-header.js';
export { elementCount, formatShape, tensor, transpose, zeroTensor } from './tensor.js';
export { TensorError } from './tensor-error.js';
export type { DType, TypedArrays } from './dtype.js';
export type { NpyHeader } from './npy-header.js';
export type { Float32Tensor, Tensor } from './tensor.js';
