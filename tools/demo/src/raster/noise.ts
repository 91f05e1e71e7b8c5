/** A smooth random field over the plane, 0 to 1; its features are about one unit wide. */
export type Noise = (x: number, y: number) => number;

/** Value noise: random numbers on the whole coordinates, blended smoothly in between. */
export function createNoise(seed: number): Noise {
  return (x, y) => {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [smooth(x - column), smooth(y - row)];
    const top = blend(lattice(seed, column, row), lattice(seed, column + 1, row), u);
    const bottom = blend(lattice(seed, column, row + 1), lattice(seed, column + 1, row + 1), u);
    return blend(top, bottom, v);
  };
}

/** Independent random numbers for the pixels of a picture: triangular, −1 to 1, mean 0. */
export function grainAt(seed: number, index: number): number {
  const bits = scramble(seed ^ Math.imul(index, 0x9e3779b1));
  return ((bits >>> 16) + (bits & 0xffff)) / 0xffff - 1;
}

/** A random number in [0, 1) for whole coordinates. */
function lattice(seed: number, column: number, row: number): number {
  return scramble(seed ^ Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca77)) / 2 ** 32;
}

/** Mixes all bits of a 32-bit number (the finaliser of MurmurHash3, Appleby). */
function scramble(bits: number): number {
  let hash = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

function blend(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
