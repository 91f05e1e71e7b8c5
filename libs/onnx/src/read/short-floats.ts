import { TensorProto_DataType as DataType } from '../proto/tensor_pb.js';
import { inexpressible } from './layer-graph.js';

/** Floats of 16 bits. */
interface ShortFloats {
  /** Bits behind the point. */
  readonly fraction: number;
  /** The exponent of the smallest numbers that have all of them. */
  readonly leastExponent: number;
  readonly greatest: number;
}

/** Floats of 16 bits by their numbers in `TensorProto.DataType`. */
export const shortFloats: ReadonlyMap<number, ShortFloats> = new Map<number, ShortFloats>([
  [DataType.FLOAT16, { fraction: 10, leastExponent: -14, greatest: 65504 }],
  [DataType.BFLOAT16, { fraction: 7, leastExponent: -126, greatest: (2 - 2 ** -7) * 2 ** 127 }],
]);

/**
 * The nearest of the floats of a type, the even one of two.
 *
 * @throws OnnxError (`ONNX_OPERATOR`) for a finite number beyond all of them, which would become infinite.
 */
export function roundTo({ fraction, leastExponent, greatest }: ShortFloats, value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), leastExponent);
  const step = 2 ** (exponent - fraction);
  const rounded = roundToEven(value / step) * step;
  if (Math.abs(rounded) <= greatest) return rounded;
  throw inexpressible('of constants to numbers that their type does not have');
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const isHalf = value - below === 0.5;
  return isHalf && below % 2 === 0 ? below : Math.floor(value + 0.5);
}
