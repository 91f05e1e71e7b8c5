import type { Orientation } from '../header/orientation.js';
import type { Picture } from './picture.js';

/**
 * Turns a stored picture upright, as the EXIF orientation says; the input is not changed.
 *
 * With (x, y) a place of the result, values 2, 3 and 4 mirror it; 5 to 8 exchange rows and columns as well.
 */
export function orient(picture: Picture, orientation: Orientation): Picture {
  if (orientation === 1) return picture;
  const { width, height } = picture;
  const turned = orientation >= 5;
  const columns = turned ? height : width;
  const rows = turned ? width : height;
  const [origin, stepX, stepY] = walk(orientation, width, height);
  const data = new Uint8Array(picture.data.length);
  for (let y = 0, to = 0; y < rows; y += 1) {
    let from = (origin + y * stepY) * 3;
    for (let x = 0; x < columns; x += 1, to += 3, from += stepX * 3) {
      for (let channel = 0; channel < 3; channel += 1) {
        data[to + channel] = picture.data[from + channel] ?? 0;
      }
    }
  }
  return { width: columns, height: rows, data };
}

/** Which stored pixel comes first, and how many further the next one lies to the right and below. */
function walk(
  orientation: Orientation,
  width: number,
  height: number,
): [origin: number, stepX: number, stepY: number] {
  const right = width - 1;
  const bottom = (height - 1) * width;
  switch (orientation) {
    case 1:
      return [0, 1, width];
    case 2:
      return [right, -1, width];
    case 3:
      return [bottom + right, -1, -width];
    case 4:
      return [bottom, 1, -width];
    case 5:
      return [0, width, 1];
    case 6:
      return [bottom, -width, 1];
    case 7:
      return [bottom + right, -width, -1];
    case 8:
      return [right, width, -1];
  }
}
