import * as z from 'zod';
import { activations } from './activations.js';
import { conv2dLayer } from './conv2d.js';
import { convTranspose2dLayer } from './conv-transpose2d.js';
import { denseLayer } from './dense.js';
import { elementwise, type Arithmetic } from './elementwise.js';
import { globalPools } from './global-pool.js';
import type { LayerDefinition } from './layer-definition.js';
import { margins } from './margins.js';
import { merges } from './merge.js';
import { normalizations } from './normalization.js';
import { pools } from './pool.js';
import { reshapes } from './reshape.js';
import { upSamplingLayer } from './up-sampling.js';

/** Every type of layers, under its name. Everything else about types derives from this table. */
const definitions = {
  conv2d: conv2dLayer,
  convTranspose2d: convTranspose2dLayer,
  dense: denseLayer,
  ...pools,
  ...globalPools,
  upSampling: upSamplingLayer,
  ...activations,
  ...elementwise,
  ...reshapes,
  ...margins,
  ...normalizations,
  ...merges,
};

type Definitions = typeof definitions;

export type LayerType = keyof Definitions;

/** The layers of one type, or of several. */
export type LayerOf<T extends LayerType> = {
  [K in T]: Readonly<z.infer<Definitions[K]['schema']>>;
}[T];

/**
 * One layer of a network. Activations have the batch first and channels last: pictures and feature
 * maps are `(N, H, W, C)`, vectors `(N, C)`. Every activation function is a layer of its own.
 */
export type Layer = LayerOf<LayerType>;

export const layerTypes: {
  readonly [T in LayerType]: LayerDefinition<LayerOf<T>, Definitions[T]['schema']>;
} = definitions;

const { conv2d, ...others } = layerTypes;

/** One layer, field by field. */
export const layerSchema: z.ZodType<Layer> = z.discriminatedUnion('type', [
  conv2d.schema,
  ...Object.values(others).map(({ schema }) => schema),
]);

/** The types of layers that have a formula. */
type ElementwiseType = keyof typeof elementwise;

/** A layer that makes of each value another one, by a formula; `applyElementwise` computes it. */
export type ElementwiseLayer = LayerOf<ElementwiseType>;

/**
 * For every type of layers what to do with such a layer, one entry for all that have a formula; the
 * compiler names those that are missing.
 */
export type LayerTable<Arguments extends readonly unknown[], Result> = {
  readonly [T in Exclude<LayerType, ElementwiseType>]: (
    layer: LayerOf<T>,
    ...args: Arguments
  ) => Result;
} & {
  readonly elementwise: (layer: ElementwiseLayer, ...args: Arguments) => Result;
};

/** Does with a layer what a table says of its type. */
export function dispatchLayer<Arguments extends readonly unknown[], Result>(
  table: LayerTable<Arguments, Result>,
  layer: Layer,
  ...args: Arguments
): Result {
  return isElementwise(layer)
    ? table.elementwise(layer, ...args)
    : dispatchOther(table, layer, ...args);
}

function dispatchOther<
  T extends Exclude<LayerType, ElementwiseType>,
  Arguments extends readonly unknown[],
  Result,
>(
  table: { readonly [K in T]: (layer: LayerOf<K>, ...args: Arguments) => Result },
  layer: LayerOf<T> & { readonly type: T },
  ...args: Arguments
): Result {
  return table[layer.type](layer, ...args);
}

function isElementwise(layer: Layer): layer is ElementwiseLayer {
  return layer.type in elementwise;
}

const formulas: {
  readonly [T in ElementwiseType]: {
    readonly formula: <V>(x: V, math: Arithmetic<V>, layer: LayerOf<T>) => V;
  };
} = elementwise;

/**
 * What an elementwise layer makes of a value.
 *
 * @param x - a value of the engine: a tensor, a node of a graph, a number
 * @param math - the engine's operations
 */
export function applyElementwise<T extends ElementwiseType, V>(
  layer: LayerOf<T> & { readonly type: T },
  x: V,
  math: Arithmetic<V>,
): V {
  return formulas[layer.type].formula(x, math, layer);
}
