import type { GenderClassifier, WebPrediction } from '@gender/classifier/browser';
import type { CurrentModel } from '../model/current-model.js';
import { find, messageOf } from '../page/find.js';
import { listenForPictures, type GivenPicture } from '../page/picture-source.js';
import { ResultCard } from './result-card.js';

/** Drawn faces of the demo's test pictures, to try the page with. */
const SAMPLES = ['1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg', '6.jpg'];

/** The panel that classifies pictures. */
export class ClassifyPanel {
  readonly #current: CurrentModel;
  readonly #cards: ResultCard[] = [];
  readonly #list: HTMLElement;
  readonly #status: HTMLElement;
  readonly #clear: HTMLButtonElement;
  readonly #confidence: HTMLInputElement;
  /** Pictures are classified one after the other, in the order in which they came. */
  #queue: Promise<void> = Promise.resolve();

  constructor(panel: HTMLElement, current: CurrentModel) {
    this.#current = current;
    this.#list = find(panel, '.results', HTMLElement);
    this.#status = find(panel, '.status', HTMLElement);
    this.#clear = find(panel, '.clear', HTMLButtonElement);
    this.#confidence = find(panel, '#confidence', HTMLInputElement);
    const shown = find(panel, 'output', HTMLOutputElement);
    listenForPictures(find(panel, '.drop', HTMLElement), (pictures) => {
      this.#add(pictures);
    });
    find(panel, '.samples', HTMLButtonElement).addEventListener('click', () => {
      void this.#addSamples();
    });
    this.#clear.addEventListener('click', () => {
      this.#empty();
    });
    this.#confidence.addEventListener('input', () => {
      shown.value = `${this.#confidence.value} %`;
      for (const card of this.#cards) card.showAt(this.#least);
      this.#summarise();
    });
    current.onChange(() => {
      this.#again();
    });
  }

  /** The probability below which the page is not sure. */
  get #least(): number {
    return this.#confidence.valueAsNumber / 100;
  }

  #add(pictures: readonly GivenPicture[]): void {
    if (pictures.length === 0) {
      this.#status.textContent = 'There is no picture among these files.';
      return;
    }
    const cards = pictures.map((picture) => new ResultCard(picture));
    this.#cards.push(...cards);
    this.#list.append(...cards.map(({ element }) => element));
    this.#clear.hidden = false;
    this.#classify(cards);
  }

  async #addSamples(): Promise<void> {
    const pictures = SAMPLES.map(async (name) => {
      const response = await fetch(`./faces/${name}`);
      return { file: await response.blob(), name: `drawn face ${name.replace('.jpg', '')}` };
    });
    this.#add(await Promise.all(pictures));
  }

  #classify(cards: readonly ResultCard[]): void {
    const work = async (): Promise<void> => {
      for (const [index, card] of cards.entries()) {
        const { classifier } = await this.#current.loaded;
        if (!this.#cards.includes(card)) continue;
        this.#status.textContent = `Picture ${index + 1} of ${cards.length} …`;
        await card.classify((picture) => classifyWith(classifier, picture));
        card.showAt(this.#least);
      }
      this.#summarise();
    };
    this.#queue = this.#queue.then(work).catch((cause: unknown) => {
      this.#status.textContent = messageOf(cause);
    });
  }

  /** Another model classifies the same pictures. */
  #again(): void {
    if (this.#cards.length > 0) this.#classify([...this.#cards]);
  }

  #empty(): void {
    for (const card of this.#cards.splice(0)) card.remove();
    this.#clear.hidden = true;
    this.#status.textContent = 'All pictures were taken away.';
  }

  #summarise(): void {
    const counts = new Map<string, number>();
    for (const verdict of this.#cards.flatMap(({ verdicts }) => verdicts)) {
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    }
    const parts = [...counts].map(([verdict, count]) => `${count} ${verdict}`);
    if (parts.length > 0) this.#status.textContent = parts.join(', ');
  }
}

/** Calibrated where the model's file says how. */
async function classifyWith(
  classifier: GenderClassifier,
  picture: Blob,
): Promise<readonly WebPrediction[]> {
  const calibrated = classifier.temperature !== undefined;
  const found: WebPrediction[] = [];
  for await (const each of classifier.predict([picture], { calibrated })) found.push(each);
  return found;
}
