import { required } from '@gender/core';
import type { LoadedNetwork } from '@gender/engine';
import { preprocess, type Picture } from '@gender/image';
import type { Normalization } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import type { Similarity } from './similarity.js';
import { warp } from './warp.js';

/** A turned and scaled part of a picture, as a network sees it. */
export interface View {
  readonly width: number;
  readonly height: number;
  /** Takes places of the view to those of the picture. */
  readonly toPicture: Similarity;
}

/** A network that looks at views, and how it is fed. */
export interface ViewNetwork {
  readonly network: LoadedNetwork;
  readonly normalization: Normalization;
}

/** Runs a network on one view of a picture. */
export async function look(
  { network, normalization }: ViewNetwork,
  picture: Picture,
  view: View,
): Promise<Float32Tensor> {
  const { width, height } = view;
  const { mean, scale } = normalization;
  const frame = { width, height, resampling: 'nearest', exif: 'ignore' } as const;
  const input = preprocess(warp(picture, view.toPicture, view), {
    ...{ ...frame, mode: 'network', mean, scale },
  });
  const [output] = await network.run(tensor('float32', [1, height, width, 3], input));
  return required(output, 'what the network sees');
}
