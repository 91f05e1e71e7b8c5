import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded source of random numbers: the same seed gives the same numbers on every machine. */
export interface Random {
  /** A float64 in [0, 1), of 53 random bits. */
  next(): number;
  /** An integer in [0, end). */
  integer(end: number): number;
  /** A sample of the normal distribution with mean 0 and standard deviation 1 (Box–Muller). */
  normal(): number;
  /** A new array with the same items in random order (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /**
   * An independent generator for one purpose, derived from this one's seed and `label`; numbers
   * drawn from either do not change the other.
   */
  fork(label: string | number): Random;
  /** What `createRandom` needs to go on from here. */
  state(): RandomState;
}

/** A generator frozen between two numbers; plain data, safe to write to a checkpoint. */
export interface RandomState {
  readonly seed: number;
  readonly words: readonly number[];
}

/**
 * Creates a generator (xoroshiro128+).
 *
 * @param from - a seed, of which 32 bits count, or the `state()` of an earlier generator
 */
export function createRandom(from: number | RandomState): Random {
  const seed = typeof from === 'number' ? from >>> 0 : from.seed;
  const words = typeof from === 'number' ? spread(seed) : from.words;
  const generator = xoroshiro128plusFromState(words);
  const next = (): number => uniformFloat64(generator);
  const integer = (end: number): number => uniformInt(generator, 0, end - 1);

  return {
    next,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffle: (items) => {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const other = integer(last + 1);
        [shuffled[last], shuffled[other]] = [shuffled[other] as never, shuffled[last] as never];
      }
      return shuffled;
    },
    fork: (label) => createRandom(fnv1a(`${seed}/${label}`)),
    state: () => ({ seed, words: generator.getState() }),
  };
}

/**
 * Four words whose bits all depend on all bits of the seed, so that neighbouring seeds begin with
 * unrelated numbers: a Weyl sequence through the finaliser of MurmurHash3 (Appleby), as SplitMix
 * does it (Steele, Lea & Flood 2014).
 */
function spread(seed: number): number[] {
  return [1, 2, 3, 4].map((step) => {
    let word = (seed + Math.imul(step, 0x9e3779b9)) | 0;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return word ^ (word >>> 16);
  });
}

/** The 32-bit FNV-1a hash of a text's UTF-16 units (Fowler, Noll, Vo). */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
