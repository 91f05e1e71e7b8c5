import { mkdirSync, writeFileSync } from 'node:fs';
import { createHead, writeTransferModel } from '@gender/classifier';
import { createRandom, type ProgressReporter } from '@gender/core';
import { choosePreprocessing, NetworkBackbone } from '@gender/features';
import { solidPicture, temporaryFolder, tinyBackbone } from '@gender/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { classifyFiles, type ClassifiedFiles, type ClassifyFilesOptions } from '../src/index.js';

const inFolder = temporaryFolder();
const classes = ['10', '2'];
const model = (): string => inFolder('model.h5');

async function writeModel(temperature?: number): Promise<void> {
  const backbone = tinyBackbone();
  const head = createHead({ inputShape: [4, 4, 5], classes, random: createRandom(3) });
  await writeTransferModel(model(), {
    ...{ backbone, classes, head: { ...head, temperature } },
    preprocessing: choosePreprocessing(new NetworkBackbone(backbone), {}),
  });
}

function classify(options: Partial<ClassifyFilesOptions> = {}): Promise<ClassifiedFiles> {
  const pictures = [inFolder('b.bmp'), inFolder('more')];
  return classifyFiles({ model: model(), pictures, faces: 'none', ...options });
}

beforeEach(async () => {
  await writeModel(2);
  mkdirSync(inFolder('more'));
  writeFileSync(inFolder('b.bmp'), solidPicture(9, 9, [200, 30, 60]));
  writeFileSync(inFolder('more', 'a.bmp'), solidPicture(9, 9, [10, 90, 220]));
});

describe('classifyFiles', () => {
  it('says the most probable class of each picture, in the order in which they are named', async () => {
    const found = await classify();
    expect(found).toMatchObject({ classes, looksForFaces: false, skipped: [] });
    expect(found).not.toHaveProperty('temperature');
    expect(found.pictures.map(({ file }) => file)).toEqual([
      inFolder('b.bmp'),
      inFolder('more', 'a.bmp'),
    ]);
    for (const picture of found.pictures) {
      if (picture.label === null) throw new Error('faces are not looked for');
      const values = Object.values(picture.probabilities);
      expect(values[0]! + values[1]!).toBeCloseTo(1, 6);
      expect(picture.probabilities[picture.label]).toBe(Math.max(...values));
      expect(picture).not.toHaveProperty('box');
    }
  });

  it('calibrates on request: of two classes the odds become their root by a temperature of 2', async () => {
    const odds = ({ pictures }: ClassifiedFiles): number[] =>
      pictures.map((each) =>
        each.label === null ? 0 : each.probabilities['10']! / each.probabilities['2']!,
      );
    const calibrated = await classify({ calibrated: true });
    expect(calibrated.temperature).toBe(2);
    const plain = odds(await classify());
    // Probabilities are float32, of seven digits, and so are their logarithms.
    odds(calibrated).forEach((each, at) => expect(each / Math.sqrt(plain[at]!)).toBeCloseTo(1, 4));
    await writeModel();
    await expect(classify({ calibrated: true })).rejects.toMatchObject({
      ...{ name: 'ClassifierError', code: 'CLASSIFIER_UNCALIBRATED' },
    });
  });

  it('fails at a broken picture unless it is to be left out, and ends its progress either way', async () => {
    writeFileSync(inFolder('more', '0.bmp'), 'no picture');
    const told: string[] = [];
    const progress: ProgressReporter = {
      start: ({ label, total }) => {
        told.push(`${label} ${total}`);
        return { advance: (by) => told.push(`${by}`), stop: () => told.push('end') };
      },
    };
    const broken = inFolder('more', '0.bmp');
    await expect(classify({ progress })).rejects.toMatchObject({
      message: expect.stringContaining(broken) as string,
    });
    expect([told.at(0), told.at(-1)]).toEqual(['predicting 3', 'end']);
    told.length = 0;
    const { pictures, skipped } = await classify({ progress, onBad: 'skip' });
    expect(pictures.map(({ file }) => file)).toEqual([
      inFolder('b.bmp'),
      inFolder('more', 'a.bmp'),
    ]);
    expect(skipped).toEqual([
      {
        file: broken,
        code: expect.stringMatching(/^IMAGE_/) as string,
        reason: expect.stringContaining(broken) as string,
      },
    ]);
    expect(told).toEqual(['predicting 3', '1', '1', '1', 'end']);
  });

  it('refuses a folder without pictures, and stops when it is told to', async () => {
    mkdirSync(inFolder('empty'));
    await expect(classify({ pictures: [inFolder('empty')] })).rejects.toMatchObject({
      code: 'DATASET_EMPTY',
    });
    const signal = AbortSignal.abort(new Error('stopped by hand'));
    await expect(classify({ signal })).rejects.toThrow('stopped by hand');
  });
});
