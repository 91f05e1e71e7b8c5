import { GenderError } from '@gender/core';

/**
 * Why a network cannot be quantised: `QUANTIZATION_LAYERS` (it has no convolution, or none of a
 * name), `QUANTIZATION_CALIBRATION` (no pictures to measure it with), `QUANTIZATION_ACTIVATION` (it
 * computes values that are not finite).
 */
export type QuantizationErrorCode =
  'QUANTIZATION_LAYERS' | 'QUANTIZATION_CALIBRATION' | 'QUANTIZATION_ACTIVATION';

/** A network cannot be quantised. */
export class QuantizationError extends GenderError<QuantizationErrorCode> {
  override readonly name = 'QuantizationError';
}
