import { required, zip } from '@gender/core';
import { sha256 } from '@gender/core/node';
import { imageDecoder } from '@gender/image';
import { inferShapes } from '@gender/network';
import { quantizationHash } from '@gender/quantization';
import { bytesOf } from '@gender/tensor';
import type { ExtractFeaturesOptions } from './extract-features.js';
import type { FeatureRecord } from '../store/feature-record.js';
import { hashPictures } from './hash-pictures.js';
import { networkFingerprint } from './network-fingerprint.js';

/**
 * The record of the store that `options` ask for; reads every picture.
 *
 * @throws FileError when a picture cannot be read.
 */
export async function createRecord(options: ExtractFeaturesOptions): Promise<FeatureRecord> {
  const { backbone, listing, preprocessing, quantization, shard } = options;
  const { mean, mirror = false, ...frame } = preprocessing;
  const { name: decoder } = await imageDecoder();
  const hashes = await hashPictures(listing.images, options);
  return {
    format: 1,
    rowShape: [
      ...required(inferShapes(backbone).get(backbone.output), 'the shape of the features'),
    ],
    backbone: networkFingerprint(backbone),
    preprocessing: { ...frame, ...(mean && { mean: sha256(bytesOf(mean)) }) },
    ...(decoder === 'jimp' && { decoder }),
    ...(mirror && { augment: 'flip' }),
    ...(quantization && { quantization: quantizationHash(quantization) }),
    classes: [...listing.classes],
    ...(shard && { shard }),
    images: zip(listing.images, hashes).map(([{ file, label }, hash]) => ({
      file,
      label,
      sha256: hash,
    })),
  };
}
