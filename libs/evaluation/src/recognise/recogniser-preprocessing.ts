import type { Logger } from '@gender/core';
import { resamplings, type Preprocessing, type Resampling } from '@gender/image';
import type { Network } from '@gender/network';
import { formatShape } from '@gender/tensor';
import { EvaluationError } from '../evaluation-error.js';

/**
 * How pictures are fed to a network as its normalisation says: less its mean, resized by its
 * interpolation (bilinear where it names none that is known here). Without a normalisation values
 * are divided by 255; the logger is told so.
 *
 * @throws EvaluationError (`RECOGNISER_INPUT`) when its input is no colour picture.
 */
export function recogniserPreprocessing(
  model: string,
  network: Network,
  logger: Logger,
): Preprocessing {
  const [height, width, channels] = network.input.shape;
  if (height === undefined || width === undefined || channels !== 3) {
    throw new EvaluationError(
      'RECOGNISER_INPUT',
      `${model} takes input of shape ${formatShape(network.input.shape)}; pictures are (height, width, 3)`,
    );
  }
  const { normalization } = network;
  const resampling = resamplingOf(normalization?.interpolation);
  const frame = { height, width, resampling, exif: 'apply' } as const;
  if (normalization) return { ...frame, mode: 'network', mean: normalization.mean };
  logger.warn(`${model} does not say how pictures are fed to it: values are divided by 255`);
  return { ...frame, mode: 'rescale' };
}

function resamplingOf(interpolation: string | undefined): Resampling {
  return resamplings.find((name) => name === interpolation) ?? 'bilinear';
}
