import { memorySource, required } from '@gender/core';
import { openWebSession, type WebSession } from '@gender/engine/browser';
import { normalizationOf } from '@gender/features/feeding';
import type { Preprocessing } from '@gender/image/pixels';
import { encodeNormalization, inferShapes, type Network } from '@gender/network';
import { joinHead, readOnnx, splitHead, toOnnx, type FeatureModel } from '@gender/onnx';
import type { Float32Tensor } from '@gender/tensor';
import { ClassifierError } from '../classifier-error.js';
import { encodePreprocessing } from '../model/preprocessing-record.js';
import { splitAtHead } from '../model/split-at-head.js';
import { fetchModel, nameOf, type WebModelSource } from './fetch-model.js';
import type { WebLoadOptions } from './gender-classifier.js';
import type { WebPicture } from './read-pixels.js';
import { fedOf, runPicture, type WebFaceCut } from './run-picture.js';
import { webFaceCut, webMeaning, type WebMeaning } from './web-meaning.js';

/**
 * What makes the features of a transfer model, to train a head of one's own on them in a page.
 *
 * @example
 * const backbone = await WebBackbone.load('/models/faces.onnx');
 * const features = await backbone.extract(input.files[0]);
 * // … of all pictures; in a worker: const { head } = await trainHead({ … });
 * const model = backbone.join(head);
 */
export class WebBackbone implements AsyncDisposable {
  /** How pictures are fed to it. */
  readonly preprocessing: Preprocessing;
  /** Shape of the features of one picture, for example `(7, 7, 512)`. */
  readonly featureShape: readonly number[];
  readonly #session: WebSession;
  readonly #features: FeatureModel;
  readonly #meaning: WebMeaning;
  readonly #cut: WebFaceCut | undefined;
  #disposal: Promise<void> | undefined;

  private constructor(
    session: WebSession,
    parts: BackboneParts,
    meaning: WebMeaning,
    cut: WebFaceCut | undefined,
  ) {
    this.preprocessing = meaning.preprocessing;
    this.featureShape = parts.featureShape;
    this.#session = session;
    this.#features = parts.features;
    this.#meaning = meaning;
    this.#cut = cut;
  }

  /**
   * Loads a transfer model without its head.
   *
   * @param source - the address of an `.onnx` file that `GenderClassifier` loads, or the file
   * @throws ClassifierError as `GenderClassifier.load`, and (`CLASSIFIER_MODEL`) where no head is found in it.
   * @throws OnnxError (`ONNX_OPERATOR`) when it was not written here and has operators that no layer expresses.
   * @throws EngineError when onnxruntime-web or the device does not work here.
   */
  static async load(source: WebModelSource, options: WebLoadOptions = {}): Promise<WebBackbone> {
    const bytes = await fetchModel(source, options);
    const name = nameOf(source);
    const meaning = webMeaning(bytes, name);
    const cut = webFaceCut(meaning, options.faces, name);
    const parts = (await splitHead(bytes, name)) ?? (await splitLayers(bytes, name));
    return new WebBackbone(
      await openWebSession(parts.features.bytes, options),
      parts,
      meaning,
      cut,
    );
  }

  /**
   * The features of one picture, or of its largest face where faces are looked for; shape `(1, …featureShape)`.
   *
   * @throws ClassifierError (`CLASSIFIER_PICTURE`) when it is none or cannot be decoded,
   *   (`CLASSIFIER_NO_FACE`) when faces are looked for and none is found,
   *   (`CLASSIFIER_DISPOSED`) once the backbone was disposed of.
   */
  async extract(picture: WebPicture): Promise<Float32Tensor> {
    this.#requireUndisposed();
    const [first] = await fedOf(picture, this.preprocessing, this.#cut);
    this.#requireUndisposed();
    return runPicture(this.#session, first, this.preprocessing);
  }

  /**
   * The backbone and a head trained on its features as the bytes of one transfer model, `.onnx`, which
   * `GenderClassifier` loads here and in Node.
   *
   * @param head - names its classes
   */
  join(head: Network): Uint8Array<ArrayBuffer> {
    const { preprocessing, faces } = this.#meaning;
    const fed = { ...normalizationOf(preprocessing), ...(faces && { faces }) };
    return joinHead(this.#features, head, {
      classes: JSON.stringify(required(head.classes, 'the classes of a head')),
      ...(head.temperature !== undefined && { temperature: JSON.stringify(head.temperature) }),
      normalization: JSON.stringify(encodeNormalization(fed)),
      preprocessing: encodePreprocessing(preprocessing),
    });
  }

  /** Frees the memory of the backbone. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#disposal ??= Promise.resolve(this.#session[Symbol.asyncDispose]());
    return this.#disposal;
  }

  #requireUndisposed(): void {
    if (this.#disposal === undefined) return;
    throw new ClassifierError(
      'CLASSIFIER_DISPOSED',
      'this backbone was disposed of; load it again',
    );
  }
}

interface BackboneParts {
  readonly features: FeatureModel;
  readonly featureShape: readonly number[];
}

/** Splits a file of layers, which training has not joined from two. */
async function splitLayers(bytes: Uint8Array, name: string): Promise<BackboneParts> {
  const { backbone } = splitAtHead(name, await readOnnx(memorySource(bytes, name)));
  const { input, output } = backbone;
  return {
    featureShape: required(inferShapes(backbone).get(output), 'the shape of the features'),
    features: {
      ...{ name, input, output, batch: undefined, channelsFirst: false },
      bytes: toOnnx({
        ...backbone,
        classes: undefined,
        temperature: undefined,
        normalization: undefined,
      }),
    },
  };
}
