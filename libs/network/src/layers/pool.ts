import { formatShape } from '@gender/tensor';
import * as z from 'zod';
import { oneInput, padding, pair, type Padding, type Pair, type Shape } from './fields.js';
import { defineLayer } from './layer-definition.js';
import { featureMap, shapeError, slideWindow } from './shape-rules.js';

const window = {
  ...oneInput,
  poolSize: pair,
  strides: pair,
  /** Rows and columns that no window takes its value from. */
  padding,
};

const maxPoolSchema = z.strictObject({ ...window, type: z.literal('maxPool') });
const averagePoolSchema = z.strictObject({ ...window, type: z.literal('averagePool') });

/** The largest value of each window, or the mean of those that are not padding: `(N, H, W, C)` to `(N, H′, W′, C)`. */
export type PoolLayer = Readonly<z.infer<typeof maxPoolSchema> | z.infer<typeof averagePoolSchema>>;

export const pools = {
  maxPool: defineLayer(maxPoolSchema, { outputShape: poolShape }),
  averagePool: defineLayer(averagePoolSchema, { outputShape: poolShape }),
};

function poolShape(layer: PoolLayer, input: Shape): Shape {
  const map = featureMap(layer, input);
  const { poolSize, padding } = layer;
  const [top, bottom, left, right] = padding;
  if (Math.max(top, bottom) >= poolSize[0] || Math.max(left, right) >= poolSize[1]) {
    const what = `has padding (${padding.join(', ')}) that holds a whole window of ${formatShape(poolSize)}`;
    throw shapeError(layer, what, input);
  }
  return slideWindow(layer, map, poolSize, map[2]);
}

export interface MaxPoolOptions {
  /** Default: `[2, 2]`. */
  poolSize?: Pair | undefined;
  /** Default: `poolSize`, so that no windows overlap. */
  strides?: Pair | undefined;
  /** Margins that no window takes its value from. Default: none, as Keras' `valid`. */
  padding?: Padding | undefined;
}

/**
 * The largest value of each window, with what Keras' `MaxPooling2D` has by default.
 *
 * @param input - the name of the layer, or of the network's input, that it reads
 */
export function maxPool(
  name: string,
  input: string,
  options: MaxPoolOptions = {},
): Readonly<z.infer<typeof maxPoolSchema>> {
  const { poolSize = [2, 2], strides = poolSize, padding = [0, 0, 0, 0] } = options;
  return { type: 'maxPool', name, inputs: [input], poolSize, strides, padding };
}
