import { GenderError } from '@gender/core';

/** A head cannot be laid out (`KERNELS_SPEC`) or a batch or parameter does not fit it (`KERNELS_INPUT`). */
export class KernelsError extends GenderError {
  constructor(code: 'KERNELS_SPEC' | 'KERNELS_INPUT', message: string) {
    super(code, message);
  }
}
