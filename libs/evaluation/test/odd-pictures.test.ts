import { mkdirSync, writeFileSync } from 'node:fs';
import { trainClassifier } from '@gender/classifier';
import { writeKerasModel } from '@gender/keras';
import {
  solidPicture,
  temporaryFolder,
  tinyBackbone,
  writeColourDataset,
  writeOddPictures,
  writeTraps,
} from '@gender/testing';
import { expect, it } from 'vitest';
import { classifyFiles } from '../src/classify-files.js';

const inFolder = temporaryFolder();

/** Peak memory of this process, in bytes. */
const peak = (): number => process.resourceUsage().maxRSS * 1024;

it.skipIf(process.platform === 'win32')(
  'classifies what can be read of a folder of odd files, and names each of the rest',
  async () => {
    writeColourDataset(inFolder('data', 'Colours'), 4);
    await writeKerasModel(inFolder('tiny.h5'), tinyBackbone());
    const { model } = await trainClassifier({
      ...{ dataset: 'Colours', dataRoot: inFolder('data'), models: inFolder('models') },
      ...{ backbone: inFolder('tiny.h5'), epochs: 1 },
    });
    const before = peak();
    const folder = inFolder('odd');
    mkdirSync(folder);
    const kinds = writeOddPictures(folder);
    const traps = writeTraps(folder);
    writeFileSync(`${folder}/sound.bmp`, solidPicture(10, 12, [200, 90, 40]));
    writeFileSync(`${folder}/text.jpg`, 'no picture');
    const warnings: string[] = [];
    const logger = {
      debug: () => undefined,
      info: () => undefined,
      warn: (line: string) => void warnings.push(line),
    };

    // In a folder that is named, traps are left out in one warning.
    const found = await classifyFiles({ model, pictures: [folder], onBad: 'skip', logger });
    const nameOf = (path: string): string => path.replace(/.*\//, '');
    const read = found.pictures.map(({ file }) => nameOf(file));
    const skipped = found.skipped.map(({ file }) => nameOf(file));
    expect(read.length).toBeGreaterThan(50);
    expect(skipped.length).toBeGreaterThan(10);
    expect(skipped).toContain('text.jpg');
    const told = warnings.filter((line) => traps.every((name) => line.includes(name)));
    expect(told).toHaveLength(1);
    // Every other file is in the result, or of an ending that no picture has, which is counted.
    const left = kinds.filter((name) => !read.includes(name) && !skipped.includes(name));
    for (const name of left) expect(warnings.join()).toContain(name.replace(/.*\./, '.'));
    expect(read.length + skipped.length + left.length).toBe(kinds.length + 2);

    // A trap that is named itself is a bad picture.
    const named = await classifyFiles({
      ...{ model, onBad: 'skip', logger },
      pictures: [...traps, 'sound.bmp'].map((name) => `${folder}/${name}`),
    });
    expect(named.skipped.map(({ file }) => nameOf(file))).toEqual(traps);
    expect(named.pictures).toHaveLength(1);
    expect(peak() - before).toBeLessThan(2 ** 30);
  },
);
