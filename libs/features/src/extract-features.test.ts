import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { listSplit } from '@gender/dataset';
import type { Engine } from '@gender/engine';
import { tensor } from '@gender/tensor';
import { solidPicture, temporaryFolder, tinyBackbone, writeColourDataset } from '@gender/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { choosePreprocessing } from './choose-preprocessing.js';
import { extractFeatures, type ExtractFeaturesOptions } from './extract-features.js';
import type { FeatureRecord } from './feature-record.js';

const PER_CLASS = 5;
const inFolder = temporaryFolder();

/** "Computes" rows of shape (4, 4, 5) filled with the first three input values; counts pictures. */
function countingEngine(failAfter = Infinity): Engine & { pictures: number } {
  const engine = {
    name: 'onnxruntime' as const,
    version: 'test',
    pictures: 0,
    loadNetwork: () =>
      Promise.resolve({
        run: (input: { data: Float32Array; shape: readonly number[] }) => {
          const [count = 0, ...rest] = input.shape;
          const size = rest.reduce((product, length) => product * length, 1);
          if (engine.pictures + count > failAfter) return Promise.reject(new Error('power cut'));
          engine.pictures += count;
          const data = Float32Array.from({ length: count * 80 }, (_, index) => {
            return input.data[Math.floor(index / 80) * size + ((index % 80) % 3)] ?? Number.NaN;
          });
          return Promise.resolve([tensor('float32', [count, 4, 4, 5], data)]);
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
  return engine;
}

async function options(
  engine: Engine,
  change: Partial<ExtractFeaturesOptions> = {},
): Promise<ExtractFeaturesOptions> {
  const backbone = tinyBackbone();
  const listing = await listSplit(inFolder('faces', 'train'));
  const preprocessing = choosePreprocessing(backbone);
  const output = inFolder('features', 'faces_train.npy');
  return { listing, backbone, preprocessing, engine, output, batchSize: 2, ...change };
}

async function extract(
  engine: Engine,
  change: Partial<ExtractFeaturesOptions> = {},
): Promise<FeatureRecord> {
  await using store = await extractFeatures(await options(engine, change));
  return store.record;
}

beforeEach(() => {
  writeColourDataset(inFolder('faces'), PER_CLASS);
});

describe('extractFeatures', () => {
  it("writes a row for every picture, in Keras' order", async () => {
    writeFileSync(
      inFolder('faces', 'train', 'Male', '10_Age9.bmp'),
      solidPicture(9, 9, [130, 120, 90]),
    );
    await using store = await extractFeatures(await options(countingEngine()));
    expect([store.length, ...store.rowShape]).toEqual([11, 4, 4, 5]);
    expect(store.record.images[5]?.file).toBe('Male/10_Age9.bmp');
    const { data } = await store.read(5, 6);
    expect([...data.subarray(0, 3)]).toEqual([130 - 120, 120 - 110, 90 - 100]);
  });

  it('computes nothing again when nothing has changed', async () => {
    await extract(countingEngine());
    const again = countingEngine();
    await extract(again);
    expect(again.pictures).toBe(0);
  });

  it('recomputes when a picture, the backbone or the preprocessing is another', async () => {
    await extract(countingEngine());
    const changes: [string, () => Partial<ExtractFeaturesOptions>][] = [
      ['backbone', () => ({ backbone: tinyBackbone(2) })],
      [
        'preprocessing',
        () => ({ preprocessing: choosePreprocessing(tinyBackbone(), { mode: 'rescale' }) }),
      ],
      [
        'resampling',
        () => ({ preprocessing: choosePreprocessing(tinyBackbone(), { resampling: 'box' }) }),
      ],
    ];
    for (const [what, change] of changes) {
      const engine = countingEngine();
      await extract(engine, change());
      expect(engine.pictures, what).toBe(2 * PER_CLASS);
    }
    await extract(countingEngine());
    const { images } = await extract(countingEngine());
    writeFileSync(inFolder('faces', 'train', images[3]?.file ?? ''), solidPicture(8, 8, [1, 2, 3]));
    const engine = countingEngine();
    await extract(engine);
    expect(engine.pictures).toBe(2 * PER_CLASS);
  });

  it('goes on where an interrupted run stopped, to the same bytes', async () => {
    await extract(countingEngine());
    const whole = readFileSync(inFolder('features', 'faces_train.npy'));
    rmSync(inFolder('features'), { recursive: true });

    await expect(extract(countingEngine(6))).rejects.toThrow('power cut');
    const rest = countingEngine();
    await extract(rest);
    expect(rest.pictures).toBe(2 * PER_CLASS - 6);
    expect(readFileSync(inFolder('features', 'faces_train.npy'))).toEqual(whole);
  });

  it('does not go on with rows of another backbone', async () => {
    await expect(extract(countingEngine(6))).rejects.toThrow('power cut');
    const engine = countingEngine();
    await extract(engine, { backbone: tinyBackbone(2) });
    expect(engine.pictures).toBe(2 * PER_CLASS);
  });

  it('names a picture that cannot be decoded, and keeps the rows before it', async () => {
    const { images } = await extract(countingEngine());
    rmSync(inFolder('features'), { recursive: true });
    const broken = images[7]?.file ?? '';
    const path = inFolder('faces', 'train', broken);
    truncateSync(path, 20);
    await expect(extract(countingEngine())).rejects.toThrow(path);

    rmSync(path);
    const engine = countingEngine();
    await extract(engine);
    expect(engine.pictures).toBe(2 * PER_CLASS - 1 - 6);
  });

  it('replaces a store that was damaged', async () => {
    await extract(countingEngine());
    truncateSync(inFolder('features', 'faces_train.npy'), 500);
    const engine = countingEngine();
    await extract(engine);
    expect(engine.pictures).toBe(2 * PER_CLASS);
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('Ctrl-C'));
    await expect(extract(countingEngine(), { signal })).rejects.toThrow('Ctrl-C');
  });

  it('refuses an empty list', async () => {
    const listing = { classes: ['Female', 'Male'], images: [] };
    await expect(extract(countingEngine(), { listing })).rejects.toMatchObject({
      code: 'FEATURES_EMPTY',
    });
  });
});
