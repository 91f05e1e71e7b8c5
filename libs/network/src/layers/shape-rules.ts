import { elementCount, formatShape, type Float32Tensor } from '@gender/tensor';
import { NetworkError } from '../network-error.js';
import type { Padding, Pair, Shape } from './fields.js';
import type { BaseLayer } from './layer-definition.js';

/** Rows, columns and channels. */
export type MapShape = readonly [height: number, width: number, channels: number];

/** The shape of what a layer reads, which must be `(H, W, C)`. */
export function featureMap(layer: BaseLayer, input: Shape): MapShape {
  const [height, width, channels] = input;
  if (input.length !== 3 || !height || !width || !channels) {
    throw shapeError(layer, 'takes a feature map (H, W, C)', input);
  }
  return [height, width, channels];
}

/** The shape of what a layer reads, which must have at least one axis. */
export function withChannels(layer: BaseLayer, input: Shape): Shape {
  if (input.length > 0) return input;
  throw shapeError(layer, 'takes at least one axis', input);
}

/** The shape that a window makes of a feature map which it slides over. */
export function slideWindow(
  layer: BaseLayer & { readonly strides: Pair; readonly padding: Padding },
  map: MapShape,
  window: Pair,
  channels: number,
): MapShape {
  const { strides, padding } = layer;
  const [height, width] = padMap(map, padding);
  const rows = Math.floor((height - window[0]) / strides[0]) + 1;
  const columns = Math.floor((width - window[1]) / strides[1]) + 1;
  if (rows < 1 || columns < 1) {
    throw shapeError(
      layer,
      `needs at least ${formatShape(window)} rows and columns with padding (${padding.join(', ')})`,
      map,
    );
  }
  return [rows, columns, channels];
}

/** The shape of a feature map with rows and columns around it. */
export function padMap(
  [height, width, channels]: MapShape,
  [top, bottom, left, right]: Padding,
): MapShape {
  return [top + height + bottom, left + width + right, channels];
}

/**
 * The shape of a feature map without its margins.
 *
 * @param input - what the layer reads, for the message
 */
export function cropMap(
  layer: BaseLayer & { readonly cropping: Padding },
  [height, width, channels]: MapShape,
  input: Shape,
): MapShape {
  const [top, bottom, left, right] = layer.cropping;
  if (top + bottom < height && left + right < width) {
    return [height - top - bottom, width - left - right, channels];
  }
  throw shapeError(layer, `cuts off all, (${layer.cropping.join(', ')}), of its input`, input);
}

/** @throws NetworkError (`NETWORK_WEIGHTS`) unless the last axis of the kernel can be divided into the groups of the layer. */
export function checkGroups(
  layer: BaseLayer & { readonly groups: number; readonly kernel: Float32Tensor },
  what: 'filters' | 'channels',
): void {
  const length = layer.kernel.shape.at(-1);
  if (length === undefined || length % layer.groups === 0) return;
  throw new NetworkError(
    'NETWORK_WEIGHTS',
    `layer "${layer.name}" (${layer.type}) cannot divide ${length} ${what} into ${layer.groups} groups`,
  );
}

/** Multiplications of a layer that needs its kernel once for each place of a map `(…, C)`. */
export function kernelAtEach(map: Shape, kernel: Float32Tensor): number {
  return elementCount(map.slice(0, -1)) * elementCount(kernel.shape);
}

export function shapeError(layer: BaseLayer, what: string, found: Shape): NetworkError {
  return new NetworkError(
    'NETWORK_SHAPE',
    `layer "${layer.name}" (${layer.type}) ${what}, found ${formatShape(found)}`,
  );
}
