import { required, silentLogger, zip, type Logger } from '@gender/core';
import { selectEngine, type EngineChoice, type LoadedNetwork } from '@gender/engine';
import {
  batchSizeFor,
  pictureBatches,
  warnOfSlowDecoder,
  type PictureInput,
} from '@gender/features';
import type { Preprocessing } from '@gender/image';
import { ClassifierError } from '../classifier-error.js';
import { servingQuantization, type PrecisionChoice } from './serving-quantization.js';
import { readTransferModel, wholeNetwork } from './transfer-model.js';

export interface LoadOptions extends EngineChoice, PrecisionChoice {
  /** Pictures computed at once; default: by the size of the input, 4 of 224×224. */
  batchSize?: number | undefined;
  logger?: Logger | undefined;
}

/** What the classifier says about one picture. */
export interface Prediction {
  /** The path of the picture, or `undefined` when it did not come from a file. */
  readonly file: string | undefined;
  /** The most probable class. */
  readonly label: string;
  /** The probability of each class, by name; they sum to 1. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/**
 * Predicts the class of face pictures with a trained transfer model.
 *
 * @example
 * await using classifier = await GenderClassifier.load('models/GenderDataset_Small_Transfer_Model.h5');
 * for await (const { file, label, probabilities } of classifier.predict(['a.jpg', 'b.jpg'])) {
 *   console.log(file, label, probabilities.Female, probabilities.Male);
 * }
 */
export class GenderClassifier implements AsyncDisposable {
  /** What the model tells apart, in the order of its outputs. */
  readonly classes: readonly string[];
  /** How pictures are fed to the model, as its file says. */
  readonly preprocessing: Preprocessing;
  readonly #network: LoadedNetwork;
  readonly #batchSize: number;
  #disposed = false;

  private constructor(
    network: LoadedNetwork,
    classes: readonly string[],
    preprocessing: Preprocessing,
    batchSize: number,
  ) {
    this.#network = network;
    this.#batchSize = batchSize;
    this.classes = classes;
    this.preprocessing = preprocessing;
  }

  /**
   * Loads a transfer model from a Keras HDF5 file, one of `trainClassifier` or the original's.
   *
   * @throws FileError, KerasError when the file cannot be read.
   * @throws ClassifierError (`CLASSIFIER_MODEL`) when it is no classifier of pictures.
   * @throws ClassifierError (`CLASSIFIER_PRECISION`) when it was trained for another precision than asked for.
   * @throws EngineError when the engine is not available.
   */
  static async load(path: string, options: LoadOptions = {}): Promise<GenderClassifier> {
    const { engine: name, device, threads, batchSize, logger = silentLogger } = options;
    if (batchSize !== undefined && !(Number.isInteger(batchSize) && batchSize > 0)) {
      throw new ClassifierError(
        'CLASSIFIER_OPTIONS',
        `batchSize must be a whole number from 1, not ${batchSize}`,
      );
    }
    const [model, engine] = await Promise.all([
      readTransferModel(path, logger, { lazy: true }),
      selectEngine({ name, device, logger }),
    ]);
    const quantization = await servingQuantization(path, model.quantization, options);
    const { stored } = model;
    const [network] = await Promise.all([
      engine.loadNetwork(wholeNetwork(model), { threads, quantization, stored }),
      warnOfSlowDecoder(logger),
    ]);
    return new GenderClassifier(
      network,
      model.classes,
      model.preprocessing,
      batchSize ?? batchSizeFor(model.preprocessing),
    );
  }

  /**
   * Predicts pictures in the order given, decoding ahead of the network.
   *
   * @param pictures - paths, encoded files (JPEG, PNG, …) or decoded RGB pixels
   * @throws ImageError when a picture cannot be decoded.
   * @throws ClassifierError (`CLASSIFIER_DISPOSED`) after the classifier was disposed of.
   */
  async *predict(
    pictures: Iterable<PictureInput> | AsyncIterable<PictureInput>,
  ): AsyncGenerator<Prediction> {
    if (this.#disposed) {
      throw new ClassifierError(
        'CLASSIFIER_DISPOSED',
        'this classifier was disposed of; load it again',
      );
    }
    for await (const batch of pictureBatches(pictures, this.preprocessing, this.#batchSize)) {
      const [output] = await this.#network.run(batch.input);
      const { data } = required(output, 'the probabilities of the network');
      const classes = this.classes.length;
      for (const [index, picture] of batch.pictures.entries()) {
        yield this.#prediction(picture, data.subarray(index * classes, (index + 1) * classes));
      }
    }
  }

  /** Frees the network's memory and threads. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#network[Symbol.asyncDispose]();
  }

  #prediction(picture: PictureInput, row: Float32Array): Prediction {
    const label = required(
      this.classes[row.indexOf(Math.max(...row))],
      `the most probable class of ${[...row].join(', ')}`,
    );
    const probabilities = Object.fromEntries(zip(this.classes, row));
    return { file: typeof picture === 'string' ? picture : undefined, label, probabilities };
  }
}
