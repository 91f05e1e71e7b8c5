import {
  applyElementwise,
  dispatchLayer,
  inferShapes,
  SMALLEST_NORM,
  type Arithmetic,
  type LayerTable,
  type Network,
} from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import { mean, NdArray, range, sum } from './nd-array.js';

/** Abramowitz and Stegun 7.1.26, within 1.5e-7. */
export function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const factors = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  const polynomial = factors.reduce((result, factor) => (result + factor) * t, 0);
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x));
}

const elu = (x: number): number => (x > 0 ? x : Math.expm1(x));
const numbers: Arithmetic<number> = {
  ...{ add: (a, b) => a + b, mul: (a, b) => a * b, div: (a, b) => a / b },
  ...{ maximum: Math.max, minimum: Math.min, abs: Math.abs, sign: Math.sign },
  ...{ exp: Math.exp, tanh: Math.tanh, erf, elu },
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.log1p(Math.exp(x)),
  selu: (x) => 1.05070098 * (x > 0 ? x : 1.67326324 * Math.expm1(x)),
};

type Inputs = readonly [NdArray, ...NdArray[]];
const array = ({ shape, data }: Float32Tensor): NdArray => new NdArray(shape, [...data]);
const weight = (source: Float32Tensor | undefined, at: number, absent: number): number =>
  source?.data[at] ?? absent;
const last = (place: readonly number[]): number => place.at(-1)!;

/** The values that windows of a map take, those of padding left out. */
function windows(
  layer: { poolSize: readonly number[]; strides: readonly number[]; padding: readonly number[] },
  x: NdArray,
  shape: readonly number[],
  reduce: (values: number[]) => number,
): NdArray {
  const [rows, columns] = layer.poolSize;
  return NdArray.build(shape, ([row, column, channel]) => {
    const values = range(rows! * columns!).map((at) =>
      x.padded(
        [
          row! * layer.strides[0]! - layer.padding[0]! + Math.floor(at / columns!),
          column! * layer.strides[1]! - layer.padding[2]! + (at % columns!),
          channel!,
        ],
        NaN,
      ),
    );
    return reduce(values.filter((value) => !Number.isNaN(value)));
  });
}

function merge(
  inputs: Inputs,
  shape: readonly number[],
  join: (a: number, b: number) => number,
): NdArray {
  return NdArray.build(shape, (place) =>
    inputs.map((each) => each.at(place)).reduce((a, b) => join(a, b)),
  );
}

/** Each vector along the last axis, by its own elements. */
function vectors(
  x: NdArray,
  compute: (value: number, all: number[], at: number) => number,
): NdArray {
  const axis = x.shape.length - 1;
  return x.map((value, place) => compute(value, x.along(place, [axis]), last(place)));
}

/** Every type of layers by its definition, one picture at a time. */
const table: LayerTable<[x: NdArray, inputs: Inputs, shape: readonly number[]], NdArray> = {
  conv2d: (layer, x, _, shape) => {
    const kernel = array(layer.kernel);
    const [rows, columns, depth, filters] = kernel.shape;
    return NdArray.build(shape, ([row, column, filter]) => {
      const group = Math.floor(filter! / (filters! / layer.groups));
      const taps = NdArray.build([rows!, columns!, depth!], ([i, j, k]) => {
        const from = [
          row! * layer.strides[0] - layer.padding[0] + i! * layer.dilation[0],
          column! * layer.strides[1] - layer.padding[2] + j! * layer.dilation[1],
          group * depth! + k!,
        ];
        return kernel.at([i!, j!, k!, filter!]) * x.padded(from, 0);
      });
      return sum(taps.data) + weight(layer.bias, filter!, 0);
    });
  },
  convTranspose2d: (layer, x, _, shape) => {
    const kernel = array(layer.kernel);
    const [rows, columns, filters, inputs] = kernel.shape;
    return NdArray.build(shape, ([row, column, filter]) => {
      const group = Math.floor(filter! / filters!);
      const perGroup = inputs! / layer.groups;
      const taps = NdArray.build([rows!, columns!, perGroup], ([i, j, k]) => {
        const at = [row! + layer.cropping[0] - i!, column! + layer.cropping[2] - j!];
        if (at[0]! % layer.strides[0] !== 0 || at[1]! % layer.strides[1] !== 0) return 0;
        const channel = group * perGroup + k!;
        const from = [at[0]! / layer.strides[0], at[1]! / layer.strides[1], channel];
        return kernel.at([i!, j!, filter! % filters!, channel]) * x.padded(from, 0);
      });
      return sum(taps.data) + weight(layer.bias, filter!, 0);
    });
  },
  dense: ({ kernel, bias }, x, _, shape) =>
    NdArray.build(shape, (place) => {
      const values = x.along([...place.slice(0, -1), 0], [x.shape.length - 1]);
      const products = values.map((value, at) => value * array(kernel).at([at, last(place)]));
      return sum(products) + weight(bias, last(place), 0);
    }),
  maxPool: (layer, x, _, shape) => windows(layer, x, shape, (values) => Math.max(...values)),
  averagePool: (layer, x, _, shape) => windows(layer, x, shape, mean),
  upSampling: ({ size, interpolation }, x, _, shape) => {
    if (interpolation !== 'nearest') throw new Error('only repetition is computed here');
    return NdArray.build(shape, ([row, column, channel]) =>
      x.at([Math.floor(row! / size[0]), Math.floor(column! / size[1]), channel!]),
    );
  },
  globalMaxPool: (_layer, x, _, shape) =>
    NdArray.build(shape, ([channel]) => Math.max(...x.along([0, 0, channel!], [0, 1]))),
  globalAveragePool: (_layer, x, _, shape) =>
    NdArray.build(shape, ([channel]) => mean(x.along([0, 0, channel!], [0, 1]))),
  relu: ({ negativeSlope }, x) => x.map((value) => (value < 0 ? negativeSlope * value : value)),
  prelu: ({ alpha }, x) =>
    x.map((value, place) => (value < 0 ? array(alpha).at(place) * value : value)),
  elementwise: (layer, x) => x.map((value) => applyElementwise(layer, value, numbers)),
  softmax: (_layer, x) =>
    vectors(x, (value, all) => Math.exp(value) / sum(all.map((each) => Math.exp(each)))),
  dropout: (_layer, x) => x,
  flatten: (_layer, x, _, shape) => new NdArray(shape, x.data),
  reshape: (_layer, x, _, shape) => new NdArray(shape, x.data),
  permute: ({ axes }, x) => x.transpose(axes),
  zeroPadding: ({ padding: [top, , left] }, x, _, shape) =>
    NdArray.build(shape, ([row, column, channel]) =>
      x.padded([row! - top, column! - left, channel!], 0),
    ),
  cropping: ({ cropping: [top, , left] }, x, _, shape) =>
    NdArray.build(shape, ([row, column, channel]) => x.at([row! + top, column! + left, channel!])),
  batchNormalization: ({ gamma, beta, mean: means, variance, epsilon }, x) =>
    x.map((value, place) => {
      const at = last(place);
      const centred = value - weight(means, at, 0);
      const scale = weight(gamma, at, 1) / Math.sqrt(weight(variance, at, 1) + epsilon);
      return centred * scale + weight(beta, at, 0);
    }),
  layerNormalization: ({ gamma, beta, epsilon }, x) =>
    vectors(x, (value, all, at) => {
      const centre = mean(all);
      const variance = mean(all.map((each) => (each - centre) ** 2));
      const normal = (value - centre) / Math.sqrt(variance + epsilon);
      return normal * weight(gamma, at, 1) + weight(beta, at, 0);
    }),
  unitNormalization: (_layer, x) =>
    vectors(x, (value, all) => value / Math.max(Math.hypot(...all), SMALLEST_NORM)),
  localResponseNormalization: ({ size, alpha, beta, kappa }, x) =>
    vectors(x, (value, all, at) => {
      const before = Math.floor((size - 1) / 2);
      const near = all.slice(Math.max(at - before, 0), at - before + size);
      return value / (kappa + alpha * sum(near.map((each) => each ** 2))) ** beta;
    }),
  add: (_layer, _x, inputs, shape) => merge(inputs, shape, (a, b) => a + b),
  subtract: (_layer, _x, inputs, shape) => merge(inputs, shape, (a, b) => a - b),
  multiply: (_layer, _x, inputs, shape) => merge(inputs, shape, (a, b) => a * b),
  maximum: (_layer, _x, inputs, shape) => merge(inputs, shape, Math.max),
  minimum: (_layer, _x, inputs, shape) => merge(inputs, shape, Math.min),
  concatenate: (_layer, x, inputs, shape) =>
    NdArray.build(shape, (place) => {
      let at = last(place);
      for (const each of inputs) {
        const length = each.shape.at(-1)!;
        if (at < length) return each.at([...place.slice(0, -1), at]);
        at -= length;
      }
      return x.at(place);
    }),
};

/** What a network makes of one picture, computed by the definitions of its layers. */
export function runNetwork(network: Network, picture: NdArray): NdArray {
  const shapes = inferShapes(network);
  const values = new Map([[network.input.name, picture]]);
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((input) => values.get(input)!) as [NdArray, ...NdArray[]];
    values.set(layer.name, dispatchLayer(table, layer, inputs[0], inputs, shapes.get(layer.name)!));
  }
  return values.get(network.output)!;
}
