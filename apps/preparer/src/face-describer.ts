import type { FaceDescriber } from '@gender/dataset';
import { selectEngine, type LoadedNetwork } from '@gender/engine';
import { openFaceApi } from '@gender/face-api';
import { align, FaceFinder, largestFirst, templates } from '@gender/faces';
import { decodePicture, preprocess, type Picture } from '@gender/image';
import { required } from '@gender/core';
import type { Normalization } from '@gender/network';
import { tensor } from '@gender/tensor';

/** Where groups of pictures of one person part from others: measured on LFW, see the README of dataset. */
const THRESHOLD = 0.93;

/** What a network of aligned faces is fed with. */
const template = templates.dlib;

/**
 * Does something with what describes the largest face of a picture, found, aligned and given to the recognition
 * network in the npm package `@vladmandic/face-api`.
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
    describe: async (path) => {
      const picture = await decodePicture(path);
      const [face] = largestFirst(await finder.find(picture));
      return face && describe(loaded, normalization, align(picture, face, template));
    },
  });
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
