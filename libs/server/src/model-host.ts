import { watchFile, unwatchFile } from 'node:fs';
import {
  GenderClassifier,
  requireTemperature,
  type LoadOptions,
  type PictureError,
  type Prediction,
} from '@gender/classifier';
import { Mutex, required, silentLogger, type Logger } from '@gender/core';
import { InputFiles, reasonOf } from '@gender/core/node';
import { Batcher } from './batcher.js';
import type { ModelDescription } from './schemas.js';

/** A model that is served. */
export interface ServedModel {
  /** By which requests ask for it. */
  readonly name: string;
  /** Path of a transfer model. */
  readonly path: string;
}

export interface ModelHostOptions extends Omit<LoadOptions, 'logger'> {
  /** The most pictures that wait. */
  readonly capacity: number;
  /** Whether probabilities are calibrated. @throws ClassifierError where the model has no temperature. */
  readonly calibrated: boolean;
  /** Told how many pictures each batch has. */
  readonly onBatch?: ((pictures: number) => void) | undefined;
  readonly logger?: Logger | undefined;
}

/** What a model says of one picture: a prediction for each face, or why it has none. */
export type HostedAnswer =
  | { readonly predictions: readonly Prediction[]; readonly error?: undefined }
  | { readonly error: PictureError };

/** An answer, and by which file's model. */
interface AnsweredBy {
  readonly answer: HostedAnswer;
  readonly sha256: string;
}

/** What answers until the file is replaced. */
interface Loaded {
  readonly classifier: GenderClassifier;
  readonly sha256: string;
  /** Batches that it computes. */
  readonly running: Set<Promise<unknown>>;
}

/** An encoded picture, and how much there is to decode. */
export interface SizedPicture {
  readonly bytes: Uint8Array;
  readonly pixels: number;
}

/**
 * Pictures of more pixels are large: decoding takes longer than most networks do. 4 million are half of what a photo of
 * a phone has at least.
 */
const LARGE_PIXELS = 4_000_000;

/**
 * Small pictures are decoded side by side, before they are computed in the batches of the network; one batch is decoded while another is
 * computed. Large ones are answered one by one, so that they neither wait for each other nor keep small ones waiting.
 */
const KINDS = { small: { batchSize: 16, lanes: 2 }, large: { batchSize: 1, lanes: 2 } };

/** How often it is looked whether the file was replaced, in milliseconds. */
const LOOK_EVERY = 1000;

/**
 * One model in memory, which answers the pictures of many requests in batches. When its file is replaced, the new
 * model takes over between two batches; where it cannot be read, the one that is loaded stays.
 */
export class ModelHost implements AsyncDisposable {
  readonly name: string;
  readonly path: string;
  readonly #options: ModelHostOptions;
  readonly #batches: Batcher<SizedPicture, AnsweredBy, keyof typeof KINDS>;
  readonly #reloading = new Mutex();
  readonly #onChange = (): void => void this.reload();
  #loaded: Loaded;

  private constructor({ name, path }: ServedModel, options: ModelHostOptions, loaded: Loaded) {
    this.name = name;
    this.path = path;
    this.#options = options;
    this.#loaded = loaded;
    this.#batches = new Batcher({
      run: (pictures) => this.#run(pictures.map(({ bytes }) => bytes)),
      kindOf: ({ pixels }) => (pixels > LARGE_PIXELS ? 'large' : 'small'),
      ...{ kinds: KINDS, capacity: options.capacity },
    });
    watchFile(path, { interval: LOOK_EVERY, persistent: false }, this.#onChange);
  }

  /** @throws as `GenderClassifier.load`. */
  static async open(model: ServedModel, options: ModelHostOptions): Promise<ModelHost> {
    return new ModelHost(model, options, await load(model.path, options));
  }

  /** What is loaded. */
  describe(): ModelDescription {
    const { classifier, sha256 } = this.#loaded;
    const { classes, looksForFaces, temperature, notes } = classifier;
    return {
      ...{ name: this.name, sha256, classes: [...classes], findsFaces: looksForFaces },
      ...(temperature !== undefined && { temperature }),
      notes: [...notes],
    };
  }

  /** How many pictures wait. */
  get waiting(): number {
    return this.#batches.waiting;
  }

  /**
   * Predicts encoded pictures, all by one model: where the file was replaced meanwhile, all by the new one.
   *
   * @returns an answer for each, and the SHA-256 of the model's file
   * @throws ServerError (`SERVER_BUSY`) when too many wait; the reason of the signal.
   */
  async predict(
    pictures: readonly SizedPicture[],
    signal: AbortSignal,
  ): Promise<{ answers: HostedAnswer[]; sha256: string }> {
    if (pictures.length === 0) return { answers: [], sha256: this.#loaded.sha256 };
    for (;;) {
      const answered = await this.#batches.submit(pictures, signal);
      const [sha256, ...others] = new Set(answered.map((each) => each.sha256));
      if (sha256 !== undefined && others.length === 0) {
        return { answers: answered.map(({ answer }) => answer), sha256 };
      }
    }
  }

  /**
   * Loads the file anew where it is another.
   *
   * @returns whether another model answers from now on
   */
  reload(): Promise<boolean> {
    return this.#reloading.run(async () => {
      const { logger = silentLogger } = this.#options;
      const before = this.#loaded;
      try {
        const loaded = await load(this.path, this.#options);
        if (loaded.sha256 === before.sha256) {
          await loaded.classifier.dispose();
          return false;
        }
        this.#loaded = loaded;
        logger.info(`${this.path} was replaced: ${this.name} answers by the new model`);
        void Promise.allSettled([...before.running]).then(() => before.classifier.dispose());
        return true;
      } catch (cause) {
        logger.warn(`${this.name} still answers by the model loaded before: ${reasonOf(cause)}`);
        return false;
      }
    });
  }

  async #run(pictures: readonly Uint8Array[]): Promise<AnsweredBy[]> {
    const { calibrated, onBatch } = this.#options;
    const { classifier, sha256, running } = this.#loaded;
    onBatch?.(pictures.length);
    const answering = answerAll(classifier, pictures, calibrated);
    running.add(answering);
    try {
      return (await answering).map((answer) => ({ answer, sha256 }));
    } finally {
      running.delete(answering);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    unwatchFile(this.path, this.#onChange);
    await this.#reloading.run(() => this.#loaded.classifier.dispose());
  }
}

async function load(path: string, options: ModelHostOptions): Promise<Loaded> {
  const inputs = await InputFiles.look([path]);
  const classifier = await GenderClassifier.load(path, options);
  try {
    if (options.calibrated) requireTemperature(classifier.temperature, path);
    const sha256 = required((await inputs.hashes())[path], `the SHA-256 of ${path}`);
    return { classifier, sha256, running: new Set() };
  } catch (cause) {
    await classifier.dispose();
    throw cause;
  }
}

/** The answer to each picture; of a model that finds faces a picture has a prediction for each. */
async function answerAll(
  classifier: GenderClassifier,
  pictures: readonly Uint8Array[],
  calibrated: boolean,
): Promise<HostedAnswer[]> {
  const errors = new Map<number, PictureError>();
  const found = pictures.map((): Prediction[] => []);
  for await (const result of classifier.predict(pictures, { onError: 'yield', calibrated })) {
    if (result.error) errors.set(result.index, result.error);
    else required(found[result.index], `picture ${result.index}`).push(result);
  }
  return found.map((predictions, index) => {
    const error = errors.get(index);
    return error === undefined ? { predictions } : { error };
  });
}
