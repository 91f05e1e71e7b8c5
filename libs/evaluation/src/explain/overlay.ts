import type { Prediction } from '@gender/classifier';
import { resample, type Picture } from '@gender/image';
import type { HeatMap } from './grad-cam.js';

/** What speaks for the class, and what against it: orange and blue, which colour-blind people tell apart. */
const colours = { for: [255, 120, 0], against: [0, 110, 255] } as const;

/** A photo, and where in it a face is. */
export interface FaceInPhoto {
  readonly photo: Picture;
  /** In pixels of the photo; it may reach beyond it. */
  readonly box: NonNullable<Prediction['box']>;
}

/** How wide the frame of a face is, and the gap between a photo and an overlay, in pixels. */
const [frameWidth, gap] = [3, 8];

/** An overlay is at least so many pixels wide. */
const smallestWidth = 320;

/**
 * A picture in grey, coloured where a map is not 0: the stronger, the farther from 0, orange above and
 * blue below. The map's farthest value has the full colour, so that maps of two pictures do not compare.
 */
export function overlay(picture: Picture, map: HeatMap): Picture {
  const scale = Math.max(1, Math.ceil(smallestWidth / picture.width));
  const [width, height] = [picture.width * scale, picture.height * scale];
  const largest = map.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (Math.floor(y / scale) * picture.width + Math.floor(x / scale)) * 3;
      const value =
        largest === 0 ? 0 : valueAt(map, (x + 0.5) / width, (y + 0.5) / height) / largest;
      data.set(tint(picture.data.subarray(from, from + 3), value), (y * width + x) * 3);
    }
  }
  return { width, height, data };
}

/**
 * An overlay of a face with its photo to the left, as high as the overlay, in which the face is framed.
 */
export function besidePhoto(overlaid: Picture, { photo, box }: FaceInPhoto): Picture {
  const { height } = overlaid;
  const scale = height / photo.height;
  const across = Math.max(1, Math.round(photo.width * scale));
  const left = resample(photo, across, height, 'bilinear');
  frame(left, {
    ...{ left: box.left * scale, top: box.top * scale },
    ...{ width: box.width * scale, height: box.height * scale },
  });
  const width = across + gap + overlaid.width;
  const data = new Uint8Array(width * height * 3).fill(255);
  for (let y = 0; y < height; y += 1) {
    data.set(left.data.subarray(y * across * 3, (y + 1) * across * 3), y * width * 3);
    const row = overlaid.data.subarray(y * overlaid.width * 3, (y + 1) * overlaid.width * 3);
    data.set(row, (y * width + across + gap) * 3);
  }
  return { width, height, data };
}

/** Draws a frame into a picture, as much of it as lies inside. */
function frame({ width, height, data }: Picture, box: FaceInPhoto['box']): void {
  const inside = (at: number, last: number): number =>
    Math.round(Math.min(Math.max(at, 0), last - 1));
  const [left, right] = [inside(box.left, width), inside(box.left + box.width, width)];
  const [top, bottom] = [inside(box.top, height), inside(box.top + box.height, height)];
  for (let y = top; y <= bottom; y += 1) {
    for (let x = left; x <= right; x += 1) {
      const edge = Math.min(x - left, right - x, y - top, bottom - y);
      if (edge < frameWidth) data.set(colours.for, (y * width + x) * 3);
    }
  }
}

/** Rec. 601 grey with up to 70 % of the colour. */
function tint(rgb: Uint8Array, value: number): number[] {
  const [red = 0, green = 0, blue = 0] = rgb;
  const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
  const part = 0.7 * Math.abs(value);
  return (value < 0 ? colours.against : colours.for).map((colour) =>
    Math.round((1 - part) * grey + part * colour),
  );
}

/** Between the middles of the places, linearly; `x` and `y` are 0 … 1 over the whole. */
function valueAt({ rows, columns, values }: HeatMap, x: number, y: number): number {
  const clamp = (at: number, last: number): number => Math.min(Math.max(at, 0), last);
  const [column, row] = [clamp(x * columns - 0.5, columns - 1), clamp(y * rows - 0.5, rows - 1)];
  const [left, top] = [Math.floor(column), Math.floor(row)];
  const [right, bottom] = [Math.min(left + 1, columns - 1), Math.min(top + 1, rows - 1)];
  const at = (r: number, c: number): number => values[r * columns + c] ?? 0;
  const [across, down] = [column - left, row - top];
  const upper = (1 - across) * at(top, left) + across * at(top, right);
  const lower = (1 - across) * at(bottom, left) + across * at(bottom, right);
  return (1 - down) * upper + down * lower;
}
