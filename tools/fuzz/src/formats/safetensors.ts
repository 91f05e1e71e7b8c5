import { memorySource } from '@gender/core';
import { NetworkError } from '@gender/network';
import {
  decodeNetwork,
  encodeNetwork,
  encodeSafetensors,
  openSafetensors,
  SafetensorsError,
} from '@gender/safetensors';
import { tensor } from '@gender/tensor';
import { tinyBackbone } from '@gender/testing';
import { joined } from '../damage-binary.js';
import type { Damage, FuzzFormat, Seed } from '../fuzz-format.js';

const LENGTH_BYTES = 8;

/** A network, and tensors of several types without one. */
export function safetensors(): FuzzFormat {
  const tensors = encodeSafetensors(
    [
      { name: 'a', tensor: tensor('float64', [2, 2], Float64Array.of(1, 2, 3, 4)) },
      { name: 'b', tensor: tensor('int8', [3], Int8Array.of(1, 2, 3)) },
    ],
    { note: 'of two types' },
  );
  return {
    file: 'case.safetensors',
    content: 'binary',
    seeds: [
      toSeed('network', joined(...encodeNetwork(tinyBackbone()))),
      toSeed('tensors', joined(...tensors)),
    ],
    errors: [SafetensorsError, NetworkError],
    read: async ({ bytes, path }) => {
      const file = await openSafetensors(memorySource(bytes, path));
      const tensors: unknown[] = [];
      for (const { name } of file.tensors) tensors.push(await file.read(name));
      return 'network' in file.metadata ? [tensors, await decodeNetwork(file)] : tensors;
    },
  };
}

/** Inside lies the header, whose length must be told anew. */
function toSeed(name: string, bytes: Uint8Array): Seed {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const end = LENGTH_BYTES + length;
  const damageInside = (damage: Damage): Uint8Array => {
    const header = damage(bytes.subarray(LENGTH_BYTES, end), 'text');
    const size = new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer);
    return joined(size, header, bytes.subarray(end));
  };
  return { name, bytes, damageInside };
}
