import type { CpuFeature } from './cpu-features.js';

/**
 * Instructions that add four products of 8 bits in 32 bits. Without them ONNX Runtime adds pairs in
 * 16 bits (`vpmaddubsw`), which saturate beyond 32 767: 2 · 255 · 127 does, 2 · 255 · 63 does not.
 */
const exact: readonly CpuFeature[] = ['avx_vnni', 'avx512_vnni', 'dotprod'];

/**
 * Whether a processor computes sums of products of 8-bit integers without saturation.
 *
 * @param features - its instruction sets; `undefined`, where the system does not tell, means no
 */
export function addsProductsExactly(features: readonly CpuFeature[] | undefined): boolean {
  return features?.some((feature) => exact.includes(feature)) ?? false;
}
