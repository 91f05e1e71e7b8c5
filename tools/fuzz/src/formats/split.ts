import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { DatasetError, readSplitManifest, type SplitManifest } from '@gender/dataset';
import type { FuzzFormat } from '../fuzz-format.js';

const sha256 = createHash('sha256').update('a').digest('hex');

const manifest: SplitManifest = {
  format: 1,
  dataset: 'faces',
  seed: 3,
  method: 'persons',
  fraction: 1,
  ratios: { train: 0.6, validation: 0.2, test: 0.2 },
  classes: ['Female', 'Male'],
  files: [
    { file: 'train/Female/1_Age31.jpg', source: 'a.jpg', person: '7', age: 31, sha256 },
    { file: 'test/Male/1.jpg', source: 'b/c.jpg', sha256 },
  ],
};

/** The `split.json` of a written dataset. */
export function split(): FuzzFormat {
  return {
    file: 'split.json',
    content: 'text',
    seeds: [{ name: 'split.json', bytes: Buffer.from(JSON.stringify(manifest, null, 1)) }],
    errors: [DatasetError],
    read: ({ path }) => readSplitManifest(dirname(path)),
  };
}
