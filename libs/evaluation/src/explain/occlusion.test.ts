import type { Picture } from '@gender/image';
import { describe, expect, it } from 'vitest';
import { occlusion } from './occlusion.js';
import { overlay } from './overlay.js';

/** Black, 4×4, but for a white pixel in the upper right. */
const picture: Picture = { width: 4, height: 4, data: new Uint8Array(48) };
picture.data.set([255, 255, 255], 3 * 3);

describe('occlusion', () => {
  it('is by how much the probability falls under each patch', async () => {
    const asked: number[] = [];
    const map = await occlusion(picture, 2, (pictures) => {
      asked.push(pictures.length);
      // A model that looks at the brightness of the upper right pixel alone.
      return Promise.resolve(pictures.map(({ data }) => Number(data[3 * 3]) / 255));
    });
    // The mean of 16 pixels of which one is white is 16 of 255, and what hides it has that colour.
    expect([...map.values]).toEqual([0, 1 - 16 / 255, 0, 0]);
    expect(asked).toEqual([1, 2, 2]);
  });

  it('covers every pixel once where patches do not divide the side', async () => {
    const covered = new Uint8Array(16);
    const grey = { ...picture, data: new Uint8Array(48).fill(9) };
    grey.data[0] = 200;
    await occlusion(grey, 3, (pictures) => {
      if (pictures.length === 1) return Promise.resolve([1]);
      for (const { data } of pictures) {
        for (let pixel = 0; pixel < 16; pixel += 1) {
          if (data[3 * pixel] !== grey.data[3 * pixel]) covered[pixel] = (covered[pixel] ?? 0) + 1;
        }
      }
      return Promise.resolve([1, 1, 1]);
    });
    expect([...covered]).toEqual(new Array(16).fill(1));
  });
});

describe('overlay', () => {
  const pixelOf = (x: number, y: number, values: number[]): number[] => {
    const black = { width: 4, height: 4, data: new Uint8Array(48) };
    const map = { rows: 1, columns: 2, values: Float64Array.from(values) };
    const { width, data } = overlay(black, map);
    return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
  };

  it('colours what speaks for a class orange, against it blue, and nothing else', () => {
    expect(pixelOf(0, 0, [2, 0])).toEqual([255, 120, 0].map((value) => Math.round(0.7 * value)));
    expect(pixelOf(0, 0, [-2, 0])).toEqual([0, 77, 179]);
    expect(pixelOf(319, 0, [2, 0])).toEqual([0, 0, 0]);
    expect(pixelOf(100, 9, [0, 0])).toEqual([0, 0, 0]);
  });

  it('is 320 pixels wide or more', () => {
    const map = { rows: 1, columns: 1, values: Float64Array.of(0) };
    expect(overlay(picture, map)).toMatchObject({ width: 320, height: 320 });
    const wide = { width: 640, height: 1, data: new Uint8Array(640 * 3) };
    expect(overlay(wide, map)).toMatchObject({ width: 640, height: 1 });
  });
});
