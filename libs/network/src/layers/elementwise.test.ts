import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arithmetic } from './elementwise.js';
import { applyElementwise, type ElementwiseLayer } from './layer-types.js';

/** Abramowitz and Stegun 7.1.26, within 1.5e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const factors = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  const sum = factors.reduce((result, factor) => (result + factor) * t, 0);
  return Math.sign(x) * (1 - sum * Math.exp(-x * x));
}

const elu = (x: number): number => (x > 0 ? x : Math.expm1(x));

/** The arithmetic of plain numbers. */
const numbers: Arithmetic<number> = {
  add: (a, b) => a + b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  maximum: Math.max,
  minimum: Math.min,
  abs: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  erf,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.log1p(Math.exp(x)),
  elu,
  selu: (x) => 1.05070098 * (x > 0 ? x : 1.67326324 * Math.expm1(x)),
};

type Options<L> = L extends ElementwiseLayer ? Omit<L, 'name' | 'inputs'> : never;

function compute(options: Options<ElementwiseLayer>, x: number): number {
  const layer = { name: 'layer', inputs: ['image'], ...options } as ElementwiseLayer;
  return applyElementwise(layer, x, numbers);
}

describe('a formula', () => {
  // Worked out by hand, or with SciPy where there is an exponential.
  it.each<[Options<ElementwiseLayer>, readonly (readonly [number, number])[]]>([
    [
      { type: 'softsign' },
      [
        [3, 0.75],
        [-1, -0.5],
        [0, 0],
      ],
    ],
    [
      { type: 'elu', alpha: 1 },
      [
        [2, 2],
        [-1, -0.6321205588],
      ],
    ],
    [
      { type: 'elu', alpha: 0.5 },
      [
        [2, 2],
        [-1, -0.3160602794],
      ],
    ],
    [
      { type: 'selu' },
      [
        [2, 2.10140196],
        [-1, -1.1113307],
      ],
    ],
    [
      { type: 'swish' },
      [
        [1, 0.7310585786],
        [-2, -0.238405844],
      ],
    ],
    [
      { type: 'mish' },
      [
        [1, 0.8650983883],
        [-1, -0.3034014614],
      ],
    ],
    [
      { type: 'gelu', approximate: false },
      [
        [1, 0.8413447461],
        [-2, -0.0455002639],
      ],
    ],
    [
      { type: 'gelu', approximate: true },
      [
        [1, 0.8411919906],
        [-2, -0.0454023059],
      ],
    ],
    [
      { type: 'hardSigmoid', slope: 0.2 },
      [
        [1, 0.7],
        [-3, 0],
        [9, 1],
      ],
    ],
    [
      { type: 'clip', min: 0, max: 6 },
      [
        [-1, 0],
        [3, 3],
        [8, 6],
      ],
    ],
    [
      { type: 'clip', min: -1 },
      [
        [-2, -1],
        [1e9, 1e9],
      ],
    ],
    [
      { type: 'clip', max: 2 },
      [
        [-1e9, -1e9],
        [3, 2],
      ],
    ],
    [
      { type: 'thresholdedRelu', threshold: 1.5 },
      [
        [1.5, 0],
        [1.6, 1.6],
        [-3, 0],
      ],
    ],
    [{ type: 'rescaling', scale: 2, offset: -1 }, [[3, 5]]],
    [
      { type: 'exponential' },
      [
        [0, 1],
        [1, Math.E],
      ],
    ],
    [{ type: 'softplus' }, [[0, Math.LN2]]],
  ])('of %j gives the values of its definition', (options, cases) => {
    for (const [x, expected] of cases) expect(compute(options, x)).toBeCloseTo(expected, 6);
  });

  it('of GELU with a tanh is within a thousandth of that without', () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (x) => {
        const [exact, near] = [false, true].map((approximate) =>
          compute({ type: 'gelu', approximate }, x),
        );
        expect(Math.abs(exact! - near!)).toBeLessThan(1e-3);
      }),
    );
  });

  it('of a clip stays between its limits, and leaves what lies there', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => {
        const found = compute({ type: 'clip', min: -2, max: 3 }, x);
        expect(found).toBeGreaterThanOrEqual(-2);
        expect(found).toBeLessThanOrEqual(3);
        if (x >= -2 && x <= 3) expect(found).toBe(x);
      }),
    );
  });
});
