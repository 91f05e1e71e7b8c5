import { GenderError } from '@gender/core';

/**
 * Why a classifier cannot be trained, saved or used: `CLASSIFIER_MODEL` (a file is no transfer
 * model), `CLASSIFIER_UNDESCRIBED` (it does not say what it needs for its use, and nobody else does),
 * `CLASSIFIER_OUTPUTS` (they are no probabilities), `CLASSIFIER_PICTURE` (what was given is of no kind
 * that is taken), `CLASSIFIER_FEATURES` (stores do not go together), `CLASSIFIER_OPTIONS`,
 * `CLASSIFIER_NO_FACE` (a photo shows none, where faces are looked for), `CLASSIFIER_FACES` (a page has
 * nothing to find faces with, and a model's were cut out of photos), `CLASSIFIER_CONFIG` (a file of training options is not valid),
 * `CLASSIFIER_PRECISION` (the head was trained on features of another precision),
 * `CLASSIFIER_UNCALIBRATED` (the file has no temperature), `CLASSIFIER_CHECKPOINT` (it is of another training), `CLASSIFIER_DIVERGED` (the loss is not finite),
 * `CLASSIFIER_DOWNLOAD` (a page cannot download a model), `CLASSIFIER_DISPOSED`, `RECOGNISER_CLASSES`
 * (a network does not name what it tells apart), `RECOGNISER_MODEL` (it is a transfer model).
 */
export type ClassifierErrorCode =
  | 'CLASSIFIER_MODEL'
  | 'CLASSIFIER_UNDESCRIBED'
  | 'CLASSIFIER_OUTPUTS'
  | 'CLASSIFIER_PICTURE'
  | 'CLASSIFIER_NO_FACE'
  | 'CLASSIFIER_FACES'
  | 'CLASSIFIER_FEATURES'
  | 'CLASSIFIER_OPTIONS'
  | 'CLASSIFIER_CONFIG'
  | 'CLASSIFIER_PRECISION'
  | 'CLASSIFIER_UNCALIBRATED'
  | 'CLASSIFIER_CHECKPOINT'
  | 'CLASSIFIER_DIVERGED'
  | 'CLASSIFIER_DOWNLOAD'
  | 'CLASSIFIER_DISPOSED'
  | 'RECOGNISER_CLASSES'
  | 'RECOGNISER_MODEL';

/** A classifier cannot be trained, saved or used. */
export class ClassifierError extends GenderError<ClassifierErrorCode> {
  override readonly name = 'ClassifierError';
}
