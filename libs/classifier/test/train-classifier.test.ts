import { readFileSync, rmSync } from 'node:fs';
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
    ...(await colourTraining(inFolder, 12)),
    epochs: 2,
    seed: 3,
    versions: { app: '1.2.3' },
  };
});

describe('trainClassifier', () => {
  it('writes model, weights, history and manifest', async () => {
    const trained = await trainClassifier(options);
    expect(trained.images).toEqual({ train: 24, validation: 24 });
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
    expect(await bytesOf()).toEqual(first);
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
