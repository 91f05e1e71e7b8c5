import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { selectEngine, type Engine } from '@gender/engine';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { temporaryFolder, writeColourDataset } from '@gender/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { extractDataset } from '../src/extract/extract-dataset.js';
import { OnnxBackbone } from '../src/backbone/onnx-backbone.js';
import { readBackbone } from '../src/backbone/read-backbone.js';

const inFolder = temporaryFolder();
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../onnx/test/fixtures/opaque/${name}`, import.meta.url));

/** What ONNX Runtime's Python package makes of two pictures. */
const golden = JSON.parse(readFileSync(fixture('golden.json'), 'utf8')) as {
  pictures: number[];
  map: number[];
};
const pictures = tensor('float32', [2, 8, 8, 3], Float32Array.from(golden.pictures));
let engine: Engine;
beforeAll(async () => {
  engine = await selectEngine();
});

async function featuresOf(file: string, features?: string): Promise<Float32Tensor> {
  const backbone = await readBackbone(fixture(file), { features });
  await using loaded = await backbone.load(engine);
  const [rows] = await loaded.run(pictures);
  return rows!;
}

describe('a backbone of operators that no layer expresses', () => {
  it.each(['any.onnx', 'one.onnx'])(
    '%s gives what ONNX Runtime makes of its file',
    async (file) => {
      const rows = await featuresOf(file, 'map');
      expect(rows.shape).toEqual([2, 4, 4, 4]);
      // The same kernels, perhaps of another version: 32-bit floats of about 1.
      rows.data.forEach((value, at) => {
        expect(Math.abs(value - golden.map[at]!)).toBeLessThan(1e-5);
      });
    },
  );

  it.each(['any.onnx', 'one.onnx'])('%s neither takes nor keeps its input', async (file) => {
    const backbone = await readBackbone(fixture(file), { features: 'map' });
    await using loaded = await backbone.load(engine);
    const expected = await loaded.run(pictures);
    const input = tensor('float32', pictures.shape, pictures.data.slice());
    const running = loaded.run(input);
    input.data.fill(0); // as the next batch does, which is loaded into the same memory
    expect(await running).toEqual(expected);
  });

  it('gives its only output, a vector, where no tensor is named, and says why it is run', async () => {
    const told: string[] = [];
    const logger = { debug: () => 0, info: (text: string) => told.push(text), warn: () => 0 };
    const backbone = await readBackbone(fixture('any.onnx'), { logger });
    expect(backbone).toBeInstanceOf(OnnxBackbone);
    expect(backbone.featureShape).toEqual([3]);
    expect(told.join()).toMatch(/no layer expresses Atan .*; the file is run as it is/);
  });

  it('has a fingerprint of its own for each tensor that makes features', async () => {
    const prints = await Promise.all(
      [undefined, 'map', 'map'].map(async (features) => {
        return (await readBackbone(fixture('any.onnx'), { features })).fingerprint;
      }),
    );
    expect(prints[1]).toBe(prints[2]);
    expect(prints[0]).not.toBe(prints[1]);
  });

  it('is refused where a tensor is named that nothing gives, or 8 bits are asked for', async () => {
    await expect(readBackbone(fixture('any.onnx'), { features: 'pool5' })).rejects.toMatchObject({
      code: 'ONNX_OUTPUT',
    });
    writeColourDataset(inFolder('data', 'Colours'), 1);
    const int8 = extractDataset({
      ...{ dataRoot: inFolder('data'), dataset: 'Colours', precision: 'int8' },
      ...{ backbone: fixture('any.onnx'), features: 'map', preprocessing: { mode: 'raw' } },
    });
    await expect(int8).rejects.toMatchObject({
      code: 'FEATURES_BACKBONE',
      message: expect.stringContaining('cannot be computed in 8-bit integers') as string,
    });
  });

  it('says so where it gives other shapes than it did, or takes a number of pictures of its own', async () => {
    const { model } = (await readBackbone(fixture('any.onnx'))) as OnnxBackbone;
    const wrong = new OnnxBackbone(model, [7]);
    await using loaded = await wrong.load(engine);
    await expect(loaded.run(pictures)).rejects.toThrow(
      /features of shape \(2, 3\), expected \(2, 7\)/,
    );
    expect(() => new OnnxBackbone({ ...model, batch: 4 }, [3])).toThrow(/4 pictures at once/);
    expect(() => new OnnxBackbone(model, [5, 6])).toThrow(/expected a feature map/);
  });
});
