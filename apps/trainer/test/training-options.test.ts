import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GenderClassifier, readTransferModel, type TrainedClassifier } from '@gender/classifier';
import { readManifest } from '@gender/core/node';
import { describe, expect, test } from 'vitest';
import { prepared } from './prepared.js';

const { inFolder, run, train, trainJson } = prepared();

/** The resolved options that the manifest of a trained model names. */
async function optionsOf({ model }: TrainedClassifier): Promise<Record<string, unknown>> {
  return (await readManifest(model)).options;
}

/** The layers of a trained model's head that have weights or a rate, and what these are. */
async function headOf({ model }: TrainedClassifier): Promise<string[]> {
  const { head } = await readTransferModel(model);
  return head.layers.flatMap((layer) => {
    if (layer.type === 'dense') return [`${layer.name} ${layer.kernel.shape.join('x')}`];
    return layer.type === 'dropout' ? [`${layer.name} ${layer.rate}`] : [];
  });
}

function aPicture(): string {
  const folder = inFolder('data', 'Tiny', 'test', 'Male');
  return join(folder, readdirSync(folder)[0] ?? '');
}

describe('the head', () => {
  test.each([
    [
      ['--hidden-units', '8', '4', '3'],
      [
        'fc1 80x8',
        'dropout 0.5',
        'fc2 8x4',
        'dropout_1 0.5',
        'fc3 4x3',
        'dropout_2 0.5',
        'fc4 3x2',
      ],
    ],
    [
      ['--hidden-units=6', '--dropout=0.25'],
      ['fc1 80x6', 'dropout 0.25', 'fc2 6x2'],
    ],
    [
      ['--hidden-units', '6', '5', '--dropout', '0', '0.4'],
      ['fc1 80x6', 'fc2 6x5', 'dropout 0.4', 'fc3 5x2'],
    ],
    [['--hidden-units=none'], ['fc1 80x2']],
  ])('has the layers that %j ask for, and predicts', async (flags, expected) => {
    const trained = await trainJson('--epoch=1', ...flags);
    expect(await headOf(trained)).toEqual(expected);
    await using classifier = await GenderClassifier.load(trained.model);
    for await (const { probabilities } of classifier.predict([aPicture()])) {
      expect(Object.keys(probabilities)).toEqual(['Female', 'Male']);
    }
  });
});

describe('the training', () => {
  test('follows its flags, and the manifest names all of them', async () => {
    const { stdout } = await run('train', [
      ...['--json', '--quiet'],
      ...['--epoch=1', '--l2=0.001', '--label-smoothing=0.1', '--learning-rate=0.002'],
      ...['--beta1=0.8', '--beta2=0.99', '--epsilon=1e-6'],
      ...['--class-weights', 'Female=1.2', 'Male=0.9'],
    ]);
    const trained = JSON.parse(stdout) as TrainedClassifier;
    expect(await optionsOf(trained)).toMatchObject({
      ...{ epochs: 1, batchSize: 32, patience: 3, hiddenUnits: [1024, 256], dropout: 0.5 },
      ...{ l2: 0.001, labelSmoothing: 0.1, classWeights: { Female: 1.2, Male: 0.9 } },
      adam: { learningRate: 0.002, beta1: 0.8, beta2: 0.99, epsilon: 1e-6 },
    });
  });

  test.each([
    ['--l2=0.01'],
    ['--label-smoothing=0.2'],
    ['--class-weights=Female=3'],
    ['--beta1=0.5'],
  ])('comes out differently with %s', async (flag) => {
    const plain = ['--epoch=2', '--hidden-units=8', '--learning-rate=0.01'];
    const before = readFileSync((await trainJson(...plain)).weights);
    const after = readFileSync((await trainJson(...plain, flag)).weights);
    expect(after.equals(before)).toBe(false);
  });

  test('takes from --config what no flag says', async () => {
    const config = { hiddenUnits: [8], epochs: 4, adam: { learningRate: 0.01, beta1: 0.7 } };
    writeFileSync(inFolder('head.json'), JSON.stringify({ ...config, classWeights: 'balanced' }));
    const flags = ['--config', inFolder('head.json'), '--epoch=1', '--learning-rate=0.02'];
    expect(await optionsOf(await trainJson(...flags))).toMatchObject({
      ...{ hiddenUnits: [8], epochs: 1, classWeights: 'balanced' },
      adam: { learningRate: 0.02, beta1: 0.7, beta2: 0.999 },
    });
  });

  test.each([
    ['{"hidenUnits":[8]}', 'unknown key hidenUnits; the keys are hiddenUnits, dropout'],
    ['{"adam":{"rate":1}}', 'unknown key rate in adam; the keys are learningRate, beta1'],
    ['{"dropout":[0.5,2]}', 'dropout'],
    ['{"epochs":0}', 'epochs is not valid'],
    ['[]', 'expected object'],
    ['epochs: 3', 'is not JSON'],
  ])('refuses the config %s', async (text, words) => {
    writeFileSync(inFolder('head.json'), text);
    const { exitCode, stderr } = await train('--config', inFolder('head.json'));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: .*head\.json.*\[CLASSIFIER_CONFIG\]\n$/);
    expect(stderr).toContain(words);
  });

  test('refuses a config that is not there, and weights of a class that is not there', async () => {
    expect((await train('--config=absent.json')).stderr).toContain('[FILE_NOT_FOUND]');
    const { stderr } = await train('--class-weights=Cat=2', '--quiet');
    expect(stderr).toContain('there is no class "Cat"; the classes are Female, Male');
  });

  test.each([
    [['--hidden-units=0'], '--hidden-units=0 is not valid'],
    [['--hidden-units=1e3x'], 'expected whole numbers from 1, or none'],
    [['--hidden-units', '8', 'none'], 'expected whole numbers from 1, or none'],
    [['--dropout=1'], '--dropout=1 is not valid'],
    [['--class-weights=even'], 'expected balanced, or a weight for each class'],
    [['--class-weights', 'Male=1', 'Male=2'], 'expected balanced, or a weight for each class'],
    [['--class-weights=Male=-1'], '--class-weights=Male=-1 is not valid'],
    [['--label-smoothing=1'], '--label-smoothing=1 is not valid'],
    [['--l2=-1'], '--l2=-1 is not valid'],
    [['--checkpoint-seconds=0'], '--checkpoint-seconds=0 is not valid'],
  ])('wrong usage: %j', async (flags, words) => {
    const { exitCode, stderr } = await train(...flags);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
  });
});

/** The folders of trainings that are under way or were replaced. */
function ownFolders(): string[] {
  return readdirSync(inFolder('models')).filter((file) => file.startsWith('Tiny_Training.'));
}

describe('a training of other options', () => {
  test('keeps the earlier model, says so, and gives way to it again without training', async () => {
    const flags = ['--epoch=1', '--hidden-units=8'];
    const first = readFileSync((await trainJson(...flags)).model);
    expect(await trainJson(...flags)).toMatchObject({ upToDate: true });

    const { stdout, stderr } = await train(...flags, '--seed=1', '--json');
    const { model, kept } = JSON.parse(stdout) as TrainedClassifier;
    expect(stderr).toContain(`the earlier model of another training is kept in ${kept}\n`);
    expect(readFileSync(join(kept!, 'Tiny_Transfer_Model.h5')).equals(first)).toBe(true);
    const second = readFileSync(model);
    expect(second.equals(first)).toBe(false);
    expect(readdirSync(kept!)).toHaveLength(6);
    expect(readdirSync(join(kept!, 'Tiny_Run'))).toEqual([
      ...['events.out.tfevents.Tiny', 'learning-curves.svg', 'run.json'],
    ]);
    const drawing = readFileSync(join(dirname(model), 'Tiny_Run', 'learning-curves.svg'), 'utf8');
    expect(drawing).toMatch(/^<svg xmlns=.*aria-label="Loss over 1 epochs?\..* Accuracy over 1 /s);

    expect(await trainJson(...flags)).toMatchObject({ upToDate: true });
    expect(readFileSync(model).equals(first)).toBe(true);
    const [other, ...more] = ownFolders();
    expect(more).toEqual([]);
    const set = readFileSync(inFolder('models', other!, 'Tiny_Transfer_Model.h5'));
    expect(set.equals(second)).toBe(true);
  });

  test('may have a name of its own', async () => {
    const flags = ['--epoch=1', '--hidden-units=8'];
    await trainJson(...flags);
    const { model } = await trainJson(...flags, '--seed=1', '--name=Other');
    expect(model).toBe(inFolder('models', 'Other_Transfer_Model.h5'));
    expect(ownFolders()).toEqual([]);
  });
});

describe('a training that is interrupted', () => {
  test('goes on from its checkpoint to the same model, and says so', async () => {
    const flags = ['--epoch=6', '--patience=6', '--hidden-units=16', '--batch=4'];
    const { model } = await trainJson(...flags, '--name=Undisturbed');
    const undisturbed = readFileSync(model);

    const stopped = await run('train', flags, { interruptAt: 'epoch 3/' });
    expect(stopped.exitCode).toBe(130);
    expect(ownFolders()).toHaveLength(1);
    const { stderr } = await train(...flags);
    expect(stderr.match(/going on from .*checkpoint\.safetensors: epoch \d, after/g)).toHaveLength(
      1,
    );

    expect(readFileSync(inFolder('models', 'Tiny_Transfer_Model.h5')).equals(undisturbed)).toBe(
      true,
    );
    expect(ownFolders()).toEqual([]);
  });
});
