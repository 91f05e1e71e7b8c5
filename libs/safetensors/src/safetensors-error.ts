import { GenderError } from '@gender/core';

/**
 * What went wrong: the file is no safetensors file, cut short or contradicts itself
 * (`SAFETENSORS_FORMAT`); its tensors have a type that is not read (`SAFETENSORS_UNSUPPORTED`); it
 * holds tensors, but no network or not the weights of one (`SAFETENSORS_NETWORK`).
 */
export type SafetensorsErrorCode =
  'SAFETENSORS_FORMAT' | 'SAFETENSORS_UNSUPPORTED' | 'SAFETENSORS_NETWORK';

/** A safetensors file cannot be read, or cannot hold what it should. */
export class SafetensorsError extends GenderError<SafetensorsErrorCode> {
  override readonly name = 'SafetensorsError';
}
