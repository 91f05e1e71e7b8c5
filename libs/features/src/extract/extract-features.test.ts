import {
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { silentLogger } from '@gender/core';
import { readManifest, sha256 } from '@gender/core/node';
import { listSplit } from '@gender/dataset';
import type { Engine } from '@gender/engine';
import { fileBytesInFlight } from '@gender/image';
import { solidPicture, temporaryFolder, tinyBackbone, writeColourDataset } from '@gender/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { countingEngine } from '../../test/counting-engine.js';
import { NetworkBackbone } from '../backbone/network-backbone.js';
import { choosePreprocessing } from '../feeding/choose-preprocessing.js';
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
      expect.stringMatching(/faces_train\.npy: 8 rows reused, 2 computed$/),
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

  it('leaves nothing of a run that was killed while it looked at a store that is up to date', async () => {
    await extract(countingEngine());
    const files = readdirSync(inFolder('features'));
    const store = inFolder('features', 'faces_train.npy');
    for (const left of ['partial', 'partial.jsonl', 'next']) writeFileSync(`${store}.${left}`, '');
    const engine = countingEngine();
    await extract(engine);
    expect(engine.pictures).toBe(0);
    expect(readdirSync(inFolder('features'))).toEqual(files);
  });

  it('does not go on with rows of another backbone', async () => {
    await expect(extract(countingEngine(6))).rejects.toThrow('power cut');
    const engine = countingEngine();
    await extract(engine, { backbone: new NetworkBackbone(tinyBackbone(2)) });
    expect(engine.pictures).toBe(2 * PER_CLASS);
  });

  it('names all pictures that cannot be read in one error, and keeps the rows of the others', async () => {
    const { images } = await extract(countingEngine());
    rmSync(inFolder('features'), { recursive: true });
    const path = (row: number): string => inFolder('faces', 'train', images[row]!.file);
    truncateSync(path(7), 20);
    rmSync(path(2));
    symlinkSync('/dev/zero', path(2));
    writeFileSync(path(8), '');
    const engine = countingEngine();
    const error: unknown = await extract(engine).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'FEATURES_PICTURES' });
    expect(String(error)).toContain('3 of 10 pictures');
    for (const row of [2, 7, 8]) expect(String(error)).toContain(path(row));
    expect(engine.pictures).toBe(2 * PER_CLASS - 3);
    for (const row of [2, 7, 8]) {
      rmSync(path(row));
      writeFileSync(path(row), solidPicture(8, 8, [row, 0, 0]));
    }
    const rest = countingEngine();
    await extract(rest);
    expect(rest.pictures).toBe(3);
  });

  it('leaves out pictures that cannot be read where that is asked for, and records them', async () => {
    const { images } = await extract(countingEngine());
    const path = inFolder('faces', 'train', images[4]!.file);
    writeFileSync(path, 'no picture');
    const record = await extract(countingEngine(), { onBad: 'skip' });
    expect(record.images.map(({ file }) => file)).toEqual(
      images.map(({ file }) => file).filter((_, row) => row !== 4),
    );
    const { file, label } = images[4]!;
    expect(record.skipped).toEqual([
      {
        ...{ index: 4, file, label, code: 'IMAGE_FORMAT' },
        sha256: sha256('no picture'),
        reason: expect.stringMatching(new RegExp(`^${file} is not a picture`)) as string,
      },
    ]);
    const manifest = await readManifest(inFolder('features', 'faces_train.npy'));
    expect(manifest.options).toMatchObject({ skipped: [{ file, code: 'IMAGE_FORMAT' }] });
    const again = countingEngine();
    expect(await extract(again, { onBad: 'skip' })).toEqual(record);
    expect(again.pictures).toBe(0);
    await expect(extract(countingEngine())).rejects.toMatchObject({ code: 'FEATURES_PICTURES' });
  });

  it('fails where no picture can be read, whatever is asked for', async () => {
    const options = { onBad: 'skip' } as const;
    const { images } = await listSplit(inFolder('faces', 'train'));
    for (const { path } of images) writeFileSync(path, 'no picture');
    await expect(extract(countingEngine(), options)).rejects.toMatchObject({
      code: 'FEATURES_PICTURES',
    });
  });

  it('names every copy of a picture that cannot be decoded', async () => {
    const { images } = await listSplit(inFolder('faces', 'train'));
    for (const { path } of images.slice(0, 3)) writeFileSync(path, 'BM and nothing else');
    const record = await extract(countingEngine(), { onBad: 'skip' });
    expect(record.skipped?.map(({ file, reason }) => reason.includes(file))).toEqual([
      ...[true, true, true],
    ]);
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

  it('writes the manifest that a run killed at its very end did not write', async () => {
    await extract(countingEngine());
    rmSync(inFolder('features', 'faces_train.npy.manifest.json'));
    const again = countingEngine();
    await extract(again);
    expect(again.pictures).toBe(0);
    const manifest = await readManifest(inFolder('features', 'faces_train.npy'));
    expect(manifest).toMatchObject({ command: 'extract', options: { images: 10, computed: 0 } });
  });

  it('says in the manifest what computed the rows, and leaves nothing else behind', async () => {
    await extract(countingEngine(), { threads: 3, manifest: { options: { dataset: 'faces' } } });
    const manifest = await readManifest(inFolder('features', 'faces_train.npy'));
    expect(manifest).toMatchObject({
      command: 'extract',
      versions: { onnxruntime: 'test' },
      options: { dataset: 'faces', engine: 'onnxruntime', threads: 3, images: 10, computed: 10 },
    });
    const names = [
      'faces_train.json',
      'faces_train.npy',
      'faces_train.npy.identities.json',
      'faces_train.npy.manifest.json',
    ];
    expect(readdirSync(inFolder('features')).sort()).toEqual(names);
  });

  it('computes a row from the bytes that it records, however late a picture changes', async () => {
    const { images } = await listSplit(inFolder('faces', 'train'));
    const changed = solidPicture(8, 8, [7, 7, 7]);
    const engine = countingEngine();
    const loadNetwork: Engine['loadNetwork'] = (...given) => {
      writeFileSync(images[7]!.path, changed);
      return engine.loadNetwork(...given);
    };
    await using store = await extractFeatures(await options({ ...engine, loadNetwork }));
    expect(store.record.images[7]?.sha256).toBe(sha256(changed));
    expect([...(await store.read(7, 8)).data.subarray(0, 3)]).toEqual([7 - 120, 7 - 110, 7 - 100]);
  });

  it('reads no picture whose file has the size and times with which it was read', async () => {
    const { images } = await listSplit(inFolder('faces', 'train'));
    await setTimeout(150); // longer than a tick of the file system
    await extract(countingEngine());
    const read = vi.spyOn(fileBytesInFlight, 'run');
    await extract(countingEngine());
    expect(read).not.toHaveBeenCalled();
    await extract(countingEngine(), { verify: true });
    expect(read).toHaveBeenCalledTimes(images.length);
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
