import type { DType, TypedArrays } from '@gender/tensor';

/** Copies numbers to `target` from `at` on, converting between `number` and `bigint`. */
export function convertInto(
  source: TypedArrays[DType],
  target: TypedArrays[DType],
  at: number,
): void {
  if (holdsBigInts(target)) {
    if (holdsBigInts(source)) target.set(source, at);
    else source.forEach((number, index) => (target[at + index] = BigInt(number)));
  } else if (holdsBigInts(source)) {
    source.forEach((number, index) => (target[at + index] = Number(number)));
  } else {
    target.set(source, at);
  }
}

export function holdsBigInts(
  array: TypedArrays[DType],
): array is TypedArrays['int64'] | TypedArrays['uint64'] {
  return array instanceof BigInt64Array || array instanceof BigUint64Array;
}
