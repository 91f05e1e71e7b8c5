import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { solidPicture, temporaryFolder, tinyBackbone, writeColourDataset } from '@gender/testing';
import { listSplit } from '@gender/dataset';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { NetworkBackbone } from '../src/backbone/network-backbone.js';
import { choosePreprocessing } from '../src/feeding/choose-preprocessing.js';
import { extractSplit, type ExtractSplitOptions } from '../src/extract/extract-split.js';
import { joinedBefore } from '../src/shards/joined-before.js';
import { mergeShards } from '../src/shards/merge-shards.js';
import { recordPath } from '../src/store/feature-record.js';
import { identitiesPath } from '../src/store/picture-identities.js';
import { featureStorePath } from '../src/store/store-path.js';
import { countingEngine } from './counting-engine.js';

const inFolder = temporaryFolder();
const backbone = new NetworkBackbone(tinyBackbone());
const dataset = 'faces';
const files = ['faces_train.npy', 'faces_train.json'];
let backboneFile: string;

beforeEach(() => {
  writeColourDataset(inFolder('data', dataset), 3);
  backboneFile = inFolder('VGG_Face_pretrained_descriptor.h5');
  writeFileSync(backboneFile, 'which only gives stores their names');
});

async function extract(change: Partial<ExtractSplitOptions> = {}): Promise<number> {
  const engine = countingEngine();
  const preprocessing = choosePreprocessing(backbone);
  const names = { dataRoot: inFolder('data'), dataset, split: 'train', backboneFile } as const;
  const common = { ...names, backbone, preprocessing, engine };
  await using _ = await extractSplit({ ...common, ...change });
  return engine.pictures;
}

async function extractParts(of: number, change: Partial<ExtractSplitOptions> = {}): Promise<void> {
  for (let part = of; part >= 1; part -= 1) await extract({ shard: { part, of }, ...change });
}

const merge = (removeParts = false): ReturnType<typeof mergeShards> =>
  mergeShards({ dataRoot: inFolder('data'), dataset, removeParts });
const stored = (): Buffer[] =>
  files.map((file) => readFileSync(inFolder('data', 'features', file)));
const part = (which: number, of: number): string =>
  featureStorePath(inFolder('data'), dataset, { split: 'train', shard: { part: which, of } });

describe('mergeShards', () => {
  it('joins any number of parts to the bytes of one run', async () => {
    await extract();
    const whole = stored();
    const property = fc.asyncProperty(fc.integer({ min: 1, max: 6 }), async (of) => {
      rmSync(inFolder('data', 'features'), { recursive: true });
      await extractParts(of);
      const { stores } = await merge(true);
      expect(stores).toMatchObject([{ split: 'train', shape: [6, 4, 4, 5], parts: of }]);
      expect(stored()).toEqual(whole);
    });
    await fc.assert(property, { numRuns: 6, seed: 3 });
  });

  it('knows again what it joined, whichever of the parts are removed', async () => {
    await extractParts(3);
    const { stores } = await merge();
    const whole = stored();
    const rows = [1, 2, 3].map((which) => part(which, 3));
    const before = stores.map((store) => ({ ...store, joinedBefore: true }));
    for (const path of rows) {
      rmSync(path);
      expect((await merge()).stores).toEqual(before);
    }
    expect((await merge(true)).stores).toEqual(before);
    expect(stored()).toEqual(whole);
  });

  it('leaves nothing of the parts after a run that was killed while it removed them', async () => {
    await extractParts(2);
    await merge();
    const features = inFolder('data', 'features');
    cpSync(features, inFolder('joined'), { recursive: true });
    await merge(true);
    const expected = [readdirSync(features), stored()];
    const order = [1, 2].flatMap((which) => {
      const path = part(which, 2);
      return [identitiesPath(path), `${path}.manifest.json`, recordPath(path), path];
    });
    for (const [removed] of order.entries()) {
      rmSync(features, { recursive: true });
      cpSync(inFolder('joined'), features, { recursive: true });
      for (const path of order.slice(0, removed)) rmSync(path);
      await merge(true);
      expect([readdirSync(features), stored()]).toEqual(expected);
    }
  });

  it('joins nothing where the record of a part that is left is another, or parts that are named are gone', async () => {
    await extractParts(3);
    await merge();
    const record = recordPath(part(2, 3));
    const whole = readFileSync(record, 'utf8');
    rmSync(part(1, 3));
    writeFileSync(record, `${whole} `);
    await expect(merge()).rejects.toMatchObject({ code: 'FEATURES_SHARDS' });
    writeFileSync(record, whole);
    const parts = [1, 2, 3].map((which) => ({
      ...{ split: 'train' as const, shard: { part: which, of: 3 }, path: part(which, 3) },
    }));
    for (const { path } of parts) rmSync(path, { force: true });
    const named = mergeShards({ dataRoot: inFolder('data'), dataset, parts });
    await expect(named).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  it('takes no store of before for parts that went while it waited', async () => {
    await extractParts(3);
    await merge();
    const path = featureStorePath(inFolder('data'), dataset, { split: 'train' });
    const found = [{ shard: { part: 1, of: 3 }, path: part(1, 3), split: 'train' as const }];
    rmSync(part(1, 3));
    expect(await joinedBefore(path, found, Date.now() + 1)).toBeUndefined();
    expect(await joinedBefore(path, found, 0)).toEqual({ parts: 3, left: [] });
  });

  it('joins nothing where a part that is left is another by now, or the store is not there', async () => {
    await extractParts(3);
    await merge();
    rmSync(part(1, 3));
    rmSync(recordPath(part(1, 3)));
    const { images } = await listSplit(inFolder('data', dataset, 'train'));
    writeFileSync(images.at(-1)!.path, solidPicture(9, 9, [1, 2, 3]));
    await extract({ shard: { part: 3, of: 3 } });
    await extract({ shard: { part: 2, of: 3 } });
    await expect(merge()).rejects.toMatchObject({ code: 'FEATURES_SHARDS' });
    for (const which of [2, 3]) rmSync(part(which, 3));
    rmSync(inFolder('data', 'features', files[0]!));
    await expect(merge()).rejects.toMatchObject({ code: 'FEATURES_SHARDS' });
  });

  it('refuses more parts than there are pictures', async () => {
    await expect(extract({ shard: { part: 1, of: 7 } })).rejects.toMatchObject({
      code: 'FEATURES_PARTS',
      message: expect.stringMatching(/the 6 pictures in .*train cannot make 7 parts/) as string,
    });
  });

  it('joins parts that left out pictures to the bytes of one run that did', async () => {
    const { images } = await listSplit(inFolder('data', dataset, 'train'));
    for (const row of [1, 4]) writeFileSync(images[row]!.path, `no picture ${row}`);
    const onBad = 'skip';
    await extract({ onBad });
    const whole = stored();
    rmSync(inFolder('data', 'features'), { recursive: true });
    await extractParts(3, { onBad });
    expect((await merge()).stores[0]?.shape).toEqual([4, 4, 4, 5]);
    expect(stored()).toEqual(whole);
  });

  it('merges the mirrored pictures apart from those that are not', async () => {
    await extractParts(2);
    await extractParts(2, { augment: 'flip' });
    const { stores } = await merge();
    expect(stores.map(({ augment }) => augment)).toEqual(['flip', undefined]);
  });

  it('replaces a store that is there', async () => {
    await extract();
    writeFileSync(
      inFolder('data', dataset, 'train', 'Male', '9.bmp'),
      solidPicture(8, 8, [9, 9, 9]),
    );
    await extractParts(2);
    expect((await merge()).stores[0]?.shape).toEqual([7, 4, 4, 5]);
    expect(await extract()).toBe(0);
  });

  it.each<[string, () => Promise<void> | void, RegExp]>([
    ['are missing', () => rmSync(part(2, 3)), /lacks the parts 2\/3;/],
    [
      'belong to another count',
      () => extract({ shard: { part: 1, of: 2 } }).then(() => undefined),
      /of 2 and of 3/,
    ],
    [
      'were made by another backbone',
      () =>
        extract({ shard: { part: 2, of: 3 }, backbone: new NetworkBackbone(tinyBackbone(2)) }).then(
          () => undefined,
        ),
      /shard-2-of-3\.npy and .*shard-1-of-3\.npy were made in different ways \(backbone\)/,
    ],
    [
      'come from other pictures',
      async () => {
        const added = inFolder('data', dataset, 'train', 'Male', '9.bmp');
        writeFileSync(added, solidPicture(8, 8, [9, 9, 9]));
        await extract({ shard: { part: 3, of: 3 } });
      },
      /shard-3-of-3\.npy is not part 3 of 3/,
    ],
    [
      'bear the name of another',
      () => {
        for (const ending of ['npy', 'json']) {
          cpSync(part(1, 3).replace('npy', ending), part(2, 3).replace('npy', ending));
        }
      },
      /shard-2-of-3\.npy is not part 2 of 3/,
    ],
  ])('refuses parts that %s', async (_, damage, words) => {
    await extractParts(3);
    await damage();
    await expect(merge()).rejects.toMatchObject({
      code: 'FEATURES_SHARDS',
      message: expect.stringMatching(words) as string,
    });
  });

  it('takes the rows of parts, and gives rows to them', async () => {
    await extractParts(2);
    expect(await extract()).toBe(0);
    expect(await extract({ shard: { part: 1, of: 3 } })).toBe(0);
  });
});

describe('extractSplit', () => {
  it('takes rows of pictures that moved from another split', async () => {
    await extract();
    renameSync(
      inFolder('data', dataset, 'train', 'Male'),
      inFolder('data', dataset, 'test', 'Other'),
    );
    expect(await extract({ split: 'test' })).toBe(6);
    expect(await extract()).toBe(0);
  });
});
