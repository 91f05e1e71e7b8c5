import { openTfjsWeights } from '@gender/keras/tfjs/node';
import type { Network } from '@gender/network';
import { detectorNetwork } from './detector-network.js';
import { landmarkNetwork } from './landmark-network.js';
import { locatePackageFile } from './locate-package-file.js';
import { recognitionNetwork } from './recognition-network.js';
import { WeightTaker } from './weight-taker.js';

/** The networks of the package that are read: what their files are called, and how they are built. */
const networks = {
  recognition: { model: 'face_recognition_model', build: recognitionNetwork },
  detector: { model: 'tiny_face_detector_model', build: detectorNetwork },
  landmarks: { model: 'face_landmark_68_model', build: landmarkNetwork },
};

/** What a network of the package does: tells faces apart, finds them, finds 68 points of one. */
export type FaceApiNetwork = keyof typeof networks;

/** A network of the installed package. */
export interface FaceApiModel {
  /** Absolute paths of the files that it is read from. */
  readonly files: readonly string[];
  /**
   * Reads the network. That of recognition takes faces of `(150, 150, 3)` to the 256 values of its layer
   * `pool` and the 128 of its output, the layer `descriptor`; what the others do is said in the README.
   *
   * @throws FaceApiError (`FACE_API_WEIGHTS`), TfjsError when the files hold another network or are
   *   damaged; FileError when they cannot be read.
   */
  readonly read: () => Promise<Network>;
}

/**
 * Opens a network in the npm package `@vladmandic/face-api`: its files are read, none of its code runs.
 *
 * @throws FaceApiError (`FACE_API_MISSING`) when the package is not installed, with the command that
 *   installs it; TfjsError, FileError when its manifest cannot be read.
 * @example
 * ```ts
 * const network = await (await openFaceApi()).read();
 * ```
 */
export async function openFaceApi(name: FaceApiNetwork = 'recognition'): Promise<FaceApiModel> {
  const { model, build } = networks[name];
  const manifest = locatePackageFile(`${model}-weights_manifest.json`);
  const weights = await openTfjsWeights(manifest);
  return {
    files: weights.files,
    read: async () => build(new WeightTaker(manifest, await weights.read())),
  };
}
