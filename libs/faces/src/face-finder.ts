import { required } from '@gender/core';
import { selectEngine, type Engine, type EngineChoice } from '@gender/engine';
import { openFaceApi, type FaceApiNetwork } from '@gender/face-api';
import { resample, type Picture } from '@gender/image';
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

/**
 * Finds faces with the networks in the npm package `@vladmandic/face-api`: its tiny detector, looked
 * through several sizes of the picture and, where no face is found so, with black around the picture and
 * turned by up to 40°, and its 68 points of a face.
 *
 * @example
 * await using finder = await FaceFinder.open();
 * for (const { box, score } of await finder.find(await decodePicture('photo.jpg'))) {
 *   console.log(box, score);
 * }
 */
export class FaceFinder implements AsyncDisposable {
  readonly #detector: ViewNetwork;
  readonly #landmarks: ViewNetwork;

  private constructor(detector: ViewNetwork, landmarks: ViewNetwork) {
    this.#detector = detector;
    this.#landmarks = landmarks;
  }

  /**
   * Loads the networks.
   *
   * @throws FaceApiError (`FACE_API_MISSING`) when the package is not installed; as `openFaceApi` and
   *   its `read`, and EngineError, when the networks cannot be loaded.
   */
  static async open({ engine: name, device, threads }: EngineChoice = {}): Promise<FaceFinder> {
    const engine = await selectEngine({ name, device });
    const detector = await loadNetwork(engine, 'detector', threads);
    return new FaceFinder(detector, await loadNetwork(engine, 'landmarks', threads));
  }

  /**
   * Finds the faces of a picture, the surest first.
   *
   * @param picture - turned upright as its EXIF orientation says, as `decodePicture` does
   */
  async find(picture: Picture, { threshold }: FindOptions = {}): Promise<Face[]> {
    const { reduced, scale } = reduce(picture);
    const longest = Math.max(reduced.width, reduced.height);
    const search = async (how: Search): Promise<Face[]> => {
      const sizes = how.sizes.filter((size, index) => index === 0 || size <= LARGEST * longest);
      return this.#search(reduced, {
        ...how,
        sizes,
        ...(threshold !== undefined && { threshold }),
      });
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
  async #search(picture: Picture, how: Search): Promise<Face[]> {
    const found = await Promise.all(
      (await detect(this.#detector, picture, how)).map(async (detection) => {
        const points = await findFacePoints(this.#landmarks, picture, detection);
        const { box, score } = detection;
        return isFace(points, box) ? [{ box, score, points }] : [];
      }),
    );
    return found.flat();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      [this.#detector, this.#landmarks].map(({ network }) => network[Symbol.asyncDispose]()),
    );
  }
}

async function loadNetwork(
  engine: Engine,
  name: FaceApiNetwork,
  threads: number | undefined,
): Promise<ViewNetwork> {
  const network = await (await openFaceApi(name)).read();
  const normalization = required(network.normalization, `how ${network.name} is fed`);
  return { network: await engine.loadNetwork(network, { threads }), normalization };
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
