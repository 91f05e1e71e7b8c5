import type { Logger } from '@gender/core';
import type { Trainer } from '@gender/engine';
import type { FeatureStore } from '@gender/features';
import { openKerasWeights } from '@gender/keras';
import { fitTemperature } from '@gender/metrics';
import type { Network } from '@gender/network';
import { loadInitialWeights } from '../head/initial-weights.js';
import { predictStore, type PredictStoreOptions } from './validate-head.js';

export interface CalibrateOptions extends PredictStoreOptions {
  head: Network;
  /** Gets the weights; what it has learnt is over. */
  trainer: Trainer;
  /** The Keras weights file of the head that is calibrated. */
  weights: string;
  validation: FeatureStore;
  logger?: Logger | undefined;
}

/**
 * The temperature of a head's weights on the validation pictures (`fitTemperature`).
 *
 * @returns `undefined` where these pictures cannot tell it, which the logger is told
 */
export async function calibrateHead(options: CalibrateOptions): Promise<number | undefined> {
  const { head, trainer, weights, validation, logger } = options;
  using best = await openKerasWeights(weights);
  await loadInitialWeights(trainer, head, best.rows);
  const temperature = fitTemperature(await predictStore(trainer, validation, options));
  if (temperature === undefined) {
    logger?.debug(
      `the ${validation.length} validation pictures tell no temperature: all are right, or probabilities say nothing of them`,
    );
  }
  return temperature;
}
