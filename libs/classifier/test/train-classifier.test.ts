import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { readManifest } from '@gender/core/node';
import { temporaryFolder } from '@gender/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { trainClassifier, type TrainClassifierOptions } from '../src/train-classifier.js';
import { readTransferModel } from '../src/model/transfer-model.js';
import { colourTraining } from './colour-training.js';

const inFolder = temporaryFolder();
let options: TrainClassifierOptions;

beforeEach(async () => {
  options = {
    ...(await colourTraining(inFolder, 4)),
    epochs: 2,
    hiddenUnits: [8],
    seed: 3,
    versions: { app: '1.2.3' },
  };
});

describe('trainClassifier', () => {
  it('writes model, weights, history and manifest', async () => {
    const trained = await trainClassifier(options);
    expect(trained.images).toEqual({ train: 8, validation: 8 });
    expect(trained.epochs).toHaveLength(2);

    const model = await readTransferModel(trained.model);
    expect(model.classes).toEqual(['Female', 'Male']);
    expect(model.preprocessing).toMatchObject({ mode: 'network', height: 8, width: 8 });

    const history = readFileSync(inFolder('models', 'Colours_History.csv'), 'utf8');
    expect(history.split('\n')[0]).toBe('epoch,loss,accuracy,valLoss,valAccuracy,seconds');
    expect(JSON.parse(readFileSync(inFolder('models', 'Colours_History.json'), 'utf8'))).toEqual({
      bestEpoch: trained.bestEpoch,
      epochs: trained.epochs,
    });
    const manifest = await readManifest(trained.model);
    expect(manifest).toMatchObject({ command: 'train', seed: 3, options: { epochs: 2 } });
    expect(manifest.versions.app).toBe('1.2.3');
    expect(Object.keys(manifest.inputs)).toContain(options.backbone);
  });

  it('gives the same bytes again, from the same pictures or from kept features', async () => {
    const bytesOf = async (): Promise<Buffer[]> => {
      const { model, weights } = await trainClassifier(options);
      return [readFileSync(model), readFileSync(weights)];
    };
    const first = await bytesOf();
    expect(await bytesOf()).toEqual(first);
    rmSync(inFolder('data', 'features'), { recursive: true });
    rmSync(inFolder('models', 'Colours_Transfer_Model.h5'));
    expect(await bytesOf()).toEqual(first);
  });

  it('does not train again what is there whole, and replaces nothing', async () => {
    const first = await trainClassifier(options);
    const files = readdirSync(inFolder('models')).toSorted();
    const times = files.map((file) => statSync(inFolder('models', file)).mtimeMs);
    expect(await trainClassifier(options)).toEqual({ ...first, upToDate: true });
    expect(readdirSync(inFolder('models')).toSorted()).toEqual(files);
    expect(files.map((file) => statSync(inFolder('models', file)).mtimeMs)).toEqual(times);
  });

  it('keeps a model that is not what the training made', async () => {
    const { model } = await trainClassifier(options);
    writeFileSync(model, 'a letter');
    const { kept } = await trainClassifier(options);
    expect(readFileSync(join(kept!, 'Colours_Transfer_Model.h5'), 'utf8')).toBe('a letter');
  });

  it.each([0, 3])(
    'goes on with a move of files that was killed after %i of them',
    async (moved) => {
      const first = await trainClassifier(options);
      const model = readFileSync(first.model);
      const { kept } = await trainClassifier({ ...options, seed: 4 });
      const order = ['Transfer_Model.h5', 'Transfer_Weights.h5', 'History.csv', 'History.json'];
      for (const file of order.slice(0, moved)) {
        // As if seed 3 were being published, over the files of seed 4 that were moved already.
        mkdirSync(inFolder('models', 'away'), { recursive: true });
        renameSync(inFolder('models', `Colours_${file}`), inFolder('models', 'away', file));
        renameSync(join(kept!, `Colours_${file}`), inFolder('models', `Colours_${file}`));
      }
      if (moved > 0) rmSync(inFolder('models', 'Colours_Transfer_Model.h5.manifest.json'));
      const again = await trainClassifier(options);
      expect(again).toMatchObject({ upToDate: true, epochs: first.epochs });
      expect(readFileSync(again.model).equals(model)).toBe(true);
      expect(existsSync(kept!)).toBe(false);
    },
  );

  it('lets two trainings of one dataset run at once, of the same options and of others', async () => {
    const alone = await trainClassifier({ ...options, name: 'Alone' });
    const others = [options, options, { ...options, seed: 4 }];
    const [one, two] = await Promise.all(others.map((each) => trainClassifier(each)));
    expect([one?.upToDate, two?.upToDate].filter(Boolean)).toHaveLength(1);
    const bytes = readFileSync(alone.model);
    const places = ['models', ...readdirSync(inFolder('models')).map((file) => `models/${file}`)];
    const found = places
      .map((place) => inFolder(place, 'Colours_Transfer_Model.h5'))
      .filter((file) => existsSync(file));
    expect(found).toHaveLength(2);
    expect(found.filter((file) => readFileSync(file).equals(bytes))).toHaveLength(1);
    expect(readdirSync(inFolder('models')).filter((file) => file.startsWith('.'))).toEqual([]);
  });

  it('says what to do when the dataset or the backbone is missing', async () => {
    await expect(trainClassifier({ ...options, dataset: 'Other' })).rejects.toMatchObject({
      code: 'DATASET_NOT_FOUND',
    });
    await expect(
      trainClassifier({ ...options, backbone: inFolder('no.h5') }),
    ).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
