import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tensor } from '@gender/tensor';
import { temporaryFolder } from '@gender/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { recordPath, rowChecksum, type FeatureRecord } from './feature-record.js';
import { openFeatureStore } from './feature-store.js';
import { decisionPath, installStore, journalPath, nextPath, partialPath, removeWork } from './install-store.js'; // prettier-ignore
import { writeStore } from './write-store.js';

const inFolder = temporaryFolder();
let path: string;
beforeEach(() => {
  path = inFolder('faces_train.npy');
});

function recordOf(values: readonly number[]): FeatureRecord {
  return {
    ...{ format: 2, rowShape: [1], backbone: 'ab', classes: ['a'] },
    preprocessing: { mode: 'rescale', height: 1, width: 1, resampling: 'box', exif: 'apply' },
    images: values.map((value, row) => ({
      ...{ file: `${row}.jpg`, label: 0, sha256: `${value}` },
      crc32: rowChecksum(Float32Array.of(value)),
    })),
  };
}

/** Finishes a store of these values aside. */
const writeAside = (...values: number[]): Promise<void> =>
  writeStore(path, {
    record: recordOf(values),
    read: (start, end) =>
      Promise.resolve(
        tensor('float32', [end - start, 1], Float32Array.from(values.slice(start, end))),
      ),
  });

async function valuesThere(): Promise<number[]> {
  await using store = await openFeatureStore(path);
  return [...(await store.read(0, store.length)).data];
}

describe('installStore', () => {
  it('puts a finished store in the place of another, with its record, and leaves nothing else', async () => {
    await writeAside(1, 2);
    await installStore(path);
    expect(await valuesThere()).toEqual([1, 2]);
    await writeAside(3);
    writeFileSync(partialPath(path), 'rows');
    writeFileSync(journalPath(path), 'lines');
    expect(await valuesThere()).toEqual([1, 2]);
    await installStore(path);
    expect(await valuesThere()).toEqual([3]);
    expect(readdirSync(inFolder()).sort()).toEqual(['faces_train.json', 'faces_train.npy']);
  });

  it('does nothing where no store is finished', async () => {
    await writeAside(1);
    await installStore(path);
    writeFileSync(nextPath(path), 'half');
    writeFileSync(partialPath(path), 'rows');
    await installStore(path);
    expect(await valuesThere()).toEqual([1]);
    expect(readFileSync(partialPath(path), 'utf8')).toBe('rows');
  });

  it.each([
    ['before its first step', () => undefined],
    ['when the rows were in their place', () => { renameSync(nextPath(path), path); }],
  ])('completes what was killed %s', async (_, advance) => {
    await writeAside(1);
    await installStore(path);
    await writeAside(5, 6);
    advance();
    await installStore(path);
    expect(await valuesThere()).toEqual([5, 6]);
    expect(existsSync(decisionPath(nextPath(path)))).toBe(false);
  }); // prettier-ignore
});

describe('removeWork', () => {
  it('removes work aside and keeps the store', async () => {
    await writeAside(1);
    await installStore(path);
    for (const left of [partialPath(path), journalPath(path), nextPath(path)])
      writeFileSync(left, '');
    await removeWork(path);
    expect(readdirSync(inFolder()).sort()).toEqual(['faces_train.json', 'faces_train.npy']);
    expect(existsSync(recordPath(path))).toBe(true);
  });
});
