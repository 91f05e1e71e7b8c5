import { memorySource } from '@gender/core';
import { describe, expect, it } from 'vitest';
import { encodeNpy, readNpy } from './npy.js';
import { createNpyRowWriter, type ByteSink } from './npy-row-writer.js';
import { tensor, type Float32Tensor } from './tensor.js';

const whole = tensor(
  'float32',
  [5, 2],
  Float32Array.from({ length: 10 }, (_, index) => index),
);
const rows = (start: number, end: number): Float32Tensor =>
  tensor('float32', [end - start, 2], whole.data.subarray(start * 2, end * 2));

function memorySink(): { sink: ByteSink; bytes: () => Uint8Array } {
  const pieces: Uint8Array[] = [];
  return {
    sink: (bytes) => {
      pieces.push(bytes.slice());
      return Promise.resolve();
    },
    bytes: () => Buffer.concat(pieces),
  };
}

describe('createNpyRowWriter', () => {
  it('writes the same bytes as the whole array at once', async () => {
    const { sink, bytes } = memorySink();
    const writer = await createNpyRowWriter(sink, 'float32', [5, 2]);
    await writer.write(rows(0, 2));
    await writer.write(rows(2, 2));
    await writer.write(rows(2, 5));
    writer.finish();
    expect(writer.rows).toBe(5);
    expect(Buffer.from(bytes())).toEqual(Buffer.from(encodeNpy(whole)));
  });

  it('continues a file that has some rows already', async () => {
    const { sink, bytes } = memorySink();
    await (await createNpyRowWriter(sink, 'float32', [5, 2])).write(rows(0, 3));
    const writer = await createNpyRowWriter(sink, 'float32', [5, 2], 3);
    await writer.write(rows(3, 5));
    writer.finish();
    expect(await readNpy(memorySource(bytes()))).toEqual(whole);
  });

  it('refuses rows of another dtype or shape, and too many', async () => {
    const { sink } = memorySink();
    const writer = await createNpyRowWriter(sink, 'float32', [2, 2]);
    const wrong = [
      tensor('float64', [1, 2], new Float64Array(2)),
      tensor('float32', [1, 3], new Float32Array(3)),
      rows(0, 3),
    ];
    for (const piece of wrong) {
      await expect(writer.write(piece)).rejects.toMatchObject({ code: 'TENSOR_SHAPE' });
    }
    expect(writer.rows).toBe(0);
  });

  it('takes no rows for a single number, nor a single number for a row', async () => {
    const { sink, bytes } = memorySink();
    await expect(createNpyRowWriter(sink, 'float32', [])).rejects.toThrow('has no rows');
    expect(bytes()).toHaveLength(0);
    const writer = await createNpyRowWriter(sink, 'float32', [3]);
    await expect(writer.write(tensor('float32', [], Float32Array.of(1)))).rejects.toMatchObject({
      code: 'TENSOR_SHAPE',
    });
  });

  it('says when rows are missing at the end', async () => {
    const writer = await createNpyRowWriter(memorySink().sink, 'float32', [5, 2]);
    await writer.write(rows(0, 4));
    expect(() => writer.finish()).toThrow('has 4 of its 5 rows');
  });
});
