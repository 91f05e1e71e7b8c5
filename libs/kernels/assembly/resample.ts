/** Fixed-point convolutions of 8-bit pixels along one axis of a picture. */

/** Which source pixels make each target pixel of an axis, and by how much. */
@unmanaged
class Taps {
  /** `(targets,)` i32: the first source pixel. */
  starts: usize;
  /** `(targets,)` i32: how many. */
  counts: usize;
  /** `(targets, most)` i32: their weights in fixed point. */
  weights: usize;
  most: u32;
}

/** 8-bit pixels and 2 bits for the overshoot of sums leave 22 of 32 bits for the fraction. */
const FRACTION_BITS: i32 = 22;
const HALF: i32 = 1 << (FRACTION_BITS - 1);

/**
 * Resamples whole rows.
 *
 * @param source - `(rows, width, 3)` u8; one byte after its end is read
 * @param target - `(rows, targets, 3)` u8; one byte after its end is written
 */
export function resampleRows(
  taps: Taps,
  targets: u32,
  source: usize,
  rows: u32,
  rowBytes: u32,
  target: usize,
): void {
  let to = target;
  for (let row = source; row < source + rows * rowBytes; row += rowBytes) {
    for (let at: u32 = 0; at < targets; at++) {
      let from = row + load<i32>(taps.starts + (at << 2)) * 3;
      let weight = taps.weights + ((at * taps.most) << 2);
      const end = weight + (load<i32>(taps.counts + (at << 2)) << 2);
      let sum = i32x4.splat(HALF);
      for (; weight < end; weight += 4, from += 3) {
        const pixel = i16x8.extend_low_i8x16_u(v128.load32_zero(from));
        sum = i32x4.add(
          sum,
          i32x4.mul(i32x4.extend_low_i16x8_u(pixel), v128.load32_splat(weight)),
        );
      }
      // The fourth byte belongs to the next pixel, which overwrites it.
      store<i32>(to, i32x4.extract_lane(toBytes(sum, sum, sum, sum), 0));
      to += 3;
    }
  }
}

/**
 * Resamples columns.
 *
 * @param first - the first of the target rows
 * @param source - the source rows that make them, `(…, rowBytes)` u8, from that of the first target
 *   row's first tap; 15 bytes after their end are read
 * @param target - `(targets, rowBytes)` u8; 15 bytes after its end are written
 */
export function resampleColumns(
  taps: Taps,
  first: u32,
  targets: u32,
  source: usize,
  rowBytes: u32,
  target: usize,
): void {
  const start = load<i32>(taps.starts + (first << 2));
  let to = target;
  for (let at = first; at < first + targets; at++, to += rowBytes) {
    const from = source + (load<i32>(taps.starts + (at << 2)) - start) * rowBytes;
    const weights = taps.weights + ((at * taps.most) << 2);
    const end = weights + (load<i32>(taps.counts + (at << 2)) << 2);
    for (let column: u32 = 0; column < rowBytes; column += 16) {
      let a = i32x4.splat(HALF);
      let b = a;
      let c = a;
      let d = a;
      let pixels = from + column;
      for (let weight = weights; weight < end; weight += 4, pixels += rowBytes) {
        const factor = v128.load32_splat(weight);
        const bytes = v128.load(pixels);
        const low = i16x8.extend_low_i8x16_u(bytes);
        const high = i16x8.extend_high_i8x16_u(bytes);
        a = i32x4.add(a, i32x4.mul(i32x4.extend_low_i16x8_u(low), factor));
        b = i32x4.add(b, i32x4.mul(i32x4.extend_high_i16x8_u(low), factor));
        c = i32x4.add(c, i32x4.mul(i32x4.extend_low_i16x8_u(high), factor));
        d = i32x4.add(d, i32x4.mul(i32x4.extend_high_i16x8_u(high), factor));
      }
      // What lies beyond the row is overwritten by the next.
      v128.store(to + column, toBytes(a, b, c, d));
    }
  }
}

/** Sixteen sums as whole numbers, clipped to 0–255. */
// @ts-ignore: decorator
@inline
function toBytes(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_u(
    i16x8.narrow_i32x4_s(i32x4.shr_s(a, FRACTION_BITS), i32x4.shr_s(b, FRACTION_BITS)),
    i16x8.narrow_i32x4_s(i32x4.shr_s(c, FRACTION_BITS), i32x4.shr_s(d, FRACTION_BITS)),
  );
}

/** Where memory that nothing else uses begins. */
export function heapBase(): usize {
  return __heap_base;
}
