import { silentProgress, zip } from '@gender/core';
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
  /** Of the face in a picture's file; nothing where none is found. */
  readonly describe: (path: string) => Promise<Float32Array | undefined>;
}

/** Groups whose parts are no farther above the threshold than this are doubtful. */
const DOUBT = 0.01;

/**
 * Groups pictures of people whom nobody knows by the likeness of their faces, and calls the groups
 * `cluster 1`, `cluster 2` … in the order of their first pictures, names of known persons left out. Pictures of known persons, without a face, or like
 * no other stay as they are.
 *
 * @throws DatasetError `DATASET_OPTIONS` when everybody is known already; what `describe` throws.
 */
export async function clusterPersons(
  images: readonly LabelledImage[],
  { network, threshold, describe }: FaceDescriber,
  options: Reporting = {},
): Promise<{ images: LabelledImage[]; clustering: PersonClustering }> {
  const unknown = images.filter(({ person }) => person === undefined);
  if (unknown.length === 0) {
    throw new DatasetError(
      'DATASET_OPTIONS',
      'it is known of every picture who is shown, so that there is nobody to be told apart; take the persons as they are known',
    );
  }
  const vectors = await describeAll(unknown, describe, options);
  const faces = zip(unknown, vectors).flatMap(([{ path }, vector]) =>
    vector === undefined ? [] : [{ path, vector: unit(vector) }],
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
    zip(faces, firsts).flatMap(([{ path }, first]) => {
      const group = groups.get(first);
      return group === undefined ? [] : [[path, group] as const];
    }),
  );
  return {
    images: images.map((image) => {
      const person = image.person ?? names.get(image.path);
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
  { progress = silentProgress, signal }: Reporting,
): Promise<(Float32Array | undefined)[]> {
  const task = progress.start({ label: 'describing faces', total: images.length, unit: 'images' });
  try {
    return await inParallel(images, async ({ path }) => {
      signal?.throwIfAborted();
      const vector = await describe(path);
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
 * Pictures with who is shown as a rule knows it.
 *
 * @throws DatasetError `DATASET_OPTIONS` when the collection knows nobody and is to, or as `clusterPersons`.
 */
export async function knowPersons(
  images: readonly LabelledImage[],
  rule: PersonRule,
  options: Reporting,
): Promise<{ images: readonly LabelledImage[]; clustering?: PersonClustering | undefined }> {
  if (typeof rule !== 'string') return clusterPersons(images, rule, options);
  if (rule === 'auto' || images.some(({ person }) => person !== undefined)) return { images };
  throw new DatasetError(
    'DATASET_OPTIONS',
    'the collection says of no picture who is shown; give a list with a column person, or tell people apart by their faces',
  );
}
