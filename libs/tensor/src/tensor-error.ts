import { GenderError } from '@gender/core';

/** A shape does not fit its data (`TENSOR_SHAPE`), or an `.npy` file is not what it says (`NPY_FORMAT`). */
export class TensorError extends GenderError {
  constructor(code: 'TENSOR_SHAPE' | 'NPY_FORMAT', message: string, options?: { cause?: unknown }) {
    super(code, message, options);
  }
}
