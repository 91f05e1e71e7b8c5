import { GenderError } from '@gender/core';

/** A head cannot be laid out (`KERNELS_SPEC`) or a batch or parameter does not fit it (`KERNELS_INPUT`). */
export type KernelsErrorCode = 'KERNELS_SPEC' | 'KERNELS_INPUT';

/** A head cannot be trained by the kernels as it is asked. */
export class KernelsError extends GenderError<KernelsErrorCode> {
  override readonly name = 'KernelsError';
}
