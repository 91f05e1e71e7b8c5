import { sha256 } from '@gender/core/node';
import { imageDecoder, type Preprocessing } from '@gender/image';
import { quantizationHash } from '@gender/quantization';
import { bytesOf } from '@gender/tensor';
import type { FeatureRecord, RowProvenance, StoreHead } from '../store/feature-record.js';
import { augmentationOf } from '../store/augmentation.js';
import type { ExtractFeaturesOptions } from './extract-options.js';

/** What decides the rows of a store, besides pictures. */
type RowOptions = Pick<ExtractFeaturesOptions, 'backbone' | 'preprocessing' | 'quantization'>;

/** All that decides what becomes of a picture. */
export async function planRows(options: RowOptions): Promise<RowProvenance> {
  const { backbone, preprocessing, quantization } = options;
  const { name: decoder } = await imageDecoder();
  const augment = augmentationOf(preprocessing);
  return {
    rowShape: [...backbone.featureShape],
    backbone: backbone.fingerprint,
    preprocessing: recordPreprocessing(preprocessing),
    ...(decoder === 'jimp' && { decoder }),
    ...(augment && { augment }),
    ...(quantization && { quantization: quantizationHash(quantization) }),
  };
}

/** What is known of the store that `options` ask for before its pictures are read. */
export async function planStore(options: ExtractFeaturesOptions): Promise<StoreHead> {
  const { listing, shard } = options;
  return {
    format: 2,
    ...(await planRows(options)),
    classes: [...listing.classes],
    ...(shard && { shard }),
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
  if (mode !== 'network') return { ...framing, mode };
  const { mean, scale, channelOrder } = preprocessing;
  return {
    ...{ ...framing, mode, mean: sha256(bytesOf(mean)) },
    ...(scale?.data.some((factor) => factor !== 1) && { scale: [...scale.data] }),
    ...(channelOrder === 'bgr' && { channelOrder }),
  };
}
