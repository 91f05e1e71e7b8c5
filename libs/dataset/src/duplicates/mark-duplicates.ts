import { required, zip } from '@gender/core';
import type { Reporting } from '../in-slices.js';
import type { LabelledImage } from '../labelled-image.js';
import { groupDuplicates, likenessOf, type Likeness } from './group-duplicates.js';
import type { PictureContent } from './picture-content.js';
import type { Thumbnails } from './thumbnails.js';

/** Two pictures that are the same or nearly so. */
export interface DuplicatePair {
  readonly first: LabelledImage;
  readonly second: LabelledImage;
  readonly likeness: Likeness;
}

/** Pictures with what they are copies of, and each copy with the first picture that it is most like. */
export interface MarkedPictures {
  readonly images: LabelledImage[];
  readonly pairs: DuplicatePair[];
}

/**
 * Marks pictures that are the same or nearly so: the pictures of a group have the path of its first one as
 * `copyOf`, the first one too.
 *
 * @param contents - of each picture
 * @param thumbnails - that contents name
 * @throws FileError when the temporary folder cannot be read; the reason of the signal.
 */
export async function markDuplicates(
  images: readonly LabelledImage[],
  contents: readonly PictureContent[],
  thumbnails: Thumbnails,
  reporting: Reporting = {},
): Promise<MarkedPictures> {
  const firsts = await groupDuplicates(contents, thumbnails, reporting);
  const sizes = new Map<number, number>();
  for (const first of firsts) sizes.set(first, (sizes.get(first) ?? 0) + 1);
  const of = <T>(values: readonly T[], index: number): T =>
    required(values[index], `picture ${index}`);
  /** What the pictures of a group are copies of, where somebody knew it of one of them. */
  const known = new Map<number, string>();
  for (const [{ copyOf }, first] of zip(images, firsts)) {
    if (copyOf !== undefined && !known.has(first)) known.set(first, copyOf);
  }
  const marked = zip(images, firsts).map(([image, first]) =>
    sizes.get(first) === 1
      ? image
      : { ...image, copyOf: known.get(first) ?? of(images, first).path },
  );
  const equals = [firstsBy(contents, 'file'), firstsBy(contents, 'pixels')];
  const pairs = firsts.flatMap((first, index) => {
    if (first === index) return [];
    const equal = equals.map((each) => each[index]).find((other) => other !== index);
    const like = equal ?? first;
    return [
      {
        first: of(marked, like),
        second: of(marked, index),
        likeness: likenessOf(of(contents, like), of(contents, index)),
      },
    ];
  });
  return { images: marked, pairs };
}

/** For each picture the first that has the same file or pixels; its own index where these are not known. */
function firstsBy(contents: readonly PictureContent[], key: 'file' | 'pixels'): number[] {
  const known = new Map<string, number>();
  return contents.map(({ [key]: value }, index) => {
    if (value === undefined) return index;
    const first = known.get(value) ?? index;
    known.set(value, first);
    return first;
  });
}
