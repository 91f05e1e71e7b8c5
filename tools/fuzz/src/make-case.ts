import type { Random } from '@gender/core';
import { binaryMutations, flipBit, pick } from './damage-binary.js';
import { textMutations } from './damage-text.js';
import type { Damage, FuzzFormat, Seed } from './fuzz-format.js';

/** A damaged file and what it was made from. */
export interface FuzzCase {
  readonly seed: Seed;
  readonly bytes: Uint8Array;
  /** Whether checksums must find the damage: one bit was flipped in a file that has them. */
  readonly isChecked: boolean;
}

/** Damages one of a format's seeds in one of many ways; equal generators make equal cases. */
export async function makeCase(format: FuzzFormat, random: Random): Promise<FuzzCase> {
  const seed = pickSeed(format.seeds, random);
  if (seed.isChecked && random.next() < 0.2) {
    return { seed, bytes: flipBit(seed.bytes, random), isChecked: true };
  }
  const others = format.seeds.map(({ bytes }) => bytes);
  const damage: Damage = (content, kind = format.content) => {
    const mutations = kind === 'text' ? textMutations : binaryMutations;
    // One change mostly, seldom up to eight.
    const changes = 1 + Math.floor(random.next() * random.next() * 8);
    let bytes = content;
    for (let change = 0; change < changes && bytes.length > 0; change += 1) {
      bytes = pick(mutations, random)(bytes, random, others);
    }
    return bytes;
  };
  const { damageInside } = seed;
  const bytes =
    damageInside !== undefined && random.next() < 0.6
      ? await damageInside(damage, random)
      : damage(seed.bytes);
  return { seed, bytes, isChecked: false };
}

function pickSeed(seeds: readonly Seed[], random: Random): Seed {
  const total = seeds.reduce((sum, { weight = 1 }) => sum + weight, 0);
  let left = random.next() * total;
  return seeds.find(({ weight = 1 }) => (left -= weight) < 0) ?? pick(seeds, random);
}
