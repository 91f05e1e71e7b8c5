import type { Padding, PoolLayer } from '@gender/network';
import * as z from 'zod';
import type { DecodeContext } from '../decode/decode-context.js';
import { KerasError } from '../keras-error.js';
import { paddingMode as paddingModeOf, sizeOf } from '../padding/padding-mode.js';
import { channelsLastOnly, paddingMode, pair } from './config-fields.js';
import {
  channelsLast,
  one,
  sides,
  type EncodeContext,
  type EncodedLayer,
  type LayerConverter,
} from './layer-converter.js';

const poolConfig = z.object({
  pool_size: pair.default([2, 2]),
  strides: pair.nullish(),
  padding: paddingMode,
  data_format: channelsLastOnly,
});

const globalPoolConfig = z.object({
  keepdims: z.boolean().default(false),
  data_format: channelsLastOnly,
});

export const maxPool: LayerConverter<'maxPool'> = {
  encode: encodePool,
  decode: { MaxPooling2D: (layer) => decodePool(layer, 'maxPool') },
};

export const averagePool: LayerConverter<'averagePool'> = {
  encode: encodePool,
  decode: { AveragePooling2D: (layer) => decodePool(layer, 'averagePool') },
};

export const globalMaxPool: LayerConverter<'globalMaxPool'> = {
  encode: () => one('GlobalMaxPooling2D', channelsLast),
  decode: { GlobalMaxPooling2D: (layer) => decodeGlobalPool(layer, 'globalMaxPool') },
};

export const globalAveragePool: LayerConverter<'globalAveragePool'> = {
  encode: () => one('GlobalAveragePooling2D', channelsLast),
  decode: { GlobalAveragePooling2D: (layer) => decodeGlobalPool(layer, 'globalAveragePool') },
};

/**
 * Padding for which Keras has no word becomes zeros before a max-pool that follows a ReLU; else
 * every place is pooled, and those that are not asked for are left out.
 */
function encodePool(layer: PoolLayer, context: EncodeContext): EncodedLayer[] {
  const { poolSize, strides, padding } = layer;
  const mode = isUnused(layer, context)
    ? 'valid'
    : paddingModeOf(padding, context.input, poolSize, strides);
  if (mode !== undefined) return [pool(layer, { padding: mode })];
  const { before } = context;
  if (layer.type === 'maxPool' && before?.type === 'relu' && before.negativeSlope === 0) {
    // No value is below zero, so zeros around them never win.
    const options = { padding: sides(padding), ...channelsLast };
    return [{ className: 'ZeroPadding2D', suffix: '_padding', options }, pool(layer, {})];
  }
  const cropping = unaskedPlaces(layer, context);
  if (cropping.every((side) => side >= 0)) return poolEverywhere(layer, cropping);
  throw new KerasError(
    'KERAS_NETWORK',
    `cannot write ${context.target}: layer "${layer.name}" (${layer.type}) pads its windows of (${poolSize.join(', ')}) by (${padding.join(', ')}), for which Keras has no word`,
  );
}

/** Windows around every place, as `same` puts them, then the places of the layer's own windows. */
function poolEverywhere(layer: PoolLayer, cropping: Padding): EncodedLayer[] {
  const options = { cropping: sides(cropping), ...channelsLast };
  return [
    { ...pool(layer, { strides: [1, 1], padding: 'same' }), suffix: '_everywhere' },
    { className: 'Cropping2D', suffix: '_cropping', options },
    pool(layer, { pool_size: [1, 1] }),
  ];
}

/**
 * The places before the first window and behind the last one, where `same` puts a window of k
 * around each place from `⌊(k − 1) / 2⌋` before it on; negative where there are too few.
 */
function unaskedPlaces(layer: PoolLayer, { input, output }: EncodeContext): Padding {
  const [size, places] = [sizeOf(input), sizeOf(output)];
  const along = (axis: 0 | 1, padding: number): readonly [number, number] => {
    const before = Math.floor((layer.poolSize[axis] - 1) / 2) - padding;
    const asked = (places[axis] - 1) * layer.strides[axis] + 1;
    return [before, size[axis] - before - asked];
  };
  const [top, , left] = layer.padding;
  return [...along(0, top), ...along(1, left)];
}

function pool({ type, poolSize, strides }: PoolLayer, options: object): EncodedLayer {
  return {
    className: type === 'maxPool' ? 'MaxPooling2D' : 'AveragePooling2D',
    options: { pool_size: poolSize, padding: 'valid', strides, ...channelsLast, ...options },
  };
}

/** Padding behind the last window, as MatConvNet gives it, changes nothing. */
function isUnused(
  { poolSize, strides, padding }: PoolLayer,
  { input, output }: EncodeContext,
): boolean {
  const [top, , left] = padding;
  const size = sizeOf(input);
  const fits = ([0, 1] as const).every(
    (axis) => Math.floor((size[axis] - poolSize[axis]) / strides[axis]) + 1 === output[axis],
  );
  return top === 0 && left === 0 && fits;
}

function decodePool(layer: DecodeContext, type: PoolLayer['type']): string {
  const { pool_size: poolSize, strides: given, padding: mode } = layer.parse(poolConfig);
  const strides = given ?? poolSize;
  const padding = layer.resolvePadding(mode, poolSize, strides);
  return layer.emit({ type, poolSize, strides, padding });
}

function decodeGlobalPool(
  layer: DecodeContext,
  type: 'globalMaxPool' | 'globalAveragePool',
): string {
  const { keepdims } = layer.parse(globalPoolConfig);
  const pooled = layer.emit({ type });
  if (!keepdims) return pooled;
  const shape = [1, 1, ...layer.builder.shapeOf(pooled)];
  return layer.emit({ type: 'reshape', shape }, `${pooled}_keepdims`, [pooled]);
}
