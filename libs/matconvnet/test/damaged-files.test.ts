import { readFileSync } from 'node:fs';
import { createRandom, GenderError, memorySource } from '@gender/core';
import {
  encodeMat,
  matCell,
  matRow,
  matStruct,
  matText,
  readMat,
  type MatInput,
} from '@gender/mat';
import { beforeAll, describe, expect, it } from 'vitest';
import { importMatConvNet } from '../src/index.js';
import { dagNet, structArray } from './mat-files.js';

const RUNS = 120;

describe.each(['zoo_dagnn', 'zoo_simplenn'])(
  'importMatConvNet on %s.mat with wrong bytes',
  (file) => {
    let whole: Uint8Array;
    beforeAll(async () => {
      const packed = readFileSync(new URL(`fixtures/${file}.mat`, import.meta.url));
      const variables = new Map<string, MatInput>();
      for (const [name, value] of await readMat(packed)) {
        if (value.kind === 'struct') variables.set(name, value as MatInput);
      }
      // Uncompressed, so that wrong bytes reach the values and not the checksum.
      whole = await encodeMat(Object.fromEntries(variables), { compression: 0 });
    });

    it('ends in a network or an error of this project', async () => {
      const random = createRandom(3);
      const ends = new Set<string>();
      for (let run = 0; run < RUNS; run += 1) {
        const damaged = whole.slice();
        for (let count = 1 + (run % 4); count > 0; count -= 1) {
          const place = 128 + Math.floor(random.next() * (damaged.length - 128));
          damaged[place] = Math.floor(random.next() * 256);
        }
        const options = { includeTop: run % 3 > 0, skipUnknown: run % 2 > 0 };
        const end: unknown = await importMatConvNet(memorySource(damaged), options).catch(
          (error: unknown) => error,
        );
        if (end instanceof Error) expect(end).toBeInstanceOf(GenderError);
        ends.add(end instanceof GenderError ? String(end.code) : 'a network');
      }
      expect([...ends]).toEqual(
        expect.arrayContaining(['a network', 'MAT_FORMAT', 'MATCONVNET_FORMAT']),
      );
    });
  },
);

describe('importMatConvNet on networks without sense', () => {
  it('gives three thousand layers of one name names of their own', async () => {
    const layer = matStruct<MatInput>({ type: matText('relu'), name: matText('a') });
    const net = matStruct<MatInput>({
      layers: matCell(new Array<MatInput>(3_000).fill(layer)),
      meta: matStruct<MatInput>({ inputSize: matRow(8, 8, 3) }),
    });
    const network = await importMatConvNet(memorySource(await encodeMat({ net })));
    expect(network.output).toBe('a_3000');
    expect(new Set(network.layers.map(({ name }) => name)).size).toBe(3_000);
  });

  it.each<[string, MatInput]>([
    ['an empty array of structs', structArray([])],
    ['structs without any field', { kind: 'struct', shape: [1, 100_000], fields: new Map() }],
    ['a number', matRow(1)],
  ])('refuses %s for layers', async (_, layers) => {
    const net = dagNet([], {}, { layers });
    const importing = encodeMat({ net }).then((bytes) => importMatConvNet(memorySource(bytes)));
    await expect(importing).rejects.toMatchObject({ code: 'MATCONVNET_FORMAT' });
  });
});
