import { GenderError } from '@gender/core';

/**
 * Why features cannot be made or used: `FEATURES_STORE` (a store is damaged or does not match its
 * record), `FEATURES_BACKBONE` (the backbone takes no pictures or does not end in
 * features), `FEATURES_UNDESCRIBED` (neither it nor the caller says how pictures are fed to it), `FEATURES_EMPTY` (there are no pictures), `FEATURES_PICTURES` (pictures cannot be
 * read or decoded), `FEATURES_PARTS` (more parts are asked for than there are pictures),
 * `FEATURES_SHARDS` (parts of a store are missing or do not fit together).
 */
export type FeaturesErrorCode =
  | 'FEATURES_STORE'
  | 'FEATURES_BACKBONE'
  | 'FEATURES_UNDESCRIBED'
  | 'FEATURES_EMPTY'
  | 'FEATURES_PICTURES'
  | 'FEATURES_PARTS'
  | 'FEATURES_SHARDS';

/** Features cannot be extracted, stored or used. */
export class FeaturesError extends GenderError<FeaturesErrorCode> {
  override readonly name = 'FeaturesError';
}
