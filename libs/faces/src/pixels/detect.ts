import type { Picture } from '@gender/image/pixels';
import {
  intersectionOverSmaller,
  middleOf,
  suppressNonMaxima,
  type Box,
  type ScoredBox,
} from './boxes.js';
import { decodeBoxes, DETECTOR_STRIDE } from './decode-boxes.js';
import { aboutMiddle, invert, scaleOf, transform } from './similarity.js';
import { look, type View, type ViewNetwork } from './view.js';

/** A box that the detector found in a picture, and how the picture was turned. */
export interface Detection extends ScoredBox {
  /** By how much the face is turned from upright, in radians, clockwise. */
  readonly angle: number;
}

/** How a picture is searched. */
export interface Search {
  /** Lengths of the longer side of the views, in pixels: small ones find large faces. */
  readonly sizes: readonly number[];
  /** Angles of faces that are looked for, in radians, clockwise. */
  readonly angles: readonly number[];
  /** The lowest score of a face. */
  readonly threshold: number;
  /** How much black is put on each side of the picture, as a share of its sides. @default 0 */
  readonly margin?: number | undefined;
}

/** Boxes that overlap by more (of the smaller one) are one face. */
const SAME_FACE = 0.5;

/** Looks for faces in views of several sizes and angles; highest score first. */
export async function detect(
  detector: ViewNetwork,
  picture: Picture,
  { sizes, angles, threshold, margin = 0 }: Search,
): Promise<Detection[]> {
  const views = angles.flatMap((angle) =>
    sizes.map((size) => ({ view: wholeView(picture, { size, angle, margin }), angle })),
  );
  const found: Detection[] = [];
  for (const { view, angle } of views) {
    // One after the other: to sample views takes longer than to compute them, and their pixels take memory.
    const boxes = decodeBoxes(await look(detector, picture, view), threshold);
    found.push(...boxes.map(({ box, score }) => ({ box: boxInPicture(box, view), score, angle })));
  }
  return suppressNonMaxima(found, SAME_FACE, intersectionOverSmaller);
}

/** A view of the whole picture, in which faces of an angle are upright; without its margins the longer side has the size. */
function wholeView(
  picture: Picture,
  { size, angle, margin }: { size: number; angle: number; margin: number },
): View {
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const around = 1 + 2 * margin;
  const width = (picture.width * cos + picture.height * sin) * around;
  const height = (picture.width * sin + picture.height * cos) * around;
  const scale = size / Math.max(picture.width, picture.height);
  const view = { width: wholeStrides(width * scale), height: wholeStrides(height * scale) };
  return { ...view, toPicture: invert(aboutMiddle(picture, view, scale, -angle)) };
}

function wholeStrides(length: number): number {
  return Math.max(1, Math.ceil(length / DETECTOR_STRIDE - 1e-9)) * DETECTOR_STRIDE;
}

/** The upright box of the same middle and sides. */
function boxInPicture(box: Box, { toPicture }: View): Box {
  const { x, y } = transform(toPicture, middleOf(box));
  const width = box.width * scaleOf(toPicture);
  const height = box.height * scaleOf(toPicture);
  return { left: x - width / 2, top: y - height / 2, width, height };
}
