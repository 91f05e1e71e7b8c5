import { required } from '@gender/core';
import { Cropper, type Crop } from './crop.js';
import { CropLine } from './crop-line.js';
import { Standardised } from './standardised.js';

/*
 * The bars below are as high as the planted copies of the README allow: with 0.85 for the first move, and 0.88 and 1.04 for brightened
 * pictures, six of 6 600 were missed.
 */

/** Crops that correlate by less where they begin are not moved. */
const WORTH_A_LOOK = 0.45;

/** What a crop must promise to correlate by for its first move, its second and so on. */
const WORTH_A_MOVE = [0.7, 0.85, 0.93, 0.95, 0.96, 0.97];

/** What a move gains at least for another to be tried. */
const LEAST_GAIN = 0.0005;

/** Crops that correlate by so much may be of a picture that was brightened, where the other is brighter by so much. */
const WORTH_EXPOSING = 0.8;
const BRIGHTER = 1.02;

/** By so much a picture may have been brightened; what gets past white is cut. */
const EXPOSURES = [1.12, 1.25, 1.4, 1.6];

/** Where others begin, so that what is known of it is kept. */
interface Begin {
  readonly crop: Crop;
  readonly pixels: Standardised;
  readonly line: CropLine;
  /** What is known of it for the thumbnail that is looked at. */
  known: 'nothing' | 'pixels' | 'line';
}

/** A crop, and how well it fits. */
interface Fit {
  readonly crop: Crop;
  /** Its mean level. */
  readonly mean: number;
  readonly value: number;
}

/**
 * Looks for the crop of one thumbnail that fits another best; of one thumbnail after another, in the same memory, as there are
 * many.
 */
export class CropMatcher {
  #thumbnail: Uint8Array = new Uint8Array();
  readonly #begins: readonly Begin[];
  /** The thumbnail brightened and cut at white; nothing where that was not needed yet. */
  #exposed: readonly Uint8Array[] | undefined;
  readonly #cropper = new Cropper();
  /** What was fitted last, and how it moves. */
  readonly #pixels = new Standardised();
  readonly #line = new CropLine();

  /** @param crops - where a search may begin */
  constructor(crops: readonly Crop[]) {
    this.#begins = crops.map((crop) => ({
      ...{ crop, pixels: new Standardised(), line: new CropLine(), known: 'nothing' },
    }));
  }

  /** Goes on with another thumbnail. */
  lookAt(thumbnail: Uint8Array): this {
    this.#thumbnail = thumbnail;
    this.#exposed = undefined;
    for (const begin of this.#begins) begin.known = 'nothing';
    return this;
  }

  /**
   * How well a crop of the thumbnail fits another picture, perhaps brightened: the given crop, moved and scaled
   * until it fits best by linear least squares (Lucas & Kanade 1981).
   *
   * @param target - the other as a whole, at 32×32
   * @param number - of the crop to begin with
   * @returns Pearson's correlation at 32×32, −1 to 1
   */
  match(target: Standardised, number: number): number {
    const begin = this.#cropped(number);
    const value = begin.pixels.correlation(target);
    if (value < WORTH_A_LOOK) return value;
    if (begin.known === 'pixels') {
      begin.line.set(begin.pixels.levels, begin.crop);
      begin.known = 'line';
    }
    const fit = { crop: begin.crop, mean: begin.pixels.mean, value };
    const found = this.#move(this.#thumbnail, fit, begin.line, target);
    const isBrighter = target.mean > found.mean * BRIGHTER;
    if (found.value < WORTH_EXPOSING || !isBrighter) return found.value;
    return Math.max(found.value, this.#matchExposed(found.crop, target));
  }

  /** Once more with the thumbnail brightened as it fits best. */
  #matchExposed(crop: Crop, target: Standardised): number {
    this.#exposed ??= EXPOSURES.map((exposure) => expose(this.#thumbnail, exposure));
    let best = -1;
    let brightened = this.#thumbnail;
    for (const thumbnail of this.#exposed) {
      const { value } = this.#fit(thumbnail, crop, target);
      if (value > best) [best, brightened] = [value, thumbnail];
    }
    const fit = this.#fit(brightened, crop, target);
    return this.#move(brightened, fit, this.#line.set(this.#pixels.levels, crop), target).value;
  }

  /** Moves a crop until it gains nothing. */
  #move(thumbnail: Uint8Array, begin: Fit, begun: CropLine, target: Standardised): Fit {
    let best = begin;
    let line = begun;
    for (const worth of WORTH_A_MOVE) {
      const { crop, promised } = line.moveTo(target.levels);
      if (promised < worth) break;
      const found = this.#fit(thumbnail, crop, target);
      const gain = found.value - best.value;
      if (gain > 0) best = found;
      if (gain < LEAST_GAIN) break;
      line = this.#line.set(this.#pixels.levels, crop);
    }
    return best;
  }

  #fit(thumbnail: Uint8Array, crop: Crop, target: Standardised): Fit {
    const pixels = this.#pixels.set(this.#cropper.crop(thumbnail, crop));
    return { crop, mean: pixels.mean, value: pixels.correlation(target) };
  }

  #cropped(number: number): Begin {
    const begin = required(this.#begins[number], `crop ${number}`);
    if (begin.known === 'nothing') {
      begin.pixels.set(this.#cropper.crop(this.#thumbnail, begin.crop));
      begin.known = 'pixels';
    }
    return begin;
  }
}

function expose(thumbnail: Uint8Array, exposure: number): Uint8Array {
  return thumbnail.map((level) => Math.min(Math.round(level * exposure), 255));
}
