export { encodeSafetensors, encodeSafetensorsHeader } from './encode-safetensors.js';
export { decodeNetwork, encodeNetwork, withWeights } from './network-file.js';
export { openSafetensors } from './open-safetensors.js';
export { SafetensorsError } from './safetensors-error.js';
export type { NamedTensor, TensorOutline } from './encode-safetensors.js';
export type { Header, Metadata, TensorInfo } from './header.js';
export type { SafetensorsModel } from './network-file.js';
export type { SafetensorsFile } from './open-safetensors.js';
export type { SafetensorsErrorCode } from './safetensors-error.js';
