import type { Logger, ProgressReporter } from '@gender/core';
import type { InputFiles } from '@gender/core/node';
import type { Listing } from '@gender/dataset';
import type { Engine } from '@gender/engine';
import type { Preprocessing } from '@gender/image';
import type { Quantization } from '@gender/quantization';
import type { Backbone } from '../backbone/backbone.js';
import type { ShardRecord } from '../store/feature-record.js';
import type { BadPictureRule } from './bad-pictures.js';

/** What the manifest of a store says besides what extraction itself knows. */
export interface ManifestDetails {
  /** Options of the caller, such as the dataset's name. */
  options?: Readonly<Record<string, unknown>> | undefined;
  /** Files that the backbone and the like came from; their SHA-256 is recorded. */
  inputs?: InputFiles | undefined;
  /** Versions of the packages that called. */
  versions?: Readonly<Record<string, string>> | undefined;
}

export interface ExtractFeaturesOptions {
  /** The pictures, in the order that the rows will have. */
  listing: Listing;
  /** Computes a row from a picture. */
  backbone: Backbone;
  /** How pictures are fed to it; with `mirror`, the rows are those of the mirrored pictures. */
  preprocessing: Preprocessing;
  engine: Engine;
  /** Which layers of the backbone are computed in 8-bit integers; default: none. */
  quantization?: Quantization | undefined;
  /** Where the store is written: `….npy`, and its record `….json` beside it. */
  output: string;
  /** A store that is opened instead, and never written, where it holds just these features and `output` does not. */
  sameAs?: string | undefined;
  /** Other stores whose rows are taken, where picture and all that made the row are the same. */
  reuse?: readonly string[] | undefined;
  /** When `listing` is one part of a longer one: which; then it may be empty. */
  shard?: ShardRecord | undefined;
  /** What a picture does that cannot be read or decoded; default `fail`. */
  onBad?: BadPictureRule | undefined;
  /** Read every picture, also those whose files have the size and times with which they were read before. */
  verify?: boolean | undefined;
  /** Pictures computed at once; default: by the size of the input, 4 of 224×224. */
  batchSize?: number | undefined;
  /** Threads that compute; default: the number of cores. The rows do not depend on it. */
  threads?: number | undefined;
  /** What else the manifest says. */
  manifest?: ManifestDetails | undefined;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
  logger?: Logger | undefined;
}
