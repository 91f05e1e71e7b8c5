import { subtractMean, type Picture } from '@gender/image/pixels';
import type { Normalization } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import type { Similarity } from './similarity.js';
import { sampleWarped } from './warp.js';

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

/**
 * Runs a network on one view of a picture, whose colours are not rounded: else places that differ by what two
 * float32 computations differ would make views, and by them points of a face, that differ a hundred times more.
 */
export async function look(
  { run, normalization }: ViewNetwork,
  picture: Picture,
  view: View,
): Promise<Float32Tensor> {
  const { width, height } = view;
  const values = sampleWarped(picture, view.toPicture, view);
  const input = new Float32Array(values.length);
  subtractMean(values, { width, height, ...normalization }, input);
  return run(tensor('float32', [1, height, width, 3], input));
}
