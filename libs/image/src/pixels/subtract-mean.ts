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
  if (elementCount(shape) === 3 && values instanceof Uint8Array) {
    lookUp(values, everyLevel(mean, scale), out);
    return;
  }
  for (let at = 0; at < values.length; at += 1) {
    const difference = (values[at] ?? 0) - (mean[at % mean.length] ?? 0);
    out[at] = difference * (scale[at % 3] ?? 0);
  }
}

const ONES = Float32Array.of(1, 1, 1);
const LEVELS = 256;

/** `(level − mean) · scale` of each colour, `(3, 256)`. */
function everyLevel(mean: Float32Array, scale: Float32Array): Float32Array {
  return Float32Array.from({ length: 3 * LEVELS }, (_, at) => {
    const channel = Math.floor(at / LEVELS);
    return ((at % LEVELS) - (mean[channel] ?? 0)) * (scale[channel] ?? 0);
  });
}

function lookUp(pixels: Uint8Array, table: Float32Array, out: Float32Array): void {
  for (let at = 0; at < pixels.length; at += 3) {
    out[at] = table[pixels[at] ?? 0] ?? 0;
    out[at + 1] = table[LEVELS + (pixels[at + 1] ?? 0)] ?? 0;
    out[at + 2] = table[2 * LEVELS + (pixels[at + 2] ?? 0)] ?? 0;
  }
}

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
