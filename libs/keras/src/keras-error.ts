import { GenderError } from '@gender/core';

/**
 * What went wrong: the file is no Keras model or contradicts itself (`KERAS_FORMAT`); it uses a
 * layer or an option that networks do not have (`KERAS_UNSUPPORTED`); the size of its input is open, or
 * another than the one asked for (`KERAS_INPUT`); it has several outputs, or none of the name asked for
 * (`KERAS_OUTPUT`); weights are missing or have other shapes (`KERAS_WEIGHTS`); it holds weights alone, and nothing says of what layers
 * (`KERAS_ARCHITECTURE`); a network has no Keras form that is written here (`KERAS_NETWORK`).
 */
export type KerasErrorCode =
  | 'KERAS_FORMAT'
  | 'KERAS_UNSUPPORTED'
  | 'KERAS_INPUT'
  | 'KERAS_OUTPUT'
  | 'KERAS_WEIGHTS'
  | 'KERAS_ARCHITECTURE'
  | 'KERAS_NETWORK';

/** A Keras file cannot be read, or a network cannot be written as one. */
export class KerasError extends GenderError<KerasErrorCode> {
  override readonly name = 'KerasError';
}

const outlineCodes: readonly KerasErrorCode[] = [
  'KERAS_UNSUPPORTED',
  'KERAS_INPUT',
  'KERAS_OUTPUT',
];

/**
 * Whether a file holds a Keras model that is no network here, or only once it is said which output
 * or size of input is meant: `outlineKerasModel` reads it.
 */
export function isOutlineOnly(error: unknown): error is KerasError {
  return error instanceof KerasError && outlineCodes.includes(error.code);
}
