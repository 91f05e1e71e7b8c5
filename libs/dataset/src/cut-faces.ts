import { silentLogger, silentProgress, unitOf, zip, type Logger } from '@gender/core';
import type { FaceRule } from '@gender/network';
import { checkPictures, type BrokenPicture } from './check-pictures.js';
import { findImages, type FindOptions, type Layout } from './find/find-images.js';
import type { Reporting } from './in-slices.js';
import type { LabelledImage } from './labelled-image.js';
import { inParallel } from './parallel.js';

/** Makes the encoded picture of a face, a PNG, the same whenever it is called. */
export type CutFace = () => Promise<Uint8Array>;

/** Finds the faces of photos, and cuts them out. */
export interface FaceCutter {
  readonly rule: FaceRule;
  /** The faces of the photo in a file that the rule takes; none where there is none. */
  readonly find: (path: string) => Promise<readonly CutFace[]>;
}

interface LoggedReporting extends Reporting {
  readonly logger?: Logger | undefined;
}

/** So many pictures are named in a warning; results have them all. */
const NAMED = 100;

/**
 * The faces of photos as pictures of their own, each with the label of its photo. Faces of one photo are
 * kept on one side of a split, as copies of one picture are.
 *
 * @returns the faces, and the paths of photos without any, of which a warning tells
 */
export async function cutFaces(
  images: readonly LabelledImage[],
  cutter: FaceCutter | undefined,
  { logger = silentLogger, ...options }: LoggedReporting,
): Promise<{ cut: readonly LabelledImage[]; faceless: string[] }> {
  if (cutter === undefined) return { cut: images, faceless: [] };
  const found = await findAll(images, cutter, options);
  const cut = zip(images, found).flatMap(([image, faces]) => {
    const { copyOf = faces.length > 1 ? image.path : undefined } = image;
    return faces.map((content) => ({ ...image, copyOf, content, ending: '.png' }));
  });
  const faceless = facelessOf(images, found);
  if (faceless.length > 0) {
    const more = faceless.length > NAMED ? `, and ${faceless.length - NAMED} more` : '';
    const named = faceless.slice(0, NAMED).join(', ');
    const unit = unitOf(faceless.length, 'pictures in which no face is found');
    logger.warn(`left out ${faceless.length} ${unit}: ${named}${more}`);
  }
  return { cut, faceless };
}

/** What faces are in a collection. */
export interface ListedFaces {
  readonly layout: Layout;
  /** How many labelled pictures were found, broken ones included. */
  readonly found: number;
  readonly broken: readonly BrokenPicture[];
  /** The paths of pictures in which no face is found. */
  readonly faceless: readonly string[];
  /** How many pictures have more than one face. */
  readonly several: number;
}

/**
 * Looks for faces in a collection, and writes nothing.
 *
 * @throws DatasetError when there are no pictures; FileError.
 */
export async function listFaces(
  options: LoggedReporting &
    FindOptions & {
      readonly source: string;
      readonly maxPixels?: number | undefined;
      /** One that takes all faces. */
      readonly faces: FaceCutter;
    },
): Promise<ListedFaces> {
  const { layout, images } = await findImages(options.source, options);
  const { good, broken } = await checkPictures(images, options);
  const found = await findAll(good, options.faces, options);
  return {
    ...{ layout, found: images.length, broken, faceless: facelessOf(good, found) },
    several: found.filter((faces) => faces.length > 1).length,
  };
}

async function findAll(
  images: readonly LabelledImage[],
  cutter: FaceCutter,
  { progress = silentProgress, signal }: LoggedReporting,
): Promise<(readonly CutFace[])[]> {
  const task = progress.start({ label: 'finding faces', total: images.length, unit: 'images' });
  try {
    return await inParallel(images, async ({ path }) => {
      signal?.throwIfAborted();
      const faces = await cutter.find(path);
      task.advance(1);
      return faces;
    });
  } finally {
    task.stop();
  }
}

function facelessOf(
  images: readonly LabelledImage[],
  found: readonly (readonly CutFace[])[],
): string[] {
  return zip(images, found).flatMap(([{ path }, faces]) => (faces.length === 0 ? [path] : []));
}
