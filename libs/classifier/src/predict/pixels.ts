import { toRgb, type Picture } from '@gender/image/pixels';
import { ClassifierError } from '../classifier-error.js';

/** Decoded pixels, 8 bits a sample, top row first, such as an `ImageData` of a canvas. */
export interface Pixels {
  /** Columns, in pixels. */
  readonly width: number;
  /** Rows, in pixels. */
  readonly height: number;
  /** `(height, width, C)`: grey (C = 1), RGB (3) or RGBA (4, alpha is dropped), as its length says. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * Pixels as RGB: grey is repeated, alpha is dropped without blending.
 *
 * @throws ClassifierError (`CLASSIFIER_PICTURE`) when the data are not of so many pixels.
 */
export function rgbOf({ width, height, data }: Pixels): Picture {
  const channels = data.length / (width * height);
  if (channels === 1 || channels === 3 || channels === 4) {
    const { buffer, byteOffset, byteLength } = data;
    return { width, height, data: toRgb(new Uint8Array(buffer, byteOffset, byteLength), channels) };
  }
  throw new ClassifierError(
    'CLASSIFIER_PICTURE',
    `${data.length} bytes are no ${width}×${height} pixels; expected width · height grey values, or 3 (RGB) or 4 (RGBA) times as many`,
  );
}

/** Whether something is pixels of 8 bits, of another realm as well, such as a test runner's. */
export function isPixels(value: unknown): value is Pixels {
  if (typeof value !== 'object' || value === null) return false;
  if (!('width' in value && 'height' in value && 'data' in value)) return false;
  return ['Uint8Array', 'Uint8ClampedArray'].includes(nameOf(value.data));
}

/** What something is, for messages: `a Float32Array`, `pixels of Float32Array`. */
export function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value).slice(0, 40);
  const inner = 'data' in value ? `, whose data is ${nameOf(value.data)},` : '';
  return `${nameOf(value)}${inner}`;
}

function nameOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}
