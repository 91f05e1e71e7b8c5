import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileError } from '@gender/core/node';
import { TfjsError } from '@gender/keras/tfjs';
import { openTfjsWeights } from '@gender/keras/tfjs/node';
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
 * A folder of TensorFlow.js' weights as one file: the manifest in a line, and after it the bytes of
 * its two shards.
 */
export function tfjsFolder(): FuzzFormat {
  return {
    file: 'case.tfjs',
    content: 'binary',
    seeds: [
      toSeed('one group', [{ paths: shards, weights }]),
      toSeed('one shard', [{ paths: shards.slice(0, 1), weights: weights.slice(0, 1) }], 24),
    ],
    // A damaged name is that of a file that is not there.
    errors: [TfjsError, FileError],
    read: async ({ path, bytes }) => {
      const folder = dirname(path);
      const [manifest, shard] = halves(bytes);
      const half = Math.min(24, shard.length);
      await writeFile(join(folder, 'manifest.json'), manifest);
      await writeFile(join(folder, 'shard1.bin'), shard.subarray(0, half));
      await writeFile(join(folder, 'shard2.bin'), shard.subarray(half));
      const { read } = await openTfjsWeights(join(folder, 'manifest.json'));
      return [...(await read())];
    },
  };
}

function toSeed(name: string, manifest: unknown, length = content.length): Seed {
  const json = Buffer.from(JSON.stringify(manifest));
  const pack = (first: Uint8Array): Uint8Array =>
    joined(first, Uint8Array.of(NEWLINE), content.subarray(0, length));
  const damageInside = (damage: Damage): Uint8Array => pack(damage(json, 'text'));
  return { name, bytes: pack(json), damageInside };
}

function halves(bytes: Uint8Array): [manifest: Uint8Array, shard: Uint8Array] {
  const end = bytes.indexOf(NEWLINE);
  return end === -1 ? [bytes, new Uint8Array()] : [bytes.subarray(0, end), bytes.subarray(end + 1)];
}
