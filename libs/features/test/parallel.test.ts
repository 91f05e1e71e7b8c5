import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { createRandom, zip } from '@gender/core';
import { writeKerasModel } from '@gender/keras';
import { bundleProgram, temporaryFolder, tinyBackbone, writeColourDataset } from '@gender/testing';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { extractDataset, type ExtractDatasetOptions } from '../src/extract/extract-dataset.js';
import { openFeatureStore } from '../src/store/feature-store.js';

const inFolder = temporaryFolder();
const random = createRandom(11);
/** How often each pair is started; at other moments every time. */
const ROUNDS = Number(process.env['PARALLEL_ROUNDS'] ?? 1);

let network: ExtractDatasetOptions;
let ways: Record<'network' | 'rescale' | 'other', ExtractDatasetOptions>;

beforeEach(async () => {
  writeColourDataset(inFolder('data', 'Colours'), 12);
  for (const [seed, folder] of ['a', 'b'].entries()) {
    await writeKerasModel(inFolder(folder, 'VGG_Face_pretrained_descriptor.h5'), tinyBackbone(seed + 1)); // prettier-ignore
  }
  network = {
    dataRoot: inFolder('data'),
    dataset: 'Colours',
    backbone: inFolder('a', 'VGG_Face_pretrained_descriptor.h5'),
    splits: ['train'],
    batchSize: 1,
    threads: 1,
  };
  ways = {
    network,
    rescale: { ...network, preprocessing: { mode: 'rescale' } },
    other: { ...network, backbone: inFolder('b', 'VGG_Face_pretrained_descriptor.h5') },
  };
});

let program: string;
beforeAll(async () => {
  program = await bundleProgram(new URL('extract-in-process.ts', import.meta.url));
});

interface Finished {
  code: number | null;
  stores: string[];
  stderr: string;
}

function start(options: ExtractDatasetOptions): {
  pid: number;
  kill: () => void;
  finished: Promise<Finished>;
} {
  const child = spawn(process.execPath, [program, JSON.stringify(options)]);
  const finish = async (): Promise<Finished> => {
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit') as Promise<[number | null]>,
    ]);
    return { code, stores: JSON.parse(stdout || '[]') as string[], stderr };
  };
  return { pid: child.pid!, kill: () => child.kill('SIGKILL'), finished: finish() };
}

/** The bytes of a store that one run alone makes. */
async function alone(options: ExtractDatasetOptions): Promise<Buffer> {
  cpSync(inFolder('data', 'Colours'), inFolder('alone', 'Colours'), { recursive: true });
  const { stores } = await extractDataset({ ...options, dataRoot: inFolder('alone') });
  const bytes = readFileSync(stores[0]!.path);
  rmSync(inFolder('alone'), { recursive: true });
  return bytes;
}

async function rowsOf(path: string): Promise<number> {
  await using store = await openFeatureStore(path);
  return (await store.read(0, store.length)).data.length;
}

describe('two runs at once', () => {
  it.each([
    ['network', 'rescale'],
    ['network', 'other'],
    ['network', 'network'],
    ['rescale', 'rescale'],
  ] as const)('%s and %s: each has the bytes that it has alone', async (...names) => {
    const expected: Buffer[] = [];
    for (const name of names) expected.push(await alone(ways[name]));
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = start(ways[names[0]]);
      await setTimeout(random.integer(names[0] === names[1] ? 300 : 1000));
      const second = start(ways[names[1]]);
      const runs = await Promise.all([first.finished, second.finished]);
      expect(runs.map(({ code }) => code)).toEqual([0, 0]);
      const all = readdirSync(inFolder('data', 'features'));
      expect(all.filter((name) => !/(\.npy|\.json)$/.test(name) || name.startsWith('.'))).toEqual(
        [],
      );
      const found = all.filter((name) => name.endsWith('.npy'));
      const bytes = found.map((name) => readFileSync(inFolder('data', 'features', name)));
      for (const one of expected) expect(bytes.some((other) => other.equals(one))).toBe(true);
      for (const name of found)
        expect(await rowsOf(inFolder('data', 'features', name))).toBe(24 * 80);
      for (const [{ stores }, one] of zip(runs, expected)) {
        if (names[1] !== 'other') expect(readFileSync(stores[0]!).equals(one)).toBe(true);
      }
      rmSync(inFolder('data', 'features'), { recursive: true });
    }
  });
});

describe('what lies in the place of a store', () => {
  it('is kept aside where it is of another network of the same name, and used again', async () => {
    const told: string[] = [];
    const logger = { debug: () => 0, info: () => 0, warn: (line: string) => told.push(line) };
    await extractDataset(network);
    const first = readFileSync(inFolder('data', 'features', 'Colours_train.npy'));
    await extractDataset({ ...ways.other, logger });
    expect(told).toEqual([
      expect.stringMatching(/made in another way: it is kept as .*\.network\./),
    ]);
    await extractDataset({ ...network, logger });
    expect(readFileSync(inFolder('data', 'features', 'Colours_train.npy'))).toEqual(first);
  });

  it('is kept aside where nothing says how it was made', async () => {
    await extractDataset(network);
    const bytes = readFileSync(inFolder('data', 'features', 'Colours_train.npy'));
    for (const record of [undefined, '{"format": 1}']) {
      const json = inFolder('data', 'features', 'Colours_train.json');
      if (record === undefined) rmSync(json);
      else writeFileSync(json, record);
      const told: string[] = [];
      const logger = { debug: () => 0, info: () => 0, warn: (line: string) => told.push(line) };
      await extractDataset({ ...network, logger });
      const [kept] = told.map((line) => / kept as (.*\.npy)$/.exec(line)?.[1]);
      expect(readFileSync(kept!)).toEqual(bytes);
    }
    expect(
      readdirSync(inFolder('data', 'features'))
        .filter((name) => name.includes('kept'))
        .sort(),
    ).toHaveLength(3);
  });

  it('is mended where a byte has changed, by computing that row alone', async () => {
    await extractDataset(ways.rescale);
    const { stores } = await extractDataset(ways.rescale);
    const path = stores[0]!.path;
    const bytes = readFileSync(path);
    const damaged = Buffer.from(bytes);
    damaged[damaged.length - 5]! ^= 4;
    writeFileSync(path, damaged);
    const told: string[] = [];
    const logger = { debug: () => 0, info: (line: string) => told.push(line), warn: () => 0 };
    await extractDataset({ ...ways.rescale, logger });
    expect(told).toContainEqual(expect.stringContaining('23 rows reused, 1 computed'));
    expect(readFileSync(path)).toEqual(bytes);
  });
});
