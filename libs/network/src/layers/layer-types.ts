import * as z from 'zod';
import { activations } from './activations.js';
import { conv2dLayer } from './conv2d.js';
import { convTranspose2dLayer } from './conv-transpose2d.js';
import { denseLayer } from './dense.js';
import { globalPools } from './global-pool.js';
import type { LayerDefinition } from './layer-definition.js';
import { margins } from './margins.js';
import { merges } from './merge.js';
import { normalizations } from './normalization.js';
import { pools } from './pool.js';
import { reshapes } from './reshape.js';

/** Every type of layers, under its name. Everything else about types derives from this table. */
const definitions = {
  conv2d: conv2dLayer,
  convTranspose2d: convTranspose2dLayer,
  dense: denseLayer,
  ...pools,
  ...globalPools,
  ...activations,
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

/** For every type of layers what to do with such a layer; the compiler names those that are missing. */
export type LayerTable<Arguments extends readonly unknown[], Result> = {
  readonly [T in LayerType]: (layer: LayerOf<T>, ...args: Arguments) => Result;
};

/** Does with a layer what a table says of its type. */
export function dispatchLayer<T extends LayerType, Arguments extends readonly unknown[], Result>(
  table: LayerTable<Arguments, Result>,
  layer: LayerOf<T> & { readonly type: T },
  ...args: Arguments
): Result {
  return table[layer.type](layer, ...args);
}
