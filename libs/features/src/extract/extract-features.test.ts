import {
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { silentLogger } from '@gender/core';
import { readManifest } from '@gender/core/node';
import { listSplit } from '@gender/dataset';
import type { Engine } from '@gender/engine';
import { solidPicture, temporaryFolder, tinyBackbone, writeColourDataset } from '@gender/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { countingEngine } from '../../test/counting-engine.js';
import { NetworkBackbone } from '../backbone/network-backbone.js';
import { choosePreprocessing } from '../input/choose-preprocessing.js';
import { extractFeatures } from './extract-features.js';
import type { ExtractFeaturesOptions } from './extract-options.js';
import type { FeatureRecord } from '../store/feature-record.js';

const PER_CLASS = 5;
const inFolder = temporaryFolder();

async function options(
  engine: Engine,
  change: Partial<ExtractFeaturesOptions> = {},
): Promise<ExtractFeaturesOptions> {
  const backbone = new NetworkBackbone(tinyBackbone());
  const listing = await listSplit(inFolder('faces', 'train'));
  const preprocessing = choosePreprocessing(backbone);
  const output = inFolder('features', 'faces_train.npy');
  return { listing, backbone, preprocessing, engine, output, batchSize: 2, ...change };
}

async function extract(
  engine: Engine,
  change: Partial<ExtractFeaturesOptions> = {},
): Promise<FeatureRecord> {
  await using store = await extractFeatures(await options(engine, change));
  return store.record;
}

beforeEach(() => {
  writeColourDataset(inFolder('faces'), PER_CLASS);
});

describe('extractFeatures', () => {
  it("writes a row for every picture, in Keras' order", async () => {
    writeFileSync(
      inFolder('faces', 'train', 'Male', '10_Age9.bmp'),
      solidPicture(9, 9, [130, 120, 90]),
    );
    await using store = await extractFeatures(await options(countingEngine()));
    expect([store.length, ...store.rowShape]).toEqual([11, 4, 4, 5]);
    expect(store.record.images[5]?.file).toBe('Male/10_Age9.bmp');
    const { data } = await store.read(5, 6);
    expect([...data.subarray(0, 3)]).toEqual([130 - 120, 120 - 110, 90 - 100]);
  });

  it('computes nothing again when nothing has changed', async () => {
    await extract(countingEngine());
    const again = countingEngine();
    await extract(again);
    expect(again.pictures).toBe(0);
  });

  it.each<[string, () => Partial<ExtractFeaturesOptions>]>([
    ['backbone', () => ({ backbone: new NetworkBackbone(tinyBackbone(2)) })],
    [
      'preprocessing',
      () => ({
        preprocessing: choosePreprocessing(new NetworkBackbone(tinyBackbone()), {
          mode: 'rescale',
        }),
      }),
    ],
    [
      'resampling',
      () => ({
        preprocessing: choosePreprocessing(new NetworkBackbone(tinyBackbone()), {
          resampling: 'box',
        }),
      }),
    ],
    [
      'mirroring',
      () => ({
        preprocessing: {
          ...choosePreprocessing(new NetworkBackbone(tinyBackbone())),
          mirror: true,
        },
      }),
    ],
  ])('computes everything again when the %s is another', async (_, change) => {
    await extract(countingEngine());
    const engine = countingEngine();
    await extract(engine, change());
    expect(engine.pictures).toBe(2 * PER_CLASS);
  });

  it('computes only what changed when pictures change, come, go and are renamed', async () => {
    const { images } = await extract(countingEngine());
    const picture = (row: number): string => inFolder('faces', 'train', images[row]?.file ?? '');
    writeFileSync(picture(3), solidPicture(8, 8, [1, 2, 3]));
    writeFileSync(
      inFolder('faces', 'train', 'Female', '0_Age1.bmp'),
      solidPicture(8, 8, [4, 5, 6]),
    );
    rmSync(picture(1));
    renameSync(picture(0), inFolder('faces', 'train', 'Male', '0_Age1.bmp'));

    const engine = countingEngine();
    const info = vi.fn<(message: string) => void>();
    await extract(engine, { logger: { ...silentLogger, info } });
    expect(engine.pictures).toBe(2);
    expect(info.mock.calls.flat()).toEqual([
      expect.stringMatching(/faces_train\.npy: 8 rows reused, 2 to compute$/),
    ]);

    const grown = readFileSync(inFolder('features', 'faces_train.npy'));
    rmSync(inFolder('features'), { recursive: true });
    await extract(countingEngine());
    expect(grown).toEqual(readFileSync(inFolder('features', 'faces_train.npy')));
  });

  it('computes pictures with the same content once', async () => {
    const { images } = await extract(countingEngine());
    const [first, second] = images.map(({ file }) => inFolder('faces', 'train', file));
    copyFileSync(first ?? '', second ?? '');
    rmSync(inFolder('features'), { recursive: true });
    const engine = countingEngine();
    await using store = await extractFeatures(await options(engine));
    expect(engine.pictures).toBe(2 * PER_CLASS - 1);
    expect((await store.read(1, 2)).data).toEqual((await store.read(0, 1)).data);
  });

  it('takes rows from other stores that were made in the same way', async () => {
    await extract(countingEngine());
    const listing = await listSplit(inFolder('faces', 'train'));
    const half = { ...listing, images: listing.images.slice(0, PER_CLASS).toReversed() };
    const output = inFolder('features', 'half.npy');
    const reuse = [inFolder('features', 'faces_train.npy'), inFolder('features', 'absent.npy')];
    const engine = countingEngine();
    await extract(engine, { listing: half, output, reuse });
    expect(engine.pictures).toBe(0);
    const other = countingEngine();
    const rescale = choosePreprocessing(new NetworkBackbone(tinyBackbone()), { mode: 'rescale' });
    await extract(other, { listing: half, output, reuse, preprocessing: rescale });
    expect(other.pictures).toBe(PER_CLASS);
  });

  it('goes on where an interrupted run stopped, to the same bytes', async () => {
    await extract(countingEngine());
    const whole = readFileSync(inFolder('features', 'faces_train.npy'));
    rmSync(inFolder('features'), { recursive: true });

    await expect(extract(countingEngine(6))).rejects.toThrow('power cut');
    const rest = countingEngine();
    await extract(rest);
    expect(rest.pictures).toBe(2 * PER_CLASS - 6);
    expect(readFileSync(inFolder('features', 'faces_train.npy'))).toEqual(whole);
  });

  it('does not go on with rows of another backbone', async () => {
    await expect(extract(countingEngine(6))).rejects.toThrow('power cut');
    const engine = countingEngine();
    await extract(engine, { backbone: new NetworkBackbone(tinyBackbone(2)) });
    expect(engine.pictures).toBe(2 * PER_CLASS);
  });

  it('names a picture that cannot be decoded, and keeps the rows before it', async () => {
    const { images } = await extract(countingEngine());
    rmSync(inFolder('features'), { recursive: true });
    const broken = images[7]?.file ?? '';
    const path = inFolder('faces', 'train', broken);
    truncateSync(path, 20);
    await expect(extract(countingEngine())).rejects.toThrow(path);

    rmSync(path);
    const engine = countingEngine();
    await extract(engine);
    expect(engine.pictures).toBe(2 * PER_CLASS - 1 - 6);
  });

  it('does not trust a row that did not reach the disk whole', async () => {
    await expect(extract(countingEngine(6))).rejects.toThrow('power cut');
    const partial = inFolder('features', 'faces_train.npy.partial');
    const bytes = readFileSync(partial);
    const at = bytes.length - 2 * 320;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(partial, bytes);
    const rest = countingEngine();
    await extract(rest);
    expect(rest.pictures).toBe(2 * PER_CLASS - 4);
  });

  it('puts a store in its place that a killed run had finished', async () => {
    await extract(countingEngine());
    const [npy, json] = ['npy', 'json'].map((ending) =>
      inFolder('features', `faces_train.${ending}`),
    );
    renameSync(json ?? '', inFolder('features', 'faces_train.npy.partial.done.json'));
    for (const place of ['faces_train.npy', 'faces_train.npy.partial']) {
      renameSync(npy ?? '', inFolder('features', place));
      const engine = countingEngine();
      await extract(engine);
      expect(engine.pictures).toBe(0);
      renameSync(json ?? '', inFolder('features', 'faces_train.npy.partial.done.json'));
    }
  });

  it('says in the manifest what computed the rows, and leaves nothing else behind', async () => {
    await extract(countingEngine(), { threads: 3, manifest: { options: { dataset: 'faces' } } });
    const manifest = await readManifest(inFolder('features', 'faces_train.npy'));
    expect(manifest).toMatchObject({
      command: 'extract',
      versions: { onnxruntime: 'test' },
      options: { dataset: 'faces', engine: 'onnxruntime', threads: 3, images: 10, computed: 10 },
    });
    const names = ['faces_train.json', 'faces_train.npy', 'faces_train.npy.manifest.json'];
    expect(readdirSync(inFolder('features')).sort()).toEqual(names);
  });

  it('notices a picture that changes while features are extracted', async () => {
    const { images } = await extract(countingEngine());
    rmSync(inFolder('features'), { recursive: true });
    const path = inFolder('faces', 'train', images[7]?.file ?? '');
    const engine = countingEngine();
    const loadNetwork: Engine['loadNetwork'] = (...given) => {
      writeFileSync(path, solidPicture(8, 8, [7, 7, 7]));
      return engine.loadNetwork(...given);
    };
    await expect(extract({ ...engine, loadNetwork })).rejects.toMatchObject({
      code: 'FEATURES_CHANGED',
      message: expect.stringContaining(path) as string,
    });
    const rest = countingEngine();
    await extract(rest);
    expect(rest.pictures).toBe(2 * PER_CLASS - 6);
  });

  it('replaces a store that was damaged', async () => {
    await extract(countingEngine());
    truncateSync(inFolder('features', 'faces_train.npy'), 500);
    const engine = countingEngine();
    await extract(engine);
    expect(engine.pictures).toBe(2 * PER_CLASS);
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('Ctrl-C'));
    await expect(extract(countingEngine(), { signal })).rejects.toThrow('Ctrl-C');
  });

  it('refuses an empty list', async () => {
    const listing = { classes: ['Female', 'Male'], images: [] };
    await expect(extract(countingEngine(), { listing })).rejects.toMatchObject({
      code: 'FEATURES_EMPTY',
    });
  });
});
