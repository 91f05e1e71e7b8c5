import { GenderError } from '@gender/core';

/**
 * A results file is not what it says (`RESULTS_FORMAT`), holds no rows (`RESULTS_EMPTY`), or rows do
 * not fit their classes (`RESULTS_ROW`).
 */
export class EvaluationError extends GenderError {
  constructor(
    code: 'RESULTS_FORMAT' | 'RESULTS_EMPTY' | 'RESULTS_ROW',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(code, message, options);
  }
}
