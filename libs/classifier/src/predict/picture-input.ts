import { toRgb, type Picture, type PictureSource } from '@gender/image';
import { fileURLToPath } from 'node:url';
import { isUint8Array } from 'node:util/types';
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
 * One picture: the path, `file:` URL or data URL of an encoded picture (JPEG, PNG, …), its bytes, or
 * decoded pixels. A `Buffer` is a `Uint8Array`, a `File` is a `Blob`.
 */
export type PictureInput = string | URL | Uint8Array | ArrayBuffer | Blob | Pixels;

/** A scheme has two letters or more, which `C:\face.jpg` has not. */
const SCHEME = /^([a-z][a-z\d+.-]+):/i;

/** Longer texts are no paths (Linux allows 4 096 bytes), but pictures in some encoding. */
const LONGEST_PATH = 4096;

/** Whether something holds pictures, rather than being one. */
export function holdsPictures<T>(
  pictures: PictureInput | Iterable<T> | AsyncIterable<T>,
): pictures is Iterable<T> | AsyncIterable<T> {
  if (typeof pictures !== 'object' || pictures === null || ArrayBuffer.isView(pictures)) {
    return false;
  }
  return Symbol.iterator in pictures || Symbol.asyncIterator in pictures;
}

/** The path of a picture, or the name of a `File`; `undefined` for what is in memory alone. */
export function fileOf(picture: PictureInput): string | undefined {
  if (picture instanceof URL) return fileOf(picture.href);
  if (typeof picture === 'string') {
    const scheme = schemeOf(picture);
    if (scheme === undefined) return picture.length > LONGEST_PATH ? undefined : picture;
    return scheme === 'file' ? pathOf(picture) : undefined;
  }
  const named = picture instanceof Blob && 'name' in picture ? picture.name : undefined;
  return typeof named === 'string' ? named : undefined;
}

/**
 * What of a picture is decoded.
 *
 * @throws ClassifierError (`CLASSIFIER_PICTURE`) when it is of a kind that is not taken.
 */
export async function openPicture(picture: PictureInput): Promise<PictureSource | Picture> {
  if (picture instanceof URL) return openPicture(picture.href);
  if (typeof picture === 'string') return openText(picture);
  if (isUint8Array(picture)) return picture;
  if (picture instanceof Blob) return new Uint8Array(await picture.arrayBuffer());
  if (isArrayBuffer(picture)) return new Uint8Array(picture);
  return rgbOf(picture);
}

async function openText(text: string): Promise<PictureSource> {
  const scheme = schemeOf(text);
  if (scheme === undefined) {
    if (text.length <= LONGEST_PATH) return text;
    throw refused(`a text of ${text.length} characters is no path; ${TAKEN}`);
  }
  if (scheme === 'data') return dataOf(text);
  const path = scheme === 'file' ? pathOf(text) : undefined;
  if (path !== undefined) return path;
  throw refused(`${shortened(text)} is not an address of a file; download it, and pass its bytes`);
}

function schemeOf(text: string): string | undefined {
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  return scheme === 'data' || scheme === 'file' || text.includes('://') ? scheme : undefined;
}

/** The path of a `file:` URL, or `undefined` where it names another machine or is malformed. */
function pathOf(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

async function dataOf(url: string): Promise<Uint8Array> {
  try {
    const response = await fetch(url);
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    // The message of fetch may repeat the whole URL.
    throw refused(`${shortened(url)} is no valid data URL; expected data:<type>;base64,<data>`);
  }
}

/** The beginning of a text, for messages. */
function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 40)}… (${text.length} characters)`;
}

const TAKEN =
  'expected a path, file: or data: URL, the bytes of a file (Uint8Array, ArrayBuffer, Blob), or { width, height, data } of 8-bit pixels';

function rgbOf(pixels: unknown): Picture {
  if (!isPixels(pixels)) throw refused(`${kindOf(pixels)} is no picture; ${TAKEN}`);
  const { width, height, data } = pixels;
  const channels = data.length / (width * height);
  if (channels === 1 || channels === 3 || channels === 4) {
    const { buffer, byteOffset, byteLength } = data;
    return { width, height, data: toRgb(new Uint8Array(buffer, byteOffset, byteLength), channels) };
  }
  throw refused(
    `${data.length} bytes are no ${width}×${height} pixels; expected width · height grey values, or 3 (RGB) or 4 (RGBA) times as many`,
  );
}

function isPixels(value: unknown): value is Pixels {
  if (typeof value !== 'object' || value === null) return false;
  if (!('width' in value && 'height' in value && 'data' in value)) return false;
  return isUint8Array(value.data) || value.data instanceof Uint8ClampedArray;
}

/** Also one of another realm, such as a test runner's. */
function isArrayBuffer(value: object): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]';
}

/** What something is, for messages: `a Float32Array`, `pixels of Float32Array`. */
function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value).slice(0, 40);
  const inner = 'data' in value ? `, whose data is ${nameOf(value.data)},` : '';
  return `${nameOf(value)}${inner}`;
}

function nameOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function refused(message: string): ClassifierError {
  return new ClassifierError('CLASSIFIER_PICTURE', message);
}
