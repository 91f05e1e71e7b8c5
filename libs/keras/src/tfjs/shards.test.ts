import { bytesOf, tensor, type Float32Tensor } from '@gender/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shardsOf } from './shards.js';

const floats = (length: number): Float32Tensor =>
  tensor(
    'float32',
    [length],
    Float32Array.from({ length }, (_, index) => index),
  );

describe('shardsOf', () => {
  it('cuts what is longer than a file', () => {
    const shards = shardsOf([floats(3), floats(2)], 8);
    expect(shards.map(({ name, pieces }) => [name, pieces.map(({ length }) => length)])).toEqual([
      ['group1-shard1of3.bin', [8]],
      ['group1-shard2of3.bin', [4, 4]],
      ['group1-shard3of3.bin', [4]],
    ]);
  });

  it('has no file where there are no weights', () => {
    expect(shardsOf([])).toEqual([]);
    expect(shardsOf([floats(0)])).toEqual([]);
  });

  it('keeps all bytes in order, in files of at most 4 MiB', () => {
    const shards = shardsOf([floats(3 * 1024 * 1024)]);
    expect(shards.map(({ pieces }) => Buffer.concat(pieces).length)).toEqual(
      Array.from({ length: 3 }, () => 4 * 1024 * 1024),
    );
    fc.assert(
      fc.property(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 50 }), (lengths, limit) => {
        const tensors = lengths.map(floats);
        const cut = shardsOf(tensors, limit).map(({ pieces }) => Buffer.concat(pieces));
        expect(Buffer.concat(cut)).toEqual(Buffer.concat(tensors.map(bytesOf)));
        expect(cut.slice(0, -1).every(({ length }) => length === limit)).toBe(true);
      }),
    );
  });
});
