import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openFaceApi } from '@gender/face-api';
import { decodePicture, preprocess, type Picture } from '@gender/image';
import { tensor } from '@gender/tensor';
import { expect, it } from 'vitest';
import { selectEngine } from '../src/select-engine.js';

const SIZE = 150;

it('gives the descriptors that face-api itself gives of drawn faces', async () => {
  const expected = JSON.parse(readFileSync(pathOf('descriptors.json'), 'utf8')) as number[][];
  const network = await (await openFaceApi()).read();
  const { mean, scale } = network.normalization!;
  const frame = { height: SIZE, width: SIZE, resampling: 'nearest', exif: 'ignore' } as const;
  const sheet = await decodePicture(pathOf('drawn-faces.png'));
  const input = new Float32Array(expected.length * SIZE * SIZE * 3);
  for (const index of expected.keys()) {
    const length = SIZE * SIZE * 3;
    const out = input.subarray(index * length, (index + 1) * length);
    preprocess(faceOf(sheet, index), { ...frame, mode: 'network', mean, scale }, out);
  }
  const engine = await selectEngine({ name: 'onnxruntime' });
  await using loaded = await engine.loadNetwork(network);
  const [found] = await loaded.run(tensor('float32', [expected.length, SIZE, SIZE, 3], input));

  expect(found!.shape).toEqual([expected.length, 128]);
  for (const [index, descriptor] of expected.entries()) {
    const row = [...found!.data.subarray(index * 128, (index + 1) * 128)];
    // Two float32 computations of 29 convolutions, of which ours has the scales folded in.
    const largest = Math.max(...descriptor.map(Math.abs));
    const difference = Math.max(...row.map((value, unit) => Math.abs(value - descriptor[unit]!)));
    expect(difference / largest).toBeLessThan(1e-5);
  }
});

/** The face at a place of a sheet of faces side by side. */
function faceOf({ data, width }: Picture, index: number): Picture {
  const rows = Array.from({ length: SIZE }, (_, row) => {
    const start = (row * width + index * SIZE) * 3;
    return data.subarray(start, start + SIZE * 3);
  });
  return { width: SIZE, height: SIZE, data: new Uint8Array(Buffer.concat(rows)) };
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(`fixtures/face-api/${name}`, import.meta.url));
}
