import { required } from '@gender/core';
import { selectEngine, type EngineChoice, type LoadedNetwork } from '@gender/engine';
import { openFaceApi } from '@gender/face-api';
import type { Picture } from '@gender/image';
import type { Face } from './pixels/face.js';
import { findFaces, type FaceNetworks, type FindOptions } from './pixels/find-faces.js';
import type { ViewNetwork } from './pixels/view.js';

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
  readonly #networks: FaceNetworks;
  readonly #loaded: readonly LoadedNetwork[];

  private constructor(networks: FaceNetworks, loaded: readonly LoadedNetwork[]) {
    this.#networks = networks;
    this.#loaded = loaded;
  }

  /**
   * Loads the networks.
   *
   * @throws FaceApiError (`FACE_API_MISSING`) when the package is not installed; as `openFaceApi` and
   *   its `read`, and EngineError, when the networks cannot be loaded.
   */
  static async open({ engine: name, device, threads }: EngineChoice = {}): Promise<FaceFinder> {
    const engine = await selectEngine({ name, device });
    const loaded: LoadedNetwork[] = [];
    const load = async (kind: keyof FaceNetworks): Promise<ViewNetwork> => {
      const network = await (await openFaceApi(kind)).read();
      const normalization = required(network.normalization, `how ${network.name} is fed`);
      const running = await engine.loadNetwork(network, { threads });
      loaded.push(running);
      return { normalization, run: async (input) => outputOf(await running.run(input)) };
    };
    const detector = await load('detector');
    return new FaceFinder({ detector, landmarks: await load('landmarks') }, loaded);
  }

  /**
   * Finds the faces of a picture, the surest first.
   *
   * @param picture - turned upright as its EXIF orientation says, as `decodePicture` does
   */
  async find(picture: Picture, options: FindOptions = {}): Promise<Face[]> {
    return findFaces(this.#networks, picture, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#loaded.map((network) => network[Symbol.asyncDispose]()));
  }
}

function outputOf<Output>([output]: readonly Output[]): Output {
  return required(output, 'what the network sees');
}
