import { preprocess, type Picture } from '@gender/image/pixels';
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
  /** Computes the output for one view, `(1, height, width, 3)`. */
  readonly run: (input: Float32Tensor) => Promise<Float32Tensor>;
  readonly normalization: Pick<Normalization, 'mean' | 'scale'>;
}

/** Runs a network on one view of a picture. */
export async function look(
  { run, normalization }: ViewNetwork,
  picture: Picture,
  view: View,
): Promise<Float32Tensor> {
  const { width, height } = view;
  const { mean, scale } = normalization;
  const frame = { width, height, resampling: 'nearest', exif: 'ignore' } as const;
  const input = preprocess(warp(picture, view.toPicture, view), {
    ...{ ...frame, mode: 'network', mean, scale },
  });
  return run(tensor('float32', [1, height, width, 3], input));
}
