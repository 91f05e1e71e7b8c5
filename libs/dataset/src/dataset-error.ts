import { GenderError } from '@gender/core';

/** What is wrong with a collection of labelled pictures or with what was asked of it. */
export type DatasetErrorCode =
  /** A folder does not exist, for example because the dataset has not been prepared. */
  | 'DATASET_NOT_FOUND'
  /** There are no pictures where some were expected. */
  | 'DATASET_EMPTY'
  /** There are fewer than two classes, or they cannot be told apart or name folders. */
  | 'DATASET_CLASSES'
  /** Folders are called after splits, and hold neither splits nor classes for certain. */
  | 'DATASET_SPLITS'
  /** More pictures are broken or missing than allowed. */
  | 'DATASET_BROKEN'
  /** One picture is in two classes, or a label is mapped or corrected that is not there. */
  | 'DATASET_LABELS'
  /** A list or manifest lacks a column, or one of its rows makes no sense. */
  | 'DATASET_MANIFEST'
  /** A class would have no picture in one of the splits or folds. */
  | 'DATASET_TOO_SMALL'
  /** The trees `aligned` and `valid` are needed, and one is missing. */
  | 'DATASET_TREES'
  /** An option is out of its range. */
  | 'DATASET_OPTIONS'
  /** The target exists and was not written by this library. */
  | 'DATASET_EXISTS';

/** A collection of labelled pictures cannot be found, split, written or listed. */
export class DatasetError extends GenderError<DatasetErrorCode> {
  override readonly name = 'DatasetError';
}
