import type { Logger } from '@gender/core';
import {
  fitWeightBits,
  weightBitsHere,
  type Precision,
  type Quantization,
  type WeightBits,
} from '@gender/quantization';
import { ClassifierError } from '../classifier-error.js';

/** The precision in which the backbone of a model is computed. */
export interface PrecisionChoice {
  /** Default: the precision of the features that the head was trained on, as the model file says. */
  precision?: Precision | undefined;
  /** Consent to float32 features for a head that was trained on 8-bit ones; default false. */
  acceptOtherPrecision?: boolean | undefined;
}

/**
 * How the backbone of a model is computed in 8 bits, or `undefined` for float32. Weights of 8 bits
 * are cut to 7 where this processor cannot compute them, with a warning.
 *
 * @param trained - the quantisation in the model file, at `path`
 * @param bits - of weights that the processor computes without loss; default: those of this one
 * @throws ClassifierError (`CLASSIFIER_PRECISION`) when another precision is asked for without
 *   consent, or 8 bits of a model that holds no ranges.
 */
export async function servingQuantization(
  path: string,
  trained: Quantization | undefined,
  choice: PrecisionChoice & { logger?: Logger | undefined },
  bits?: WeightBits,
): Promise<Quantization | undefined> {
  const { precision, acceptOtherPrecision = false, logger } = choice;
  if (trained === undefined) {
    if (precision === 'int8') throw withoutRanges(path);
    return undefined;
  }
  if (precision !== 'fp32') return fitWeightBits(trained, bits ?? (await weightBitsHere()), logger);
  if (!acceptOtherPrecision) throw otherPrecision(path);
  logger?.warn(`${path}: float32 features for a head that was trained on 8-bit ones`);
  return undefined;
}

function withoutRanges(path: string): ClassifierError {
  return new ClassifierError(
    'CLASSIFIER_PRECISION',
    `the head of ${path} was trained on float32 features, and the file does not say how to compute them in 8 bits; leave the precision out, or train a model in int8`,
  );
}

function otherPrecision(path: string): ClassifierError {
  return new ClassifierError(
    'CLASSIFIER_PRECISION',
    `the head of ${path} was trained on 8-bit features, but float32 is asked for; leave the precision out, or set acceptOtherPrecision, and probabilities will differ`,
  );
}
