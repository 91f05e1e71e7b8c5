import type { Picture } from '@gender/image/pixels';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { expect, it } from 'vitest';
import { detect, type Search } from './detect.js';
import { look, type ViewNetwork } from './view.js';

const zeros = Float32Array.of(0, 0, 0);
const normalization = { mean: tensor('float32', [3], zeros) };

/** A network of that function, which keeps the shapes of what it has seen. */
function networkOf(compute: (input: Float32Tensor) => Float32Tensor): {
  detector: ViewNetwork;
  seen: (readonly number[])[];
} {
  const seen: (readonly number[])[] = [];
  const run = (input: Float32Tensor): Promise<Float32Tensor> => {
    seen.push(input.shape);
    return Promise.resolve(compute(input));
  };
  return { detector: { run, normalization }, seen };
}

/** Where the light of a view has its middle, in pixels. */
function middleOfLight({ shape, data }: Float32Tensor): { x: number; y: number; light: number } {
  const width = shape[2]!;
  let [x, y, light] = [0, 0, 0];
  for (let at = 0; at < data.length; at += 3) {
    const column = (at / 3) % width;
    light += data[at]!;
    x += data[at]! * (column + 0.5);
    y += data[at]! * (Math.floor(at / 3 / width) + 0.5);
  }
  return { x: x / light, y: y / light, light };
}

/** A detector that puts its third anchor, at its own size, about the middle of the light. */
function seeLight(input: Float32Tensor): Float32Tensor {
  const { x, y, light } = middleOfLight(input);
  const [rows, columns] = [input.shape[1]! / 32, input.shape[2]! / 32];
  const data = new Float32Array(rows * columns * 25).fill(-9);
  const logit = (share: number): number => Math.log(share / (1 - share));
  const place = Math.floor(y / 32) * columns + Math.floor(x / 32);
  if (light > 0) data.set([logit((x / 32) % 1), logit((y / 32) % 1), 0, 0, 4], place * 25 + 10);
  return tensor('float32', [1, rows, columns, 25], data);
}

/** Black, with a white square of 20 pixels about (100, 70). */
function lit(): Picture {
  const [width, height] = [200, 120];
  const data = new Uint8Array(width * height * 3);
  for (let row = 60; row < 80; row += 1) {
    data.fill(255, (row * width + 90) * 3, (row * width + 110) * 3);
  }
  return { width, height, data };
}

const once: Search = { sizes: [200], angles: [0], threshold: 0.5 };

it.each([
  ['as it is', 200, 0],
  ['smaller', 100, 0],
  ['larger', 400, 0],
  ['turned to one side', 200, 0.6],
  ['turned to the other, smaller', 120, -0.6],
])('leads boxes of a picture seen %s back into it', async (_, size, angle) => {
  const { detector } = networkOf(seeLight);
  const [found, ...others] = await detect(detector, lit(), {
    ...once,
    ...{ sizes: [size], angles: [angle] },
  });
  expect(others).toEqual([]);
  expect(found!.angle).toBe(angle);
  expect(found!.score).toBeCloseTo(1 / (1 + Math.exp(-4)), 6);
  const { left, top, width, height } = found!.box;
  // Half a pixel: the view is a picture of whole values again.
  expect(Math.abs(left + width / 2 - 100)).toBeLessThan(0.5);
  expect(Math.abs(top + height / 2 - 70)).toBeLessThan(0.5);
  // The anchor of 2.882459 × 3.518061 strides, in pixels of the picture.
  expect(width).toBeCloseTo((2.882459 * 32 * 200) / size, 3);
  expect(height).toBeCloseTo((3.518061 * 32 * 200) / size, 3);
});

it('puts black around a picture, so that what fills it lies within the view', async () => {
  const { detector, seen } = networkOf(seeLight);
  const [found] = await detect(detector, lit(), { ...once, sizes: [100], margin: 0.5 });
  // Twice 100×60 pixels, in whole strides of 32.
  expect(seen).toEqual([[1, 128, 224, 3]]);
  const { left, top, width, height } = found!.box;
  expect(Math.abs(left + width / 2 - 100)).toBeLessThan(1);
  expect(Math.abs(top + height / 2 - 70)).toBeLessThan(1);
  expect(width).toBeCloseTo(2.882459 * 32 * 2, 3);
});

it('looks at whole strides that hold the picture, turned as well', async () => {
  const { detector, seen } = networkOf(seeLight);
  const wide = { width: 200, height: 100, data: new Uint8Array(200 * 100 * 3) };
  const found = await detect(detector, wide, {
    ...once,
    ...{ sizes: [128, 130], angles: [0, Math.PI / 2] },
  });
  expect(found).toEqual([]);
  expect(seen).toEqual([
    [1, 64, 128, 3],
    [1, 96, 160, 3],
    [1, 128, 64, 3],
    [1, 160, 96, 3],
  ]);
});

it('counts a face once that several views show', async () => {
  const { detector, seen } = networkOf(seeLight);
  const angles = [-0.1, 0, 0.1];
  const found = await detect(detector, lit(), { ...once, sizes: [200, 220], angles });
  expect(seen).toHaveLength(6);
  expect(found).toHaveLength(1);
});

it('leaves out what is less sure than asked', async () => {
  const { detector } = networkOf(seeLight);
  expect(await detect(detector, lit(), { ...once, threshold: 0.99 })).toEqual([]);
});

it('feeds a view as the network asks: (x − mean) · scale', async () => {
  let fed: Float32Tensor | undefined;
  const { detector } = networkOf((input) => (fed = input));
  const picture = { width: 2, height: 1, data: Uint8Array.of(10, 20, 30, 40, 50, 60) };
  const view = { width: 2, height: 1, toPicture: { a: 1, b: 0, left: 0, top: 0 } };
  const asked = {
    mean: tensor('float32', [3], Float32Array.of(10, 10, 10)),
    scale: tensor('float32', [3], Float32Array.of(1, 2, 0.5)),
  };
  await look({ ...detector, normalization: asked }, picture, view);
  expect(fed!.shape).toEqual([1, 1, 2, 3]);
  expect([...fed!.data]).toEqual([0, 20, 10, 30, 80, 25]);
});
