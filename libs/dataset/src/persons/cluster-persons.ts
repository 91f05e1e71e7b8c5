import { silentProgress, zip } from '@gender/core';
import type { FaceRule } from '@gender/network';
import { DatasetError } from '../dataset-error.js';
import type { Reporting } from '../in-slices.js';
import type { LabelledImage } from '../labelled-image.js';
import { inParallel } from '../parallel.js';
import type { PersonClustering } from '../write/split-manifest.js';
import { groupVectors, unit } from './average-linkage.js';

/** Describes faces by vectors that point in nearly one direction where they show one person. */
export interface FaceDescriber {
  /** The network that describes them, for the manifest. */
  readonly network: string;
  /** The lowest mean cosine of two groups of pictures of one person. */
  readonly threshold: number;
  /**
   * Of the face in a picture; nothing where none is found.
   *
   * @param picture - the path of its file, or the bytes of one
   * @param cut - how the face was cut out of a photo: the picture is all of it; absent where one is to be found
   */
  readonly describe: (
    picture: string | Uint8Array,
    cut: FaceRule | undefined,
  ) => Promise<Float32Array | undefined>;
}

interface ClusterOptions extends Reporting {
  /** How the pictures were cut out of photos; absent where they are as they were found. */
  readonly cut?: FaceRule | undefined;
}

/** Groups whose parts are no farther above the threshold than this are doubtful. */
const DOUBT = 0.01;

/**
 * Groups pictures of people whom nobody knows by the likeness of their faces, and calls the groups
 * `cluster 1`, `cluster 2` … in the order of their first pictures, names of known persons left out. Pictures of known persons, without a face, or like
 * no other stay as they are.
 *
 * @param images - faces of one photo one after the other
 * @throws DatasetError `DATASET_OPTIONS` when a photo of a known person has several faces; what `describe` throws.
 */
export async function clusterPersons(
  images: readonly LabelledImage[],
  { network, threshold, describe }: FaceDescriber,
  options: ClusterOptions = {},
): Promise<{ images: LabelledImage[]; clustering: PersonClustering }> {
  checkWhoseFaces(images);
  const unknown = images.filter(({ person }) => person === undefined);
  const vectors = await describeAll(unknown, describe, options);
  const faces = zip(unknown, vectors).flatMap(([image, vector]) =>
    vector === undefined ? [] : [{ image, vector: unit(vector) }],
  );
  const { firsts, closeness } = await groupVectors(
    faces.map(({ vector }) => vector),
    threshold,
    options,
  );
  const free = freeNames(images);
  const groups = new Map(
    [...closeness.keys()].sort((a, b) => a - b).map((key) => [key, free.next().value]),
  );
  const names = new Map(
    zip(faces, firsts).flatMap(([{ image }, first]) => {
      const group = groups.get(first);
      return group === undefined ? [] : [[image, group] as const];
    }),
  );
  return {
    images: images.map((image) => {
      const person = image.person ?? names.get(image);
      return person === undefined ? image : { ...image, person };
    }),
    clustering: {
      ...{ network, threshold, groups: groups.size, pictures: names.size },
      doubtful: [...closeness.values()].filter((mean) => mean < threshold + DOUBT).length,
      alone: faces.length - names.size,
      faceless: unknown.length - faces.length,
    },
  };
}

/** Of which of several faces of a photo a name is, nobody says. */
function checkWhoseFaces(images: readonly LabelledImage[]): void {
  const named = images.find(
    ({ person, path }, index) => person !== undefined && images[index + 1]?.path === path,
  );
  if (named === undefined) return;
  throw new DatasetError(
    'DATASET_OPTIONS',
    `${named.path} has several faces, and it is not known which of them is that of ${named.person}, so that people in it cannot be told apart; take the largest face of each photo, or the persons as they are known`,
  );
}

/** `cluster 1` and so on, but for what a known person is called, such as by an earlier clustering. */
function* freeNames(images: readonly LabelledImage[]): Generator<string, never> {
  const taken = new Set(images.map(({ person }) => person));
  for (let number = 1; ; number += 1) {
    const name = `cluster ${number}`;
    if (!taken.has(name)) yield name;
  }
}

async function describeAll(
  images: readonly LabelledImage[],
  describe: FaceDescriber['describe'],
  { cut, progress = silentProgress, signal }: ClusterOptions,
): Promise<(Float32Array | undefined)[]> {
  const task = progress.start({ label: 'describing faces', total: images.length, unit: 'images' });
  try {
    return await inParallel(images, async ({ path, content }) => {
      signal?.throwIfAborted();
      const vector = await describe(content ? await content() : path, cut);
      task.advance(1);
      return vector;
    });
  } finally {
    task.stop();
  }
}

/** How it is known who is shown: as the collection says, if it does; as it says, which it must; or by faces. */
export type PersonRule = 'auto' | 'column' | FaceDescriber;

/**
 * Checks that a rule can be followed, before pictures are searched for faces.
 *
 * @throws DatasetError `DATASET_OPTIONS` when nobody is known and somebody is to be, or nobody is left to be told apart.
 */
export function checkPersons(images: readonly LabelledImage[], rule: PersonRule): void {
  if (rule === 'column' && images.every(({ person }) => person === undefined)) {
    throw new DatasetError(
      'DATASET_OPTIONS',
      'the collection says of no picture who is shown; give a list with a column person, or tell people apart by their faces',
    );
  }
  if (typeof rule !== 'string' && images.every(({ person }) => person !== undefined)) {
    throw new DatasetError(
      'DATASET_OPTIONS',
      'it is known of every picture who is shown, so that there is nobody to be told apart; take the persons as they are known',
    );
  }
}

/**
 * Pictures with who is shown as a rule knows it.
 *
 * @throws DatasetError as `clusterPersons`.
 */
export async function knowPersons(
  images: readonly LabelledImage[],
  rule: PersonRule,
  options: ClusterOptions,
): Promise<{ images: readonly LabelledImage[]; clustering?: PersonClustering | undefined }> {
  return typeof rule === 'string' ? { images } : clusterPersons(images, rule, options);
}
