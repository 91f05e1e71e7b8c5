/** The numbers in which a backbone is computed: float32, or 8-bit integers. */
export const precisions = ['fp32', 'int8'] as const;

/** One of `precisions`. */
export type Precision = (typeof precisions)[number];
