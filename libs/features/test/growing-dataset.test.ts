import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder, solidPicture, tinyBackbone } from '@gender/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NetworkBackbone } from '../src/backbone/network-backbone.js';
import { choosePreprocessing } from '../src/feeding/choose-preprocessing.js';
import { extractFeatures } from '../src/extract/extract-features.js';
import { countingEngine } from './counting-engine.js';

const inFolder = temporaryFolder();
const backbone = new NetworkBackbone(tinyBackbone());
const preprocessing = choosePreprocessing(backbone);

/** Pictures by the grey level that fills them, and when the power fails: after how many of them. */
interface Run {
  levels: number[];
  failAfter: number | undefined;
}

const run = fc.record<Run>({
  levels: fc.array(fc.nat(11), { minLength: 1, maxLength: 9 }),
  failAfter: fc.option(fc.nat(6), { nil: undefined }),
});

async function extract(folder: string, { levels, failAfter }: Run): Promise<number> {
  const images = levels.map((level, place) => {
    const file = `Female/${place}.bmp`;
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, solidPicture(3, 3, [level, level, level]));
    return { path, file, label: 0 };
  });
  const engine = countingEngine(failAfter);
  const output = join(folder, 'x.npy');
  const listing = { classes: ['Female'], images };
  const options = { listing, backbone, preprocessing, engine, output, batchSize: 2 };
  try {
    await using _ = await extractFeatures(options);
  } catch (error) {
    expect(error).toMatchObject({ message: 'power cut' });
  }
  return engine.pictures;
}

const filesIn = (folder: string): Buffer[] =>
  ['x.npy', 'x.json'].map((name) => readFileSync(join(folder, name)));

it('ends with the bytes of a fresh run, whatever was extracted or interrupted before', async () => {
  const property = fc.asyncProperty(fc.array(run, { maxLength: 5 }), run, async (runs, last) => {
    const final = { ...last, failAfter: undefined };
    const [grown, fresh] = [inFolder('grown'), inFolder('fresh')];
    for (const earlier of runs) await extract(grown, earlier);
    const computed = await extract(grown, final);
    expect(await extract(fresh, final)).toBe(new Set(final.levels).size);
    expect(filesIn(grown)).toEqual(filesIn(fresh));
    expect(computed).toBeLessThanOrEqual(new Set(final.levels).size);
    expect(await extract(grown, final)).toBe(0);
    for (const folder of [grown, fresh]) rmSync(folder, { recursive: true });
  });
  await fc.assert(property, { numRuns: 25, seed: 8 });
});
