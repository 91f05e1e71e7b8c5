import { fieldOf, numbersOf, textOf, type MatValue } from '@gender/mat';
import type { Normalization, Pair } from '@gender/network';
import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';
import { isEmpty } from './layer-fields.js';
import { toFloat32Tensor } from './layers/weights.js';
import { MatConvNetError } from './matconvnet-error.js';
import type { SourceNetwork } from './source-network.js';

type PictureShape = readonly [height: number, width: number, channels: number];

/**
 * How pictures are prepared for a network; `undefined` where the file holds no mean.
 *
 * @throws MatConvNetError when the mean is neither a colour nor a picture of the network's size,
 *   with or without its border.
 */
export function normalizationOf(
  { file, normalization }: SourceNetwork,
  input: readonly number[],
): Normalization | undefined {
  const average = fieldOf(normalization, 'averageImage');
  if (isEmpty(average)) return undefined;
  const [height = 1, width = 1, channels = 1] = input;
  const border = borderOf(normalization, height, width);
  const mean = meanOf(average, [height, width, channels], border ?? [0, 0]);
  if (mean === undefined) {
    throw new MatConvNetError(
      'MATCONVNET_FORMAT',
      `${file}: normalization.averageImage of shape ${average.shape.join(' × ')} is neither a colour of ${channels} components nor a picture of ${height} × ${width} × ${channels}`,
    );
  }
  if (!mean.data.every(Number.isFinite)) {
    throw new MatConvNetError(
      'MATCONVNET_FORMAT',
      `${file}: normalization.averageImage holds values that are no finite numbers`,
    );
  }
  const keepAspect = numbersOf(fieldOf(normalization, 'keepAspect'))?.[0];
  return {
    mean,
    interpolation: textOf(fieldOf(normalization, 'interpolation')),
    ...(keepAspect !== undefined && { keepAspect: keepAspect !== 0 }),
    ...(border && { border }),
  };
}

/**
 * `border`, rows and columns beyond the input's, or `cropSize`, the share of the resized picture that
 * the input is.
 */
function borderOf(
  normalization: MatValue | undefined,
  height: number,
  width: number,
): Pair | undefined {
  const [vertical, horizontal = vertical] = numbersOf(fieldOf(normalization, 'border')) ?? [];
  const [rows, columns = rows] = numbersOf(fieldOf(normalization, 'cropSize')) ?? [];
  const border = [
    vertical ?? Math.round(height / (rows ?? 1)) - height,
    horizontal ?? Math.round(width / (columns ?? 1)) - width,
  ] as const;
  const stated = border.every((margin) => Number.isInteger(margin) && margin >= 0);
  return stated && border.some((margin) => margin > 0) ? border : undefined;
}

/**
 * The mean as one colour, where it is one or all its pixels are equal, or as a picture of the input's
 * size. One number, or one for each pixel, is subtracted from every channel.
 */
function meanOf(
  average: MatValue,
  [height, width, channels]: PictureShape,
  [vertical, horizontal]: Pair,
): Float32Tensor | undefined {
  if (average.kind !== 'numeric' || average.imaginary !== undefined) return undefined;
  const count = elementCount(average.shape);
  if (count === channels) return toFloat32Tensor(average, [channels]);
  const [rows = 1, columns = 1, depth = 1] = average.shape;
  if (![1, channels].includes(depth) || average.shape.length > 3) return undefined;
  const stored = toFloat32Tensor(average, [rows, columns, depth]);
  const picture = depth === channels ? stored : forChannels(stored, channels);
  const colour = colourOf(picture);
  if (colour !== undefined) return colour;
  if (rows === height && columns === width) return picture;
  if (rows !== height + vertical || columns !== width + horizontal) return undefined;
  return cutMiddle(picture, [height, width, channels]);
}

/** The same grey picture, for every channel: `(H, W, 1)` to `(H, W, channels)`. */
function forChannels({ data, shape }: Float32Tensor, channels: number): Float32Tensor {
  const [rows = 1, columns = 1] = shape;
  const repeated = Float32Array.from(
    { length: data.length * channels },
    (_, index) => data[Math.floor(index / channels)] ?? Number.NaN,
  );
  return tensor('float32', [rows, columns, channels], repeated);
}

function colourOf({ data, shape }: Float32Tensor): Float32Tensor | undefined {
  const channels = shape.at(-1) ?? 1;
  const colour = data.slice(0, channels);
  const plain = data.every((value, index) => value === colour[index % channels]);
  return plain ? tensor('float32', [channels], colour) : undefined;
}

function cutMiddle({ data, shape }: Float32Tensor, size: PictureShape): Float32Tensor {
  const [height, width, channels] = size;
  const [rows = 1, columns = 1] = shape;
  const top = Math.floor((rows - height) / 2);
  const left = Math.floor((columns - width) / 2);
  const middle = new Float32Array(height * width * channels);
  for (let row = 0; row < height; row += 1) {
    const start = ((top + row) * columns + left) * channels;
    middle.set(data.subarray(start, start + width * channels), row * width * channels);
  }
  return tensor('float32', size, middle);
}
