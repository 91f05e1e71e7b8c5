import { elementCount, formatShape, type Float32Tensor } from '@gender/tensor';
import { ImageError } from '../image-error.js';
import type { MeanSubtraction } from './preprocessing.js';

/** What is subtracted from a picture of a size, and what the rest is multiplied by. */
export type Subtraction = Pick<MeanSubtraction, 'height' | 'width' | 'mean' | 'scale'>;

/**
 * Normalises the colours of a picture: `(value − mean) · scale`, rounded to float32 once.
 *
 * @param values - `(height, width, 3)`, RGB, 0–255; whole levels, or values between them
 * @param out - where to write `(height, width, 3)`
 * @throws ImageError `IMAGE_MEAN` when mean or scale has another shape.
 */
export function subtractMean(
  values: Uint8Array | Float64Array,
  subtraction: Subtraction,
  out: Float32Array,
): void {
  const { data: mean, shape } = checkedMean(subtraction);
  const scale = subtraction.scale ? checkedScale(subtraction.scale) : ONES;
  const [first = 1, second = 1, third = 1] = scale;
  // one colour for all pixels, or one of each
  const step = elementCount(shape) === 3 ? 0 : 3;
  for (let at = 0, from = 0; at < values.length; at += 3, from += step) {
    out[at] = ((values[at] ?? 0) - (mean[from] ?? 0)) * first;
    out[at + 1] = ((values[at + 1] ?? 0) - (mean[from + 1] ?? 0)) * second;
    out[at + 2] = ((values[at + 2] ?? 0) - (mean[from + 2] ?? 0)) * third;
  }
}

const ONES = Float32Array.of(1, 1, 1);

function checkedScale({ shape, data }: Float32Tensor): Float32Array {
  if (formatShape(shape) === '(3,)') return data;
  throw new ImageError('IMAGE_MEAN', `the scale has shape ${formatShape(shape)}; expected (3,)`);
}

function checkedMean({ height, width, mean }: Subtraction): Float32Tensor {
  const shape = formatShape(mean.shape);
  const whole = formatShape([height, width, 3]);
  if (shape === '(3,)' || shape === whole) return mean;
  throw new ImageError('IMAGE_MEAN', `the mean has shape ${shape}; expected (3,) or ${whole}`);
}
