import { expect, it } from 'vitest';
import { decodeWeights, parseWeightsManifest } from './decode-weights.js';

type Entry = Record<string, unknown>;

const manifestOf = (...weights: Entry[]): unknown => [{ paths: ['a.bin', 'b.bin'], weights }];

const decoded = (bytes: number[], ...weights: Entry[]): unknown[] => {
  const [group] = parseWeightsManifest('m.json', manifestOf(...weights));
  return [...decodeWeights('m.json', group!, Uint8Array.from(bytes)).values()].map(
    ({ dtype, shape, data }) => ({ dtype, shape, values: [...data] }),
  );
};

it('gives quantised weights as the numbers that they stand for', () => {
  const quantized = (dtype: string, scale?: number, min?: number): Entry => ({
    quantization: { dtype, scale, min },
  });
  expect(
    decoded(
      [0, 2, 255, 1, 0, 0, 1, 0x00, 0x3c, 0x00, 0xc0, 0, 0, 128, 63, 7, 0, 0, 0, 1, 0, 3],
      { name: 'bytes', shape: [3], dtype: 'float32', ...quantized('uint8', 0.5, -1) },
      // Two bytes each, from an odd place: little-endian.
      { name: 'shorts', shape: [2], dtype: 'float32', ...quantized('uint16', 0.25, 2) },
      { name: 'halves', shape: [2], dtype: 'float32', quantization: { dtype: 'float16' } },
      { name: 'plain', shape: [1, 1], dtype: 'float32' },
      { name: 'whole', shape: [], dtype: 'int32' },
      { name: 'flags', shape: [2], dtype: 'bool' },
      { name: 'steps', shape: [1], dtype: 'int32', ...quantized('uint8', 1.2, -1) },
    ),
  ).toEqual([
    { dtype: 'float32', shape: [3], values: [-1, 0, 126.5] },
    { dtype: 'float32', shape: [2], values: [2.25, 66] },
    { dtype: 'float32', shape: [2], values: [1, -2] },
    { dtype: 'float32', shape: [1, 1], values: [1] },
    { dtype: 'int32', shape: [], values: [7] },
    { dtype: 'bool', shape: [2], values: [1, 0] },
    { dtype: 'int32', shape: [1], values: [3] },
  ]);
});

it('refuses files that are cut short or have bytes too many', () => {
  const weight = { name: 'w', shape: [2], dtype: 'float32' };
  for (const length of [7, 9]) {
    expect(() => decoded(Array<number>(length).fill(0), weight)).toThrowError(
      expect.objectContaining({
        code: 'TFJS_WEIGHTS',
        message: `a.bin, b.bin of m.json has ${length} bytes; its weights take 8: a file is cut short, or of another model`,
      }),
    );
  }
});

it.each([
  ['no manifest', { modelTopology: {} }, 'is no weights manifest'],
  ['a page', 'text', 'is no weights manifest'],
  ['strings', manifestOf({ name: 'w', shape: [1], dtype: 'string' }), 'of a kind that is not read'],
  [
    'steps without a size',
    manifestOf({ name: 'w', shape: [1], dtype: 'float32', quantization: { dtype: 'uint8' } }),
    'scale',
  ],
  [
    'quantised flags',
    manifestOf({ name: 'w', shape: [1], dtype: 'bool', quantization: { dtype: 'uint8' } }),
    'quantization',
  ],
  [
    'two of a name',
    manifestOf(
      { name: 'w', shape: [1], dtype: 'float32' },
      { name: 'w', shape: [1], dtype: 'float32' },
    ),
    'two weights of the name "w"',
  ],
])('refuses %s', (_what, content, message) => {
  expect(() => parseWeightsManifest('m.json', content)).toThrowError(
    expect.objectContaining({
      code: 'TFJS_WEIGHTS',
      message: expect.stringContaining(message) as string,
    }),
  );
});
