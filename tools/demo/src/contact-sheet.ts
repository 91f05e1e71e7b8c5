import { DEFAULT_CONTRAST } from './draw-dataset.js';
import { paintPicture } from './draw-picture.js';
import { drawFace } from './face/draw-face.js';
import { planDataset } from './plan.js';
import { Canvas } from './raster/canvas.js';

/** How many faces a sheet shows, and how large. */
export interface ContactSheetOptions {
  seed: number;
  columns: number;
  rows: number;
  /** Pixels of each face, in width and height. */
  size: number;
}

/** The first people of a data set side by side, one picture of each. */
export function drawContactSheet({ seed, columns, rows, size }: ContactSheetOptions): Canvas {
  const sheet = new Canvas(columns * size, rows * size);
  const people = planDataset({ seed, people: columns * rows, picturesPerPerson: 1 });
  people.forEach((planned, index) => {
    const { person, picture } = paintPicture({ seed, contrast: DEFAULT_CONTRAST }, planned);
    const zoom = size / picture.size;
    const [x, y] = picture.centre;
    const centre = [x * zoom, y * zoom] as const;
    const face = drawFace(person, { ...picture, size, scale: picture.scale * zoom, centre });
    paste(face, sheet, (index % columns) * size, Math.floor(index / columns) * size);
  });
  return sheet;
}

function paste(face: Canvas, sheet: Canvas, left: number, top: number): void {
  for (let y = 0; y < face.height; y += 1) {
    const row = face.pixels.subarray(y * face.width * 3, (y + 1) * face.width * 3);
    sheet.pixels.set(row, ((top + y) * sheet.width + left) * 3);
  }
}
