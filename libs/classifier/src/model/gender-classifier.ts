import { required, silentLogger, type Logger } from '@gender/core';
import {
  selectEngine,
  type EngineChoice,
  type EngineIdentity,
  type LoadedNetwork,
} from '@gender/engine';
import { batchSizeFor, warnOfSlowDecoder } from '@gender/features';
import type { Preprocessing } from '@gender/image';
import type { Float32Tensor } from '@gender/tensor';
import { ClassifierError } from '../classifier-error.js';
import { requireTemperature } from '../predict/classified.js';
import { holdsPictures, type PictureInput } from '../predict/picture-input.js';
import {
  predictPictures,
  type FailedPrediction,
  type Prediction,
} from '../predict/predict-pictures.js';
import type { ModelMeaning } from './model-meaning.js';
import { withModelFile, type ModelSource } from './model-source.js';
import { servingQuantization, type PrecisionChoice } from './serving-quantization.js';
import { openTransferModel } from './open-transfer-model.js';

export interface LoadOptions extends EngineChoice, PrecisionChoice, ModelMeaning {
  /** Pictures computed at once; default: by the size of the input, 4 of 224×224. */
  batchSize?: number | undefined;
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
  /** What was taken for granted because the model's file does not say it, in sentences. */
  readonly notes: readonly string[];
  /** What computes: the software, its version, the device. */
  readonly engine: EngineIdentity;
  readonly #network: LoadedNetwork;
  readonly #batchSize: number;
  #disposal: Promise<void> | undefined;

  private constructor(
    network: LoadedNetwork,
    { name, version, device }: EngineIdentity,
    model: Pick<GenderClassifier, 'classes' | 'preprocessing' | 'notes' | 'temperature'>,
    batchSize = batchSizeFor(model.preprocessing),
  ) {
    this.#network = network;
    this.#batchSize = batchSize;
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
    const [network] = await Promise.all([
      model.load(engine, { threads, quantization }),
      warnOfSlowDecoder(logger),
    ]);
    const { temperature } = model.head;
    return new GenderClassifier(network, engine, { ...model, temperature }, batchSize);
  }

  /**
   * Predicts pictures in the order given, decoding ahead of the network.
   *
   * @param pictures - one picture, or many in an array or a stream
   * @throws PictureError when a picture cannot be read or decoded, after the results of all before it.
   * @throws ClassifierError (`CLASSIFIER_DISPOSED`) once the classifier was disposed of,
   *   (`CLASSIFIER_UNCALIBRATED`) when it has no temperature, and calibrated probabilities are asked for.
   */
  predict(
    pictures: Pictures,
    options?: PredictOptions & { onError?: 'throw' | undefined },
  ): AsyncGenerator<Prediction>;
  /**
   * Predicts pictures in the order given; in place of one that cannot be read or decoded comes a
   * result with its `error`.
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
    for await (const result of predictPictures(many, predictor)) {
      this.#requireUndisposed();
      if (result.error && onError === 'throw') throw result.error;
      yield result;
    }
  }

  /**
   * Predicts one picture.
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
    this.#disposal ??= Promise.resolve(this.#network[Symbol.asyncDispose]());
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
