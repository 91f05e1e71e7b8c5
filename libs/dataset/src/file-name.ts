import { basename, extname, relative, sep } from 'node:path';
import { readStartSync } from '@gender/core/node';
import { detectFormat, FORMAT_BYTES, type ImageFormat } from '@gender/image';

/** Endings that Keras' `flow_from_directory` reads, and those of further formats read here. */
const PICTURE_ENDINGS = ['.jpg', '.jpeg', '.png', '.bmp', '.ppm', '.tif', '.tiff', '.gif', '.webp'];

/** What a picture's name ends in where its own ending does not tell the format. */
const endings: Record<ImageFormat, string> = {
  jpeg: '.jpg',
  png: '.png',
  bmp: '.bmp',
  netpbm: '.ppm',
  tiff: '.tif',
  gif: '.gif',
  webp: '.webp',
};

/** Whether a file's name ends as a picture's does. */
export function isPictureName(name: string): boolean {
  return PICTURE_ENDINGS.includes(extname(name).toLowerCase());
}

/**
 * The ending of a picture in a written dataset: its own where that is a picture's, otherwise that of
 * its format; nothing for what is no picture.
 *
 * @throws FileError when a file whose ending says nothing cannot be read.
 */
export function pictureEnding(path: string): string | undefined {
  if (isPictureName(path)) return extname(path);
  const format = detectFormat(readStartSync(path, new Uint8Array(FORMAT_BYTES)));
  return format && endings[format];
}

/** A file's path from a folder, with `/`. */
export function relativeName(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

/** Whether a file or folder is hidden, as `.DS_Store` and `._face.jpg` are, or macOS put it into an archive. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || name === '__MACOSX';
}

/**
 * Who is shown, where the file's name says so: Adience's `landmark_aligned_face.<id>.<photo>.jpg`,
 * or the demo's `person<digits>_<n>.jpg`.
 */
export function personFromName(path: string): string | undefined {
  const name = basename(path);
  const adience = /^(?:landmark|coarse_tilt)_aligned_face\.(\d+)\./.exec(name)?.[1];
  return adience === undefined ? /^person\d+(?=_)/.exec(name)?.[0] : `adience ${adience}`;
}

/** The name of a picture in a written dataset: `7_Age03.jpg`, or `7.jpg` where no age is known. */
export function numberedName(number: number, age: number | undefined, ending: string): string {
  const suffix = age === undefined ? '' : `_Age${String(age).padStart(2, '0')}`;
  return `${number}${suffix}${ending}`;
}
