import { expect } from 'vitest';
import { read, type File } from './made-file.js';
import { NdArray } from './nd-array.js';
import { runNetwork } from './run-network.js';

/** A picture `(C, H, W)`, or a vector, of numbers on both sides of 0 that are all different. */
export const ramp = (shape: readonly number[], scale = 0.25): NdArray => {
  let index = 0;
  const count = shape.reduce((a, b) => a * b, 1);
  return NdArray.build(shape, () => scale * (((index++ * 7) % count) - (count - 1) / 2));
};

/** What a file computes of one picture, with axes as ONNX has them, the batch left out. */
export async function compute(made: File, picture: NdArray): Promise<NdArray> {
  const shape = made.shape ?? ['N', ...picture.shape];
  const network = await read({ ...made, shape });
  const channelsLast = picture.shape.length === 3 ? picture.transpose([1, 2, 0]) : picture;
  const isChannelsLast = String(network.input.shape) === String(channelsLast.shape);
  // A file whose first operator transposes its pictures has them, and its output, as they are.
  const result = runNetwork(network, isChannelsLast ? channelsLast : picture);
  return isChannelsLast && result.shape.length === 3 ? result.transpose([2, 0, 1]) : result;
}

/** Weights are 32-bit floats, so that numbers of about 1 to 100 agree to about 1e-5. */
export function expectClose(found: NdArray, expected: NdArray, tolerance = 1e-5): void {
  expect(found.shape).toEqual(expected.shape);
  const scale = Math.max(1, ...expected.data.map(Math.abs));
  const worst = Math.max(0, ...found.data.map((value, at) => Math.abs(value - expected.data[at]!)));
  expect(worst).toBeLessThan(tolerance * scale);
}
