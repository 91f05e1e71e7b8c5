import type { LayerOf, LayerType } from '@gender/network';
import { elementCount } from '@gender/tensor';
import { z } from 'zod';
import type { DecodeContext } from '../decode/decode-context.js';
import { KerasError } from '../keras-error.js';
import { activations, decodeActivation } from './activation.js';
import { activation, axis, channelsLastOnly, margins } from './config-fields.js';
import { conv2d, convTranspose2d } from './convolution.js';
import {
  channelsLast,
  kernelOptions,
  one,
  sides,
  type DecodeLayer,
  type EncodeContext,
  type EncodedLayer,
  type LayerConverter,
} from './layer-converter.js';
import { batchNormalization, layerNormalization, requireLastAxis } from './normalization.js';
import { averagePool, globalAveragePool, globalMaxPool, maxPool } from './pool.js';

const denseConfig = z.object({ use_bias: z.boolean().default(true), activation });
const dropoutConfig = z.object({ rate: z.number().min(0).max(1) });
const flattenConfig = z.object({ data_format: channelsLastOnly });
const reshapeConfig = z.object({ target_shape: z.array(z.int()) });
const permuteConfig = z.object({ dims: z.array(z.int().positive()) });
const zeroPaddingConfig = z.object({ padding: margins, data_format: channelsLastOnly });
const croppingConfig = z.object({ cropping: margins, data_format: channelsLastOnly });
const concatenateConfig = z.object({ axis });

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
  ...activations,
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
  localResponseNormalization: {
    encode: ({ name, type }, { target }) => {
      const message = `cannot write ${target}: layer "${name}" (${type}) is of a kind that Keras does not have; write ONNX instead`;
      throw new KerasError('KERAS_NETWORK', message);
    },
  },
  add: {
    encode: () => one('Add', {}),
    decode: { Add: (layer) => layer.emit({ type: 'add' }) },
  },
  concatenate: {
    encode: () => one('Concatenate', { axis: -1 }),
    decode: {
      Concatenate: (layer) => {
        requireLastAxis(layer, layer.parse(concatenateConfig).axis);
        return layer.emit({ type: 'concatenate' });
      },
    },
  },
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
  const decode = decoders.get(layer.entry.className);
  if (!decode) throw layer.unsupported('a class that networks do not have');
  return decode(layer);
}

/** Whether networks have layers of a Keras class. */
export function isKnownLayer(className: string): boolean {
  return className === 'InputLayer' || decoders.has(className);
}

function decodeDense(layer: DecodeContext): string {
  const { use_bias: useBias, activation } = layer.parse(denseConfig);
  const kernel = layer.weight('kernel', 2);
  const bias = useBias ? { bias: layer.weight('bias') } : {};
  const dense = layer.emit({ type: 'dense', kernel, ...bias });
  return decodeActivation(layer, activation, `${dense}_${activation}`, dense);
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
