import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { put, temporaryFolder } from '../../test/pictures.js';
import { splitMethods } from '../split/split-method.js';
import { readSplitManifest } from './read-split-manifest.js';
import { formatSplitManifest, SPLIT_MANIFEST, type SplitManifest } from './split-manifest.js';

const valid: SplitManifest = {
  ...{ format: 1, dataset: 'Faces', seed: 3, method: 'persons', fraction: 1 },
  ratios: { train: 0.6, validation: 0.2, test: 0.2 },
  classes: ['Female', 'Male'],
  files: [{ file: 'train/Female/1.jpg', source: 'a/1.jpg', sha256: 'a'.repeat(64) }],
};

async function readText(text: string, inFolder?: string): Promise<SplitManifest> {
  const folder = inFolder ?? (await temporaryFolder());
  await put(join(folder, SPLIT_MANIFEST), text);
  return readSplitManifest(folder);
}

describe('a split manifest', () => {
  it('is read as it was written', async () => {
    const folder = await temporaryFolder();
    const share = fc.double({ min: 0.001, max: 1, noNaN: true });
    const text = fc.string({ unit: 'binary' });
    const hash = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 }); // prettier-ignore
    const file = fc.record(
      { file: text, source: text, person: text, age: fc.nat(120), sha256: hash },
      { requiredKeys: ['file', 'source', 'sha256'] },
    );
    const manifests = fc.record({
      ...{ format: fc.constant(1 as const), dataset: text, seed: fc.nat(), fraction: share },
      method: fc.constantFrom(...splitMethods),
      ratios: fc.record({ train: share, validation: share, test: share }),
      classes: fc.array(text),
      files: fc.array(file, { maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(manifests, async (manifest) => {
        expect(await readText(formatSplitManifest(manifest), folder)).toEqual(manifest);
      }),
      { numRuns: 30 },
    );
  });

  it.each<[string, Record<string, unknown>]>([
    ['of a later format', { format: 2 }],
    ['of a method that there is not', { method: 'ages' }],
    ['with a fraction of 0', { fraction: 0 }],
    ['with a share above 1', { ratios: { train: 2, validation: 0.2, test: 0.2 } }],
    ['without a test share', { ratios: { train: 0.6, validation: 0.2 } }],
    ['with a hash that is cut off', { files: [{ ...valid.files[0], sha256: 'abc' }] }],
    ['with a field that it has not', { created: 'today' }],
    ['without files', { files: undefined }],
  ])('%s is none', async (_, change) => {
    expect(await readText(JSON.stringify(valid))).toEqual(valid);
    await expect(readText(JSON.stringify({ ...valid, ...change }))).rejects.toMatchObject({
      code: 'DATASET_NOT_FOUND',
      message: expect.stringContaining(SPLIT_MANIFEST) as string,
    });
  });

  it.skipIf(process.platform === 'win32')('is none where it is a pipe', async () => {
    const folder = await temporaryFolder();
    execFileSync('mkfifo', [join(folder, SPLIT_MANIFEST)]);
    await expect(readSplitManifest(folder)).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
  });
});
