import { differsInTraining } from '../converters/layer-converters.js';
import type { DecodeContext } from './decode-context.js';
import { namedArguments } from './operands.js';

/** What an application of a layer or of a model says of `training`; undefined where nothing. */
export function trainingOf(node: unknown): boolean | undefined {
  const { training } = namedArguments(node);
  return training === undefined || training === null ? undefined : Boolean(training);
}

/**
 * Refuses what Keras 2 always computes as in training, with the statistics of the batch or at
 * random. Keras 3 takes no notice of the argument when a model predicts.
 *
 * @param training - what the application of the layer says, or that of the nearest model around it
 * @throws KerasError (`KERAS_UNSUPPORTED`)
 */
export function refuseTraining(layer: DecodeContext, training: boolean | undefined): void {
  if (training !== true || layer.conversion.version !== 2 || !differsInTraining(layer.entry))
    return;
  throw layer.unsupported(
    '`training=True`, with which it computes as in training; networks do not',
  );
}
