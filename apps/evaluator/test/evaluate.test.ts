import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { completeConfig } from '@gender/classifier';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import { hashOutputs, readManifest, sha256File, writeManifest } from '@gender/core/node';
import type { Score } from '@gender/evaluation';
import { temporaryFolder, writeColourDataset } from '@gender/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { app } from '../src/index.js';
import { folders, prepare, writeModel } from './models.js';

const inFolder = temporaryFolder();

beforeEach(() => prepare(inFolder));

function run(...argv: string[]): Promise<FinishedRun> {
  return runInMemory(app, [...argv, ...folders(inFolder)]);
}

async function scoreOf(...argv: string[]): Promise<Score> {
  return JSON.parse((await run(...argv, '--json', '--quiet')).stdout) as Score;
}

/** The names of the stores of features. */
const stores = (): string[] =>
  readdirSync(inFolder('data', 'features')).filter((name) => name.endsWith('.npy'));

describe('evaluate', () => {
  test('prints the figures, the confusion matrix and the accuracy by age', async () => {
    const { exitCode, stdout } = await run('evaluate', '--trainset', 'Tiny');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^model +.*Tiny_Transfer_Model\.h5\ndataset +Tiny, test\n/);
    expect(stdout).toMatch(
      /\nimages +12: 6 Female, 6 Male\naccuracy +[01]\.\d{4} \([\d.–]+\)\nbalanced accuracy +\S+ .*\ncross-entropy +\d\.\d{4} \(/,
    );
    expect(stdout).toMatch(/class +│ images │ precision +│ recall +│ F1/);
    expect(stdout).toContain('true \\ predicted');
    expect(stdout).toMatch(/20-29/);
    expect(existsSync(inFolder('data', 'results'))).toBe(false);
  });

  test('prints numbers as numbers with --json', async () => {
    const score = await scoreOf('evaluate', '--trainset=Tiny', '--batch-mean=5');
    expect(score).toMatchObject({
      images: 12,
      accuracy: expect.any(Number) as number,
      crossEntropy: expect.any(Number) as number,
      batchMeanCrossEntropy: expect.any(Number) as number,
      confusion: { classes: ['Female', 'Male'] },
      seconds: expect.any(Number) as number,
    });
    const { matrix } = score.confusion;
    expect(matrix.flat().reduce((sum, count) => sum + count, 0)).toBe(12);
  });

  test.each(['evaluate', 'Evaluate', 'EVALUATE'])('also runs as --mode %s', async (mode) => {
    const argv = ['--mode', mode, '--trainset', 'Tiny', '--testset', 'Tiny'];
    expect((await run(...argv)).stdout).toMatch(/\nimages +12: /);
  });

  test('computes in the precision of the training, and in another with consent only', async () => {
    const ranges = { input: { min: -120, max: 155 }, conv1_relu: { min: 0, max: 900 } };
    await writeModel(inFolder, 'Eight', undefined, undefined, { ranges, weightBits: 7 });
    const argv = ['evaluate', '--trainset=Eight', '--testset=Tiny'];
    expect((await run(...argv)).exitCode).toBe(0);
    expect(stores()).toEqual([expect.stringMatching(/^Tiny_test\.network\.int8\./)]);

    const refused = await run(...argv, '--precision=fp32');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/--accept-other-precision \[CLASSIFIER_PRECISION\]/);
    expect(stores()).toHaveLength(1);
    const accepted = await run(...argv, '--precision=fp32', '--accept-other-precision');
    expect(accepted.exitCode).toBe(0);
    expect(stores()).toHaveLength(2);
    expect((await run('evaluate', '--trainset=Tiny', '--precision=int8')).stderr).toContain(
      'train a model in int8',
    );
  });

  test('calls a class as the validation split says, and calibrates, where that is asked for', async () => {
    const argv = ['evaluate', '--trainset=Tiny'];
    const flags = ['--threshold-by=cost:0:1', '--positive=Female'];
    const { stdout } = await run(...argv, ...flags);
    expect(stdout).toMatch(/\nFemale is called from 0\.\d{6} on: least cost on 12 validation/);
    expect((await run(...argv, ...flags, '--split=validation')).stderr).toContain(
      '[RESULTS_THRESHOLD]',
    );
    const refused = await run(...argv, '--calibrated');
    expect([refused.exitCode, refused.stderr]).toEqual([
      1,
      expect.stringContaining('leave --calibrated out [CLASSIFIER_UNCALIBRATED]'),
    ]);
  });

  test('chooses a threshold on the dataset that the model was trained on, or says that it is not known', async () => {
    writeColourDataset(inFolder('data', 'Other'), 2);
    const model = inFolder('models', 'Tiny_Transfer_Model.h5');
    const argv = ['evaluate', '--model', model, '--testset=Other', '--threshold-by=equal-error'];
    const unknown = await run(...argv);
    expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('--trainset')]);
    const trainedOn = async (dataset: string): Promise<void> =>
      writeManifest(model, {
        ...{ command: 'train', seconds: 1, versions: {}, inputs: {}, options: { dataset } },
        outputs: await hashOutputs(model),
      });
    await trainedOn('Tiny');
    expect((await run(...argv)).stdout).toContain('on 12 validation pictures of Tiny, where');
    await trainedOn('Third');
    const other = await run(...argv, '--trainset=Tiny');
    expect(other.stdout).toContain('on 12 validation pictures of Tiny, where');
    expect(other.stderr).toMatch(/chosen on Tiny, and .* was trained on Third/);
  });

  test('counts the pictures that the model was trained on, and goes on where that is not known', async () => {
    const model = inFolder('models', 'Tiny_Transfer_Model.h5');
    const [picture] = readdirSync(inFolder('data', 'Tiny', 'test', 'Male'));
    const split = inFolder('data', 'Tiny', 'split.json');
    const sha256 = await sha256File(inFolder('data', 'Tiny', 'test', 'Male', picture!));
    writeFileSync(
      split,
      JSON.stringify({
        ...{ format: 1, dataset: 'Tiny', seed: 0, method: 'persons', fraction: 1 },
        ...{ classes: ['Female', 'Male'], ratios: { train: 0.6, validation: 0.2, test: 0.2 } },
        files: [{ file: 'train/Male/1.bmp', source: '1.bmp', sha256 }],
      }),
    );
    const record = inFolder('models', 'Tiny_Run', 'run.json');
    mkdirSync(inFolder('models', 'Tiny_Run'));
    writeFileSync(
      record,
      JSON.stringify({
        ...{ format: 1, name: 'Tiny', dataset: 'Tiny', model: 'Tiny_Transfer_Model.h5', seed: 0 },
        ...{ createdAt: '2026-11-28T12:00:00Z', seconds: 1, fingerprint: 'f', features: {} },
        ...{ split: await sha256File(split), config: completeConfig({}) },
        ...{ images: { train: 1, validation: 0 }, epochs: [], bestEpoch: 1, versions: {} },
        validation: { accuracy: { value: 1 }, figures: {}, confusion: { classes: [], matrix: [] } },
      }),
    );
    await writeManifest(model, {
      ...{ command: 'train', seconds: 1, versions: {}, inputs: {}, options: { dataset: 'Tiny' } },
      outputs: await hashOutputs(model, [model, record]),
    });
    const found = await run('evaluate', '--trainset=Tiny');
    expect(found.stderr).toContain('1 of 12 pictures of Tiny, test, are those that');
    expect(found.stdout).toContain('trained on            1 of these pictures');
    expect(await scoreOf('evaluate', '--trainset=Tiny')).toMatchObject({ trainedOn: 1 });
    writeFileSync(`${model}.manifest.json`, '{}');
    expect(await run('evaluate', '--trainset=Tiny')).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('it is not known on which pictures') as string,
    });
  });

  test('tests on the dataset of --testset, and on the split of --split', async () => {
    writeColourDataset(inFolder('data', 'Other'), 2);
    expect(await scoreOf('evaluate', '--trainset=Tiny', '--testset=Other')).toMatchObject({
      images: 4,
    });
    expect(stores()).toContainEqual(expect.stringMatching(/^Other_test\./));
    await run('evaluate', '--trainset=Tiny', '--split=train');
    expect(stores()).toContainEqual(expect.stringMatching(/^Tiny_train\./));
  });

  test('draws intervals by person where split.json knows them, and groups by a table', async () => {
    const names = ['Female', 'Male'].flatMap((label) =>
      readdirSync(inFolder('data', 'Tiny', 'test', label)).map((name) => `${label}/${name}`),
    );
    const manifest = {
      ...{ format: 1, dataset: 'Tiny', seed: 0, method: 'persons', fraction: 1 },
      ...{ classes: ['Female', 'Male'], ratios: { train: 0.6, validation: 0.2, test: 0.2 } },
      files: names.map((name, picture) => ({
        ...{ file: `test/${name}`, source: name, sha256: '0'.repeat(64) },
        person: `person ${Math.floor(picture / 3)}`,
      })),
    };
    writeFileSync(inFolder('data', 'Tiny', 'split.json'), JSON.stringify(manifest));
    const table = names.map((name, picture) => `${name},${picture % 2 ? 'yes' : 'no'}`);
    writeFileSync(inFolder('meta.csv'), ['File_name,glasses', ...table, ''].join('\n'));
    const score = await scoreOf(
      'evaluate',
      ...['--trainset=Tiny', '--groups', inFolder('meta.csv'), '--resamples=50'],
    );
    expect(score.uncertainty).toMatchObject({ persons: 4, resamples: 50 });
    const glasses = score.groups.find(({ by }) => by === 'glasses');
    expect(glasses?.groups.map(({ group, images }) => [group, images])).toEqual([
      ['no', 6],
      ['yes', 6],
    ]);
  });

  test('feeds pictures as the model file says, and reports its class names', async () => {
    const classes = ['cat', 'dog'] as const;
    writeColourDataset(inFolder('data', 'Pets'), 3, classes);
    await writeModel(inFolder, 'Pets', classes, { mode: 'rescale' });
    const { confusion } = await scoreOf('evaluate', '--trainset=Pets');
    expect(confusion.classes).toEqual(classes);
    const [store = ''] = stores();
    expect(store).toMatch(/^Pets_test\.rescale\.[0-9a-f]{12}\.npy$/);
    const record = readFileSync(
      inFolder('data', 'features', store.replace(/npy$/, 'json')),
      'utf8',
    );
    expect(JSON.parse(record)).toMatchObject({ preprocessing: { mode: 'rescale' } });
  });

  test('matches classes by name where their order differs', async () => {
    const before = await scoreOf('evaluate', '--trainset=Tiny');
    await writeModel(inFolder, 'Tiny', ['Male', 'Female']); // the same weights, swapped names
    const after = await scoreOf('evaluate', '--trainset=Tiny');
    expect(after.confusion.classes).toEqual(['Male', 'Female']);
    expect(after.accuracy).toBeCloseTo(1 - before.accuracy, 12);
  });

  test('ends at a picture that cannot be read, or leaves it out and names it', async () => {
    const bad = inFolder('data', 'Tiny', 'test', 'Male', '3_Age40.bmp');
    writeFileSync(bad, 'no picture');
    const failed = await run('evaluate', '--trainset=Tiny');
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toMatch(/3_Age40\.bmp .*--on-bad skip \[FEATURES_PICTURES\]/);
    const { exitCode, stdout } = await run('evaluate', '--trainset=Tiny', '--on-bad=skip');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\nleft out +1\nimages +1[12]: /);
    await run('predict', '--trainset=Tiny', '--on-bad=skip');
    const manifest = await readManifest(inFolder('data', 'results', 'Tiny_test_results.csv'));
    expect(manifest.options).toMatchObject({ skipped: [{ file: bad, code: 'IMAGE_FORMAT' }] });
  });

  test('ends in order on Ctrl-C', async () => {
    const argv = ['evaluate', '--trainset', 'Tiny', ...folders(inFolder)];
    const interrupted = await runInMemory(app, argv, { interruptAt: 'extracting features' });
    expect(interrupted).toMatchObject({ exitCode: 130, stdout: '' });
  });
});

describe('predict', () => {
  test('writes the class probabilities of every picture in the published format', async () => {
    const { exitCode, stdout } = await run('predict', '--trainset', 'Tiny', '--testset', 'Tiny');
    const path = inFolder('data', 'results', 'Tiny_test_results.csv');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${path}: 12 images\n` });
    const lines = readFileSync(path, 'utf8').split('\r\n');
    expect(lines[0]).toBe('File_name,GT,Pred,Female_prob,Male_prob');
    expect(lines[1]).toMatch(/^Female\/1_Age\d\d\.bmp,0,[01],[01]\.\d{6},[01]\.\d{6}$/);
    expect(lines).toHaveLength(14);
    expect(await readManifest(path)).toMatchObject({ command: 'predict' });
  });

  test('is also evaluate with --mode predict, which prints the figures as well', async () => {
    const { stdout } = await run('evaluate', '--trainset=Tiny', '--mode=predict');
    expect(stdout).toMatch(/Tiny_test_results\.csv\n\nmodel .*\n.*\nimages +12: /);
  });

  test('of another test set has a file of its own; one that is replaced is named', async () => {
    writeColourDataset(inFolder('data', 'Other'), 2);
    await run('predict', '--trainset=Tiny');
    const own = readFileSync(inFolder('data', 'results', 'Tiny_test_results.csv'));
    await run('predict', '--trainset=Tiny', '--testset=Other');
    expect(existsSync(inFolder('data', 'results', 'Other_test_results.csv'))).toBe(true);
    expect(readFileSync(inFolder('data', 'results', 'Tiny_test_results.csv'))).toEqual(own);
    await writeModel(inFolder, 'Other', ['Male', 'Female']);
    const { stderr } = await run('predict', '--trainset=Other');
    expect(stderr).toMatch(/held the results of .*Tiny_Transfer_Model\.h5; they are replaced/);
  });

  test('writes where --output says, in place of the usual file, with its manifest', async () => {
    const path = inFolder('of', 'one', 'model.csv');
    const { exitCode, stdout } = await run('predict', '--trainset=Tiny', `--output=${path}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${path}: 12 images\n` });
    expect(existsSync(inFolder('data', 'results'))).toBe(false);
    const { inputs } = await readManifest(path);
    expect(Object.keys(inputs)).toEqual([inFolder('models', 'Tiny_Transfer_Model.h5')]);
    const argv = ['compare', path, path, '--resamples=0', '--json'];
    const { stdout: compared } = await runInMemory(app, argv);
    expect(JSON.parse(compared)).toMatchObject({ images: 12 });
    const mixed = await run('predict', 'face.jpg', '--output=a.csv');
    expect(mixed.exitCode).toBe(2);
    expect(mixed.stderr).toContain('--output goes with a test set');
  });

  test('gives a file that scores as the evaluation did', async () => {
    const evaluated = await scoreOf('evaluate', '--trainset=Tiny', '--mode=predict');
    const csv = inFolder('data', 'results', 'Tiny_test_results.csv');
    const { stdout } = await runInMemory(app, ['score', '--csv', csv, '--json']);
    const scored = JSON.parse(stdout) as Score;
    expect(scored.confusion).toEqual(evaluated.confusion);
    expect(scored.accuracy).toBe(evaluated.accuracy);
    expect(scored.crossEntropy).toBeCloseTo(evaluated.crossEntropy, 4); // six decimals of each p
  });
});

describe('what cannot be evaluated is said in one line', () => {
  test.each([
    ['no model', ['--trainset=Absent'], 'FILE_NOT_FOUND', 'gender-train train'],
    ['nothing named', [], 'FILE_NOT_FOUND', 'GenderDataset_Small_Transfer_Model.h5'],
    ['no test set', ['--trainset=Tiny', '--testset=No'], 'DATASET_NOT_FOUND', 'prepare the dat'],
    ['an unknown class', ['--trainset=Tiny', '--testset=Pets'], 'RESULTS_CLASSES', 'has cat, dog'],
  ])('%s', async (_, flags, code, words) => {
    writeColourDataset(inFolder('data', 'Pets'), 1, ['cat', 'dog']);
    const { exitCode, stdout, stderr } = await run('evaluate', ...flags, '--json', '--quiet');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stderr).toContain(words);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
  });

  test.each(['evaluate', 'predict'])('%s on a device that the engine lacks', async (command) => {
    const flags = ['--trainset=Tiny', '--engine=onnxruntime-web', '--device=webgpu'];
    const { exitCode, stderr } = await run(command, ...flags);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('[ENGINE_DEVICE]');
  });

  test.each([
    [['evaluate', '--trainset=Tiny', '--mode=train'], '"evaluate"|"predict"'],
    [['evaluate', '--trainset=../Tiny'], 'a name without slashes'],
    [['evaluate', '--trainset=Tiny', '--batch-mean=0'], '--batch-mean=0 is not valid'],
    [['predict', '--trainset=Tiny', '--batch-mean=32'], 'unknown argument'],
    [['predict', '--csv'], '--csv goes with pictures'],
    [['evaluate', '--trainset=Tiny', '--dataset=Tiny'], 'unknown argument: dataset'],
  ])('wrong usage: %j', async (argv, words) => {
    const { exitCode, stderr } = await run(...argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
  });
});
