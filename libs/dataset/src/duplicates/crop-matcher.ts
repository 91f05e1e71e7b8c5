import { Cropper, WHOLE, type Crop } from './crop.js';
import { CropLine } from './crop-line.js';
import { correlation, standardise, type Standardised } from './standardised.js';

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

/** A crop, and how well it fits. */
interface Fit {
  readonly crop: Crop;
  readonly pixels: Standardised;
  readonly value: number;
}

/** Looks for the crop of one thumbnail that fits another best. */
export class CropMatcher {
  readonly #thumbnail: Uint8Array;
  readonly #cropper = new Cropper();
  /** What is tried first, by crop: other pictures begin with the same. */
  readonly #begun = new Map<Crop, { readonly pixels: Standardised; line?: CropLine }>();
  /** The thumbnail brightened and cut at white. */
  #exposed: readonly Uint8Array[] | undefined;

  constructor(thumbnail: Uint8Array) {
    this.#thumbnail = thumbnail;
  }

  /**
   * How well a crop of the thumbnail fits another picture, perhaps brightened: the given crop, moved and scaled
   * until it fits best by linear least squares (Lucas & Kanade 1981).
   *
   * @param target - the other as a whole, by {@link wholeOf}
   * @returns Pearson's correlation at 32×32, −1 to 1
   */
  match(target: Standardised, crop: Crop): number {
    const begun = this.#begin(crop);
    const value = correlation(begun.pixels, target);
    if (value < WORTH_A_LOOK) return value;
    begun.line ??= new CropLine(begun.pixels.levels, crop);
    const fit = { crop, pixels: begun.pixels, value };
    const found = this.#move(this.#thumbnail, fit, target, begun.line);
    const isBrighter = target.mean > found.pixels.mean * BRIGHTER;
    if (found.value < WORTH_EXPOSING || !isBrighter) return found.value;
    return Math.max(found.value, this.#matchExposed(found, target));
  }

  /** Once more with the thumbnail brightened as it fits best. */
  #matchExposed({ crop }: Fit, target: Standardised): number {
    this.#exposed ??= EXPOSURES.map((exposure) => expose(this.#thumbnail, exposure));
    let best: { readonly thumbnail: Uint8Array; readonly fit: Fit } | undefined;
    for (const thumbnail of this.#exposed) {
      const fit = this.#fit(thumbnail, crop, target);
      if (fit.value > (best?.fit.value ?? -1)) best = { thumbnail, fit };
    }
    return best === undefined ? -1 : this.#move(best.thumbnail, best.fit, target).value;
  }

  /** Moves a crop until it gains nothing. */
  #move(thumbnail: Uint8Array, begin: Fit, target: Standardised, begun?: CropLine): Fit {
    let best = begin;
    let line = begun;
    for (const worth of WORTH_A_MOVE) {
      line ??= new CropLine(best.pixels.levels, best.crop);
      const { crop, promised } = line.moveTo(target.levels);
      line = undefined;
      if (promised < worth) break;
      const found = this.#fit(thumbnail, crop, target);
      const gain = found.value - best.value;
      if (gain > 0) best = found;
      if (gain < LEAST_GAIN) break;
    }
    return best;
  }

  #fit(thumbnail: Uint8Array, crop: Crop, target: Standardised): Fit {
    const pixels = standardise(this.#cropper.crop(thumbnail, crop));
    return { crop, pixels, value: correlation(pixels, target) };
  }

  #begin(crop: Crop): { readonly pixels: Standardised; line?: CropLine } {
    const known = this.#begun.get(crop);
    if (known !== undefined) return known;
    const begun = { pixels: standardise(this.#cropper.crop(this.#thumbnail, crop)) };
    this.#begun.set(crop, begun);
    return begun;
  }
}

/** Brings a whole thumbnail to what crops are compared with. */
export function wholeOf(thumbnail: Uint8Array, cropper: Cropper): Standardised {
  return standardise(cropper.crop(thumbnail, WHOLE));
}

function expose(thumbnail: Uint8Array, exposure: number): Uint8Array {
  return thumbnail.map((level) => Math.min(Math.round(level * exposure), 255));
}
