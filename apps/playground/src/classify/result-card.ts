import type { WebPrediction } from '@gender/classifier/browser';
import { required } from '@gender/core';
import { copyTemplate, find, messageOf } from '../page/find.js';
import type { GivenPicture } from '../page/picture-source.js';
import { cropPicture } from './crop-picture.js';

/** What is said of a picture whose most probable class is not probable enough. */
const NOT_SURE = 'not sure';

/** A picture and what the model says of it, or of its largest face; cards of its other faces follow it. */
export class ResultCard {
  readonly element = copyTemplate('result', HTMLLIElement);
  readonly #picture: GivenPicture;
  readonly #image = find(this.element, 'img', HTMLImageElement);
  #others: ResultCard[] = [];
  #found: WebPrediction | undefined;
  #verdict: string | undefined;

  constructor(picture: GivenPicture) {
    this.#picture = picture;
    this.#call(picture.name);
    this.#showPicture(picture.file);
  }

  /**
   * The classes that the faces of the picture, or it as a whole, are given, `not sure`, or `not read`; none before
   * it is classified.
   */
  get verdicts(): string[] {
    const own = this.#verdict === undefined ? [] : [this.#verdict];
    return [...own, ...this.#others.flatMap(({ verdicts }) => verdicts)];
  }

  /**
   * Asks a model, whose answer `showAt` shows; what goes wrong is said in the card.
   *
   * @param ask - what it says of the faces of a picture, the largest first, or of the picture
   */
  async classify(ask: (picture: Blob) => Promise<readonly WebPrediction[]>): Promise<void> {
    this.#forget();
    try {
      const found = await ask(this.#picture.file);
      const cards = found.map((_, index) => (index === 0 ? this : new ResultCard(this.#picture)));
      this.#others = cards.slice(1);
      for (const [index, card] of cards.entries()) {
        const face = cards.length > 1 ? `, face ${index + 1} of ${cards.length}` : '';
        await card.#show(required(found[index], 'what is said of a face'), face);
      }
      this.element.after(...this.#others.map(({ element }) => element));
    } catch (cause) {
      this.#forget();
      this.#verdict = 'not read';
      this.element.classList.add('bad');
      this.#say('not read', messageOf(cause));
    }
  }

  /** Shows the class, where it is at least so probable. */
  showAt(least: number): void {
    for (const other of this.#others) other.showAt(least);
    if (this.#found === undefined) return;
    const { label, probabilities } = this.#found;
    const probability = required(probabilities[label], `the probability of ${label}`);
    const isSure = probability >= least;
    this.#verdict = isSure ? label : NOT_SURE;
    const percent = `${(100 * probability).toFixed(1)} %`;
    this.#say(this.#verdict, isSure ? percent : `${percent} for ${label}`);
    this.element.classList.toggle('unsure', !isSure);
    this.element.dataset['probability'] = String(probability);
    this.element.style.setProperty('--share', String(probability));
  }

  remove(): void {
    this.#forget();
    URL.revokeObjectURL(this.#image.src);
    this.element.remove();
  }

  async #show(found: WebPrediction, face: string): Promise<void> {
    this.#found = found;
    this.#call(`${this.#picture.name}${face}`);
    const { file } = this.#picture;
    this.#showPicture(found.box === undefined ? file : await cropPicture(file, found.box));
  }

  /** Nothing is known of the picture. */
  #forget(): void {
    for (const other of this.#others.splice(0)) other.remove();
    this.#found = undefined;
    this.#verdict = undefined;
    this.element.classList.remove('bad', 'unsure');
    delete this.element.dataset['probability'];
  }

  #call(name: string): void {
    this.#image.alt = name;
    find(this.element, '.name', HTMLElement).textContent = name;
  }

  #showPicture(picture: Blob): void {
    if (this.#image.src !== '') URL.revokeObjectURL(this.#image.src);
    this.#image.src = URL.createObjectURL(picture);
  }

  #say(verdict: string, detail: string): void {
    find(this.element, '.verdict', HTMLElement).textContent = verdict;
    find(this.element, '.detail', HTMLElement).textContent = detail;
  }
}
