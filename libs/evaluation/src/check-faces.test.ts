import { mkdirSync, writeFileSync } from 'node:fs';
import type { Logger } from '@gender/core';
import { temporaryFolder } from '@gender/testing';
import { beforeEach, expect, it } from 'vitest';
import { checkFaces, type FaceCheck } from './check-faces.js';

const inFolder = temporaryFolder();
const rule = {
  ...{ version: 1, detector: 'face-api', which: 'largest' as const },
  ...{ template: 'dlib', size: 150 },
};
let warnings: string[] = [];

beforeEach(() => {
  warnings = [];
});

/** A check against a dataset whose pictures were cut by a rule, or taken as they were found. */
function against(faces?: object): FaceCheck {
  const manifest = {
    ...{ format: 1, dataset: 'Test', seed: 0, method: 'persons', fraction: 1, faces },
    ...{ ratios: { train: 0.6, validation: 0.2, test: 0.2 }, classes: ['a', 'b'], files: [] },
  };
  mkdirSync(inFolder('Test'), { recursive: true });
  writeFileSync(inFolder('Test', 'split.json'), JSON.stringify(manifest));
  const silent = (): void => undefined;
  const logger: Logger = { debug: silent, info: silent, warn: (text) => warnings.push(text) };
  return { model: 'model.h5', dataRoot: inFolder(), dataset: 'Test', logger };
}

it('says nothing where faces were cut out alike, whichever were taken, or never', async () => {
  await checkFaces(against(rule), rule);
  await checkFaces(against({ ...rule, which: 'all' }), rule);
  await checkFaces(against(), undefined);
  expect(warnings).toEqual([]);
});

it.each([
  ['pictures as they were found', undefined, 'are as they were found;'],
  ['another frame', { ...rule, template: 'arcface', size: 112 }, 'are cut out as arcface 112×112'],
  [
    'another version',
    { ...rule, version: 2 },
    '(face-api, version 2); prepare Test with its faces',
  ],
])(
  'refuses %s for a model of cut faces, unless told that they are such faces',
  async (_, faces, words) => {
    const check = against(faces);
    await expect(checkFaces(check, rule)).rejects.toMatchObject({
      name: 'EvaluationError',
      code: 'RESULTS_FACES',
      message: expect.stringContaining(words) as string,
    });
    await checkFaces({ ...check, faces: 'none' }, rule);
    expect(warnings).toEqual([]);
  },
);

it('says which faces the model knows, which the dataset shows, and what to do', async () => {
  const tested = { ...rule, template: 'arcface', size: 112 };
  await expect(checkFaces(against(tested), rule)).rejects.toMatchObject({
    message:
      'model.h5 was trained on faces cut out of photos as dlib 150×150 (face-api, version 1), and the pictures of Test are cut out as arcface 112×112 (face-api, version 1); prepare Test with its faces cut out in the same way, or say that they are such faces already',
  });
});

it('refuses a folder without a manifest, whose pictures are not known to be cut', async () => {
  const check = { ...against(), dataset: 'ByHand' };
  await expect(checkFaces(check, rule)).rejects.toMatchObject({ code: 'RESULTS_FACES' });
});

it('warns where cut faces meet a model that was trained on pictures as they were found', async () => {
  await checkFaces(against(rule), undefined);
  expect(warnings).toEqual([
    expect.stringMatching(/^the pictures of Test are faces cut out of photos, and model\.h5 was/),
  ]);
});
