import { memorySource } from '@gender/core';
import { FileError } from '@gender/core/node';
import { tensor } from '@gender/tensor';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeNetwork, encodeSafetensors, openSafetensors } from '../src/index.js';
import { readSafetensorsModel, writeSafetensorsModel } from '../src/node/index.js';
import { exampleNetwork, ramp } from './example-network.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gender safetensors '));
});
afterAll(() => rm(folder, { recursive: true }));

describe('encodeSafetensors', () => {
  it('begins with the length of a header that ends at a multiple of 8, as the format demands', () => {
    const [header] = encodeSafetensors([{ name: 'a', tensor: ramp(3) }]);
    const length = Number(new DataView(header!.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(new TextDecoder().decode(header!.subarray(8, 8 + length)).trimEnd()).toBe(
      '{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}',
    );
  });

  it('aligns every tensor, whatever their order', async () => {
    const pieces = encodeSafetensors([
      { name: 'flag', tensor: tensor('bool', [1], Uint8Array.of(1)) },
      { name: 'long', tensor: tensor('int64', [1], BigInt64Array.of(-1n)) },
      { name: 'half', tensor: tensor('uint16', [1], Uint16Array.of(7)) },
    ]);
    const file = await openSafetensors(memorySource(Buffer.concat(pieces)));
    expect(file.tensors.map(({ name, type, start }) => [name, type, start])).toEqual([
      ['long', 'I64', 0],
      ['half', 'U16', 8],
      ['flag', 'BOOL', 10],
    ]);
    expect((await file.read('half')).data).toEqual(Uint16Array.of(7));
  });

  it('copies no weights', () => {
    const kernel = ramp(4, 4);
    const [, data] = encodeSafetensors([{ name: 'k', tensor: kernel }]);
    expect(data!.buffer).toBe(kernel.data.buffer);
  });

  it.each([[['a', 'a']], [['__metadata__']]])('refuses the names %j', (names) => {
    const tensors = names.map((name) => ({ name, tensor: ramp(1) }));
    expect(() => encodeSafetensors(tensors)).toThrow(/cannot be named/);
  });
});

describe('writeSafetensorsModel', () => {
  it('writes what readSafetensorsModel reads, in equal bytes', async () => {
    const [once, twice] = [
      join(folder, 'new', 'once.safetensors'),
      join(folder, 'twice.safetensors'),
    ];
    await writeSafetensorsModel(once, exampleNetwork, { metadata: { mode: 'network' } });
    const read = await readSafetensorsModel(once);
    expect(read).toEqual({ network: exampleNetwork, metadata: { mode: 'network' } });
    await writeSafetensorsModel(twice, read.network, { metadata: read.metadata });
    expect((await readFile(twice)).equals(await readFile(once))).toBe(true);
  });

  it('leaves nothing where it fails', async () => {
    const path = join(folder, 'refused.safetensors');
    await expect(
      writeSafetensorsModel(path, exampleNetwork, { metadata: { network: '' } }),
    ).rejects.toThrow(/cannot be named "network"/);
    expect((await readdir(folder)).filter((name) => name.startsWith('refused'))).toEqual([]);
    await expect(readSafetensorsModel(path)).rejects.toThrow(FileError);
  });

  it('begins with the same bytes in a browser', async () => {
    const path = join(folder, 'same.safetensors');
    await writeSafetensorsModel(path, exampleNetwork);
    expect(await readFile(path)).toEqual(Buffer.concat(encodeNetwork(exampleNetwork)));
  });
});
