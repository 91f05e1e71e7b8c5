import { silentLogger, zip } from '@gender/core';
import { checkPictures, type BrokenPicture } from './check-pictures.js';
import { DatasetError } from './dataset-error.js';
import { likenesses } from './duplicates/group-duplicates.js';
import { markDuplicates } from './duplicates/mark-duplicates.js';
import type { PictureContent } from './duplicates/picture-content.js';
import { Thumbnails } from './duplicates/thumbnails.js';
import { relativeName } from './file-name.js';
import { findImages, type Layout } from './find/find-images.js';
import type { LabelledImage } from './labelled-image.js';
import type { InspectOptions } from './inspect-collection.js';
import { countPersons } from './persons/count-persons.js';
import { eachSplit, splitNames, type SplitName } from './split-name.js';

/** Why two pictures in different splits are a leak: the same file, pixels, nearly so, or one person. */
export const leakKinds = [...likenesses, 'person'] as const;

/** One of the reasons. */
export type LeakKind = (typeof leakKinds)[number];

/** Pictures of one split that another, used earlier, knows already. */
export interface Leak {
  readonly kind: LeakKind;
  /** The split used earlier, and the one that leaks. */
  readonly splits: readonly [SplitName, SplitName];
  /** Each picture that leaks, second, with one that it is like, both relative to the root. */
  readonly pairs: readonly (readonly [string, string])[];
}

/** What to look at: a prepared dataset, or a collection in a layout that says its split. */
export type AuditOptions = InspectOptions;

/** What leaks between the splits of a collection. */
export interface Audit {
  readonly layout: Layout;
  /** The folder that pairs are relative to. */
  readonly root: string;
  /** How many pictures of each split were compared. */
  readonly images: Readonly<Record<SplitName, number>>;
  /** How many persons are known; leaks of persons are only seen where they are known or told apart. */
  readonly persons: number;
  /** How many persons were told apart by their faces. */
  readonly clusters: number;
  /** Pictures that cannot be read, and were not compared. */
  readonly broken: readonly BrokenPicture[];
  /** A picture is in the first of the kinds that it leaks by; kinds without leaks are left out. */
  readonly leaks: readonly Leak[];
}

/**
 * Looks for leaks between the splits of a collection, whoever split it: the same file, the same pixels,
 * nearly the same picture, the same person.
 *
 * @throws DatasetError when nothing is found, or it is not split; FileError.
 */
export async function auditDataset(options: AuditOptions): Promise<Audit> {
  const { source, logger = silentLogger } = options;
  const { layout, root, images } = await findImages(source, { ...options, logger });
  if (images.some(({ split }) => split === undefined)) {
    throw new DatasetError(
      'DATASET_OPTIONS',
      `${source} is not split (read as ${layout}), so that nothing can leak; name a dataset with train, validation or test`,
    );
  }
  using thumbnails = new Thumbnails();
  const look = { ...options, thumbnails, check: 'decode' as const };
  const { good, contents, broken } = await checkPictures(images, look);
  const marked = await markDuplicates(good, contents, thumbnails, options);
  const named = (path: string): string => relativeName(root, path);
  const pictures = zip(marked.images, contents);
  const { known, clusters } = countPersons(good);
  return {
    layout,
    root,
    images: eachSplit((name) => good.filter(({ split }) => split === name).length),
    ...{ persons: known.persons, clusters: clusters.persons },
    broken,
    leaks: splitNames.flatMap((earlier, index) =>
      splitNames
        .slice(index + 1)
        .flatMap((later) => leaksBetween(pictures, [earlier, later], named)),
    ),
  };
}

type Picture = readonly [image: LabelledImage, content: PictureContent];

/** By what two pictures leak, strongest first. */
const keys: Record<LeakKind, (picture: Picture) => string | undefined> = {
  file: ([, { file }]) => file,
  pixels: ([, { pixels }]) => pixels,
  near: ([{ copyOf }]) => copyOf,
  person: ([{ person }]) => person,
};

function leaksBetween(
  pictures: readonly Picture[],
  splits: readonly [SplitName, SplitName],
  named: (path: string) => string,
): Leak[] {
  const [earlier, later] = splits;
  const rest = new Set(pictures.filter(([{ split }]) => split === later));
  const before = pictures.filter(([{ split }]) => split === earlier);
  return leakKinds.flatMap((kind) => {
    const key = keys[kind];
    const known = new Map(before.map((picture) => [key(picture), picture[0].path]));
    known.delete(undefined);
    const pairs: [string, string][] = [];
    for (const picture of rest) {
      const path = known.get(key(picture));
      if (path === undefined) continue;
      pairs.push([named(path), named(picture[0].path)]);
      rest.delete(picture);
    }
    return pairs.length === 0 ? [] : [{ kind, splits, pairs }];
  });
}
