import { openHdf5, writeHdf5 } from '@gender/hdf5';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNames, writeNames } from '../src/name-list.js';
import { fixture, temporaryFolder } from './files.js';

const folder = temporaryFolder();

async function roundTrip(
  names: readonly string[],
): Promise<[string[] | undefined, readonly string[]]> {
  const path = join(folder(), 'names.h5');
  await writeHdf5(path, (root) => writeNames(root, 'layer_names', names));
  using file = await openHdf5(path);
  return [readNames(file.root, 'layer_names'), file.root.attributeNames()];
}

describe('lists of names', () => {
  it.each([[[]], [['conv1']], [['conv1', 'pool1']]])('keep %j whole', async (names) => {
    expect(await roundTrip(names)).toEqual([names, ['layer_names']]);
  });

  it('are cut above 64 KB', async () => {
    const names = Array.from({ length: 2622 }, (_, index) => `${index}_${'x'.repeat(40)}`);
    const [read, attributes] = await roundTrip(names);
    expect(read).toEqual(names);
    expect(attributes).toEqual(['layer_names0', 'layer_names1']);
  });

  it('are read as Keras has cut them', async () => {
    using file = await openHdf5(fixture('keras2_15_chunked_layer_names.h5'));
    const group = file.root.group('model_weights')!;
    const names = readNames(group, 'layer_names')!;
    expect(group.attributeNames()).toContain('layer_names1');
    expect(names.filter((name) => group.group(name) === undefined)).toEqual([]);
    expect(Math.max(...names.map((name) => name.length))).toBe(6515);
  });
});
