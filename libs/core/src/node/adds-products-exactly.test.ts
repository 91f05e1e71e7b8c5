import { describe, expect, it } from 'vitest';
import { addsProductsExactly } from './adds-products-exactly.js';

describe('addsProductsExactly', () => {
  it.each([
    [['avx2', 'fma'], false],
    [['avx2', 'fma', 'avx512f'], false],
    [['avx2', 'avx_vnni'], true],
    [['avx2', 'avx512f', 'avx512_vnni'], true],
    [['neon'], false],
    [['neon', 'dotprod'], true],
    [undefined, false],
  ] as const)('%j: %s', (features, expected) => {
    expect(addsProductsExactly(features)).toBe(expected);
  });
});
