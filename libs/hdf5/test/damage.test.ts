import { createRandom } from '@gender/core';
import { readFile, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Hdf5Error, openHdf5, type Hdf5Group } from '../src/index.js';
import { fixture, openFileCount, temporaryFolder } from './files.js';

const folder = temporaryFolder();

/** Reads everything in a group; true when nothing was refused. */
function readAll(group: Hdf5Group): boolean {
  const attributes = group.attributeNames().map((name) => attempt(() => group.attribute(name)));
  const members = group.names().map((name) =>
    attempt(() => {
      const inner = group.group(name);
      return inner ? readAll(inner) : group.dataset(name)?.read();
    }),
  );
  return [...attributes, ...members].every(Boolean);
}

function attempt(read: () => unknown): boolean {
  try {
    return read() !== false;
  } catch (cause) {
    if (cause instanceof Hdf5Error) return false;
    throw cause;
  }
}

async function readDamaged(bytes: Uint8Array): Promise<boolean> {
  const path = join(folder(), 'damaged.h5');
  await writeFile(path, bytes);
  try {
    using file = await openHdf5(path);
    return readAll(file.root);
  } catch (cause) {
    if (cause instanceof Hdf5Error) return false;
    throw cause;
  }
}

describe('a damaged file', () => {
  it('whose free space among the names of a group goes round is refused, not followed', async () => {
    const whole = await readFile(fixture('keras2_15_string_attributes.h5'));
    const heaps = [...whole.toString('latin1').matchAll(/HEAP\0{4}/g)].map(({ index }) => index);
    let rings = 0;
    for (const at of heaps) {
      const first = whole.readBigUInt64LE(at + 16);
      if (first >= whole.readBigUInt64LE(at + 8)) continue;
      const bytes = Buffer.from(whole);
      bytes.writeBigUInt64LE(first, Number(whole.readBigUInt64LE(at + 24) + first));
      expect(await readDamaged(bytes)).toBe(false);
      rings += 1;
    }
    expect(rings).toBeGreaterThan(2);
    expect(await readDamaged(whole)).toBe(true);
  });

  it('is read or refused with an Hdf5Error, and the next whole one is read', async () => {
    const random = createRandom(1);
    const whole = await readFile(fixture('keras2_15_string_attributes.h5'));
    let refused = 0;
    for (let trial = 0; trial < 100; trial += 1) {
      const bytes = Uint8Array.from(whole);
      for (let change = 0; change < 3; change += 1) {
        bytes[Math.floor(random.next() * bytes.length)] = Math.floor(random.next() * 256);
      }
      if (!(await readDamaged(bytes))) refused += 1;
    }
    expect(refused).toBeGreaterThan(10);
    expect(refused).toBeLessThan(100);
    expect(await readDamaged(whole)).toBe(true);
  });

  it.runIf(platform() === 'linux')('leaves no file open', async () => {
    const whole = await readFile(fixture('kinds.h5'));
    await readDamaged(whole);
    const before = await openFileCount();
    for (let place = 1024; place < whole.length; place += 1999) {
      const bytes = Uint8Array.from(whole);
      bytes.fill(0xa5, place, place + 64);
      await readDamaged(bytes);
    }
    expect(await openFileCount()).toBe(before);
  });
});
