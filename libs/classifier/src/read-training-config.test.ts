import { writeFileSync } from 'node:fs';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { readTrainingConfig } from './read-training-config.js';
import { defaultTraining } from './training-config.js';

const inFolder = temporaryFolder();

describe('readTrainingConfig', () => {
  it('reads what a file says, and fills in the rest', async () => {
    const config = { hiddenUnits: [], dropout: 0.1, classWeights: { Female: 2 }, l2: 1e-4 };
    writeFileSync(inFolder('head.json'), JSON.stringify(config));
    const read = await readTrainingConfig(inFolder('head.json'));
    expect(read).toEqual({ ...defaultTraining, ...config });
  });

  it.each([
    ['{"drop":1}', 'unknown key drop; the keys are hiddenUnits, dropout, epochs'],
    ['{"adam":{"lr":1}}', 'unknown key lr in adam; the keys are learningRate, beta1'],
    ['{"labelSmoothing":1}', 'labelSmoothing is not valid'],
    ['{"classWeights":"even"}', 'classWeights is not valid'],
    ['null', 'it is not valid'],
    ['{', 'head.json is not JSON'],
  ])('refuses %s', async (text, words) => {
    writeFileSync(inFolder('head.json'), text);
    const reading = readTrainingConfig(inFolder('head.json'));
    await expect(reading).rejects.toMatchObject({ code: 'CLASSIFIER_CONFIG' });
    await expect(reading).rejects.toThrow(words);
  });

  it('says that a file is not there', async () => {
    await expect(readTrainingConfig(inFolder('absent.json'))).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });
});
