import { GenderClassifier } from '@gender/classifier/browser';
import { faceFinder } from './face-finder.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** A model that was loaded. */
export interface LoadedModel {
  /** Its file. */
  readonly name: string;
  readonly bytes: Bytes;
  readonly classifier: GenderClassifier;
}

/** The model with which the page classifies, on whose features it trains, and which it describes. */
export class CurrentModel {
  readonly #listeners: ((model: LoadedModel) => void)[] = [];
  /** How many models a person, or the page, has chosen. */
  #chosen = 0;
  #latest: Promise<LoadedModel> | undefined;
  #current: { readonly model: LoadedModel; readonly choice: number } | undefined;

  /** The model, once one is there. @throws what loading the one chosen last has thrown, where there is none */
  get loaded(): Promise<LoadedModel> {
    if (this.#current !== undefined) return Promise.resolve(this.#current.model);
    if (this.#latest === undefined) return Promise.reject(new Error('no model is loaded'));
    const first = new Promise<LoadedModel>((resolve) => {
      this.onChange(resolve);
    });
    return Promise.race([first, this.#latest]);
  }

  /** Calls a listener for each model that takes the place of the one before. */
  onChange(listener: (model: LoadedModel) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Loads a model. Where that fails the one before stays; where one that was chosen later is there
   * already, that one does, however long this one took.
   *
   * @param bytes - may be on their way: when `open` is called says which model was chosen later
   * @throws what `GenderClassifier.load` throws, and what `bytes` are rejected with.
   */
  async open(name: string, bytes: Bytes | Promise<Bytes>): Promise<void> {
    this.#chosen += 1;
    const choice = this.#chosen;
    const loading = load(name, bytes);
    this.#latest = loading;
    const model = await loading;
    const before = this.#current;
    if (before !== undefined && before.choice > choice) {
      await model.classifier.dispose();
      return;
    }
    this.#current = { model, choice };
    for (const listener of this.#listeners) listener(model);
    await before?.model.classifier.dispose().catch(() => undefined);
  }
}

async function load(name: string, given: Bytes | Promise<Bytes>): Promise<LoadedModel> {
  const bytes = await given;
  const classifier = await GenderClassifier.load(bytes, { faces: faceFinder });
  return { name, bytes, classifier };
}
