import { GenderError } from '@gender/core';

/** A shape does not fit its data (`TENSOR_SHAPE`), or an `.npy` file is not what it says (`NPY_FORMAT`). */
export type TensorErrorCode = 'TENSOR_SHAPE' | 'NPY_FORMAT';

/** A tensor or an `.npy` file contradicts itself. */
export class TensorError extends GenderError<TensorErrorCode> {
  override readonly name = 'TensorError';
}
