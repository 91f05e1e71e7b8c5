/// <reference lib="dom" />
import type { ExifRule, Picture } from '@gender/image/pixels';
import { ClassifierError } from '../classifier-error.js';
import { isPixels, kindOf, rgbOf, type Pixels } from '../predict/pixels.js';

/** What a page draws: an element or a frame with pixels. */
export type Drawable =
  | ImageBitmap
  | HTMLImageElement
  | HTMLVideoElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | VideoFrame;

/** One picture: the bytes of an encoded one (`Blob`, `File`), pixels (`ImageData`), or what a page draws. */
export type WebPicture = Blob | Pixels | Drawable;

/**
 * The pixels of a picture, as its file has them: no colour profile is applied.
 *
 * What is transparent in part loses colour on the way, as canvases store colours times alpha.
 *
 * @param exif - whether a file, or the file of an image element, is turned as its orientation tag says; browsers know no other way than `apply`
 * @throws ClassifierError (`CLASSIFIER_PICTURE`) when it cannot be decoded, has no pixels yet, or is
 *   no picture.
 */
export async function readPixels(picture: WebPicture, exif: ExifRule): Promise<Picture> {
  if (isPixels(picture)) return rgbOf(picture);
  const isFile = picture instanceof Blob;
  if (exif === 'ignore' && (isFile || isImageElement(picture))) {
    throw refused(
      'the model takes pictures as they are stored, and browsers turn files upright; pass decoded pixels',
    );
  }
  if (!isFile) return draw(picture);
  const bitmap = await decode(picture);
  try {
    return draw(bitmap);
  } finally {
    bitmap.close();
  }
}

/** An image element draws its file, turned. */
function isImageElement(drawable: Drawable): boolean {
  return typeof drawable === 'object' && drawable !== null && 'naturalWidth' in drawable;
}

async function decode(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, {
      imageOrientation: 'from-image',
      colorSpaceConversion: 'none',
      premultiplyAlpha: 'none',
    });
  } catch (cause) {
    const name = 'name' in file ? String(file.name) : 'a file';
    const message = `${name} of ${file.size} bytes is no picture that this browser decodes`;
    throw new ClassifierError('CLASSIFIER_PICTURE', message, { cause });
  }
}

function draw(drawable: Drawable): Picture {
  const [width, height] = sizeOf(drawable);
  if (width === 0 || height === 0) {
    throw refused(`${kindOf(drawable)} has no pixels yet; wait until it has loaded`);
  }
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw refused(`there is no canvas of ${width}×${height} pixels here`);
  context.drawImage(drawable, 0, 0);
  try {
    return rgbOf(context.getImageData(0, 0, width, height));
  } catch (cause) {
    const message = `${kindOf(drawable)} comes from another origin that does not allow its pixels to be read`;
    throw new ClassifierError('CLASSIFIER_PICTURE', message, { cause });
  }
}

function sizeOf(drawable: Drawable): [width: number, height: number] {
  if (typeof drawable !== 'object' || drawable === null) throw notTaken(drawable);
  if ('naturalWidth' in drawable) return [drawable.naturalWidth, drawable.naturalHeight];
  if ('videoWidth' in drawable) return [drawable.videoWidth, drawable.videoHeight];
  if ('displayWidth' in drawable) return [drawable.displayWidth, drawable.displayHeight];
  if ('width' in drawable && 'height' in drawable) return [drawable.width, drawable.height];
  throw notTaken(drawable);
}

function notTaken(value: unknown): ClassifierError {
  return refused(
    `${kindOf(value)} is no picture; expected a Blob, ImageData, ImageBitmap, image, video, canvas or VideoFrame`,
  );
}

function refused(message: string): ClassifierError {
  return new ClassifierError('CLASSIFIER_PICTURE', message);
}
