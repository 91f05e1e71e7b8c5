import type { Picture, PictureSource } from '@gender/image';
import { fileURLToPath } from 'node:url';
import { isUint8Array } from 'node:util/types';
import { ClassifierError } from '../classifier-error.js';
import { isPixels, kindOf, rgbOf, type Pixels } from './pixels.js';

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
  if (isPixels(picture)) return rgbOf(picture);
  throw refused(`${kindOf(picture)} is no picture; ${TAKEN}`);
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

/** Also one of another realm, such as a test runner's. */
function isArrayBuffer(value: object): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]';
}

function refused(message: string): ClassifierError {
  return new ClassifierError('CLASSIFIER_PICTURE', message);
}
