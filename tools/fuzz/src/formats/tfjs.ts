import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileError } from '@gender/core/node';
import { KerasError } from '@gender/keras';
import { TfjsError, toTfjs } from '@gender/keras/tfjs';
import { openTfjsWeights } from '@gender/keras/tfjs/node';
import { NetworkError } from '@gender/network';
import { tinyBackbone } from '@gender/testing';
import { readTfjsModel } from '@gender/tfjs/node';
import { joined } from '../damage-binary.js';
import type { Damage, FuzzFormat, Seed } from '../fuzz-format.js';

const NEWLINE = 0x0a;
const shards = ['shard1.bin', 'shard2.bin'];

/** A weight of each way in which numbers are stored; 42 bytes in all. */
const weights = [
  { name: 'dense/kernel', shape: [2, 3], dtype: 'float32' },
  { name: 'dense/bias', shape: [3], dtype: 'float32', quantization: { dtype: 'float16' } },
  { name: 'count', shape: [], dtype: 'int32' },
  { name: 'mask', shape: [2], dtype: 'bool' },
  ...(['uint8', 'uint16'] as const).map((dtype) => ({
    name: dtype,
    shape: [2],
    dtype: 'float32',
    quantization: { dtype, scale: 0.5, min: -1 },
  })),
];
const content = Buffer.from(Uint8Array.from({ length: 42 }, (_, at) => (at * 7) % 64));

/**
 * A folder of TensorFlow.js as one file: the JSON in a line, and after it the bytes of its two shards.
 *
 * @param read - reads the folder by the path of its JSON file
 */
function folderFormat(
  { file, seeds, errors = [] }: Pick<FuzzFormat, 'file' | 'seeds'> & Partial<FuzzFormat>,
  read: (path: string) => Promise<unknown>,
): FuzzFormat {
  return {
    file,
    content: 'binary',
    seeds,
    // A damaged name is that of a file that is not there.
    errors: [TfjsError, FileError, ...errors],
    read: async ({ path, bytes }) => {
      const folder = dirname(path);
      const [json, shard] = halves(bytes);
      const half = Math.min(24, shard.length);
      await writeFile(join(folder, 'model.json'), json);
      await writeFile(join(folder, 'shard1.bin'), shard.subarray(0, half));
      await writeFile(join(folder, 'shard2.bin'), shard.subarray(half));
      return read(join(folder, 'model.json'));
    },
  };
}

/** A manifest of weights that is a file of its own. */
export function tfjsFolder(): FuzzFormat {
  const seeds = [
    toSeed('one group', [{ paths: shards, weights }]),
    toSeed('one shard', [{ paths: shards.slice(0, 1), weights: weights.slice(0, 1) }], 24),
  ];
  return folderFormat({ file: 'case.tfjs', seeds }, async (path) => {
    const { read } = await openTfjsWeights(path);
    return [...(await read())];
  });
}

/** A LayersModel, as it is written here. */
export function tfjsLayers(): FuzzFormat {
  const { index, shards: files } = toTfjs(tinyBackbone());
  const pieces = files.flatMap((each) => each.pieces);
  const manifest = index.weightsManifest.map((group) => ({ ...group, paths: shards }));
  const json = { ...index, weightsManifest: manifest };
  const seeds = [toSeed('layers', json, undefined, joined(...pieces))];
  const errors = [KerasError, NetworkError];
  return folderFormat({ file: 'case.tfjslayers', seeds, errors }, (path) => readTfjsModel(path));
}

/** A convolution, what is added to it, and a reshaping by constants. */
export function tfjsGraph(): FuzzFormat {
  const node = (name: string, op: string, input: string[] = [], attr: object = {}): object => ({
    name,
    op,
    input,
    attr,
  });
  const ones = { list: { i: ['1', '1', '1', '1'] } };
  const dim = [-1, 3, 2, 1].map((size) => ({ size: String(size) }));
  const nodes = [
    node('x', 'Placeholder', [], { shape: { shape: { dim } } }),
    ...['dense/kernel', 'uint8', 'axes', 'perm'].map((name) => node(name, 'Const')),
    node('conv', '_FusedConv2D', ['x', 'kernel', 'uint8'], {
      strides: ones,
      padding: { s: btoa('SAME') },
      fused_ops: { list: { s: [btoa('BiasAdd'), btoa('Relu6')] } },
    }),
    node('kernel', 'Reshape', ['dense/kernel', 'perm']),
    node('mean', 'Mean', ['conv', 'axes'], { keep_dims: { b: false } }),
  ];
  const held = [
    { name: 'dense/kernel', shape: [1, 2], dtype: 'float32' },
    {
      name: 'uint8',
      shape: [2],
      dtype: 'float32',
      quantization: { dtype: 'uint8', scale: 0.5, min: -1 },
    },
    { name: 'axes', shape: [2], dtype: 'int32' },
    { name: 'perm', shape: [4], dtype: 'int32' },
  ];
  const bytes = joined(
    new Uint8Array(Float32Array.of(1, -2).buffer),
    Uint8Array.of(3, 4),
    new Uint8Array(Int32Array.of(1, 2, 1, 1, 1, 2).buffer),
  );
  const json = {
    format: 'graph-model',
    modelTopology: { node: nodes },
    weightsManifest: [{ paths: shards, weights: held }],
  };
  const seeds = [toSeed('graph', json, undefined, bytes)];
  return folderFormat({ file: 'case.tfjsgraph', seeds }, (path) => readTfjsModel(path));
}

function toSeed(name: string, value: unknown, length?: number, bytes: Uint8Array = content): Seed {
  const json = Buffer.from(JSON.stringify(value));
  const pack = (first: Uint8Array): Uint8Array =>
    joined(first, Uint8Array.of(NEWLINE), bytes.subarray(0, length));
  const damageInside = (damage: Damage): Uint8Array => pack(damage(json, 'text'));
  return { name, bytes: pack(json), damageInside };
}

function halves(bytes: Uint8Array): [manifest: Uint8Array, shard: Uint8Array] {
  const end = bytes.indexOf(NEWLINE);
  return end === -1 ? [bytes, new Uint8Array()] : [bytes.subarray(0, end), bytes.subarray(end + 1)];
}
