import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { selectEngine } from '@gender/engine';
import { listSplit } from '@gender/dataset';
import { tensor } from '@gender/tensor';
import { temporaryFolder, tinyBackbone, writeColourDataset } from '@gender/testing';
import { writeNetwork } from '@gender/formats';
import { loadPicture } from '@gender/image';
import { describe, expect, it } from 'vitest';
import { GenderClassifier } from '../src/model/gender-classifier.js';
import { trainClassifier, type TrainedClassifier } from '../src/train-classifier.js';

const inFolder = temporaryFolder();
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../onnx/test/fixtures/opaque/${name}`, import.meta.url));
/** For any number of pictures. */
const backbone = fixture('any.onnx');

/** Trains on two colours, in the folder of the test. */
async function train(backbone = fixture('any.onnx')): Promise<TrainedClassifier> {
  writeColourDataset(inFolder('data', 'Colours'), 3);
  return trainClassifier({
    ...{ dataset: 'Colours', dataRoot: inFolder('data'), models: inFolder('models'), backbone },
    ...{ features: 'map', preprocessing: { mode: 'rescale' }, epochs: 2, hiddenUnits: [8] },
  });
}

describe('a model with a backbone that is run as it is', () => {
  it.each([
    ['any number of pictures', 'any.onnx'],
    ['one picture', 'one.onnx'],
  ])(
    'for %s is one ONNX file that predicts, from its path, its bytes and in ONNX Runtime alone, the same',
    async (_, file) => {
      const { model } = await train(fixture(file));
      expect(model).toBe(inFolder('models', 'Colours_Transfer_Model.onnx'));
      const { images } = await listSplit(inFolder('data', 'Colours', 'test'));
      const paths = images.map(({ path }) => path);
      const found: number[][][] = [];
      for (const source of [model, readFileSync(model)]) {
        await using classifier = await GenderClassifier.load(source);
        expect(classifier.classes).toEqual(['Female', 'Male']);
        const rows: number[][] = [];
        for await (const { probabilities } of classifier.predict(paths)) {
          rows.push([probabilities['Female']!, probabilities['Male']!]);
        }
        found.push(rows);
      }
      expect(found[1]).toEqual(found[0]);
      const alone = await runAlone(model, paths);
      for (const [index, row] of alone.entries()) {
        // One session in place of two: sums in another order.
        expect(Math.abs(row - found[0]!.flat()[index]!)).toBeLessThan(1e-6);
      }
    },
  );

  it('is refused where the caller contradicts it, and so is another ONNX file', async () => {
    const { model } = await train();
    await expect(GenderClassifier.load(model, { classes: ['a', 'b'] })).rejects.toMatchObject({
      code: 'CLASSIFIER_OPTIONS',
    });
    await writeNetwork(inFolder('tiny.onnx'), tinyBackbone());
    for (const other of [backbone, inFolder('tiny.onnx')]) {
      await expect(GenderClassifier.load(other)).rejects.toMatchObject({
        code: 'CLASSIFIER_MODEL',
      });
    }
  });

  it('gives way to one of layers under the same name, and is kept aside', async () => {
    const { model } = await train();
    expect((await train()).upToDate).toBe(true);
    await writeNetwork(inFolder('tiny.h5'), tinyBackbone());
    const later = await trainClassifier({
      ...{ dataset: 'Colours', dataRoot: inFolder('data'), models: inFolder('models') },
      ...{ backbone: inFolder('tiny.h5'), preprocessing: { mode: 'rescale' } },
      ...{ epochs: 1, hiddenUnits: [8] },
    });
    expect(later.model).toMatch(/\.h5$/);
    expect(later.kept).toBeDefined();
    expect(() => readFileSync(model)).toThrow('ENOENT');
    expect(readFileSync(`${later.kept}/Colours_Transfer_Model.onnx`).length).toBeGreaterThan(0);
  });
});

/** The probabilities that the file gives, all in a row. */
async function runAlone(model: string, paths: readonly string[]): Promise<number[]> {
  const engine = await selectEngine();
  await using loaded = await engine.loadModel({
    ...{ name: 'alone', input: { name: 'pictures', shape: [8, 8, 3] }, output: 'probabilities' },
    bytes: Uint8Array.from(readFileSync(model)),
  });
  const all: number[] = [];
  for (const path of paths) {
    const data = await loadPicture(path, {
      ...{ height: 8, width: 8, mode: 'rescale', resampling: 'nearest', exif: 'apply' },
    });
    const [rows] = await loaded.run(tensor('float32', [1, 8, 8, 3], data));
    all.push(...rows!.data);
  }
  return all;
}
