import { WebBackbone, type EpochResult, type TrainedHead } from '@gender/classifier/browser';
import { required } from '@gender/core';
import type { CurrentModel } from '../model/current-model.js';
import { faceFinder } from '../model/face-finder.js';
import { find, messageOf } from '../page/find.js';
import { ClassPictures } from './class-pictures.js';
import { labelFeatures } from './label-features.js';
import { drawCurves } from './learning-curves.js';
import { startTraining } from './start-training.js';

/** Fewer pictures of a class teach nothing: one of four is set aside to choose the best epoch by. */
const FEWEST = 4;

/** The panel that trains a head on pictures of a person's own. */
export class TrainPanel {
  readonly #panel: HTMLElement;
  readonly #current: CurrentModel;
  readonly #classes: ClassPictures[] = [];
  readonly #start: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #status: HTMLElement;
  #stopping: AbortController | undefined;
  #trained: Uint8Array<ArrayBuffer> | undefined;

  /** @param onUse - is called when a person wants to classify with what was trained */
  constructor(panel: HTMLElement, current: CurrentModel, onUse: () => void) {
    this.#panel = panel;
    this.#current = current;
    this.#start = find(panel, '.start', HTMLButtonElement);
    this.#stop = find(panel, '.stop', HTMLButtonElement);
    this.#status = find(panel, '.status', HTMLElement);
    find(panel, '.add-class', HTMLButtonElement).addEventListener('click', () => {
      this.#addClass();
    });
    this.#start.addEventListener('click', () => {
      void this.#run();
    });
    this.#stop.addEventListener('click', () => {
      this.#stopping?.abort(new Error('the training was stopped'));
    });
    find(panel, '.save', HTMLButtonElement).addEventListener('click', () => {
      download('trained.onnx', required(this.#trained, 'a trained model'));
    });
    find(panel, '.use', HTMLButtonElement).addEventListener('click', () => {
      void this.#use(onUse);
    });
    for (let count = 0; count < 2; count += 1) this.#addClass();
    this.#check();
  }

  #addClass(): void {
    const added: ClassPictures = new ClassPictures(
      `class ${this.#classes.length + 1}`,
      () => {
        this.#check();
      },
      () => {
        this.#classes.splice(this.#classes.indexOf(added), 1);
        added.element.remove();
        this.#check();
      },
    );
    this.#classes.push(added);
    find(this.#panel, '.classes', HTMLElement).append(added.element);
    this.#check();
  }

  /** Says what is missing before a training may start. */
  #check(): void {
    const missing = this.#missing();
    this.#start.disabled = missing !== undefined || this.#stopping !== undefined;
    find(this.#panel, '.missing', HTMLElement).textContent = missing ?? null;
  }

  #missing(): string | undefined {
    const names = this.#classes.map(({ name }) => name);
    if (names.length < 2) return 'A classifier needs at least two classes.';
    if (names.includes('')) return 'Every class needs a name.';
    if (new Set(names).size < names.length) return 'Classes need different names.';
    const poor = this.#classes.find(({ pictures }) => pictures.length < FEWEST);
    return poor && `Give at least ${FEWEST} pictures of ${poor.name}; a few dozen are better.`;
  }

  async #run(): Promise<void> {
    this.#stopping = new AbortController();
    const { signal } = this.#stopping;
    this.#show(true);
    try {
      const trained = await this.#train(signal);
      this.#status.textContent = summaryOf(trained);
      find(this.#panel, '.done', HTMLElement).hidden = false;
    } catch (cause) {
      this.#status.textContent = messageOf(cause);
    } finally {
      this.#stopping = undefined;
      this.#show(false);
    }
  }

  async #use(onUse: () => void): Promise<void> {
    try {
      await this.#current.open('trained.onnx', required(this.#trained, 'a trained model'));
      onUse();
    } catch (cause) {
      this.#status.textContent = messageOf(cause);
    }
  }

  async #train(signal: AbortSignal): Promise<TrainedHead> {
    // Names, pictures and settings as they are now: what comes later is not part of this training.
    const taught = this.#classes.map(({ name, pictures }) => ({ name, pictures: [...pictures] }));
    const settings = this.#settings();
    const { seed, epochs } = settings;
    const { bytes } = await this.#current.loaded;
    await using backbone = await WebBackbone.load(bytes, { faces: faceFinder });
    const labelled = await labelFeatures(backbone, taught, {
      seed,
      onPicture: (done, all) => {
        signal.throwIfAborted();
        this.#status.textContent = `Features of picture ${done} of ${all} …`;
      },
    });
    const seen: EpochResult[] = [];
    const figure = find(this.#panel, '.curves', HTMLElement);
    const trained = await startTraining(
      { ...labelled, ...settings },
      (epoch) => {
        seen.push(epoch);
        drawCurves(figure, seen, epochs);
        this.#status.textContent = `Epoch ${epoch.epoch} of ${epochs}: validation accuracy ${percent(epoch.valAccuracy)}`;
      },
      signal,
    );
    drawCurves(figure, trained.epochs, trained.epochs.length);
    this.#trained = backbone.join(trained.head);
    return trained;
  }

  #settings(): {
    epochs: number;
    hiddenUnits: number[];
    seed: number;
    patience: number;
    adam: { learningRate: number };
  } {
    // prettier-ignore
    const value = (id: string): number => find(this.#panel, id, HTMLInputElement).valueAsNumber;
    const epochs = value('#epochs');
    const units = value('#units');
    return {
      ...{ epochs, seed: value('#seed'), patience: epochs },
      hiddenUnits: units > 0 ? [units] : [],
      adam: { learningRate: value('#rate') },
    };
  }

  #show(running: boolean): void {
    this.#stop.hidden = !running;
    this.#start.hidden = running;
    find(this.#panel, '.taught', HTMLFieldSetElement).disabled = running;
    if (running) {
      // In a fieldset that is disabled nobody could close them.
      for (const close of this.#panel.querySelectorAll<HTMLButtonElement>('.camera .close'))
        close.click();
      find(this.#panel, '.done', HTMLElement).hidden = true;
      drawCurves(find(this.#panel, '.curves', HTMLElement), [], 0);
      this.#stop.focus();
    } else {
      this.#check();
    }
  }
}

function summaryOf({ epochs, bestEpoch, head }: TrainedHead): string {
  const best = required(epochs[bestEpoch - 1], 'the best epoch');
  const calibrated = head.temperature === undefined ? '' : ' Probabilities are calibrated.';
  return `Trained: the weights are those of epoch ${bestEpoch} of ${epochs.length}, which is right on ${percent(best.valAccuracy)} of the pictures set aside.${calibrated}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function download(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
