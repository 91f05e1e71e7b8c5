import { openWebSession, type WebSession, type WebSessionOptions } from '@gender/engine/browser';
import type { Preprocessing } from '@gender/image/pixels';
import type { FaceRule } from '@gender/network';
import { ClassifierError } from '../classifier-error.js';
import { classified, requireTemperature, type Classified } from '../predict/classified.js';
import { fetchModel, nameOf, type FetchModelOptions, type WebModelSource } from './fetch-model.js';
import type { WebPicture } from './read-pixels.js';
import { runPicture } from './run-picture.js';
import { webMeaning, type WebMeaning } from './web-meaning.js';

export interface WebLoadOptions extends WebSessionOptions, FetchModelOptions {
  /**
   * `none`: pictures are faces already, cut out as those that the model was trained on. Pages do not find
   * faces, so that a model whose faces were cut out of photos is loaded so or not at all.
   */
  faces?: 'none' | undefined;
}

/** How to predict in a page. */
export interface WebPredictOptions {
  /** Whether probabilities are calibrated by the temperature in the model's file; default false. */
  calibrated?: boolean | undefined;
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
  #disposal: Promise<void> | undefined;

  private constructor(
    session: WebSession,
    { classes, preprocessing, temperature, faces }: WebMeaning,
  ) {
    this.#session = session;
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
   *   and the options do not say that pictures are such faces; OnnxError (`ONNX_FORMAT`) when it is no ONNX file.
   * @throws EngineError when onnxruntime-web or the device does not work here.
   */
  static async load(
    source: WebModelSource,
    options: WebLoadOptions = {},
  ): Promise<GenderClassifier> {
    const bytes = await fetchModel(source, options);
    const meaning = webMeaning(bytes, nameOf(source), options.faces);
    return new GenderClassifier(await openWebSession(bytes, options), meaning);
  }

  /**
   * Predicts one picture.
   *
   * @throws ClassifierError (`CLASSIFIER_PICTURE`) when it is none or cannot be decoded,
   *   (`CLASSIFIER_DISPOSED`) once the classifier was disposed of, (`CLASSIFIER_UNCALIBRATED`) when it has
   *   no temperature, and calibrated probabilities are asked for.
   */
  async classify(
    picture: WebPicture,
    { calibrated = false }: WebPredictOptions = {},
  ): Promise<Classified> {
    this.#requireUndisposed();
    const temperature = calibrated ? requireTemperature(this.temperature, 'the model') : undefined;
    const { data } = await runPicture(this.#session, picture, this.preprocessing, () => {
      this.#requireUndisposed();
    });
    return classified(data, this.classes, temperature);
  }

  /**
   * Predicts pictures in the order given, one after the other.
   *
   * @throws ClassifierError as `classify` does, after the results of all pictures before.
   */
  async *predict(
    pictures: Iterable<WebPicture> | AsyncIterable<WebPicture>,
    options: WebPredictOptions = {},
  ): AsyncGenerator<Classified & { readonly index: number }> {
    let index = 0;
    for await (const picture of pictures) {
      yield { index, ...(await this.classify(picture, options)) };
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

  #requireUndisposed(): void {
    if (this.#disposal === undefined) return;
    throw new ClassifierError(
      'CLASSIFIER_DISPOSED',
      'this classifier was disposed of; load it again',
    );
  }
}
