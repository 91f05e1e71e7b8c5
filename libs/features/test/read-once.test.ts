import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createRandom } from '@gender/core';
import { prepareDataset, type PrepareOptions } from '@gender/dataset';
import { encodePng } from '@gender/image';
import { bytesRead, countsBytesRead, temporaryFolder, tinyBackbone } from '@gender/testing';
import { expect, it } from 'vitest';
import { NetworkBackbone } from '../src/backbone/network-backbone.js';
import { extractSplit } from '../src/extract/extract-split.js';
import { choosePreprocessing } from '../src/feeding/choose-preprocessing.js';
import { countingEngine } from './counting-engine.js';

const inFolder = temporaryFolder();

/** Longer than a tick of the file system, after which a file's times prove that it was not written again. */
const TICK = 150;

/**
 * Draws pictures of noise, so that files are as large as their pixels.
 *
 * @returns bytes of all files
 */
async function drawNoise(): Promise<number> {
  const random = createRandom(0);
  let bytes = 0;
  for (let index = 0; index < 10; index += 1) {
    const data = Uint8Array.from({ length: 256 * 256 * 3 }, () => random.integer(256));
    const path = inFolder('source', index < 5 ? 'Female' : 'Male', `${index}.png`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await encodePng({ width: 256, height: 256, data }));
    bytes += statSync(path).size;
  }
  return bytes;
}

// What else the process reads, its own modules, it has read before; half a file more is no file read twice.
it.runIf(countsBytesRead)(
  'each file is read once: what is hashed is what is decoded, and what has not changed is known',
  async () => {
    const bytes = await drawNoise();
    const times = async (work: () => Promise<unknown>): Promise<number> => {
      await setTimeout(TICK);
      return Math.round((await bytesRead(work)) / bytes);
    };
    const prepare = (more?: Partial<PrepareOptions>) => () =>
      prepareDataset({
        ...{ source: inFolder('source'), dataRoot: inFolder('data'), dataset: 'Noise', seed: 0 },
        ...{ link: true, ratios: { train: 0.6, validation: 0.2, test: 0.2 }, ...more },
      });
    await prepare({ dataset: 'Another' })();
    expect(await times(prepare())).toBe(1);
    expect(await times(prepare())).toBe(1); // to see that it is up to date
    expect(await times(prepare({ verify: true }))).toBe(2);
    // A copy is made by the system, which reads the file to write it.
    expect(await times(prepare({ dataset: 'Copied', link: false }))).toBe(2);

    const backbone = new NetworkBackbone(tinyBackbone());
    const preprocessing = choosePreprocessing(backbone);
    const extract = (verify: boolean) => async () => {
      for (const split of ['train', 'validation', 'test'] as const) {
        await using _ = await extractSplit({
          ...{ dataRoot: inFolder('data'), dataset: 'Noise', split, backbone, preprocessing },
          ...{ engine: countingEngine(), verify },
        });
      }
    };
    expect(await times(extract(false))).toBe(1);
    expect(await times(extract(false))).toBe(0);
    expect(await times(extract(true))).toBe(1);
  },
);
