import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readManifest } from '@gender/core/node';
import { readNetwork, writeNetwork } from '@gender/formats';
import type { FaceRule } from '@gender/network';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { GenderClassifier, type LoadOptions } from '../src/model/gender-classifier.js';
import { openTransferModel } from '../src/model/open-transfer-model.js';
import { trainClassifier, type TrainedClassifier } from '../src/train-classifier.js';
import { colourTraining } from './colour-training.js';

const inFolder = temporaryFolder();
const opaque = fileURLToPath(new URL('../../onnx/test/fixtures/opaque/any.onnx', import.meta.url));
/** Four drawn faces, side by side and one above the other. */
const drawn = fileURLToPath(new URL('../../faces/test/fixtures/drawn-faces.png', import.meta.url));
const wall = { width: 200, height: 150, data: new Uint8Array(200 * 150 * 3).fill(180) };
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

describe('a model of faces cut out of photos', () => {
  /** What it says of four faces and of a wall. */
  async function answers(model: string, how: LoadOptions['faces']): Promise<string[]> {
    await using classifier = await GenderClassifier.load(model, { faces: how });
    const said: string[] = [];
    for await (const result of classifier.predict([drawn, wall], { onError: 'yield' })) {
      const seen = 'box' in result ? 'a face' : 'the whole picture';
      const what = result.error ? result.error.code : seen;
      said.push(`${result.index}: ${what}`);
    }
    return said;
  }

  it('finds the faces of a photo, and says nothing of one without', async () => {
    const { model } = await train(faces);
    const found = [...Array<string>(4).fill('0: a face'), '1: CLASSIFIER_NO_FACE'];
    expect(await answers(model, undefined)).toEqual(found);
    await using classifier = await GenderClassifier.load(model);
    expect(classifier).toMatchObject({ faces, looksForFaces: true });
    expect(await classifier.classify(drawn)).toMatchObject({ index: 0, box: {} });
    await expect(classifier.classify(wall)).rejects.toMatchObject({
      ...{ name: 'PictureError', code: 'CLASSIFIER_NO_FACE' },
      message: expect.stringMatching(/^picture 0: no face is found in the picture, and/) as string,
    });
  });

  it('takes pictures whole where told that they are faces, and any other model unless told to look', async () => {
    const whole = ['0: the whole picture', '1: the whole picture'];
    expect(await answers((await train(faces)).model, 'none')).toEqual(whole);
    const { model } = await train();
    expect(await answers(model, undefined)).toEqual(whole);
    const found = [...Array<string>(4).fill('0: a face'), '1: CLASSIFIER_NO_FACE'];
    expect(await answers(model, 'find')).toEqual(found);
  });

  it('is refused where faces cannot be cut out as it says', async () => {
    const { model } = await train({ ...faces, version: 2 });
    await expect(GenderClassifier.load(model)).rejects.toMatchObject({ code: 'FACES_RULE' });
    await (await GenderClassifier.load(model, { faces: 'none' })).dispose();
  });
});
