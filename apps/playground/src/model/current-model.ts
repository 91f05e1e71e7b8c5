import { GenderClassifier } from '@gender/classifier/browser';
import { faceFinder } from './face-finder.js';

/** A model that was loaded. */
export interface LoadedModel {
  /** Its file. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly classifier: GenderClassifier;
}

/** The model with which the page classifies, on whose features it trains, and which it describes. */
export class CurrentModel {
  readonly #listeners: ((model: LoadedModel) => void)[] = [];
  #loading: Promise<LoadedModel> | undefined;

  /** The model, once it is there. @throws what loading it has thrown */
  get loaded(): Promise<LoadedModel> {
    return this.#loading ?? Promise.reject(new Error('no model is loaded'));
  }

  /** Calls a listener for each model that takes the place of the one before. */
  onChange(listener: (model: LoadedModel) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Loads a model. Where that fails the one before stays.
   *
   * @throws what `GenderClassifier.load` throws.
   */
  async open(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<LoadedModel> {
    const before = this.#loading;
    const loading = load(name, bytes);
    this.#loading ??= loading;
    const model = await loading;
    this.#loading = loading;
    for (const listener of this.#listeners) listener(model);
    if (before !== undefined && before !== loading) {
      await before.then(({ classifier }) => classifier.dispose()).catch(() => undefined);
    }
    return model;
  }
}

async function load(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<LoadedModel> {
  const classifier = await GenderClassifier.load(bytes, { faces: faceFinder });
  return { name, bytes, classifier };
}
