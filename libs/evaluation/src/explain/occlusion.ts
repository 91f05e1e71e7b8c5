import type { Picture } from '@gender/image';
import type { HeatMap } from './grad-cam.js';

/**
 * Occlusion sensitivity (Zeiler & Fergus 2014): by how much the probability of a class falls when a
 * patch of the picture is hidden under the picture's mean colour. Below 0 it rises.
 *
 * @param picture - as the network sees it
 * @param patches - along each side
 * @param probabilityOf - of the class, for each of some pictures
 */
export async function occlusion(
  picture: Picture,
  patches: number,
  probabilityOf: (pictures: readonly Picture[]) => Promise<ArrayLike<number>>,
): Promise<HeatMap> {
  const whole = Number((await probabilityOf([picture]))[0]);
  const colour = meanColour(picture);
  const values = new Float64Array(patches * patches);
  for (let row = 0; row < patches; row += 1) {
    const hidden = Array.from({ length: patches }, (_, column) =>
      hide(picture, { row, column, patches }, colour),
    );
    const found = await probabilityOf(hidden);
    for (let column = 0; column < patches; column += 1) {
      values[row * patches + column] = whole - Number(found[column]);
    }
  }
  return { rows: patches, columns: patches, values };
}

function hide(
  { width, height, data }: Picture,
  { row, column, patches }: { row: number; column: number; patches: number },
  colour: readonly number[],
): Picture {
  const edge = (at: number, length: number): number => Math.round((at * length) / patches);
  const hidden = Uint8Array.from(data);
  for (let y = edge(row, height); y < edge(row + 1, height); y += 1) {
    for (let x = edge(column, width); x < edge(column + 1, width); x += 1) {
      hidden.set(colour, (y * width + x) * 3);
    }
  }
  return { width, height, data: hidden };
}

function meanColour({ data }: Picture): number[] {
  const sums = [0, 0, 0];
  data.forEach((value, at) => {
    sums[at % 3] = (sums[at % 3] ?? 0) + value;
  });
  return sums.map((sum) => Math.round(sum / (data.length / 3)));
}
