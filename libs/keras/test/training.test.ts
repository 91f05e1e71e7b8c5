import { join } from 'node:path';
import { openHdf5 } from '@gender/hdf5';
import { describe, expect, it } from 'vitest';
import { openArchive } from '../src/archive/open-archive.js';
import { readKerasModel, writeKerasModel } from '../src/index.js';
import { chain, conv, fixture, temporaryFolder } from './files.js';

const folder = temporaryFolder();
const network = chain([8, 8, 3], conv('a'));
const training = {
  learningRate: 1e-4,
  loss: 'categorical_crossentropy',
  metrics: ['accuracy'],
};

interface TrainingConfig {
  optimizer_config: { class_name: string; config: Record<string, unknown> };
  loss: unknown;
}

async function trainingConfigOf(path: string): Promise<TrainingConfig | undefined> {
  using file = await openHdf5(path);
  const text = file.root.attribute('training_config');
  return typeof text === 'string' ? (JSON.parse(text) as TrainingConfig) : undefined;
}

describe('how a model is compiled', () => {
  it('is in words that every version of Keras itself writes', async () => {
    const path = join(folder(), 'compiled.h5');
    await writeKerasModel(path, network, { training });
    const ours = await trainingConfigOf(path);
    expect(ours).toMatchObject({ loss: 'categorical_crossentropy', metrics: ['accuracy'] });
    // What a version does not know it refuses: `decay` of 1.14, `weight_decay` of 2.15.
    const known = await Promise.all(
      ['tf1_14_trained.h5', 'keras2_15_trained.h5', 'keras3_trained.h5'].map(async (name) => {
        const theirs = await trainingConfigOf(fixture(name));
        expect(theirs?.loss).toBe(ours?.loss);
        const { config } = theirs!.optimizer_config;
        expect(config['learning_rate']).toBeCloseTo(1e-4, 9);
        expect(config['beta_1']).toBeCloseTo(0.9, 7);
        return Object.keys(config);
      }),
    );
    for (const option of Object.keys(ours!.optimizer_config.config)) {
      for (const options of known) expect(options).toContain(option);
    }
  });

  it('is no metadata, and changes nothing else of the file', async () => {
    const [plain, compiled] = [join(folder(), 'plain.h5'), join(folder(), 'compiled.h5')];
    await writeKerasModel(plain, network);
    await writeKerasModel(compiled, network, { training });
    expect(await trainingConfigOf(plain)).toBeUndefined();
    expect((await readKerasModel(compiled)).metadata).toEqual({});
    expect((await readKerasModel(compiled)).network).toEqual((await readKerasModel(plain)).network);
  });

  it('is part of the configuration of an archive', async () => {
    const path = join(folder(), 'compiled.keras');
    await writeKerasModel(path, network, { training });
    await using ours = await openArchive(path);
    await using theirs = await openArchive(fixture('keras3_trained.keras'));
    const [own, known] = [ours, theirs].map(
      ({ config }) => JSON.parse(config) as { compile_config: Record<string, unknown> },
    );
    expect(own!.compile_config).toMatchObject({ loss: training.loss, metrics: training.metrics });
    expect(own!.compile_config['optimizer']).toMatchObject({ class_name: 'Adam' });
    expect(Object.keys(known!.compile_config)).toEqual(
      expect.arrayContaining(Object.keys(own!.compile_config)),
    );
  });
});
