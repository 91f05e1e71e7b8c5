import { compareCodePoints, required } from '@gender/core';
import { numberedName, relativeName } from '../file-name.js';
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
  /** The same of the picture that it is a copy of, where that is not of the same known person anyhow. */
  readonly copyOf?: string | undefined;
}

/** Names the pictures of a split: numbered from 1 within each split and class. */
export function planDataset(split: Split, root: string): PlannedFile[] {
  const persons = new Map(
    splitNames.flatMap((name) => split[name].map(({ path, person }) => [path, person] as const)),
  );
  const isTold = ({ path, person }: LabelledImage, first: string): boolean =>
    path === first || (person !== undefined && persons.get(first) === person);
  const named = (path: string): string => relativeName(root, path);
  return splitNames.flatMap((name) =>
    labelsOf(split[name]).flatMap((label) =>
      split[name]
        .filter((image) => image.label === label)
        .map((image, index) => ({
          image,
          file: `${name}/${label}/${nameOf(image, index + 1)}`,
          source: named(image.path),
          ...(image.copyOf !== undefined &&
            !isTold(image, image.copyOf) && { copyOf: named(image.copyOf) }),
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
