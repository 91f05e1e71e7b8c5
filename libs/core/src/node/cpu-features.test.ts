import { describe, expect, it } from 'vitest';
import { cpuFeatures, featuresInCpuinfo, featuresInSysctl } from './cpu-features.js';

describe('cpuFeatures', () => {
  it('reads the flags of the first processor from /proc/cpuinfo', () => {
    const text =
      'model name\t: AMD EPYC\nflags\t\t: fpu fma avx avx2 avx512f avx512_vnni\n\nflags\t\t: fpu\n';
    expect(featuresInCpuinfo(text)).toEqual(['avx2', 'fma', 'avx512f', 'avx512_vnni']);
  });

  it('knows what Linux calls the sets of Arm', () => {
    const text = 'processor\t: 0\nFeatures\t: fp asimd aes asimddp i8mm\n';
    expect(featuresInCpuinfo(text)).toEqual(['neon', 'dotprod', 'i8mm']);
  });

  it('reads what sysctl prints on macOS, without the sets that are absent', () => {
    const text =
      'hw.optional.neon: 1\nhw.optional.arm.FEAT_DotProd: 1\nhw.optional.arm.FEAT_I8MM: 0\n';
    expect(featuresInSysctl(text)).toEqual(['neon', 'dotprod']);
  });

  it('finds nothing in a text of another kind', () => {
    expect(featuresInCpuinfo('processor\t: 0\n')).toEqual([]);
  });

  it('answers on this machine', async () => {
    const tells = process.platform === 'linux' || process.platform === 'darwin';
    expect((await cpuFeatures()) !== undefined).toBe(tells);
  });
});
