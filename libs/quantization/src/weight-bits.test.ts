import type { Logger } from '@gender/core';
import { describe, expect, it } from 'vitest';
import { fitWeightBits, weightBitsFor, weightBitsHere } from './weight-bits.js';

describe('weightBitsFor', () => {
  it.each([
    [['avx2', 'fma'], 7],
    [['avx2', 'fma', 'avx512f'], 7],
    [['avx2', 'avx_vnni'], 8],
    [['avx2', 'avx512f', 'avx512_vnni'], 8],
    [['neon'], 7],
    [['neon', 'dotprod'], 8],
    [undefined, 7],
  ] as const)('%j: %d', (features, bits) => {
    expect(weightBitsFor(features)).toBe(bits);
  });

  it('answers on this machine', async () => {
    expect([7, 8]).toContain(await weightBitsHere());
  });
});

describe('fitWeightBits', () => {
  const full = { ranges: { image: { min: 0, max: 1 } }, weightBits: 8 } as const;
  const warnings: string[] = [];
  const logger: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message) => void warnings.push(message),
  };

  it('cuts 8 bits to 7 with a warning', () => {
    expect(fitWeightBits(full, 7, logger)).toEqual({ ...full, weightBits: 7 });
    expect(warnings).toEqual([expect.stringContaining('no VNNI')]);
  });

  it('leaves alone what fits', () => {
    expect(fitWeightBits(full, 8)).toBe(full);
    const reduced = { ...full, weightBits: 7 } as const;
    expect(fitWeightBits(reduced, 8)).toBe(reduced);
  });
});
