import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger, silentProgress, type ProgressReporter } from '@gender/core';
import { readManifest } from '@gender/core/node';
import { readFactsTable, readResults, scoreResults } from '@gender/evaluation';
import { describe, expect, test } from 'vitest';
import { crossValidate, type CrossValidation, type FoldResult } from '../src/index.js';
import { colours } from './colours.js';

const { inFolder, options, tellPersons, changeManifest } = colours(6);

/** Of a result what no clock decides. */
function timeless(found: CrossValidation): unknown {
  const folds = found.folds.map(({ seconds: _, epochs, ...fold }) => ({
    ...fold,
    epochs: epochs.map(({ seconds: _s, ...epoch }) => epoch),
  }));
  return { ...found, folds };
}

/** The folders that trainings of folds are kept in. */
function folders(): string[] {
  return readdirSync(inFolder('models')).filter((name) => name.includes('_CrossValidation.'));
}

describe('crossValidate', () => {
  test('predicts every picture of all splits once, and scores what the results file holds', async () => {
    tellPersons();
    const found = await crossValidate({ ...options(), folds: 3 });
    const results = await readResults(found.results);
    const files = ['train', 'validation', 'test'].flatMap((split) =>
      ['Female', 'Male'].flatMap((label) =>
        readdirSync(inFolder('data', 'Colours', split, label)).map((name) =>
          join(split, label, name),
        ),
      ),
    );
    expect(results.rows.map(({ file }) => file)).toEqual(files.sort());
    expect(found.folds.map(({ images }) => images.train + images.validation + images.test)).toEqual(
      [36, 36, 36],
    );
    expect(found.persons).toEqual({ known: 18, unknownImages: 0 });
    const facts = [await readFactsTable(found.groups)];
    const score = scoreResults(results, { facts });
    expect(score.accuracy).toBe(found.pooled.accuracy);
    expect(score.intervals.accuracy).toEqual(found.pooled.intervals.accuracy);
    expect(score.crossEntropy).toBeCloseTo(found.pooled.crossEntropy, 5);
    const byFold = score.groups.find(({ by }) => by === 'fold')!.groups;
    expect(byFold.map(({ accuracy }) => accuracy)).toEqual(
      found.folds.map((fold) => fold.accuracy),
    );
    const mean = found.folds.reduce((sum, fold) => sum + fold.accuracy, 0) / 3;
    expect(found.overFolds.accuracy.mean).toBeCloseTo(mean, 12);
    const { inputs, options: used } = await readManifest(found.results);
    expect(Object.keys(inputs)).toHaveLength(4);
    expect(used).toMatchObject({ dataset: 'Colours', hiddenUnits: [6], folds: 3 });
  });

  test('of two at once one waits, and a third run neither extracts nor trains', async () => {
    tellPersons();
    const run = (): Promise<CrossValidation> => crossValidate({ ...options(), folds: 2, logger });
    const told: string[] = [];
    const logger = { ...silentLogger, info: (line: string) => told.push(line) };
    const [first, other] = await Promise.all([run(), run()]);
    expect(other).toEqual(first);
    const features = inFolder('data', 'features');
    const stores = readdirSync(features).filter((name) => name.endsWith('.npy'));
    expect(stores).toHaveLength(3);
    const times = stores.map((name) => statSync(join(features, name)).mtimeMs);
    told.length = 0;
    expect(await run()).toEqual(first);
    expect(told.filter((line) => /fold \d is done/.test(line))).toHaveLength(2);
    expect(told.filter((line) => /is up to date/.test(line))).toHaveLength(3);
    expect(stores.map((name) => statSync(join(features, name)).mtimeMs)).toEqual(times);
    expect(readdirSync(inFolder('models', folders()[0]!)).sort()).toEqual([
      'fold-1.json',
      'fold-2.json',
    ]);
  });

  test('goes on after an interruption to the same figures', async () => {
    tellPersons();
    const undisturbed = await crossValidate({ ...options(), folds: 3, name: 'Undisturbed' });
    const controller = new AbortController();
    const onFold = ({ fold }: FoldResult): void => {
      if (fold === '2') controller.abort(new Error('stopped by hand'));
    };
    const stopped = crossValidate({ ...options(), folds: 3, signal: controller.signal, onFold });
    await expect(stopped).rejects.toThrow('stopped by hand');
    expect(
      existsSync(
        inFolder(
          'models',
          folders().find((name) => name.startsWith('Col'))!,
          'fold-3.json',
        ),
      ),
    ).toBe(false);
    const resumed = await crossValidate({ ...options(), folds: 3 });
    const { results: _, groups: _g, ...figures } = timeless(resumed) as CrossValidation;
    expect(timeless(undisturbed)).toMatchObject(figures);
    expect(readFileSync(resumed.results)).toEqual(readFileSync(undisturbed.results));
  });

  test('removes the weights of a fold that was killed before it could', async () => {
    const run = { ...options(), folds: 2, epochs: 1 };
    await crossValidate(run);
    const folder = inFolder('models', folders()[0]!);
    writeFileSync(join(folder, 'fold-2_Weights.h5'), 'weights');
    await crossValidate(run);
    expect(readdirSync(folder).sort()).toEqual(['fold-1.json', 'fold-2.json']);
  });

  test('takes the folds of the collection itself, and says so', async () => {
    tellPersons((person) => `${person % 3}`);
    const told: string[] = [];
    const logger = { ...silentLogger, info: (line: string) => told.push(line) };
    const found = await crossValidate({ ...options(), logger });
    expect(found.givenFolds).toBe(true);
    expect(found.folds.map(({ fold, images }) => [fold, images.test])).toEqual([
      ['0', 12],
      ['1', 12],
      ['2', 12],
    ]);
    expect(told).toContain('the 3 folds are those of the collection itself');
  });

  test('goes on within a fold, from the checkpoint of its training', async () => {
    tellPersons();
    const undisturbed = await crossValidate({ ...options(), folds: 2, name: 'Undisturbed' });
    const controller = new AbortController();
    const epochs: string[] = [];
    const progress: ProgressReporter = {
      start: (task) => {
        if (task.label.startsWith('epoch ')) epochs.push(task.label);
        // The second epoch of the second fold.
        if (epochs.length === 5) controller.abort(new Error('stopped by hand'));
        return silentProgress.start(task);
      },
    };
    const run = { ...options(), folds: 2, checkpointSeconds: 0, progress };
    const stopped = crossValidate({ ...run, signal: controller.signal });
    await expect(stopped).rejects.toThrow('stopped by hand');
    const folder = folders().find((name) => name.startsWith('Colours'))!;
    expect(readdirSync(inFolder('models', folder)).sort()).toEqual([
      'fold-1.json',
      'fold-2_Weights.h5.training',
    ]);
    epochs.length = 0;
    const resumed = await crossValidate(run);
    expect(epochs).toEqual(['epoch 2/3', 'epoch 3/3']);
    const { results: _, groups: _g, ...figures } = timeless(resumed) as CrossValidation;
    expect(timeless(undisturbed)).toMatchObject(figures);
  });

  test('warns of persons and copies in several of the folds of the collection, and of folds that not all have', async () => {
    const warned: string[] = [];
    const logger = { ...silentLogger, warn: (line: string) => warned.push(line) };
    const run = { ...options(), epochs: 1, resamples: 0, logger };
    tellPersons((person) => `${person % 3}`);
    changeManifest((file, index) => (index % 12 === 0 ? { ...file, fold: '2' } : file));
    changeManifest((file, index) => (index === 2 ? { ...file, copyOf: '0.bmp' } : file));
    const { givenFolds, folds } = await crossValidate(run);
    // Of each third file of a class one person has one picture in fold 0 and one in fold 2.
    expect(warned).toEqual([
      "6 of 36 pictures show persons who are also in another of the collection's own folds; the accuracy will be too high",
      "2 of 36 pictures are also in another of the collection's own folds, the same or nearly so; the accuracy will be too high",
    ]);
    expect([givenFolds, folds.map(({ images }) => images.test)]).toEqual([true, [9, 12, 15]]);
    warned.length = 0;
    changeManifest(({ fold, ...file }, index) => (index === 0 ? file : { ...file, fold }));
    const made = await crossValidate(run);
    expect([made.givenFolds, made.folds.length]).toEqual([false, 5]);
    expect(warned).toEqual([
      'not every picture has a fold of the collection itself: folds are made anew',
    ]);
  });

  test('keeps folds in its own folder, whatever the collection calls them', async () => {
    tellPersons((person) => `../${person % 2}`);
    const { folds } = await crossValidate({ ...options(), epochs: 1, resamples: 0 });
    expect(folds.map(({ fold }) => fold)).toEqual(['../0', '../1']);
    expect(readdirSync(inFolder('models')).sort()).toEqual([...folders(), 'tiny.h5']);
    expect(readdirSync(inFolder('models', folders()[0]!)).sort()).toEqual([
      'fold-..%2F0.json',
      'fold-..%2F1.json',
    ]);
  });

  test('refuses a damaged record of a fold; without it the figures come again', async () => {
    tellPersons();
    const run = { ...options(), folds: 2, epochs: 1, resamples: 0 };
    const first = await crossValidate(run);
    const record = inFolder('models', folders()[0]!, 'fold-2.json');
    const { probabilities, ...rest } = JSON.parse(readFileSync(record, 'utf8')) as {
      probabilities: number[];
    };
    writeFileSync(record, JSON.stringify({ ...rest, probabilities: probabilities.slice(2) }));
    const before = readFileSync(first.results);
    await expect(crossValidate(run)).rejects.toMatchObject({
      ...{ name: 'FileError', code: 'FILE_IO' },
      message: `cannot read ${record}: it has 34 probabilities; expected 36; delete it, and the fold is trained again`,
    });
    expect(readFileSync(first.results)).toEqual(before);
    rmSync(record);
    expect(timeless(await crossValidate(run))).toEqual(timeless(first));
  });

  test('refuses more folds than a class has persons, and less than two', async () => {
    tellPersons();
    await expect(crossValidate({ ...options(), folds: 10 })).rejects.toMatchObject({
      ...{ name: 'DatasetError', code: 'DATASET_TOO_SMALL' },
      message:
        '10 folds need more than the 18 pictures of Female, persons and copies together; give more pictures of it or take fewer folds',
    });
    await expect(crossValidate({ ...options(), folds: 1 })).rejects.toMatchObject({
      ...{ name: 'DatasetError', code: 'DATASET_OPTIONS' },
    });
    expect(folders()).toEqual([]);
  });

  test('takes the splits that there are, and warns where nobody is known', async () => {
    rmSync(inFolder('data', 'Colours', 'test'), { recursive: true });
    const warned: string[] = [];
    const logger = { ...silentLogger, warn: (line: string) => warned.push(line) };
    const found = await crossValidate({ ...options(), folds: 2, epochs: 1, logger });
    expect(found.pooled.images).toBe(24);
    expect(found.persons).toEqual({ known: 0, unknownImages: 24 });
    expect(found.pooled.uncertainty).not.toHaveProperty('persons');
    expect(warned).toEqual([
      expect.stringMatching(/^of 24 of 24 pictures it is not known who is shown/),
    ]);
  });
});
