import type { LayerOf, LayerType } from '@gender/network';
import { elementCount } from '@gender/tensor';
import * as z from 'zod';
import type { DecodeContext } from '../decode/decode-context.js';
import type { LayerEntry } from '../model-config.js';
import { activations, decodeCarried } from './activation.js';
import { activation, channelsLastOnly, margins, pair } from './config-fields.js';
import { conv2d, convTranspose2d } from './convolution.js';
import {
  channelsLast,
  kernelOptions,
  missingInKeras,
  one,
  sides,
  type DecodeLayer,
  type EncodeContext,
  type EncodedLayer,
  type LayerConverter,
} from './layer-converter.js';
import { merges } from './merge.js';
import { batchNormalization, layerNormalization, unitNormalization } from './normalization.js';
import { operationOf, operations } from './operations.js';
import { averagePool, globalAveragePool, globalMaxPool, maxPool } from './pool.js';
import { rescaling } from './rescaling.js';

const denseConfig = z.object({ use_bias: z.boolean().default(true), activation });
const dropoutConfig = z.object({ rate: z.number().min(0).max(1) });
const flattenConfig = z.object({ data_format: channelsLastOnly });
const reshapeConfig = z.object({ target_shape: z.array(z.int()) });
const permuteConfig = z.object({ dims: z.array(z.int().positive()) });
const zeroPaddingConfig = z.object({ padding: margins, data_format: channelsLastOnly });
const croppingConfig = z.object({ cropping: margins, data_format: channelsLastOnly });
const upSamplingConfig = z.object({
  size: pair.default([2, 2]),
  interpolation: z.enum(['nearest', 'bilinear']).default('nearest'),
  data_format: channelsLastOnly,
});

/** Layers that do nothing when a model runs: they change pictures or values in training only. */
const trainingOnly =
  /^(Random(?!Crop|Apply|Choice)[A-Z]\w*|MixUp|CutMix|AugMix|RandAugment|SpatialDropout[123]D|GaussianNoise|GaussianDropout|AlphaDropout)$/;

/** Layers that always give what they read. */
const passing = /^(ActivityRegularization|Identity)$/;

/** Layers that networks have, and that compute something else in training. */
const otherInTraining = /^(BatchNormalization|Dropout)$/;

/** Every type of layers, as Keras has it; a new type is one row. */
const layerConverters: { readonly [T in LayerType]: LayerConverter<T> } = {
  conv2d,
  convTranspose2d,
  dense: {
    encode: (layer, context) =>
      one('Dense', { units: layer.kernel.shape.at(-1), ...kernelOptions(layer, context) }),
    decode: { Dense: decodeDense },
  },
  maxPool,
  averagePool,
  globalMaxPool,
  globalAveragePool,
  upSampling: {
    encode: ({ size, interpolation }) =>
      one('UpSampling2D', { size, interpolation, ...channelsLast }),
    decode: {
      UpSampling2D: (layer) => {
        const { size, interpolation } = layer.parse(upSamplingConfig);
        return layer.emit({ type: 'upSampling', size, interpolation });
      },
    },
  },
  ...activations,
  rescaling,
  dropout: {
    encode: ({ rate }) => one('Dropout', { rate, noise_shape: null, seed: null }),
    decode: { Dropout: (layer) => layer.emit({ type: 'dropout', ...layer.parse(dropoutConfig) }) },
  },
  flatten: {
    encode: () => one('Flatten', channelsLast),
    decode: {
      Flatten: (layer) => {
        layer.parse(flattenConfig);
        return layer.emit({ type: 'flatten' });
      },
    },
  },
  reshape: {
    encode: ({ shape }) => one('Reshape', { target_shape: shape }),
    decode: { Reshape: decodeReshape },
  },
  permute: {
    encode: ({ axes }) => one('Permute', { dims: axes.map((axis) => axis + 1) }),
    decode: { Permute: decodePermute },
  },
  zeroPadding: {
    encode: ({ padding }) => one('ZeroPadding2D', { padding: sides(padding), ...channelsLast }),
    decode: {
      ZeroPadding2D: (layer) =>
        layer.emit({ type: 'zeroPadding', padding: layer.parse(zeroPaddingConfig).padding }),
    },
  },
  cropping: {
    encode: ({ cropping }) => one('Cropping2D', { cropping: sides(cropping), ...channelsLast }),
    decode: {
      Cropping2D: (layer) =>
        layer.emit({ type: 'cropping', cropping: layer.parse(croppingConfig).cropping }),
    },
  },
  batchNormalization,
  layerNormalization,
  unitNormalization,
  localResponseNormalization: {
    encode: ({ name, type }, { target }) => {
      throw missingInKeras(target, `layer "${name}" (${type}) is of a kind`);
    },
  },
  ...merges,
};

const decoders: ReadonlyMap<string, DecodeLayer> = new Map(
  Object.values(layerConverters).flatMap(({ decode = {} }) => Object.entries(decode)),
);

/**
 * A layer as one or several Keras layers.
 *
 * @throws KerasError (`KERAS_NETWORK`) where Keras has none: pools padded by more than half of a
 *   window, strides and dilation together, local response normalisation.
 */
export function encodeLayer<T extends LayerType>(
  layer: LayerOf<T> & { readonly type: T },
  context: EncodeContext,
): readonly EncodedLayer[] {
  return layerConverters[layer.type].encode(layer, context);
}

/**
 * Adds one application of a Keras layer to the network, its activation as a layer of its own.
 *
 * @returns the name of what it gives; that of its input, where it changes nothing
 * @throws KerasError (`KERAS_UNSUPPORTED`) when networks do not have such a layer.
 */
export function decodeLayer(layer: DecodeContext): string {
  const decode = decoderOf(layer.entry);
  if (!decode) throw layer.unsupported('a class that networks do not have');
  return decode(layer);
}

/** Whether a layer computes something else in training than when a model runs. */
export function differsInTraining({ className }: Pick<LayerEntry, 'className'>): boolean {
  return trainingOnly.test(className) || otherInTraining.test(className);
}

/** What tells of a layer which class it has. */
type LayerClass = Pick<LayerEntry, 'className' | 'config' | 'module' | 'customName'>;

/** Whether networks have such layers, or need none in their place. */
export function isKnownLayer(entry: LayerClass): boolean {
  if (entry.customName !== undefined) return false;
  return entry.className === 'InputLayer' || decoderOf(entry) !== undefined;
}

function decoderOf(entry: LayerClass): DecodeLayer | undefined {
  const { className } = entry;
  const operation = operationOf(entry);
  if (operation !== undefined) return operations.get(operation);
  const isLeftOut = trainingOnly.test(className) || passing.test(className);
  return isLeftOut ? (layer) => layer.input : decoders.get(className);
}

function decodeDense(layer: DecodeContext): string {
  const { use_bias: useBias, activation } = layer.parse(denseConfig);
  const kernel = layer.weight('kernel', 2);
  const bias = useBias ? { bias: layer.weight('bias') } : {};
  const dense = layer.emit({ type: 'dense', kernel, ...bias });
  return decodeCarried(layer, activation, dense);
}

function decodeReshape(layer: DecodeContext): string {
  const { target_shape: target } = layer.parse(reshapeConfig);
  const known = elementCount(target.filter((length) => length !== -1));
  const open = elementCount(layer.inputShape) / known;
  const shape = target.map((length) => (length === -1 ? open : length));
  return layer.emit({ type: 'reshape', shape });
}

/** One that changes nothing, with which the original's models begin, is left out. */
function decodePermute(layer: DecodeContext): string {
  const axes = layer.parse(permuteConfig).dims.map((axis) => axis - 1);
  if (axes.every((axis, index) => axis === index)) return layer.input;
  return layer.emit({ type: 'permute', axes });
}
