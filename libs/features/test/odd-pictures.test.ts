import { writeFileSync } from 'node:fs';
import { listSplit, prepareDataset } from '@gender/dataset';
import {
  temporaryFolder,
  tinyBackbone,
  writeColourDataset,
  writeOddPictures,
  writeTraps,
} from '@gender/testing';
import { expect, it } from 'vitest';
import { NetworkBackbone } from '../src/backbone/network-backbone.js';
import { extractSplit } from '../src/extract/extract-split.js';
import { choosePreprocessing } from '../src/feeding/choose-preprocessing.js';
import { countingEngine } from './counting-engine.js';

const inFolder = temporaryFolder();

/** Peak memory of this process, in bytes. */
const peak = (): number => process.resourceUsage().maxRSS * 1024;

it.skipIf(process.platform === 'win32')(
  'prepares and extracts what can be read of a folder of odd files, and names the rest',
  async () => {
    const before = peak();
    writeColourDataset(inFolder('source'), 12);
    const source = inFolder('source', 'train');
    writeOddPictures(`${source}/Female`);
    const traps = writeTraps(`${source}/Male`);
    const prepared = await prepareDataset({
      ...{ source, dataRoot: inFolder('data'), dataset: 'Odd', seed: 0, maxBroken: 1 },
    });
    const unusual = prepared.unusual.map(({ path }) => path.replace(/.*\//, ''));
    expect(unusual.sort()).toEqual([...traps, 'up'].sort());
    expect(prepared.broken.length).toBeGreaterThan(10);
    expect(prepared.found - prepared.broken.length).toBeGreaterThan(50);

    // What finds its way into a prepared dataset is named as well.
    const folder = inFolder('data', 'Odd', 'train');
    writeTraps(`${folder}/Male`);
    writeFileSync(`${folder}/Female/text.jpg`, 'no picture');
    const { images } = await listSplit(folder);
    const backbone = new NetworkBackbone(tinyBackbone());
    const options = {
      ...{ dataRoot: inFolder('data'), dataset: 'Odd', backbone },
      split: 'train',
      ...{ engine: countingEngine(), preprocessing: choosePreprocessing(backbone) },
    } as const;
    const bad = ['Female/text.jpg', ...traps.map((name) => `Male/${name}`)];
    const failure: unknown = await extractSplit(options).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'FEATURES_PICTURES' });
    for (const file of bad) expect(String(failure)).toContain(file);
    await using store = await extractSplit({ ...options, onBad: 'skip' });
    expect(store.record.skipped?.map(({ file }) => file)).toEqual(bad);
    expect(store.length).toBe(images.length - bad.length);
    expect(peak() - before).toBeLessThan(2 ** 30);
  },
);
