import { readFileSync, writeFileSync } from 'node:fs';
import { sha256, writeManifest } from '@gender/core/node';
import { encodeNpy, tensor } from '@gender/tensor';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { recordPath, rowChecksum, writeRecord, type FeatureRecord } from './feature-record.js';
import { damagedRows, openFeatureStore } from './feature-store.js';
import { verifyFeatureStore } from './verify-store.js';

const inFolder = temporaryFolder();

const record: FeatureRecord = {
  format: 2,
  rowShape: [2],
  backbone: 'ab',
  preprocessing: { mode: 'rescale', height: 1, width: 1, resampling: 'nearest', exif: 'apply' },
  classes: ['Female', 'Male'],
  images: [0, 1, 2].map((label) => ({
    file: `${label}.jpg`,
    label: label % 2,
    sha256: `${label}`,
    crc32: rowChecksum(Float32Array.of(2 * label, 2 * label + 1)),
  })),
};

async function store(rows = 3): Promise<string> {
  const path = inFolder('x.npy');
  const data = Float32Array.from({ length: rows * 2 }, (_, index) => index);
  writeFileSync(path, encodeNpy(tensor('float32', [rows, 2], data)));
  await writeRecord(recordPath(path), record);
  return path;
}

describe('openFeatureStore', () => {
  it('reads ranges, and gathers rows in any order', async () => {
    await using opened = await openFeatureStore(await store());
    expect([...(await opened.read(1, 3)).data]).toEqual([2, 3, 4, 5]);
    const gathered = await opened.gather([2, 0, 2]);
    expect(gathered.shape).toEqual([3, 2]);
    expect([...gathered.data]).toEqual([4, 5, 0, 1, 4, 5]);

    const target = new Float32Array(8);
    const again = await opened.gather([1, 0], target);
    expect(again.data).toEqual(Float32Array.of(2, 3, 0, 1));
    expect(again.data.buffer).toBe(target.buffer);
  });

  it('refuses a file that does not match its record', async () => {
    const path = await store(2);
    await expect(openFeatureStore(path)).rejects.toThrow(/shape \(2, 2\).*shape \(3, 2\)/);
  });

  it('names the row and the picture of a changed byte, whichever it is', async () => {
    const path = await store();
    const bytes = readFileSync(path);
    const first = bytes.length - 24;
    for (let at = first; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1 << (at % 8);
      writeFileSync(path, changed);
      const row = Math.floor((at - first) / 8);
      await using opened = await openFeatureStore(path);
      const failure = {
        code: 'FEATURES_STORE',
        message: expect.stringContaining(`row ${row}, of ${row}.jpg`) as string,
      };
      await expect(opened.read(0, 3)).rejects.toMatchObject(failure);
      await expect(opened.gather([2, 1, 0])).rejects.toMatchObject(failure);
      expect(await opened.gather([(row + 1) % 3])).toBeDefined();
      expect([...(await damagedRows(opened))]).toEqual([row]);
    }
  });

  it('refuses a file without a record, and names a missing one', async () => {
    const path = inFolder('bare.npy');
    writeFileSync(path, encodeNpy(tensor('float32', [1, 2], new Float32Array(2))));
    await expect(openFeatureStore(path)).rejects.toMatchObject({ code: 'FEATURES_STORE' });
    await expect(openFeatureStore(inFolder('no.npy'))).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });
});

describe('verifyFeatureStore', () => {
  it('names the rows and the inputs that differ', async () => {
    const path = await store();
    const same = { changed: [], added: [], missing: [], unverified: [] };
    expect(await verifyFeatureStore(path)).toEqual({ checked: 3, ...same });

    const backbone = inFolder('backbone.h5');
    writeFileSync(backbone, 'network');
    const inputs = { [backbone]: sha256('network') };
    const run = { command: 'extract', seconds: 1, versions: {}, options: {}, inputs };
    await writeManifest(path, run);
    expect(await verifyFeatureStore(path)).toEqual({ checked: 4, ...same });

    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
    writeFileSync(backbone, 'another');
    const changed = ['row 2 (2.jpg)', backbone];
    expect(await verifyFeatureStore(path)).toEqual({ checked: 4, ...same, changed });
  });
});
