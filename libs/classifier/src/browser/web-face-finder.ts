import { openWebSession, type WebSession, type WebSessionOptions } from '@gender/engine/browser';
import {
  findFaces,
  type Face,
  type FaceNetworks,
  type FindOptions,
  type ViewNetwork,
} from '@gender/faces/pixels';
import type { Picture } from '@gender/image/pixels';
import { readOnnxGraph } from '@gender/onnx';
import { ClassifierError } from '../classifier-error.js';
import { fetchModel, nameOf, type FetchModelOptions, type WebModelSource } from './fetch-model.js';

/** Where the networks that find faces come from: face-api's, converted to `.onnx`. */
export type WebFaceNetworks = Readonly<Record<keyof FaceNetworks, WebModelSource>>;

/**
 * Finds faces in a page, as `FaceFinder` of `@gender/faces` does in Node. One serves any number of models.
 *
 * @example
 * const faces = await WebFaceFinder.load({ detector: '/face-detector.onnx', landmarks: '/face-landmarks.onnx' });
 * const classifier = await GenderClassifier.load('/model.onnx', { faces });
 */
export class WebFaceFinder implements AsyncDisposable {
  readonly #networks: FaceNetworks;
  readonly #sessions: readonly WebSession[];

  private constructor(networks: FaceNetworks, sessions: readonly WebSession[]) {
    this.#networks = networks;
    this.#sessions = sessions;
  }

  /**
   * Loads the networks.
   *
   * @throws ClassifierError (`CLASSIFIER_DOWNLOAD`) when one cannot be downloaded, (`CLASSIFIER_MODEL`) when it
   *   does not say how pictures are fed to it; OnnxError (`ONNX_FORMAT`); EngineError.
   */
  static async load(
    networks: WebFaceNetworks,
    options: WebSessionOptions & Pick<FetchModelOptions, 'signal'> = {},
  ): Promise<WebFaceFinder> {
    const sessions: WebSession[] = [];
    const open = async (source: WebModelSource): Promise<ViewNetwork> => {
      const bytes = await fetchModel(source, options);
      const { normalization } = readOnnxGraph(bytes, nameOf(source));
      if (normalization === undefined) {
        const message = `${nameOf(source)} does not say how pictures are fed to it; expected a network that finds faces, as it is converted from face-api`;
        throw new ClassifierError('CLASSIFIER_MODEL', message);
      }
      const session = await openWebSession(bytes, options);
      sessions.push(session);
      return { normalization, run: (input) => session.run(input) };
    };
    const detector = await open(networks.detector);
    return new WebFaceFinder({ detector, landmarks: await open(networks.landmarks) }, sessions);
  }

  /** Finds the faces of a picture that is turned upright, the surest first. */
  async find(picture: Picture, options: FindOptions = {}): Promise<Face[]> {
    return findFaces(this.#networks, picture, options);
  }

  /** Frees the memory of the networks. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session[Symbol.asyncDispose]()));
  }
}
