import type { LabelledFeatures, WebBackbone } from '@gender/classifier/browser';
import { holdOut } from '@gender/classifier/browser';
import { required } from '@gender/core';
import { elementCount, tensor } from '@gender/tensor';
import type { GivenPicture } from '../page/picture-source.js';

/** Pictures of a class. */
export interface LabelledPicture extends GivenPicture {
  /** An index into the classes. */
  readonly label: number;
}

/** The quarter of each class by which the best epoch is chosen. */
const VALIDATION_SHARE = 0.25;

/** Computes the features of pictures, and sets some aside for validation, class by class. */
export async function labelFeatures(
  backbone: WebBackbone,
  pictures: readonly LabelledPicture[],
  { seed, onPicture }: { seed: number; onPicture: (done: number) => void },
): Promise<{ train: LabelledFeatures; validation: LabelledFeatures }> {
  const rowSize = elementCount(backbone.featureShape);
  const rows = new Float32Array(pictures.length * rowSize);
  for (const [index, { file }] of pictures.entries()) {
    const { data } = await backbone.extract(file);
    rows.set(data, index * rowSize);
    onPicture(index + 1);
  }
  const labels = pictures.map(({ label }) => label);
  const part = (indices: readonly number[]): LabelledFeatures => {
    const values = new Float32Array(indices.length * rowSize);
    indices.forEach((index, place) => {
      values.set(rows.subarray(index * rowSize, (index + 1) * rowSize), place * rowSize);
    });
    return {
      features: tensor('float32', [indices.length, ...backbone.featureShape], values),
      labels: Uint32Array.from(indices, (index) =>
        required(labels[index], 'the label of a picture'),
      ),
    };
  };
  const { train, validation } = holdOut(labels, VALIDATION_SHARE, seed);
  return { train: part(train), validation: part(validation) };
}
