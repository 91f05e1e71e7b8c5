import type { FaceDescriber } from '@gender/dataset';
import { selectEngine, type LoadedNetwork } from '@gender/engine';
import { openFaceApi } from '@gender/face-api';
import {
  align,
  FaceFinder,
  largestFirst,
  pointNames,
  templateOf,
  templates,
  type FacePoints,
  type Template,
} from '@gender/faces';
import { decodePicture, preprocess, type Picture } from '@gender/image';
import { required } from '@gender/core';
import type { Normalization } from '@gender/network';
import { tensor } from '@gender/tensor';

/** Where groups of pictures of one person part from others: measured on LFW, see the README of dataset. */
const THRESHOLD = 0.93;

/** What a network of aligned faces is fed with. */
const template = templates.dlib;

/**
 * Does something with what describes faces: the largest one of a picture, found, or the one that a picture was cut
 * to, aligned and given to the recognition network in the npm package `@vladmandic/face-api`.
 *
 * @throws FaceApiError (`FACE_API_MISSING`) when the package is not installed.
 */
export async function withDescriber<T>(use: (describer: FaceDescriber) => Promise<T>): Promise<T> {
  const network = await (await openFaceApi('recognition')).read();
  const normalization = required(network.normalization, `how ${network.name} is fed`);
  await using finder = await FaceFinder.open();
  await using loaded = await (await selectEngine()).loadNetwork(network);
  return await use({
    ...{ network: network.name, threshold: THRESHOLD },
    describe: async (source, cut) => {
      const picture = await decodePicture(source);
      const points = cut
        ? pointsOf(templateOf(cut))
        : largestFirst(await finder.find(picture))[0]?.points;
      return points && describe(loaded, normalization, align(picture, { points }, template));
    },
  });
}

/** Where the points of a face are once it is cut out: a search might find another one beside it. */
function pointsOf({ points }: Template): FacePoints {
  const of = (name: keyof FacePoints) =>
    required(points[pointNames.indexOf(name)], `the ${name} of a frame`);
  return {
    leftEye: of('leftEye'),
    rightEye: of('rightEye'),
    nose: of('nose'),
    leftMouth: of('leftMouth'),
    rightMouth: of('rightMouth'),
  };
}

/** @returns the 128 values of the layer `descriptor` */
async function describe(
  network: LoadedNetwork,
  { mean, scale }: Normalization,
  face: Picture,
): Promise<Float32Array> {
  const { size } = template;
  const frame = { width: size, height: size, resampling: 'bilinear', exif: 'ignore' } as const;
  const input = preprocess(face, { ...frame, mode: 'network', mean, scale });
  const [output] = await network.run(tensor('float32', [1, size, size, 3], input));
  return required(output, 'the descriptor of a face').data;
}
