import { GenderError } from '@gender/core';

/**
 * A results file is not what it says (`RESULTS_FORMAT`), holds no rows (`RESULTS_EMPTY`), rows do
 * not fit their classes (`RESULTS_ROW`), model and dataset have other classes (`RESULTS_CLASSES`), a
 * model was trained on faces cut out of photos and the dataset shows others (`RESULTS_FACES`), a
 * table of facts does not group the pictures (`RESULTS_GROUPS`), results to compare are not of
 * the same pictures (`RESULTS_PAIRS`), no threshold can be chosen (`RESULTS_THRESHOLD`), or a model cannot be explained so (`EXPLAIN_MODEL`).
 */
export type EvaluationErrorCode =
  | 'RESULTS_FORMAT'
  | 'RESULTS_EMPTY'
  | 'RESULTS_ROW'
  | 'RESULTS_CLASSES'
  | 'RESULTS_FACES'
  | 'RESULTS_GROUPS'
  | 'RESULTS_PAIRS'
  | 'RESULTS_THRESHOLD'
  | 'EXPLAIN_MODEL';

/** Results cannot be read, or a model cannot be evaluated. */
export class EvaluationError extends GenderError<EvaluationErrorCode> {
  override readonly name = 'EvaluationError';
}
