import { GenderError } from '@gender/core';

/**
 * Why features cannot be made or used: `FEATURES_STORE` (a store is damaged or does not match its
 * record), `FEATURES_BACKBONE` (the backbone does not end in a feature map or lacks its
 * normalisation), `FEATURES_EMPTY` (there are no pictures), `FEATURES_NO_STORE`.
 */
export class FeaturesError extends GenderError {
  constructor(
    code: 'FEATURES_STORE' | 'FEATURES_BACKBONE' | 'FEATURES_EMPTY' | 'FEATURES_NO_STORE',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(code, message, options);
  }
}
