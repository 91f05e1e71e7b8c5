import { deflateSync, inflateSync } from 'node:zlib';
import type { Random } from '@gender/core';
import { readNetwork } from '@gender/formats';
import { MatError, openMat } from '@gender/mat';
import { MatConvNetError } from '@gender/matconvnet';
import { NetworkError } from '@gender/network';
import { joined, pick } from '../damage-binary.js';
import { readFixtures, type Fixture } from '../fixtures.js';
import type { Damage, FuzzFormat, Seed } from '../fuzz-format.js';

/** Where the first variable of a file of level 5 begins. */
const HEADER_BYTES = 128;
/** The type of a compressed variable. */
const COMPRESSED = 15;
/** Larger files are chosen seldom: small ones let more cases be tried. */
const SMALL_BYTES = 64 * 1024;

/** MAT-files of levels 4, 5 (compressed or not, in both byte orders) and 7.3. */
export function mat(): FuzzFormat {
  return {
    file: 'case.mat',
    content: 'binary',
    seeds: readFixtures('mat', /\.mat$/).map(toSeed),
    errors: [MatError],
    read: async ({ bytes }) => {
      await using file = await openMat(bytes);
      const content: unknown[] = [];
      for await (const variable of file.variables({ verify: true })) content.push(variable);
      return [await file.list(), content];
    },
  };
}

/** Networks of MatConvNet, read as `convert` does. */
export function matconvnet(): FuzzFormat {
  return {
    file: 'case.mat',
    content: 'binary',
    seeds: readFixtures('mat', /^dagnn.*_v7\.mat$/).map(toSeed),
    errors: [MatError, MatConvNetError, NetworkError],
    read: ({ path }) => readNetwork(path, { inputShape: [64, 64, 3] }),
  };
}

function toSeed({ name, bytes }: Fixture): Seed {
  const variables = [...compressedVariables(bytes)];
  const isCompressed = variables.length > 0;
  const weight = bytes.length > SMALL_BYTES ? 0.02 : 1;
  const damageInside = (damage: Damage, random: Random): Uint8Array =>
    damageVariable(bytes, variables, damage, random);
  return { name, bytes, weight, isChecked: isCompressed, ...(isCompressed && { damageInside }) };
}

type Place = readonly [start: number, end: number];

/** Damages what is compressed in one of the variables. */
function damageVariable(
  bytes: Uint8Array,
  variables: readonly Place[],
  damage: Damage,
  random: Random,
): Uint8Array {
  const [start, end] = pick(variables, random);
  const content = deflateSync(damage(inflateSync(bytes.subarray(start + 8, end))), { level: 1 });
  const tag = new Uint8Array(Uint32Array.of(COMPRESSED, content.length).buffer);
  return joined(bytes.subarray(0, start), tag, content, bytes.subarray(end));
}

/** The compressed variables of a file that has no others. */
function* compressedVariables(bytes: Uint8Array): Generator<Place> {
  if (bytes[HEADER_BYTES] !== COMPRESSED) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = HEADER_BYTES; start < bytes.length;) {
    const end = start + 8 + view.getUint32(start + 4, true);
    yield [start, end];
    start = end;
  }
}
