import { basename, extname } from 'node:path';

const PICTURE_EXTENSIONS = new Set([
  '.jpg',
  '.jpeg',
  '.png',
  '.bmp',
  '.tif',
  '.tiff',
  '.gif',
  '.webp',
]);

/** Whether a file's name ends as a picture's does. */
export function isPictureName(name: string): boolean {
  return PICTURE_EXTENSIONS.has(extname(name).toLowerCase());
}

/** Whether a file or folder is hidden, as `.DS_Store` and `._face.jpg` are. */
export function isHidden(name: string): boolean {
  return name.startsWith('.');
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

/** The age in a name that ends in `_Age<age>`. */
export function ageFromName(path: string): number | undefined {
  const digits = /_Age(\d{1,3})$/.exec(basename(path, extname(path)))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The name of a picture in a written dataset: `7_Age03.jpg`, or `7.jpg` where no age is known. */
export function numberedName(number: number, age: number | undefined, source: string): string {
  const suffix = age === undefined ? '' : `_Age${String(age).padStart(2, '0')}`;
  return `${number}${suffix}${extname(source)}`;
}
