import { copyTemplate, find } from '../page/find.js';
import { listenForPictures, type GivenPicture } from '../page/picture-source.js';

/** A class that a person teaches: its name and its pictures. */
export class ClassPictures {
  readonly element = copyTemplate('class', HTMLElement);
  readonly pictures: GivenPicture[] = [];
  readonly #name = find(this.element, '.class-name', HTMLInputElement);
  readonly #thumbnails = find(this.element, '.thumbnails', HTMLUListElement);
  readonly #changed: () => void;

  /**
   * @param changed - is called when pictures come or go
   * @param remove - is called when a person takes the class away
   */
  constructor(name: string, changed: () => void, remove: () => void) {
    this.#changed = changed;
    this.#name.value = name;
    this.#label();
    this.#name.addEventListener('input', () => {
      this.#label();
      changed();
    });
    find(this.element, '.remove', HTMLButtonElement).addEventListener('click', () => {
      this.element.querySelector<HTMLButtonElement>('.camera .close')?.click();
      remove();
    });
    listenForPictures(this.element, (pictures) => {
      this.#add(pictures);
    });
  }

  get name(): string {
    return this.#name.value.trim();
  }

  #label(): void {
    this.element.setAttribute('aria-label', `class ${this.name}`);
  }

  #add(pictures: readonly GivenPicture[]): void {
    for (const picture of pictures) {
      this.pictures.push(picture);
      this.#thumbnails.append(this.#thumbnail(picture));
    }
    this.#count();
  }

  #thumbnail(picture: GivenPicture): HTMLElement {
    const item = copyTemplate('thumbnail', HTMLLIElement);
    const image = find(item, 'img', HTMLImageElement);
    image.src = URL.createObjectURL(picture.file);
    image.alt = picture.name;
    const button = find(item, 'button', HTMLButtonElement);
    button.setAttribute('aria-label', `take ${picture.name} out of this class`);
    button.addEventListener('click', () => {
      URL.revokeObjectURL(image.src);
      this.pictures.splice(this.pictures.indexOf(picture), 1);
      item.remove();
      this.#count();
    });
    return item;
  }

  #count(): void {
    const { length } = this.pictures;
    const text = length === 1 ? '1 picture' : `${length} pictures`;
    find(this.element, '.count', HTMLElement).textContent = text;
    this.#changed();
  }
}
