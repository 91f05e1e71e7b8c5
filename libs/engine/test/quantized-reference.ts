import {
  inferShapes,
  type Conv2dLayer,
  type Network,
  type PoolLayer,
  type Shape,
} from '@gender/network';
import type { Quantization, QuantizedRange } from '@gender/onnx';

/** Levels of one picture's activation, `(H, W, C)`, and what they stand for. */
interface Map8 {
  readonly shape: Shape;
  readonly levels: readonly number[];
  readonly scale: number;
  readonly zeroPoint: number;
}

/**
 * A chain of convolutions, ReLUs, max-pools and dropouts on one picture in whole numbers, as the
 * ONNX specification defines `QuantizeLinear`, `QLinearConv` and `DequantizeLinear`, with scales in
 * float32.
 *
 * @returns the last activation in float32
 */
export function runQuantized(
  network: Network,
  { ranges, weightBits }: Quantization,
  picture: Float32Array,
): Float32Array {
  const shapes = inferShapes(network);
  const shapeOf = (name: string): Shape => shapes.get(name) ?? [];
  const { name, shape } = network.input;
  let map = quantize(picture, shape, ranges[name]!);
  network.layers.forEach((layer, index) => {
    if (layer.type === 'maxPool') map = pool(layer, map, shapeOf(layer.name));
    if (layer.type !== 'conv2d') return;
    const next = network.layers[index + 1];
    const range =
      next?.type === 'relu' ? { min: 0, max: ranges[next.name]!.max } : ranges[layer.name]!;
    map = convolve(layer, map, shapeOf(layer.name), range, 2 ** (weightBits - 1) - 1);
  });
  const { levels, scale, zeroPoint } = map;
  return Float32Array.from(levels, (level) => (level - zeroPoint) * scale);
}

function levelsOf({ min, max }: QuantizedRange): { scale: number; zeroPoint: number } {
  const scale = Math.fround((max - min) / 255);
  return { scale, zeroPoint: saturate(round(-min / scale)) };
}

function quantize(values: Float32Array, shape: Shape, range: QuantizedRange): Map8 {
  const { scale, zeroPoint } = levelsOf(range);
  const levels = Array.from(values, (value) =>
    saturate(round(Math.fround(value / scale)) + zeroPoint),
  );
  return { shape, levels, scale, zeroPoint };
}

function convolve(
  layer: Conv2dLayer,
  input: Map8,
  shape: Shape,
  range: QuantizedRange,
  steps: number,
): Map8 {
  const [height = 0, width = 0, filters = 0] = shape;
  const { kernel, bias, groups, strides, dilation, padding } = layer;
  const [rows = 0, columns = 0, channels = 0] = kernel.shape;
  const { scale, zeroPoint } = levelsOf(range);
  const levels: number[] = [];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let filter = 0; filter < filters; filter += 1) {
        const weights = kernel.data.filter((_, index) => index % filters === filter);
        const unit = Math.fround(Math.max(...weights.map(Math.abs)) / steps);
        const firstChannel = Math.floor(filter / (filters / groups)) * channels;
        let sum = round((bias?.data[filter] ?? 0) / (input.scale * unit));
        for (let row = 0; row < rows; row += 1) {
          for (let column = 0; column < columns; column += 1) {
            for (let channel = 0; channel < channels; channel += 1) {
              const weight = weights[(row * columns + column) * channels + channel]!;
              const at = [
                y * strides[0] + row * dilation[0] - padding[0],
                x * strides[1] + column * dilation[1] - padding[2],
              ] as const;
              sum += round(weight / unit) * valueAt(input, at, firstChannel + channel);
            }
          }
        }
        const factor = Math.fround(Math.fround(input.scale * unit) / scale);
        levels.push(saturate(round(Math.fround(sum * factor)) + zeroPoint));
      }
    }
  }
  return { shape, levels, scale, zeroPoint };
}

/** How many scales an element is away from zero; margins are zeros. */
function valueAt(
  { shape, levels, zeroPoint }: Map8,
  [y, x]: readonly [number, number],
  channel: number,
): number {
  const [height = 0, width = 0, channels = 0] = shape;
  if (y < 0 || x < 0 || y >= height || x >= width) return 0;
  return levels[(y * width + x) * channels + channel]! - zeroPoint;
}

function pool({ poolSize, strides, padding }: PoolLayer, input: Map8, shape: Shape): Map8 {
  const [height = 0, width = 0, channels = 0] = shape;
  const [rows = 0, columns = 0] = input.shape;
  const levels: number[] = [];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        let largest = 0;
        for (let index = 0; index < poolSize[0] * poolSize[1]; index += 1) {
          const row = y * strides[0] + Math.floor(index / poolSize[1]) - padding[0];
          const column = x * strides[1] + (index % poolSize[1]) - padding[2];
          if (row < 0 || column < 0 || row >= rows || column >= columns) continue;
          largest = Math.max(largest, input.levels[(row * columns + column) * channels + channel]!);
        }
        levels.push(largest);
      }
    }
  }
  return { ...input, shape, levels };
}

function saturate(level: number): number {
  return Math.max(0, Math.min(255, level));
}

/** To the nearest whole number, ties to the even one. */
function round(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
