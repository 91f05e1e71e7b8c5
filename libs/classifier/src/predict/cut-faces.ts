import { align, isCropped, type Template } from '@gender/faces';
import { decodePicture, type Picture } from '@gender/image';
import { facesOf, type FindsFaces } from './faces-of.js';
import { fileOf, openPicture, type PictureInput } from './picture-input.js';
import type { PredictedItem } from './predict-pictures.js';

/** How faces are taken out of the pictures that a model is given. */
export interface FaceCut {
  readonly finder: FindsFaces;
  /** The frame to which faces are aligned. */
  readonly template: Template;
  /** Whether pictures may be such faces already, since the model does not say; these are taken whole. */
  readonly orWhole: boolean;
}

/** Pictures of fewer pixels on the longer side are no photos of a scene, and none that the finder looks through. */
const SMALLEST_PHOTO = 64;

/**
 * The faces of photos as pictures of their own, in the order of the photos, of each the largest face first.
 * In place of a photo without a face, or that cannot be read, comes one that cannot be opened.
 */
export async function* cutFaces(
  pictures: Iterable<PictureInput> | AsyncIterable<PictureInput>,
  cut: FaceCut,
): AsyncGenerator<PredictedItem> {
  let index = 0;
  for await (const input of pictures) {
    const place = { file: fileOf(input), index };
    index += 1;
    try {
      yield* (await piecesOf(input, place.file, cut)).map((face) => ({ ...place, ...face }));
    } catch (error) {
      yield {
        ...place,
        open: () => {
          throw error;
        },
      };
    }
  }
}

async function piecesOf(
  input: PictureInput,
  file: string | undefined,
  { finder, template, orWhole }: FaceCut,
): Promise<Pick<PredictedItem, 'open' | 'box'>[]> {
  const source = await openPicture(input);
  const picture = isDecoded(source) ? source : await decodePicture(source, { name: file });
  const whole = [{ open: () => Promise.resolve(source) }];
  if (orWhole && Math.max(picture.width, picture.height) < SMALLEST_PHOTO) return whole;
  const faces = await facesOf(finder, picture, file);
  if (orWhole && isCropped(picture, faces[0], template)) return whole;
  return faces.map((face) => {
    const chip = align(picture, face, template);
    return { box: face.box, open: () => Promise.resolve(chip) };
  });
}

function isDecoded(source: Awaited<ReturnType<typeof openPicture>>): source is Picture {
  return typeof source === 'object' && 'data' in source;
}
