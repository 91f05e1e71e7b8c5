const SIGN = 0x8000;
const EXPONENT = 0x7c00;
const FRACTION = 0x03ff;

/**
 * 16-bit floats (IEEE 754 binary16) as 32-bit floats; every value is kept exactly.
 *
 * @param bits - the 16 bits of each number
 */
export function float16ToFloat32(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, (half) => (half & SIGN ? -1 : 1) * magnitude(half));
}

function magnitude(half: number): number {
  const exponent = (half & EXPONENT) >> 10;
  const fraction = (half & FRACTION) / 1024;
  if (exponent === 0) return fraction * 2 ** -14;
  if (exponent === 31) return fraction === 0 ? Infinity : NaN;
  return (1 + fraction) * 2 ** (exponent - 15);
}

/** 32-bit floats of bfloat16s, given as their bits: each is the upper half of one. */
export function bfloat16ToFloat32(bits: Uint16Array): Float32Array<ArrayBuffer> {
  return new Float32Array(Uint32Array.from(bits, (upper) => upper << 16).buffer);
}
