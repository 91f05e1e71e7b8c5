import { fieldOf, numbersOf, textOf, type MatNumeric } from '@gender/mat';
import type { Normalization } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { toFloat32Tensor } from './convolution.js';
import type { MatNet } from './find-net.js';
import { isEmpty } from './layer-fields.js';
import { MatConvNetError } from './matconvnet-error.js';

/**
 * The size of the pictures that a network takes: `imageSize`, or that of the mean picture.
 *
 * @returns `[height, width, channels]`
 * @throws MatConvNetError when the file does not say it.
 */
export function inputShapeOf({ file, normalization }: MatNet): readonly [number, number, number] {
  const size = numbersOf(fieldOf(normalization, 'imageSize'));
  const average = fieldOf(normalization, 'averageImage');
  const [height = 0, width = 0, channels = 3] = size ?? average?.shape ?? [];
  if (![height, width, channels].every((length) => Number.isInteger(length) && length >= 1)) {
    throw new MatConvNetError(
      'MATCONVNET_FORMAT',
      `${file}: does not say how large pictures are; expected normalization.imageSize, for example [224 224 3]`,
    );
  }
  return [height, width, channels];
}

/**
 * How pictures are prepared for a network; `undefined` where the file holds no mean.
 *
 * @throws MatConvNetError when the mean is neither a colour nor a picture of the network's size.
 */
export function normalizationOf(
  { file, normalization }: MatNet,
  [height, width, channels]: readonly [number, number, number],
): Normalization | undefined {
  const average = fieldOf(normalization, 'averageImage');
  if (isEmpty(average)) return undefined;
  const count = average.shape.reduce((product, length) => product * length, 1);
  const shape = count === channels ? [channels] : [height, width, channels];
  if (average.kind !== 'numeric' || (count !== channels && count !== height * width * channels)) {
    throw new MatConvNetError(
      'MATCONVNET_FORMAT',
      `${file}: normalization.averageImage of shape ${average.shape.join(' × ')} is neither a colour of ${channels} components nor a picture of ${height} × ${width} × ${channels}`,
    );
  }
  return {
    mean: meanOf(average, shape),
    interpolation: textOf(fieldOf(normalization, 'interpolation')),
  };
}

/** The mean picture, or one colour where all its pixels are equal. */
function meanOf(average: MatNumeric, shape: readonly number[]): Float32Tensor {
  const picture = toFloat32Tensor(average, shape);
  const channels = shape.at(-1) ?? 1;
  const colour = picture.data.slice(0, channels);
  const oneColour = picture.data.every((value, index) => value === colour[index % channels]);
  return oneColour ? tensor('float32', [channels], colour) : picture;
}
