import { deflateSync } from 'node:zlib';
import { memorySource } from '@gender/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fixture } from '../../test/fixtures.js';
import { plain } from '../../test/plain.js';
import type * as library from '../index.js';
import { InflateError } from './inflate-error.js';
import { platform } from './web.js';

/** The library as browsers load it. */
let mat: typeof library;
beforeAll(async () => {
  vi.resetModules();
  vi.doMock('#platform', () => import('./web.js'));
  mat = await import('../index.js');
});
afterAll(() => {
  vi.doUnmock('#platform');
  vi.resetModules();
});

const expected = JSON.parse(new TextDecoder().decode(fixture('kinds.json'))) as Record<
  string,
  unknown
>;

describe('in a browser', () => {
  it.each(['kinds_v4', 'kinds_v6', 'kinds_v7', 'kinds_big_endian'])(
    'reads %s.mat',
    async (name) => {
      const stream = new Blob([Uint8Array.from(fixture(`${name}.mat`))]).stream();
      const read = [...(await mat.readMat(stream))].map(
        ([key, value]) => [key, plain(value)] as const,
      );
      expect(Object.fromEntries(read)).toEqual(expected[name]);
    },
  );

  it.each([0, 6])('writes bytes that it reads again (compression %i)', async (compression) => {
    const x = mat.matStruct({ a: mat.matRow(1, 2), b: mat.matText('text') });
    const bytes = await mat.encodeMat({ x }, { compression });
    expect(await mat.readMat(bytes)).toEqual(new Map([['x', x]]));
  });

  it('says that version 7.3 and files by path are for Node', async () => {
    const unsupported = {
      code: 'MAT_UNSUPPORTED',
      message: expect.stringContaining('Node') as unknown,
    };
    await expect(mat.openMat(fixture('kinds_v73.mat'))).rejects.toMatchObject(unsupported);
    await expect(mat.openMat('net.mat')).rejects.toMatchObject(unsupported);
    await expect(mat.writeMat('net.mat', {})).rejects.toMatchObject(unsupported);
  });

  it('ends in a MatError for compressed data that is cut or damaged', async () => {
    const bytes = Uint8Array.from(fixture('oxford_net_v7.mat'));
    const cut = mat.readMat(memorySource(bytes.subarray(0, 5000)));
    await expect(cut).rejects.toMatchObject({ code: 'MAT_TRUNCATED' });
    await expect(mat.readMat(bytes.fill(0, 5000))).rejects.toMatchObject({ code: 'MAT_FORMAT' });
  });
});

describe('inflating in a browser', () => {
  it('tells data that ends too early from data that is damaged', async () => {
    const whole = deflateSync(new Uint8Array(1000).map((_, index) => (index * index) % 251));
    // eslint-disable-next-line @typescript-eslint/require-await -- as files are read
    async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
      yield bytes;
    }
    const failure = async (bytes: Uint8Array): Promise<unknown> => {
      const chunks = platform.inflate(once(bytes), bytes.length);
      try {
        while ((await chunks.next()).done !== true);
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(await failure(whole)).toBeUndefined();
    const cut = await failure(whole.subarray(0, whole.length - 8));
    expect(cut).toBeInstanceOf(InflateError);
    expect(cut).toMatchObject({ cut: true });
    expect(await failure(Uint8Array.from(whole).fill(255, 100, 150))).toMatchObject({ cut: false });
  });
});
