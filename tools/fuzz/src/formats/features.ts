import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FeaturesError, openFeatureStore, rowChecksum, type FeatureRecord } from '@gender/features';
import { encodeNpy, tensor, TensorError } from '@gender/tensor';
import type { FuzzFormat } from '../fuzz-format.js';

const ROW = 4;
const rows = tensor('float32', [3, ROW], Float32Array.from({ length: 3 * ROW }, Math.sqrt));
const npy = encodeNpy(rows);

const record: FeatureRecord = {
  format: 2,
  rowShape: [ROW],
  backbone: 'sha256:0',
  preprocessing: { mode: 'rescale', height: 8, width: 8, resampling: 'nearest', exif: 'apply' },
  classes: ['Female', 'Male'],
  images: ['Female/1.jpg', 'Female/2.jpg', 'Male/1.jpg'].map((file, row) => ({
    file,
    label: Number(file.startsWith('Male')),
    sha256: 'ab'.repeat(32),
    crc32: rowChecksum(rows.data.subarray(row * ROW, (row + 1) * ROW)),
  })),
};
const json = Buffer.from(JSON.stringify(record, null, 1));

/** The rows of a feature store beside a sound record, which has a checksum of each. */
export function featureRows(): FuzzFormat {
  return {
    file: 'case.npy',
    content: 'binary',
    seeds: [{ name: 'rows', bytes: npy, isChecked: true }],
    errors: [FeaturesError, TensorError],
    read: async ({ path }) => {
      await writeFile(join(dirname(path), 'case.json'), json);
      return readStore(path);
    },
  };
}

/** The record of a feature store beside sound rows. */
export function featureRecord(): FuzzFormat {
  return {
    file: 'case.json',
    content: 'text',
    seeds: [{ name: 'record', bytes: json }],
    errors: [FeaturesError],
    read: async ({ path }) => {
      const store = join(dirname(path), 'case.npy');
      await writeFile(store, npy);
      return readStore(store);
    },
  };
}

async function readStore(path: string): Promise<unknown> {
  await using store = await openFeatureStore(path);
  const { shape, data } = await store.read(0, store.length);
  return [store.record.images.map(({ file, label }) => [file, label]), shape, data];
}
