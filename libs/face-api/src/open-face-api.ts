import { openTfjsWeights } from '@gender/keras/tfjs/node';
import type { Network } from '@gender/network';
import { locatePackageFile } from './locate-package-file.js';
import { recognitionNetwork } from './recognition-network.js';
import { WeightTaker } from './weight-taker.js';

const MANIFEST = 'face_recognition_model-weights_manifest.json';

/** The face recognition network of the installed package. */
export interface FaceApiModel {
  /** Absolute paths of the files that it is read from. */
  readonly files: readonly string[];
  /**
   * Reads the network: faces of `(150, 150, 3)` to the 256 values of its layer `pool` and the 128 of
   * its output, the layer `descriptor`.
   *
   * @throws FaceApiError (`FACE_API_WEIGHTS`), TfjsError when the files hold another network or are
   *   damaged; FileError when they cannot be read.
   */
  readonly read: () => Promise<Network>;
}

/**
 * Opens the face recognition network in the npm package `@vladmandic/face-api`: its files are read,
 * none of its code runs.
 *
 * @throws FaceApiError (`FACE_API_MISSING`) when the package is not installed, with the command that
 *   installs it; TfjsError, FileError when its manifest cannot be read.
 * @example
 * ```ts
 * const network = await (await openFaceApi()).read();
 * ```
 */
export async function openFaceApi(): Promise<FaceApiModel> {
  const manifest = locatePackageFile(MANIFEST);
  const weights = await openTfjsWeights(manifest);
  return {
    files: weights.files,
    read: async () => recognitionNetwork(new WeightTaker(manifest, await weights.read())),
  };
}
