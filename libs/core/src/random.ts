import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

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
  const generator =
    typeof from === 'number' ? xoroshiro128plus(seed) : xoroshiro128plusFromState(from.words);
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

/** The 32-bit FNV-1a hash of a text's UTF-16 units (Fowler, Noll, Vo). */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
