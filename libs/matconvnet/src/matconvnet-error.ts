import { GenderError } from '@gender/core';

/**
 * Why a network cannot be imported: `MATCONVNET_FORMAT` the file holds no MatConvNet network or a
 * field of it is missing or wrong, `MATCONVNET_UNSUPPORTED` the network is of a kind or a layer has
 * settings that are not imported here, `MATCONVNET_LAYER` a layer is of a type that is not imported here
 * and may be left out by `skipUnknown`, `MATCONVNET_OPTION` an option asks for a layer that does not exist.
 */
export type MatConvNetErrorCode =
  'MATCONVNET_FORMAT' | 'MATCONVNET_UNSUPPORTED' | 'MATCONVNET_LAYER' | 'MATCONVNET_OPTION';

/** A MatConvNet network cannot be imported. */
export class MatConvNetError extends GenderError<MatConvNetErrorCode> {
  override readonly name = 'MatConvNetError';
}
