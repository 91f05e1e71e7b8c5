import { memorySource, type ByteSource } from '@gender/core';
import { elementCount, tensor, zeros, bytesOf, dtypes, type DType } from '@gender/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeNetwork,
  encodeSafetensors,
  openSafetensors,
  SafetensorsError,
  type NamedTensor,
  type SafetensorsFile,
} from '../src/index.js';
import { exampleNetwork, ramp } from './example-network.js';

interface Entry {
  dtype: string;
  shape: unknown;
  data_offsets: unknown;
}

/** A file with a header of these entries in front of `dataBytes` bytes that count up. */
function fileOf(entries: Record<string, Entry>, dataBytes: number, spaces = 0): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(entries) + ' '.repeat(spaces));
  const bytes = new Uint8Array(8 + text.length + dataBytes).map((_, index) => index);
  bytes.set(text, 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  return bytes;
}

const open = (bytes: Uint8Array): Promise<SafetensorsFile> =>
  openSafetensors(memorySource(bytes, 'a.safetensors'));

const good = (): Record<string, Entry> => ({
  weight: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
  half: { dtype: 'BF16', shape: [3], data_offsets: [24, 30] },
  byte: { dtype: 'U8', shape: [], data_offsets: [30, 31] },
});

/** A source that tells how much was read of it. */
function watched(bytes: Uint8Array): { source: ByteSource; read: () => number } {
  const inner = memorySource(bytes, 'watched.safetensors');
  let read = 0;
  const source: ByteSource = {
    name: inner.name,
    byteLength: inner.byteLength,
    slice: (start, end) => {
      read += end - start;
      return inner.slice(start, end);
    },
  };
  return { source, read: () => read };
}

describe('a header', () => {
  it('may list its tensors in any order, and end in spaces', async () => {
    const entries = Object.fromEntries(Object.entries(good()).toReversed());
    const file = await open(fileOf(entries, 31, 17));
    expect(file.tensors.map(({ name, start }) => [name, start])).toEqual([
      ['weight', 0],
      ['half', 24],
      ['byte', 30],
    ]);
    expect((await file.read('byte')).shape).toEqual([]);
  });

  it('may hold tensors without elements between others', async () => {
    const empty = { dtype: 'F64', shape: [0, 5], data_offsets: [24, 24] };
    const file = await open(fileOf({ ...good(), empty }, 31));
    const { shape, data } = await file.read('empty');
    expect([shape, data]).toEqual([[0, 5], new Float64Array()]);
    expect((await file.readRows('empty', 0, 0)).shape).toEqual([0, 5]);
  });

  it.each<[string, Partial<Entry>]>([
    ['offsets in the wrong order', { data_offsets: [30, 24] }],
    ['offsets beyond the file', { data_offsets: [24, 2 ** 40] }],
    ['offsets beyond all whole numbers', { data_offsets: [24, 2 ** 60] }],
    ['negative offsets', { data_offsets: [-6, 0] }],
    ['offsets that are texts', { data_offsets: ['24', '30'] }],
    ['one offset', { data_offsets: [24] }],
    ['three offsets', { data_offsets: [24, 30, 31] }],
    ['the place of another tensor', { data_offsets: [0, 6] }],
    ['half of the place of another', { data_offsets: [18, 24] }],
    ['a type of another size', { dtype: 'F32' }],
    ['the type in small letters', { dtype: 'bf16' }],
    ['no type', { dtype: '' }],
    ['a length more', { shape: [4] }],
    ['an axis more', { shape: [3, 2] }],
    ['a length that is a text', { shape: ['3'] }],
    ['a length that is no number', { shape: [null] }],
    ['a length beyond memory', { shape: [2 ** 53 - 1] }],
    ['lengths whose product is beyond all numbers', { shape: new Array(30).fill(2 ** 52) }],
    ['such lengths and none', { shape: [...new Array<number>(30).fill(2 ** 52), 0] }],
    ['a shape that is a number', { shape: 3 }],
  ])('is refused for %s', async (_, change) => {
    const entries = good();
    entries.half = { ...entries.half!, ...change };
    const { source, read } = watched(fileOf(entries, 31));
    const error: unknown = await openSafetensors(source).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(SafetensorsError);
    expect((error as Error).message).toMatch(
      /^watched\.safetensors[^\n]*"half"|^watched[^\n]*lies at/,
    );
    // What a header declares is never read, nor memory taken for it.
    expect(read()).toBeLessThan(source.byteLength);
  });

  it('is refused where it lists one name twice, whose first tensor would be lost', async () => {
    const entry = (start: number): string =>
      JSON.stringify({ dtype: 'U8', shape: [2], data_offsets: [start, start + 2] });
    const text = new TextEncoder().encode(`{"a":${entry(0)},"a":${entry(2)}}`);
    const bytes = new Uint8Array(8 + text.length + 4);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(text, 8);
    await expect(open(bytes)).rejects.toThrow('"a" (U8, (2,)) lies at 2–4, expected 0–2');
  });

  it('is refused where any number of it is another, unless the file is the same', async () => {
    const numbers = fc
      .constantFrom('weight', 'half', 'byte')
      .chain((name) => fc.tuple(fc.constant(name), fc.nat(1), fc.integer({ min: 0, max: 40 })));
    await fc.assert(
      fc.asyncProperty(numbers, async ([name, which, value]) => {
        const entries = good();
        const entry = entries[name]!;
        const offsets = (entry.data_offsets as number[]).with(which, value);
        const same = JSON.stringify(offsets) === JSON.stringify(entry.data_offsets);
        entries[name] = { ...entry, data_offsets: offsets };
        const opened = open(fileOf(entries, 31));
        if (same) await expect(opened).resolves.toBeDefined();
        else await expect(opened).rejects.toMatchObject({ code: 'SAFETENSORS_FORMAT' });
      }),
    );
  });
});

describe('rows', () => {
  it.each([
    [-1, 1],
    [1, 3],
    [2, 1],
    [0.5, 1],
    [0, 1.5],
    [NaN, 1],
  ])('%d to %d of two are refused', async (start, end) => {
    const file = await open(fileOf(good(), 31));
    await expect(file.readRows('weight', start, end)).rejects.toThrow(RangeError);
  });

  it('of a scalar there are none', async () => {
    const file = await open(fileOf(good(), 31));
    await expect(file.readRows('byte', 0, 1)).rejects.toThrow('of shape () has no rows');
  });

  it('are those of the whole tensor, of 16-bit floats too', async () => {
    const file = await open(fileOf(good(), 31));
    const whole = await file.read('half');
    for (const [start, end] of [
      [0, 3],
      [1, 2],
      [3, 3],
    ] as const) {
      const rows = await file.readRows('half', start, end);
      expect(rows).toEqual(
        tensor('float32', [end - start], whole.data.slice(start, end) as Float32Array),
      );
    }
  });
});

describe('what is written', () => {
  const tensors = fc.uniqueArray(
    fc.tuple(
      fc
        .string({ minLength: 1, unit: 'binary' })
        .filter((name) => !/^__(metadata|proto)__$/.test(name)),
      fc.constantFrom<DType>(...dtypes),
      fc.array(fc.nat(3), { maxLength: 3 }),
      fc.nat(99),
    ),
    { selector: ([name]) => name, maxLength: 6 },
  );

  it('is read back, for names, types and shapes of every kind', async () => {
    await fc.assert(
      fc.asyncProperty(tensors, async (wanted) => {
        const named = wanted.map(([name, dtype, shape, byte]): NamedTensor => {
          const made = tensor(dtype, shape, zeros(dtype, elementCount(shape)));
          bytesOf(made).fill(byte);
          return { name, tensor: made };
        });
        const file = await open(Buffer.concat(encodeSafetensors(named)));
        expect(file.tensors).toHaveLength(named.length);
        for (const { name, tensor: original } of named) {
          expect(await file.read(name)).toEqual(original);
        }
      }),
    );
  });

  it('is refused when any part of it is cut off', async () => {
    const whole = Buffer.concat(encodeNetwork(exampleNetwork));
    for (let length = 0; length < whole.length; length += 37) {
      await expect(open(whole.subarray(0, length))).rejects.toThrow(SafetensorsError);
    }
    await expect(open(Buffer.concat([whole, Buffer.of(0)]))).rejects.toThrow('its tensors end at');
  });

  it('has its elements where the header says, to the byte', async () => {
    const pieces = encodeSafetensors([{ name: 'a', tensor: ramp(2, 2) }], { note: 'x' });
    const bytes = Buffer.concat(pieces);
    const header = Number(bytes.readBigUInt64LE(0));
    const [first] = (await open(bytes)).tensors;
    const at = 8 + header + first!.start;
    const values = [0, 1, 2, 3].map((index) => bytes.readFloatLE(at + 4 * index));
    expect(values).toEqual([...ramp(2, 2).data]);
  });
});
