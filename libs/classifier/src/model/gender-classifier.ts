import { required, silentLogger, type Logger } from '@gender/core';
import {
  selectEngine,
  type EngineChoice,
  type EngineIdentity,
  type LoadedNetwork,
} from '@gender/engine';
import { batchSizeFor, warnOfSlowDecoder } from '@gender/features';
import type { Preprocessing } from '@gender/image';
import type { FaceRule } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import { ClassifierError } from '../classifier-error.js';
import { requireTemperature } from '../predict/classified.js';
import { holdsPictures, type PictureInput } from '../predict/picture-input.js';
import { cutFaces } from '../predict/cut-faces.js';
import {
  predictPictures,
  wholePictures,
  type FailedPrediction,
  type Prediction,
} from '../predict/predict-pictures.js';
import { openCut, type FaceTreatment, type LoadedCut } from './open-cut.js';
import type { ModelMeaning } from './model-meaning.js';
import { withModelFile, type ModelSource } from './model-source.js';
import { servingQuantization, type PrecisionChoice } from './serving-quantization.js';
import { openTransferModel } from './open-transfer-model.js';

export interface LoadOptions extends EngineChoice, PrecisionChoice, ModelMeaning {
  /** Pictures computed at once; default: by the size of the input, 4 of 224×224. */
  batchSize?: number | undefined;
  /**
   * What pictures are taken for:
   *
   * - `trained`: what the model was trained on. One whose faces were cut out of photos finds the faces of
   *   each photo and cuts them out in the same way; any other takes pictures whole;
   * - `find`: photos by any model. Where it does not say how faces were cut out, a picture that shows
   *   little more than a face is taken whole, and out of others faces are cut to the frame of its backbone;
   * - `none`: faces, cut out as those that the model was trained on.
   *
   * @default 'trained'
   */
  faces?: FaceTreatment | undefined;
  logger?: Logger | undefined;
}

/** One picture or many. */
export type Pictures = PictureInput | Iterable<PictureInput> | AsyncIterable<PictureInput>;

/** How to predict. */
export interface PredictOptions {
  /**
   * What a picture does that cannot be read or decoded: `throw` ends the predictions after the
   * results before it, `yield` gives `{ file, index, error }` in its place and goes on.
   *
   * @default 'throw'
   */
  onError?: 'throw' | 'yield' | undefined;
  /**
   * Whether probabilities are calibrated: the logits divided by the temperature that was fitted on the
   * validation pictures of the training. Answers stay the same.
   *
   * @default false
   */
  calibrated?: boolean | undefined;
}

/**
 * Predicts the class of face pictures with a trained transfer model.
 *
 * @example
 * const classifier = await GenderClassifier.load('models/GenderDataset_Small_Transfer_Model.h5');
 * for await (const { file, label, probabilities } of classifier.predict(['a.jpg', 'b.jpg'])) {
 *   console.log(file, label, probabilities.Female, probabilities.Male);
 * }
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
  /** What was taken for granted because the model's file does not say it, in sentences. */
  readonly notes: readonly string[];
  /** What computes: the software, its version, the device. */
  readonly engine: EngineIdentity;
  readonly #network: LoadedNetwork;
  readonly #batchSize: number;
  readonly #cut: LoadedCut | undefined;
  #disposal: Promise<void> | undefined;

  private constructor(
    network: LoadedNetwork,
    { name, version, device }: EngineIdentity,
    model: Pick<GenderClassifier, 'classes' | 'preprocessing' | 'notes' | 'temperature' | 'faces'>,
    cut: LoadedCut | undefined,
    batchSize = batchSizeFor(model.preprocessing),
  ) {
    this.#network = network;
    this.#cut = cut;
    this.#batchSize = batchSize;
    this.faces = model.faces;
    this.classes = model.classes;
    this.preprocessing = model.preprocessing;
    this.notes = model.notes;
    this.temperature = model.temperature;
    this.engine = { name, version, device };
  }

  /**
   * Loads a transfer model: one of `trainClassifier`, the original's, or another classifier of
   * pictures of which the options say what its file does not.
   *
   * @param source - the path or `file:` URL of a Keras or ONNX file, or its bytes
   * @throws FileError, KerasError, OnnxError when the file cannot be read.
   * @throws ClassifierError (`CLASSIFIER_MODEL`) when it is no classifier of pictures,
   *   (`CLASSIFIER_UNDESCRIBED`) when neither it nor the options say how to use it,
   *   (`CLASSIFIER_OUTPUTS`) when its outputs are no probabilities, (`CLASSIFIER_OPTIONS`) when an
   *   option makes no sense, (`CLASSIFIER_PRECISION`) when it was trained for another precision than
   *   asked for.
   * @throws EngineError when the engine is not available.
   * @throws FaceApiError (`FACE_API_MISSING`) when faces are to be found, and the package of the networks
   *   that find them is not installed; FacesError (`FACES_RULE`) when they cannot be cut out as the model says.
   */
  static async load(source: ModelSource, options: LoadOptions = {}): Promise<GenderClassifier> {
    const { batchSize } = options;
    if (batchSize !== undefined && !(Number.isInteger(batchSize) && batchSize > 0)) {
      throw new ClassifierError(
        'CLASSIFIER_OPTIONS',
        `batchSize must be a whole number from 1, not ${batchSize}`,
      );
    }
    return withModelFile(source, (path, lazy) => GenderClassifier.#loadFile(path, lazy, options));
  }

  static async #loadFile(
    path: string,
    lazy: boolean,
    options: LoadOptions,
  ): Promise<GenderClassifier> {
    const { engine: name, device, threads, batchSize, logger = silentLogger } = options;
    const [model, engine] = await Promise.all([
      openTransferModel(path, { ...options, lazy }),
      // Without a logger the process is warned, so that a slow engine does not go unseen.
      selectEngine({ name, device, logger: options.logger }),
    ]);
    const quantization = await servingQuantization(path, model.quantization, options);
    const cut = await openCut(model, options);
    const [network] = await Promise.all([
      model.load(engine, { threads, quantization }),
      warnOfSlowDecoder(logger),
    ]);
    const { temperature } = model.head;
    const described = { ...model, temperature, faces: model.faces };
    return new GenderClassifier(network, engine, described, cut, batchSize);
  }

  /** Whether faces are looked for in the pictures that it is given; else they are taken whole. */
  get looksForFaces(): boolean {
    return this.#cut !== undefined;
  }

  /**
   * Predicts pictures in the order given, decoding ahead of the network. Where faces are looked for, a
   * picture has a prediction for each, the largest face first.
   *
   * @param pictures - one picture, or many in an array or a stream
   * @throws PictureError (`CLASSIFIER_NO_FACE`) when faces are looked for and none is found.
   * @throws PictureError when a picture cannot be read or decoded, after the results of all before it.
   * @throws ClassifierError (`CLASSIFIER_DISPOSED`) once the classifier was disposed of,
   *   (`CLASSIFIER_UNCALIBRATED`) when it has no temperature, and calibrated probabilities are asked for.
   */
  predict(
    pictures: Pictures,
    options?: PredictOptions & { onError?: 'throw' | undefined },
  ): AsyncGenerator<Prediction>;
  /**
   * Predicts pictures in the order given; in place of one that cannot be read or decoded, or in which
   * faces are looked for and none is found, comes a result with its `error`.
   *
   * @throws ClassifierError (`CLASSIFIER_DISPOSED`) once the classifier was disposed of.
   */
  predict(
    pictures: Pictures,
    options: PredictOptions,
  ): AsyncGenerator<Prediction | FailedPrediction>;
  async *predict(
    pictures: Pictures,
    { onError = 'throw', calibrated = false }: PredictOptions = {},
  ): AsyncGenerator<Prediction | FailedPrediction> {
    this.#requireUndisposed();
    const { classes, preprocessing } = this;
    const temperature = calibrated ? requireTemperature(this.temperature, 'the model') : undefined;
    const run = (input: Float32Tensor): Promise<Float32Tensor> => this.#run(input);
    const many = holdsPictures(pictures) ? pictures : [pictures];
    const predictor = { classes, preprocessing, temperature, batchSize: this.#batchSize, run };
    const items = this.#cut ? cutFaces(many, this.#cut) : wholePictures(many);
    for await (const result of predictPictures(items, predictor)) {
      this.#requireUndisposed();
      if (result.error && onError === 'throw') throw result.error;
      yield result;
    }
  }

  /**
   * Predicts one picture; where faces are looked for, its largest face.
   *
   * @throws PictureError, ClassifierError as `predict` does.
   */
  async classify(
    picture: PictureInput,
    options: Pick<PredictOptions, 'calibrated'> = {},
  ): Promise<Prediction> {
    for await (const prediction of this.predict([picture], { ...options, onError: 'throw' }))
      return prediction;
    throw new Error('internal error: one picture has no prediction');
  }

  /** Frees the network's memory and threads; predictions under way end in `CLASSIFIER_DISPOSED`. */
  dispose(): Promise<void> {
    this.#disposal ??= Promise.all([
      this.#network[Symbol.asyncDispose](),
      this.#cut?.finder[Symbol.asyncDispose](),
    ]).then(() => undefined);
    return this.#disposal;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  async #run(input: Float32Tensor): Promise<Float32Tensor> {
    this.#requireUndisposed();
    try {
      const [output] = await this.#network.run(input);
      return required(output, 'the probabilities of the network');
    } catch (cause) {
      this.#requireUndisposed();
      throw cause;
    }
  }

  #requireUndisposed(): void {
    if (this.#disposal === undefined) return;
    throw new ClassifierError(
      'CLASSIFIER_DISPOSED',
      'this classifier was disposed of; load it again',
    );
  }
}
