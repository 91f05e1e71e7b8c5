import { openWebSession, type WebSession, type WebSessionOptions } from '@gender/engine/browser';
import type { Box } from '@gender/faces/pixels';
import type { Preprocessing } from '@gender/image/pixels';
import type { FaceRule } from '@gender/network';
import { ClassifierError } from '../classifier-error.js';
import type { FindsFaces } from '../predict/faces-of.js';
import { classified, requireTemperature, type Classified } from '../predict/classified.js';
import { fetchModel, nameOf, type FetchModelOptions, type WebModelSource } from './fetch-model.js';
import type { WebPicture } from './read-pixels.js';
import { fedOf, runPicture, type FedPicture, type WebFaceCut } from './run-picture.js';
import { webFaceCut, webMeaning, type WebMeaning } from './web-meaning.js';

export interface WebLoadOptions extends WebSessionOptions, FetchModelOptions {
  /**
   * What finds faces, such as a `WebFaceFinder`: a model whose faces were cut out of photos then answers for each face of a picture. `none`:
   * pictures are such faces already. Without either, such a model is refused; others take pictures whole.
   */
  faces?: FindsFaces | 'none' | undefined;
}

/** How to predict in a page. */
export interface WebPredictOptions {
  /** Whether probabilities are calibrated by the temperature in the model's file; default false. */
  calibrated?: boolean | undefined;
}

/** What is said of a picture, or of one of the faces in it. */
export interface WebPrediction extends Classified {
  /** The face, in pixels of the picture turned upright; absent where the picture is taken whole. */
  readonly box?: Box;
}

/**
 * Predicts the class of face pictures in a page, with a transfer model that was converted to
 * `.onnx`. Pictures do not leave the page.
 *
 * @example
 * const classifier = await GenderClassifier.load('/models/faces.onnx');
 * const { label, probabilities } = await classifier.classify(input.files[0]);
 * await classifier.dispose();
 */
export class GenderClassifier implements AsyncDisposable {
  /** What the model tells apart, in the order of its outputs. */
  readonly classes: readonly string[];
  /** How pictures are fed to the model, as its file says. */
  readonly preprocessing: Preprocessing;
  /** By which probabilities are calibrated on request; `undefined` where the model's file has none. */
  readonly temperature: number | undefined;
  /** How the faces that it was trained on were cut out of photos; absent where pictures were taken whole. */
  readonly faces: FaceRule | undefined;
  readonly #session: WebSession;
  readonly #cut: WebFaceCut | undefined;
  #disposal: Promise<void> | undefined;

  private constructor(
    session: WebSession,
    { classes, preprocessing, temperature, faces }: WebMeaning,
    cut: WebFaceCut | undefined,
  ) {
    this.#session = session;
    this.#cut = cut;
    this.classes = classes;
    this.preprocessing = preprocessing;
    this.temperature = temperature;
    this.faces = faces;
  }

  /**
   * Loads a transfer model.
   *
   * @param source - the address of an `.onnx` file converted from a transfer model, or the file
   * @throws ClassifierError (`CLASSIFIER_DOWNLOAD`) when it cannot be downloaded, (`CLASSIFIER_MODEL`)
   *   when it is no classifier of pictures, (`CLASSIFIER_UNDESCRIBED`) when it does not say what its
   *   outputs stand for or how it is fed, (`CLASSIFIER_FACES`) when it was trained on faces cut out of photos
   *   and the options neither find them nor say that pictures are such faces; FacesError (`FACES_RULE`) when they
   *   were cut out in a way that is not known; OnnxError (`ONNX_FORMAT`) when it is no ONNX file.
   * @throws EngineError when onnxruntime-web or the device does not work here.
   */
  static async load(
    source: WebModelSource,
    options: WebLoadOptions = {},
  ): Promise<GenderClassifier> {
    const bytes = await fetchModel(source, options);
    const meaning = webMeaning(bytes, nameOf(source));
    const cut = webFaceCut(meaning, options.faces, nameOf(source));
    return new GenderClassifier(await openWebSession(bytes, options), meaning, cut);
  }

  /** Whether faces are looked for in the pictures that are given. */
  get looksForFaces(): boolean {
    return this.#cut !== undefined;
  }

  /**
   * Predicts one picture; where faces are looked for, the largest of its faces.
   *
   * @throws ClassifierError (`CLASSIFIER_PICTURE`) when it is none or cannot be decoded,
   *   (`CLASSIFIER_NO_FACE`) when faces are looked for and none is found,
   *   (`CLASSIFIER_DISPOSED`) once the classifier was disposed of, (`CLASSIFIER_UNCALIBRATED`) when it has
   *   no temperature, and calibrated probabilities are asked for.
   */
  async classify(picture: WebPicture, options: WebPredictOptions = {}): Promise<WebPrediction> {
    const temperature = this.#temperatureFor(options);
    const [first] = await this.#fedOf(picture);
    return this.#answer(first, temperature);
  }

  /**
   * Predicts pictures in the order given, one after the other; where faces are looked for, each face of a
   * picture, the largest first.
   *
   * @throws ClassifierError as `classify` does, after the results of all pictures before.
   */
  async *predict(
    pictures: Iterable<WebPicture> | AsyncIterable<WebPicture>,
    options: WebPredictOptions = {},
  ): AsyncGenerator<WebPrediction & { readonly index: number }> {
    let index = 0;
    for await (const picture of pictures) {
      const temperature = this.#temperatureFor(options);
      for (const fed of await this.#fedOf(picture)) {
        yield { index, ...(await this.#answer(fed, temperature)) };
      }
      index += 1;
    }
  }

  /** Frees the memory of the model. */
  dispose(): Promise<void> {
    this.#disposal ??= Promise.resolve(this.#session[Symbol.asyncDispose]());
    return this.#disposal;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #temperatureFor({ calibrated = false }: WebPredictOptions): number | undefined {
    this.#requireUndisposed();
    return calibrated ? requireTemperature(this.temperature, 'the model') : undefined;
  }

  async #fedOf(picture: WebPicture): ReturnType<typeof fedOf> {
    const fed = await fedOf(picture, this.preprocessing, this.#cut);
    this.#requireUndisposed();
    return fed;
  }

  async #answer(fed: FedPicture, temperature: number | undefined): Promise<WebPrediction> {
    const { data } = await runPicture(this.#session, fed, this.preprocessing);
    const { box } = fed;
    return { ...classified(data, this.classes, temperature), ...(box && { box }) };
  }

  #requireUndisposed(): void {
    if (this.#disposal === undefined) return;
    throw new ClassifierError(
      'CLASSIFIER_DISPOSED',
      'this classifier was disposed of; load it again',
    );
  }
}
