import { GenderError } from '@gender/core';

/**
 * Labels and probabilities cannot be measured: there are none (`METRICS_EMPTY`), their lengths do
 * not fit (`METRICS_SHAPE`), a label is not a class (`METRICS_LABEL`), or a value is not a
 * probability (`METRICS_PROBABILITY`).
 */
export type MetricsErrorCode =
  'METRICS_EMPTY' | 'METRICS_SHAPE' | 'METRICS_LABEL' | 'METRICS_PROBABILITY';

/** Labels and probabilities cannot be measured. */
export class MetricsError extends GenderError<MetricsErrorCode> {
  override readonly name = 'MetricsError';
}
