import type { Classified } from '@gender/classifier/browser';
import { required } from '@gender/core';
import { copyTemplate, find, messageOf } from '../page/find.js';
import type { GivenPicture } from '../page/picture-source.js';

/** What is said of a picture whose most probable class is not probable enough. */
const NOT_SURE = 'not sure';

/** A picture and what the model says of it. */
export class ResultCard {
  readonly element = copyTemplate('result', HTMLLIElement);
  readonly #picture: GivenPicture;
  readonly #address: string;
  #found: Classified | undefined;
  #verdict: string | undefined;

  constructor(picture: GivenPicture) {
    this.#picture = picture;
    this.#address = URL.createObjectURL(picture.file);
    const image = find(this.element, 'img', HTMLImageElement);
    image.src = this.#address;
    image.alt = picture.name;
    find(this.element, '.name', HTMLElement).textContent = picture.name;
  }

  /** The class that the picture is given, `not sure`, or `not read`; `undefined` before it is classified. */
  get verdict(): string | undefined {
    return this.#verdict;
  }

  /** Asks a model; what goes wrong is said in the card. */
  async classify(ask: (picture: Blob) => Promise<Classified>, least: number): Promise<void> {
    try {
      this.#found = await ask(this.#picture.file);
      this.element.classList.remove('bad');
      this.showAt(least);
    } catch (cause) {
      this.#found = undefined;
      this.#verdict = 'not read';
      this.element.classList.add('bad');
      this.#say('not read', messageOf(cause));
    }
  }

  /** Shows the class, where it is at least so probable. */
  showAt(least: number): void {
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
    URL.revokeObjectURL(this.#address);
    this.element.remove();
  }

  #say(verdict: string, detail: string): void {
    find(this.element, '.verdict', HTMLElement).textContent = verdict;
    find(this.element, '.detail', HTMLElement).textContent = detail;
  }
}
