import { relative, sep } from 'node:path';
import { compareCodePoints, required } from '@gender/core';
import { numberedName } from '../file-name.js';
import type { LabelledImage } from '../labelled-image.js';
import type { Split } from '../split/split.js';
import { splitNames } from '../split-name.js';

/** A picture and where it goes in a dataset. */
export interface PlannedFile {
  readonly image: LabelledImage;
  /** Relative to the dataset's folder, with `/`: `train/Female/1_Age31.jpg`. */
  readonly file: string;
  /** Relative to the folder where the pictures were found, with `/`. */
  readonly source: string;
}

/** Names the pictures of a split: numbered from 1 within each split and class. */
export function planDataset(split: Split, root: string): PlannedFile[] {
  return splitNames.flatMap((name) =>
    labelsOf(split[name]).flatMap((label) =>
      split[name]
        .filter((image) => image.label === label)
        .map((image, index) => ({
          image,
          file: `${name}/${label}/${nameOf(image, index + 1)}`,
          source: relative(root, image.path).split(sep).join('/'),
        })),
    ),
  );
}

function nameOf({ path, age, ending }: LabelledImage, number: number): string {
  return numberedName(number, age, required(ending, `the ending of ${path}`));
}

/** The classes of pictures, in Python's order. */
export function labelsOf(images: readonly LabelledImage[]): string[] {
  return [...new Set(images.map(({ label }) => label))].sort(compareCodePoints);
}
