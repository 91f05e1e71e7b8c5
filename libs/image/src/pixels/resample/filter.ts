/** A convolution filter: how much a source pixel counts by its distance from the wanted place. */
export interface Filter {
  /** Beyond this distance a pixel does not count, in pixels of the coarser of the two grids. */
  readonly support: number;
  weight(distance: number): number;
}

/** The filters of Pillow's `Image.resize`. */
export const filters = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, weight: (x) => cubic(Math.abs(x)) },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
} as const satisfies Record<string, Filter>;

/** The sharpness of the cubic: −0.5 reproduces parabolas (Keys 1981). */
const KEYS_A = -0.5;

function cubic(x: number): number {
  if (x < 1) return ((KEYS_A + 2) * x - (KEYS_A + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * KEYS_A;
  return 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}
