import type { WebPrediction } from '@gender/classifier/browser';

/** Pixels of a side of the picture that a card shows of a face. */
const SIDE = 240;

/** The part of a picture that a face takes, with a quarter of it on each side, as a picture of its own. */
export async function cropPicture(
  picture: Blob,
  { left, top, width, height }: NonNullable<WebPrediction['box']>,
): Promise<Blob> {
  const bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image' });
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const side = 1.5 * Math.max(width, height);
  const corner = [left + (width - side) / 2, top + (height - side) / 2] as const;
  canvas.getContext('2d')?.drawImage(bitmap, ...corner, side, side, 0, 0, SIDE, SIDE);
  bitmap.close();
  return canvas.convertToBlob();
}
