import { sha256 } from '@gender/core/node';
import type { Listing } from '@gender/dataset';
import { FeaturesError } from '../features-error.js';
import type { ShardRecord } from './feature-record.js';

/** One of several parts of a split, which different machines extract. */
export interface Shard {
  /** Which part, from 1. */
  part: number;
  /** How many parts there are. */
  of: number;
}

/** The rows of a shard: `first` up to but not including `end`, of `total`. Sizes differ by one at most. */
export function shardRange({ part, of }: Shard, total: number): { first: number; end: number } {
  return { first: Math.floor(((part - 1) * total) / of), end: Math.floor((part * total) / of) };
}

/**
 * The pictures of a shard, and what its record says of the whole.
 *
 * @param folder - where the pictures are, for messages
 * @throws FeaturesError (`FEATURES_PARTS`) when there are more parts than pictures.
 */
export function takeShard(
  listing: Listing,
  shard: Shard,
  folder: string,
): { listing: Listing; shard: ShardRecord } {
  const { classes, images } = listing;
  if (shard.of > images.length) {
    throw new FeaturesError(
      'FEATURES_PARTS',
      `the ${images.length} pictures in ${folder} cannot make ${shard.of} parts; make at most ${images.length}`,
    );
  }
  const { first, end } = shardRange(shard, images.length);
  return {
    listing: { classes, images: images.slice(first, end) },
    shard: { ...shard, total: images.length, listing: listingHash(listing) },
  };
}

/** A SHA-256 of which pictures there are in which order, by their names. */
export function listingHash({
  classes,
  images,
}: {
  classes: readonly string[];
  images: readonly { file: string; label: number }[];
}): string {
  return sha256(JSON.stringify([classes, images.map(({ file, label }) => [file, label])]));
}
