import type { Layer, Network, Normalization } from '@gender/network';
import { zeroTensor } from '@gender/tensor';

/** Above the factors that make about 1 of a pixel, 1/255 and 1/127.5, and below 1. */
const LARGEST_FACTOR = 0.02;

/**
 * Whether a network itself makes its input of pixels 0–255: all that it does with pictures first is
 * to divide them by some hundred, or to subtract means which only pixels of that range have.
 */
export function takesPixels({ input, layers }: Network): boolean {
  const first = layers.filter(({ inputs }) => inputs.includes(input.name));
  return input.shape.length === 3 && first.length > 0 && first.every(scalesPixels);
}

/** Says that pictures are to be fed as they are, RGB or grey, 0–255. */
export function rawPixels({ input }: Network): Normalization {
  return { mean: zeroTensor('float32', input.shape.slice(-1)) };
}

function scalesPixels(layer: Layer): boolean {
  const isSmall = (factor: number): boolean => Math.abs(factor) <= LARGEST_FACTOR;
  if (layer.type === 'rescaling') return isSmall(layer.scale);
  // Only what scales by fixed numbers has no epsilon.
  if (layer.type !== 'batchNormalization' || layer.epsilon !== 0) return false;
  return layer.mean.data.every((mean) => mean > 1) || (layer.gamma?.data.every(isSmall) ?? false);
}
