import { MOST_BITS } from './hash-index.js';

/** No picture that was found differs in so many bits. */
const NOT_FOUND = 255;

/** A picture that may be like another. */
export interface Candidate {
  readonly picture: number;
  /** The number of the crop whose hash is nearest to its own. */
  readonly crop: number;
}

/** The pictures that were found for one, each with the crop that is nearest. */
export class Candidates {
  /** `(pictures,)`: in how many bits the nearest crop differs. */
  readonly #bits: Uint8Array;
  /** `(pictures,)`: that crop. */
  readonly #crops: Uint8Array;
  #found: number[] = [];

  /** @param pictures - how many there are */
  constructor(pictures: number) {
    this.#bits = new Uint8Array(pictures).fill(NOT_FOUND);
    this.#crops = new Uint8Array(pictures);
  }

  /** Keeps the nearest crop of a picture, the first where two are as near. */
  offer(picture: number, crop: number, bits: number): void {
    const known = this.#bits[picture] ?? NOT_FOUND;
    if (bits >= known) return;
    if (known === NOT_FOUND) this.#found.push(picture);
    this.#bits[picture] = bits;
    this.#crops[picture] = crop;
  }

  /** Takes out all that were found, the nearest first, of those that are as near the first first. */
  *take(): Generator<Candidate> {
    const byBits = Array.from({ length: MOST_BITS + 1 }, (): number[] => []);
    for (const picture of this.#found) byBits[this.#bits[picture] ?? 0]?.push(picture);
    for (const picture of this.#found) this.#bits[picture] = NOT_FOUND;
    this.#found = [];
    for (const pictures of byBits) {
      pictures.sort((a, b) => a - b);
      for (const picture of pictures) yield { picture, crop: this.#crops[picture] ?? 0 };
    }
  }
}
