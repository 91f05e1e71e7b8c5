import { elementCount } from '@gender/tensor';
import { addActivation } from './convert-activation.js';
import { convertConv2d, convertConv2dTranspose } from './convert-convolution.js';
import * as config from './layer-config.js';
import type { LayerContext } from './layer-context.js';
import { resolvePadding } from '../padding/padding-mode.js';

/** Adds a Keras layer to the network; returns the name of what it gives. */
type Convert = (layer: LayerContext) => string;

/** Every class of layers that networks have. */
const converters: Readonly<Partial<Record<string, Convert>>> = {
  Conv2D: convertConv2d,
  Conv2DTranspose: convertConv2dTranspose,
  Dense: convertDense,
  MaxPooling2D: (layer) => convertPool(layer, 'maxPool'),
  AveragePooling2D: (layer) => convertPool(layer, 'averagePool'),
  GlobalMaxPooling2D: (layer) => convertGlobalPool(layer, 'globalMaxPool'),
  GlobalAveragePooling2D: (layer) => convertGlobalPool(layer, 'globalAveragePool'),
  Activation: (layer) =>
    addActivation(layer, layer.parse(config.activationConfig).activation, layer.entry.name),
  ReLU: (layer) => {
    const { negative_slope: slope } = layer.parse(config.reluConfig);
    return layer.emit({ type: 'relu', negativeSlope: slope ?? 0 });
  },
  LeakyReLU: (layer) => {
    const { alpha, negative_slope: slope } = layer.parse(config.leakyReluConfig);
    return layer.emit({ type: 'relu', negativeSlope: alpha ?? slope ?? 0.3 });
  },
  Softmax: (layer) => {
    requireLastAxis(layer, layer.parse(config.softmaxConfig).axis);
    return layer.emit({ type: 'softmax' });
  },
  Dropout: (layer) => layer.emit({ type: 'dropout', ...layer.parse(config.dropoutConfig) }),
  Flatten: (layer) => {
    layer.parse(config.flattenConfig);
    return layer.emit({ type: 'flatten' });
  },
  Reshape: convertReshape,
  Permute: convertPermute,
  ZeroPadding2D: (layer) => {
    const [[top, bottom], [left, right]] = layer.parse(config.zeroPaddingConfig).padding;
    return layer.emit({ type: 'zeroPadding', padding: [top, bottom, left, right] });
  },
  Cropping2D: (layer) => {
    const [[top, bottom], [left, right]] = layer.parse(config.croppingConfig).cropping;
    return layer.emit({ type: 'cropping', cropping: [top, bottom, left, right] });
  },
  BatchNormalization: (layer) =>
    layer.emit({
      type: 'batchNormalization',
      ...normalization(layer),
      mean: layer.weight('moving_mean'),
      variance: layer.weight('moving_variance'),
    }),
  LayerNormalization: (layer) =>
    layer.emit({ type: 'layerNormalization', ...normalization(layer) }),
  Add: (layer) => layer.emit({ type: 'add' }),
  Concatenate: (layer) => {
    requireLastAxis(layer, layer.parse(config.concatenateConfig).axis);
    return layer.emit({ type: 'concatenate' });
  },
};

/**
 * Adds one application of a Keras layer to the network, its activation as a layer of its own.
 *
 * @returns the name of what it gives; that of its input, where it changes nothing
 * @throws KerasError (`KERAS_UNSUPPORTED`) when networks do not have such a layer.
 */
export function convertLayer(layer: LayerContext): string {
  const convert = converters[layer.entry.className];
  if (!convert) throw layer.unsupported('a class that networks do not have');
  return convert(layer);
}

/** Whether networks have layers of a Keras class. */
export function isKnownLayer(className: string): boolean {
  return className === 'InputLayer' || converters[className] !== undefined;
}

function convertDense(layer: LayerContext): string {
  const { use_bias: useBias, activation } = layer.parse(config.denseConfig);
  const kernel = layer.weight('kernel');
  const dense = layer.emit({
    type: 'dense',
    kernel,
    ...(useBias && { bias: layer.weight('bias') }),
  });
  return addActivation(layer, activation, `${dense}_${activation}`, dense);
}

function convertPool(layer: LayerContext, type: 'maxPool' | 'averagePool'): string {
  const { pool_size: poolSize, strides: given, padding } = layer.parse(config.poolConfig);
  const strides = given ?? poolSize;
  return layer.emit({
    type,
    poolSize,
    strides,
    padding: resolvePadding(padding, layer.inputShape(), poolSize, strides),
  });
}

function convertGlobalPool(
  layer: LayerContext,
  type: 'globalMaxPool' | 'globalAveragePool',
): string {
  const { keepdims } = layer.parse(config.globalPoolConfig);
  const pooled = layer.emit({ type });
  if (!keepdims) return pooled;
  const channels = layer.inputShape().at(-1) ?? 0;
  return layer.emit({ type: 'reshape', shape: [1, 1, channels] }, `${pooled}_keepdims`, [pooled]);
}

function convertReshape(layer: LayerContext): string {
  const { target_shape: target } = layer.parse(config.reshapeConfig);
  const known = elementCount(target.filter((length) => length !== -1));
  const open = elementCount(layer.inputShape()) / known;
  return layer.emit({
    type: 'reshape',
    shape: target.map((length) => (length === -1 ? open : length)),
  });
}

/** One that changes nothing, with which the original's models begin, is left out. */
function convertPermute(layer: LayerContext): string {
  const axes = layer.parse(config.permuteConfig).dims.map((axis) => axis - 1);
  if (axes.every((axis, index) => axis === index)) return layer.input;
  return layer.emit({ type: 'permute', axes });
}

function normalization(layer: LayerContext): {
  epsilon: number;
  gamma?: ReturnType<LayerContext['weight']>;
  beta?: ReturnType<LayerContext['weight']>;
} {
  const { axis, epsilon, center, scale } = layer.parse(config.normalizationConfig);
  requireLastAxis(layer, axis);
  return {
    epsilon,
    ...(scale && { gamma: layer.weight('gamma') }),
    ...(center && { beta: layer.weight('beta') }),
  };
}

/** Axis 0 is the batch, so the last axis is the number of the others, or −1. */
function requireLastAxis(layer: LayerContext, axis: number): void {
  if (axis === -1 || axis === layer.inputShape().length) return;
  throw layer.unsupported(`axis ${axis}; networks work along the last axis`);
}
