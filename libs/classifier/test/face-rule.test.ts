import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readManifest } from '@gender/core/node';
import { readNetwork, writeNetwork } from '@gender/formats';
import type { FaceRule } from '@gender/network';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { openTransferModel } from '../src/model/open-transfer-model.js';
import { trainClassifier, type TrainedClassifier } from '../src/train-classifier.js';
import { colourTraining } from './colour-training.js';

const inFolder = temporaryFolder();
const opaque = fileURLToPath(new URL('../../onnx/test/fixtures/opaque/any.onnx', import.meta.url));
const faces: FaceRule = {
  ...{ version: 1, detector: 'face-api', which: 'largest', template: 'dlib', size: 150 },
};

/** Trains on two colours, which were cut out of photos by a rule or not. */
async function train(rule?: FaceRule, backbone?: string): Promise<TrainedClassifier> {
  const training = await colourTraining(inFolder, 3);
  const manifest = {
    ...{ format: 1, dataset: 'Colours', seed: 0, method: 'original', fraction: 1 },
    ...{ ratios: { train: 0.6, validation: 0.2, test: 0.2 }, faces: rule },
    ...{ classes: ['Female', 'Male'], files: [] },
  };
  writeFileSync(inFolder('data', 'Colours', 'split.json'), JSON.stringify(manifest));
  const preprocessing = { mode: 'rescale' } as const;
  const brief = { epochs: 1, hiddenUnits: [4], preprocessing, ...(backbone && { backbone }) };
  return trainClassifier({ ...training, ...brief });
}

describe('how faces were cut out of photos', () => {
  it.each([
    ['layers', undefined],
    ['an ONNX file that is run as it is', opaque],
  ])('is in the model and its manifest, with a backbone of %s', async (_, backbone) => {
    const { model } = await train(faces, backbone);
    expect((await openTransferModel(model)).faces).toEqual(faces);
    expect((await readManifest(model)).options).toMatchObject({ faces });
  });

  it('is not said where pictures were taken whole, which is another training', async () => {
    const first = await train(faces);
    const { model, upToDate, kept } = await train();
    expect([upToDate, kept]).toEqual([undefined, expect.any(String)]);
    expect('faces' in (await openTransferModel(model))).toBe(false);
    expect((await readManifest(first.model)).options).not.toHaveProperty('faces');
  });

  it.each(['.keras', '.safetensors', '.onnx'])('stays in a copy in %s', async (ending) => {
    const { model } = await train(faces);
    const copy = inFolder(`copy${ending}`);
    await writeNetwork(copy, await readNetwork(model));
    expect((await readNetwork(copy)).normalization?.faces).toEqual(faces);
  });

  it('is never passed over where it cannot be understood', async () => {
    const { model } = await train(faces, opaque);
    const bytes = readFileSync(model, 'latin1').replace('"detector"', '"detectxr"');
    writeFileSync(model, bytes, 'latin1');
    await expect(openTransferModel(model)).rejects.toMatchObject({
      code: 'CLASSIFIER_MODEL',
      message: expect.stringContaining('the metadata "normalization" of') as string,
    });
  });
});
