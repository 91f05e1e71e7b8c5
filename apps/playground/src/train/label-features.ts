import type { LabelledFeatures, WebBackbone } from '@gender/classifier/browser';
import { holdOut } from '@gender/classifier/browser';
import { required } from '@gender/core';
import { elementCount, tensor } from '@gender/tensor';
import type { GivenPicture } from '../page/picture-source.js';

/** What a class is called, and its pictures. */
export interface TaughtClass {
  readonly name: string;
  readonly pictures: readonly GivenPicture[];
}

/** What a head is trained on. */
export interface LabelledClasses {
  /** The names of the classes, in the order of their labels. */
  readonly classes: readonly string[];
  readonly train: LabelledFeatures;
  readonly validation: LabelledFeatures;
}

/** The quarter of each class by which the best epoch is chosen. */
const VALIDATION_SHARE = 0.25;

/**
 * Computes the features of the pictures of classes, as these are when it is called, and sets some
 * aside for validation, class by class.
 */
export async function labelFeatures(
  backbone: Pick<WebBackbone, 'featureShape' | 'extract'>,
  taught: readonly TaughtClass[],
  { seed, onPicture }: { seed: number; onPicture: (done: number, all: number) => void },
): Promise<LabelledClasses> {
  const classes = taught.map(({ name }) => name);
  const pictures = taught.flatMap(({ pictures: own }, label) =>
    own.map(({ file }) => ({ file, label })),
  );
  const rowSize = elementCount(backbone.featureShape);
  const rows = new Float32Array(pictures.length * rowSize);
  for (const [index, { file }] of pictures.entries()) {
    const { data } = await backbone.extract(file);
    rows.set(data, index * rowSize);
    onPicture(index + 1, pictures.length);
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
  return { classes, train: part(train), validation: part(validation) };
}
