import { memorySource } from '@gender/core';
import { openFileSource } from '@gender/core/node';
import { NetworkError } from '@gender/network';
import { tensor } from '@gender/tensor';
import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  decodeNetwork,
  encodeNetwork,
  encodeSafetensors,
  openSafetensors,
  SafetensorsError,
  withWeights,
  type SafetensorsFile,
} from '../src/index.js';
import { exampleNetwork, ramp } from './example-network.js';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

interface Expected {
  shape: number[];
  values: (string | number)[];
}

const expected = JSON.parse(await readFile(fixture('types.json'), 'utf8')) as Record<
  string,
  Expected
>;

/** A file of a header given as text and `dataBytes` zeros. */
function file(header: string, dataBytes = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

function open(bytes: Uint8Array): Promise<SafetensorsFile> {
  return openSafetensors(memorySource(bytes, 'a.safetensors'));
}

function encoded(...tensors: Parameters<typeof encodeSafetensors>): Promise<SafetensorsFile> {
  return open(Buffer.concat(encodeSafetensors(...tensors)));
}

describe('a file of the Python library', () => {
  it.each(Object.keys(expected).filter((name) => name !== 'F8_E4M3'))(
    'gives the values of %s',
    async (name) => {
      await using source = await openFileSource(fixture('types.safetensors'));
      const { shape, data } = await (await openSafetensors(source)).read(name);
      const { shape: shapeThere, values } = expected[name]!;
      const isWhole = typeof values[0] === 'string';
      expect(shape).toEqual(shapeThere);
      expect([...data].map((value) => (isWhole ? String(value) : Number(value)))).toEqual(values);
    },
  );

  it('gives its metadata and lists types that are not read', async () => {
    await using source = await openFileSource(fixture('types.safetensors'));
    const opened = await openSafetensors(source);
    expect(opened.metadata).toEqual({ format: 'pt', ü: 'ž' });
    expect(opened.tensors.find(({ name }) => name === 'F8_E4M3')).toMatchObject({ shape: [2] });
    await expect(opened.read('F8_E4M3')).rejects.toMatchObject({
      code: 'SAFETENSORS_UNSUPPORTED',
      message: expect.stringMatching(/"F8_E4M3" has type F8_E4M3/) as string,
    });
    await expect(opened.read('none')).rejects.toThrow(/no tensor "none"/);
  });
});

describe('a file that is damaged or hostile', () => {
  const one = (fields: object): string =>
    JSON.stringify({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...fields } });

  it.each<[string, Uint8Array, RegExp]>([
    ['no header', new Uint8Array(7), /7 bytes/],
    ['a header beyond its end', file('{}').subarray(0, 9), /begin with a header of 2/],
    ['a header of 2⁶⁴ bytes', new Uint8Array(16).fill(255), /header of 18446744073709551615/],
    ['text that is no JSON', file('{"a"'), /header cannot be read/],
    ['bytes that are no UTF-8', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe), /header cannot/],
    ['a list', file('[]'), /header cannot be read/],
    ['metadata that are no texts', file('{"__metadata__":{"a":1}}'), /__metadata__/],
    ['a field missing', file('{"a":{"dtype":"F32"}}'), /tensor "a"/],
    ['a negative length', file(one({ shape: [-2] }), 8), /tensor "a"/],
    ['a length that is not whole', file(one({ shape: [0.5] }), 8), /tensor "a"/],
    ['an unknown type', file(one({ dtype: 'F4' }), 8), /type "F4"/],
    ['bytes that do not fit the shape', file(one({ shape: [3] }), 8), /expected 0–12/],
    ['a shape beyond all numbers', file(one({ shape: [2 ** 50, 2 ** 50] }), 8), /lies at 0–8/],
    ['less data than tensors', file(one({}), 4), /4 bytes of data.*end at 8/],
    ['more data than tensors', file(one({}), 12), /12 bytes of data.*end at 8/],
    ['a hole', file(one({ data_offsets: [4, 12] }), 12), /lies at 4–12, expected 0–8/],
    [
      'an overlap',
      file(
        JSON.stringify({
          a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
          b: { dtype: 'F32', shape: [2], data_offsets: [4, 12] },
        }),
        12,
      ),
      /"b".*lies at 4–12, expected 8–16/,
    ],
  ])('is refused for %s', async (_, bytes, words) => {
    const error: unknown = await open(bytes).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(SafetensorsError);
    expect((error as Error).message).toMatch(words);
    expect((error as Error).message).toMatch(/^[^\n]+$/);
  });

  it('is read or refused with a typed error, whatever bytes are changed', async () => {
    const whole = Buffer.concat(encodeNetwork(exampleNetwork));
    const change = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [place, value] of changes) bytes[place] = value;
        const error: unknown = await open(bytes)
          .then(decodeNetwork)
          .then(() => undefined)
          .catch((cause: unknown) => cause);
        if (error === undefined) return;
        expect([SafetensorsError, NetworkError].some((type) => error instanceof type)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a network', () => {
  it('comes back whole, with the texts beside it', async () => {
    const bytes = Buffer.concat(encodeNetwork(exampleNetwork, { note: 'ž' }));
    expect(await decodeNetwork(await open(bytes))).toEqual({
      network: exampleNetwork,
      metadata: { note: 'ž' },
    });
  });

  it('names its tensors after layers and weights, in order', async () => {
    const { tensors } = await open(Buffer.concat(encodeNetwork(exampleNetwork)));
    expect(tensors.map(({ name, type, shape }) => [name, type, shape])).toEqual([
      ['conv.kernel', 'F32', [3, 3, 3, 4]],
      ['conv.bias', 'F32', [4]],
      ['normalization.gamma', 'F32', [4]],
      ['normalization.mean', 'F32', [4]],
      ['normalization.variance', 'F32', [4]],
      ['fc.kernel', 'F32', [4, 2]],
      ['normalization_mean', 'F32', [6, 6, 3]],
    ]);
  });

  it('takes the weights of a file that describes none', async () => {
    const tensors = [
      {
        name: 'fc.kernel',
        tensor: tensor('float64', [4, 2], Float64Array.of(8, 7, 6, 5, 4, 3, 2, 1)),
      },
      { name: 'other', tensor: ramp(1) },
    ];
    const fc = { ...exampleNetwork.layers[4]!, inputs: ['x'] };
    const head = { name: 'h', input: { name: 'x', shape: [4] }, layers: [fc], output: 'fc' };
    const { layers } = await withWeights(head, await encoded(tensors));
    expect(layers[0]).toMatchObject({
      kernel: tensor('float32', [4, 2], Float32Array.of(8, 7, 6, 5, 4, 3, 2, 1)),
    });
  });

  it.each<[string, object, RegExp]>([
    ['no description', {}, /no description/],
    ['a description that is none', { network: '{"layers":1}' }, /"network" that is none/],
    ['weights it lacks', { network: describe1('gamma') }, /no tensor "fc.gamma"/],
  ])('is refused for %s', async (_, metadata, words) => {
    const opened = await encoded([{ name: 'fc.kernel', tensor: ramp(4, 2) }], { ...metadata });
    const reading = decodeNetwork(opened);
    await expect(reading).rejects.toThrow(SafetensorsError);
    await expect(reading).rejects.toThrow(words);
  });

  it('is refused for weights of another shape or type', async () => {
    const fc = { ...exampleNetwork.layers[4]!, inputs: ['x'] };
    const head = { name: 'h', input: { name: 'x', shape: [4] }, layers: [fc], output: 'fc' };
    const other = await encoded([{ name: 'fc.kernel', tensor: ramp(4, 3) }]);
    await expect(withWeights(head, other)).rejects.toThrow(/shape \(4, 3\).*expected \(4, 2\)/);
    const whole = tensor('int8', [4, 2], new Int8Array(8));
    const ints = await encoded([{ name: 'fc.kernel', tensor: whole }]);
    await expect(withWeights(head, ints)).rejects.toThrow(/int8, expected floats/);
  });
});

function describe1(weight: string): string {
  return JSON.stringify({ layers: [{ type: 'dense', name: 'fc', weights: [weight] }] });
}

describe('rows of a tensor', () => {
  it('are read alone', async () => {
    const matrix = ramp(5, 2);
    const opened = await encoded([
      { name: 'before', tensor: ramp(3) },
      { name: 'matrix', tensor: matrix },
    ]);
    expect(await opened.readRows('matrix', 1, 3)).toEqual(
      tensor('float32', [2, 2], matrix.data.slice(2, 6)),
    );
    await expect(opened.readRows('matrix', 4, 6)).rejects.toThrow('has no rows 4 to 6');
    await expect(opened.readRows('matrices', 0, 1)).rejects.toThrow(SafetensorsError);
  });
});
