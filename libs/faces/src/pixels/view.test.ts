import { createRandom } from '@gender/core';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { expect, it } from 'vitest';
import { aboutMiddle } from './similarity.js';
import { look } from './view.js';

/** Noise: neighbouring pixels differ by up to 255 levels. */
const random = createRandom(5);
const noise = Uint8Array.from({ length: 40 * 30 * 3 }, () => random.integer(256));
const picture = { width: 40, height: 30, data: noise };
const normalization = {
  mean: tensor('float32', [3], Float32Array.of(100, 110, 120)),
  scale: tensor('float32', [3], Float32Array.of(0.5, 1, 2)),
};

/** What a network is fed of a part of the picture that is turned, reduced, and shifted by so many pixels. */
async function fed(shift: number): Promise<Float32Tensor> {
  const view = { width: 16, height: 12 };
  const turned = aboutMiddle(view, picture, 1.7, 0.3);
  const toPicture = { ...turned, left: turned.left + shift };
  let seen: Float32Tensor | undefined;
  const run = (input: Float32Tensor): Promise<Float32Tensor> => {
    seen = input;
    return Promise.resolve(input);
  };
  await look({ run, normalization }, picture, { ...view, toPicture });
  return seen!;
}

it('changes as little as its place does: nothing is rounded to the next level', async () => {
  for (let place = 0; place < 1; place += 0.05) {
    const [{ shape, data }, moved] = [await fed(place), await fed(place + 1e-5)];
    expect(shape).toEqual([1, 12, 16, 3]);
    const differences = data.map((value, at) => Math.abs(value - moved.data[at]!));
    // 255 levels a pixel, times 1e-5 pixels, times the largest scale; float32 keeps 2e-5 of 300.
    expect(Math.max(...differences)).toBeLessThan(0.0052);
    expect(Math.max(...differences)).toBeGreaterThan(0);
  }
});

it('is normalised by the colours of the network', async () => {
  const { data } = await look(
    { run: (input) => Promise.resolve(input), normalization },
    { width: 2, height: 1, data: Uint8Array.of(0, 10, 255, 100, 110, 120) },
    { width: 2, height: 1, toPicture: { a: 1, b: 0, left: 0, top: 0 } },
  );
  expect(data).toEqual(Float32Array.of(-50, -100, 270, 0, 0, 0));
});
