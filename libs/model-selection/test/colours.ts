import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeKerasModel } from '@gender/keras';
import { temporaryFolder, tinyBackbone, writeColourDataset } from '@gender/testing';
import { beforeEach } from 'vitest';
import type { CollectionOptions } from '../src/index.js';

/** A small dataset of two colours, new for each test, and training options for a small head. */
export interface Colours {
  inFolder: (...names: string[]) => string;
  options: () => CollectionOptions & typeof small & { models: string };
  /** Says in `split.json` that two pictures each are of one person, and in which fold the person is. */
  tellPersons: (foldOf?: (person: number) => string) => void;
  /** Changes what `split.json` says of each file. */
  changeManifest: (change: (file: ToldFile, index: number) => ToldFile) => void;
}

/** What `split.json` says of a file. */
interface ToldFile {
  file: string;
  source: string;
  person: string;
  fold?: string;
  copyOf?: string;
  sha256: string;
}

const small = {
  hiddenUnits: [6],
  epochs: 3,
  batchSize: 8,
  adam: { learningRate: 0.01 },
  threads: 1,
};

/** @param perClass - pictures of each class in each split */
export function colours(perClass: number): Colours {
  const inFolder = temporaryFolder();
  beforeEach(async () => {
    writeColourDataset(inFolder('data', 'Colours'), perClass);
    await writeKerasModel(inFolder('models', 'tiny.h5'), tinyBackbone());
  });
  const files = (): string[] =>
    ['train', 'validation', 'test'].flatMap((split) =>
      ['Female', 'Male'].flatMap((label) =>
        readdirSync(inFolder('data', 'Colours', split, label))
          .sort()
          .map((name) => join(split, label, name)),
      ),
    );
  const manifest = (): string => inFolder('data', 'Colours', 'split.json');
  return {
    inFolder,
    options: () => ({
      ...{ dataset: 'Colours', dataRoot: inFolder('data'), models: inFolder('models') },
      backbone: inFolder('models', 'tiny.h5'),
      ...small,
    }),
    tellPersons: (foldOf) => {
      const entries = files().map((file, index): ToldFile => {
        const person = Math.floor(index / 2);
        const fold = foldOf && { fold: foldOf(person) };
        return {
          file,
          source: `${index}.bmp`,
          person: `p${person}`,
          ...fold,
          sha256: 'a'.repeat(64),
        };
      });
      const told = {
        ...{ format: 1, dataset: 'Colours', seed: 0, method: 'persons', fraction: 1 },
        ratios: { train: 0.4, validation: 0.3, test: 0.3 },
        ...{ classes: ['Female', 'Male'], files: entries },
      };
      writeFileSync(manifest(), JSON.stringify(told));
    },
    changeManifest: (change) => {
      const told = JSON.parse(readFileSync(manifest(), 'utf8')) as { files: ToldFile[] };
      writeFileSync(manifest(), JSON.stringify({ ...told, files: told.files.map(change) }));
    },
  };
}
