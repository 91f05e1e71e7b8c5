import { zip } from '@gender/core';
import { sha256 } from '@gender/core/node';
import { imageDecoder, type Preprocessing } from '@gender/image';
import { quantizationHash } from '@gender/quantization';
import { bytesOf } from '@gender/tensor';
import type { FeatureRecord } from '../store/feature-record.js';
import type { ExtractFeaturesOptions } from './extract-features.js';
import { hashPictures } from './hash-pictures.js';

/**
 * The record of the store that `options` ask for; reads every picture.
 *
 * @throws FileError when a picture cannot be read.
 */
export async function createRecord(options: ExtractFeaturesOptions): Promise<FeatureRecord> {
  const { backbone, listing, preprocessing, quantization, shard } = options;
  const { name: decoder } = await imageDecoder();
  const hashes = await hashPictures(listing.images, options);
  return {
    format: 1,
    rowShape: [...backbone.featureShape],
    backbone: backbone.fingerprint,
    preprocessing: recordPreprocessing(preprocessing),
    ...(decoder === 'jimp' && { decoder }),
    ...(preprocessing.mirror && { augment: 'flip' }),
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

/** A preprocessing as plain data, without what it need not say; mirroring is augmentation. */
export function recordPreprocessing(preprocessing: Preprocessing): FeatureRecord['preprocessing'] {
  const { height, width, resampling, exif, keepAspect, border, mode } = preprocessing;
  const framing = {
    ...{ height, width, resampling, exif },
    ...(keepAspect && { keepAspect }),
    ...(border?.some((size) => size !== 0) && { border: [...border] as [number, number] }),
  };
  if (mode === 'rescale') return { ...framing, mode };
  const { mean, scale, channelOrder } = preprocessing;
  return {
    ...{ ...framing, mode, mean: sha256(bytesOf(mean)) },
    ...(scale?.data.some((factor) => factor !== 1) && { scale: [...scale.data] }),
    ...(channelOrder === 'bgr' && { channelOrder }),
  };
}
