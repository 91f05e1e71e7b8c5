import { runInMemory, type FinishedRun, type RunInMemoryOptions } from '@gender/cli/testing';
import type { TrainedClassifier } from '@gender/classifier';
import { writeKerasModel } from '@gender/keras';
import { temporaryFolder, tinyBackbone, writeColourDataset } from '@gender/testing';
import { beforeEach } from 'vitest';
import { app } from '../src/index.js';

/** A folder ready for training, and the commands that run in it. */
export interface Prepared {
  /** Joins names to the folder of the current test. */
  inFolder: (...names: string[]) => string;
  run: (
    command: 'cross-validate' | 'extract' | 'train' | 'tune',
    flags: readonly string[],
    options?: RunInMemoryOptions,
  ) => Promise<FinishedRun>;
  extract: (...flags: string[]) => Promise<FinishedRun>;
  /** Trains a small head, unless flags or a configuration describe another. */
  train: (...flags: string[]) => Promise<FinishedRun>;
  /** What `train --json` prints, of the same head. */
  trainJson: (...flags: string[]) => Promise<TrainedClassifier>;
}

/**
 * Gives every test of the file a new folder with the dataset `Tiny` in `data`, six pictures of each
 * class in each split, and a backbone in `models`.
 */
export function prepared(): Prepared {
  const inFolder = temporaryFolder();
  beforeEach(async () => {
    writeColourDataset(inFolder('data', 'Tiny'), 6);
    await writeKerasModel(inFolder('models', 'VGG_Face_pretrained_descriptor.h5'), tinyBackbone());
  });
  const run: Prepared['run'] = (command, flags, options) => {
    const folders = ['--data-root', inFolder('data'), '--models', inFolder('models')];
    const named = flags.some((flag) => flag.startsWith('--dataset'));
    const dataset = named ? [] : ['--dataset', 'Tiny'];
    return runInMemory(app, [command, ...dataset, ...folders, ...flags], options);
  };
  return {
    inFolder,
    run,
    extract: (...flags) => run('extract', flags),
    train: (...flags) => run('train', withSmallHead(flags)),
    trainJson: async (...flags) => {
      const { stdout } = await run('train', ['--json', '--quiet', ...withSmallHead(flags)]);
      return JSON.parse(stdout) as TrainedClassifier;
    },
  };
}

function withSmallHead(flags: readonly string[]): readonly string[] {
  const described = flags.some((flag) => /^--(hidden-units|config)/.test(flag));
  return described ? flags : [...flags, '--hidden-units=8'];
}
