import { required } from '@gender/core';
import { resample, type Picture } from '@gender/image/pixels';
import type { Box } from './boxes.js';
import { detect, type Search } from './detect.js';
import { pointNames, type Face, type FacePoints } from './face.js';
import { findFacePoints, isFace } from './landmarks.js';
import type { ViewNetwork } from './view.js';

/** Pictures are made no longer than this before they are searched, in pixels. */
const LONGEST_SIDE = 1280;

/** Pictures are enlarged by no more than this. */
const LARGEST = 2;

/** How faces are searched that stand upright, or nearly. */
const upright: Search = { sizes: [128, 224, 320, 480, 640], angles: [0], threshold: 0.65 };

/** How faces are searched that fill the picture or reach beyond it, where none is found within it. */
const closeUp: Search = { sizes: [96, 160, 224], angles: [0], threshold: 0.5, margin: 0.5 };

/** The least share of the picture's longer side that a face has in a close-up. */
const CLOSE_UP = 0.6;

const DEGREE = Math.PI / 180;

/** How faces are searched where none is found upright. */
const turned: Search = {
  ...upright,
  sizes: [224, 320, 480, 640],
  angles: [-40 * DEGREE, -20 * DEGREE, 20 * DEGREE, 40 * DEGREE],
  threshold: 0.75,
};

/** How to search. */
export interface FindOptions {
  /** The lowest score of a face, 0 to 1. @default 0.65; 0.75 where it is turned, 0.5 where it fills the picture */
  readonly threshold?: number | undefined;
}

/** The networks that find faces: face-api's tiny detector, and its 68 points of a face. */
export interface FaceNetworks {
  readonly detector: ViewNetwork;
  readonly landmarks: ViewNetwork;
}

/**
 * Finds the faces of a picture, the surest first.
 *
 * @param picture - turned upright as its EXIF orientation says
 */
export function findFaces(
  networks: FaceNetworks,
  picture: Picture,
  options: FindOptions = {},
): Promise<Face[]> {
  // Not in a function that waits: it would hold the whole picture until the search is over.
  const { reduced, scale } = reduce(picture);
  return findIn(networks, reduced, scale, options);
}

async function findIn(
  networks: FaceNetworks,
  picture: Picture,
  scale: number,
  { threshold }: FindOptions,
): Promise<Face[]> {
  const longest = Math.max(picture.width, picture.height);
  const search = async (how: Search): Promise<Face[]> => {
    const sizes = how.sizes.filter((size, index) => index === 0 || size <= LARGEST * longest);
    const asked = threshold === undefined ? {} : { threshold };
    return searchFaces(networks, picture, { ...how, sizes, ...asked });
  };
  let faces: Face[] = [];
  for (const how of [upright, closeUp, turned]) {
    const found = await search(how);
    faces = how === closeUp ? found.filter(({ box }) => box.width >= CLOSE_UP * longest) : found;
    if (faces.length > 0) break;
  }
  return faces.map(({ box, score, points }) => ({
    box: scaleBox(box, scale),
    score,
    points: scalePoints(points, scale),
  }));
}

/** The faces whose points make one. */
async function searchFaces(
  { detector, landmarks }: FaceNetworks,
  picture: Picture,
  how: Search,
): Promise<Face[]> {
  const found = await Promise.all(
    (await detect(detector, picture, how)).map(async (detection) => {
      const points = await findFacePoints(landmarks, picture, detection);
      const { box, score } = detection;
      return isFace(points, box) ? [{ box, score, points }] : [];
    }),
  );
  return found.flat();
}

/** A picture of no more than {@link LONGEST_SIDE}, and by how much it was larger. */
function reduce(picture: Picture): { reduced: Picture; scale: number } {
  const scale = Math.max(picture.width, picture.height) / LONGEST_SIDE;
  if (scale <= 1) return { reduced: picture, scale: 1 };
  const [width, height] = [picture.width, picture.height].map((length) =>
    Math.max(1, Math.round(length / scale)),
  );
  const size = [required(width, 'a width'), required(height, 'a height')] as const;
  return { reduced: resample(picture, ...size, 'bilinear'), scale };
}

function scaleBox({ left, top, width, height }: Box, scale: number): Box {
  return { left: left * scale, top: top * scale, width: width * scale, height: height * scale };
}

function scalePoints(points: FacePoints, scale: number): FacePoints {
  const scaled = { ...points };
  for (const name of pointNames) {
    scaled[name] = { x: points[name].x * scale, y: points[name].y * scale };
  }
  return scaled;
}
