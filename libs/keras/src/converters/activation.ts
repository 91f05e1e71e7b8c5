import type { Layer, LayerOf } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import * as z from 'zod';
import type { DecodeContext, LayerOptions } from '../decode/decode-context.js';
import { alongAxes, broadcastTo } from './along-axes.js';
import { activation, axes, type Activation } from './config-fields.js';
import {
  missingInKeras,
  one,
  zeros,
  type DecodeLayer,
  type EncodedLayer,
  type LayerConverter,
} from './layer-converter.js';

/** What a function becomes: a layer, or several, of which the last has the name. */
type Recipe = LayerOptions | ((layer: DecodeContext, name: string, input: string) => string);

/** Keras' activation functions by name, but `linear`, which is no layer. */
const functions: ReadonlyMap<string, Recipe> = new Map(
  Object.entries<Recipe>({
    relu: { type: 'relu', negativeSlope: 0 },
    relu6: { type: 'clip', min: 0, max: 6 },
    // The LeakyReLU layer has a slope of its own.
    leaky_relu: { type: 'relu', negativeSlope: 0.2 },
    elu: { type: 'elu', alpha: 1 },
    celu: { type: 'elu', alpha: 1 },
    selu: { type: 'selu' },
    gelu: { type: 'gelu', approximate: false },
    mish: { type: 'mish' },
    silu: { type: 'swish' },
    swish: { type: 'swish' },
    sigmoid: { type: 'sigmoid' },
    hard_sigmoid: hardSigmoid,
    hard_silu: hardSilu,
    hard_swish: hardSilu,
    log_sigmoid: logSigmoid,
    tanh: { type: 'tanh' },
    hard_tanh: { type: 'clip', min: -1, max: 1 },
    tanh_shrink: tanhShrink,
    exponential: { type: 'exponential' },
    softmax: { type: 'softmax' },
    softplus: { type: 'softplus' },
    softsign: { type: 'softsign' },
  }),
);

/** The functions that Keras has under the name of our type. */
const byName = {
  encode: ({ type }: Layer): EncodedLayer[] => one('Activation', { activation: type }),
};

const reluConfig = z.object({
  max_value: z.number().nullish(),
  negative_slope: z.number().nullish(),
  threshold: z.number().nullish(),
});

const leakyReluConfig = z.object({
  alpha: z.number().optional(),
  negative_slope: z.number().default(0.3),
});

/** The layers of Keras that are a function without weights: as layers, or as what another carries. */
const functionLayers: Readonly<Record<string, DecodeLayer>> = {
  Activation: (layer) => {
    const { activation: wanted } = layer.parse(z.object({ activation }));
    return decodeActivation(layer, wanted, layer.entry.name);
  },
  ReLU: decodeRelu,
  LeakyReLU: (layer) => {
    const { negative_slope: slope, alpha = slope } = layer.parse(leakyReluConfig);
    return layer.emit({ type: 'relu', negativeSlope: alpha });
  },
  ThresholdedReLU: (layer) => {
    const { theta } = layer.parse(z.object({ theta: z.number().default(1) }));
    return layer.emit({ type: 'thresholdedRelu', threshold: theta });
  },
  ELU: (layer) =>
    layer.emit({ type: 'elu', ...layer.parse(z.object({ alpha: z.number().default(1) })) }),
  Softmax: (layer) =>
    alongAxes(layer, layer.parse(z.object({ axis: axes })).axis, (input, name) =>
      layer.emit({ type: 'softmax' }, name, [input]),
    ),
};

const layersByName: ReadonlyMap<string, DecodeLayer> = new Map(Object.entries(functionLayers));

/** Every activation function; one more is a row here and in `functions`. */
export const activations = {
  relu: { encode: encodeRelu, decode: functionLayers },
  prelu: { encode: encodePrelu, decode: { PReLU: decodePrelu } },
  softmax: byName,
  sigmoid: byName,
  tanh: byName,
  exponential: byName,
  softplus: byName,
  softsign: byName,
  selu: byName,
  swish: byName,
  mish: byName,
  elu: {
    encode: ({ alpha }) =>
      alpha === 1 ? one('Activation', { activation: 'elu' }) : one('ELU', { alpha }),
  },
  gelu: {
    encode: ({ name, type, approximate }, { target }) => {
      if (approximate)
        throw missingInKeras(target, `layer "${name}" (${type}) has a form with a tanh`);
      return one('Activation', { activation: 'gelu' });
    },
  },
  // Versions of Keras have other slopes under one name.
  hardSigmoid: { encode: encodeHardSigmoid },
  clip: { encode: encodeClip },
  thresholdedRelu: {
    encode: ({ threshold }) => one('ReLU', { max_value: null, negative_slope: 0, threshold }),
  },
} satisfies { readonly [T in Layer['type']]?: LayerConverter<T> };

/**
 * Adds an activation function as a layer.
 *
 * @param activation - its Keras name, or a layer; `linear` adds nothing
 * @param name - of the new layer
 * @returns the name of what it gives
 * @throws KerasError (`KERAS_UNSUPPORTED`) for functions that networks do not have.
 */
export function decodeActivation(
  layer: DecodeContext,
  activation: Activation,
  name: string,
  input = layer.input,
): string {
  if (activation.config !== undefined) {
    const decode = layersByName.get(activation.name);
    if (decode) return decode(layer.as(activation.name, activation.config, name, input));
  }
  if (activation.name === 'linear') return input;
  const recipe = functions.get(activation.name);
  if (typeof recipe === 'function') return recipe(layer, name, input);
  if (recipe !== undefined) return layer.emit(recipe, name, [input]);
  throw layer.unsupported(`the activation "${activation.name}", which networks do not have`);
}

/** Adds the activation that a layer carries, under a name of its own. */
export function decodeCarried(layer: DecodeContext, activation: Activation, given: string): string {
  return decodeActivation(layer, activation, `${given}_${activation.name}`, given);
}

/** In Keras 2 `0.2 · x + 0.5`, in Keras 3 `relu6(x + 3) / 6`. */
function hardSigmoid(layer: DecodeContext, name: string, input: string): string {
  const slope = layer.conversion.version === 2 ? 0.2 : 1 / 6;
  return layer.emit({ type: 'hardSigmoid', slope }, name, [input]);
}

function hardSilu(layer: DecodeContext, name: string, input: string): string {
  const gate = layer.emit({ type: 'hardSigmoid', slope: 1 / 6 }, `${name}_gate`, [input]);
  return layer.emit({ type: 'multiply' }, name, [input, gate]);
}

/** `−softplus(−x)` */
function logSigmoid(layer: DecodeContext, name: string, input: string): string {
  const negative = { type: 'rescaling', scale: -1, offset: 0 } as const;
  const turned = layer.emit(negative, `${name}_negative`, [input]);
  const soft = layer.emit({ type: 'softplus' }, `${name}_softplus`, [turned]);
  return layer.emit(negative, name, [soft]);
}

function tanhShrink(layer: DecodeContext, name: string, input: string): string {
  const tanh = layer.emit({ type: 'tanh' }, `${name}_tanh`, [input]);
  return layer.emit({ type: 'subtract' }, name, [input, tanh]);
}

/**
 * `clip(x where it is above the threshold, 0, max) − slope · relu(threshold − x)`, as Keras computes
 * it; most have one of these.
 */
function decodeRelu(layer: DecodeContext): string {
  const { max_value: max, negative_slope, threshold } = layer.parse(reluConfig);
  const [slope, start] = [negative_slope ?? 0, threshold ?? 0];
  if (start === 0 && typeof max !== 'number')
    return layer.emit({ type: 'relu', negativeSlope: slope });
  const { name } = layer.entry;
  const last = slope === 0 ? name : `${name}_positive`;
  let positive = layer.input;
  if (start !== 0) {
    const own = typeof max === 'number' ? `${name}_above` : last;
    positive = layer.emit({ type: 'thresholdedRelu', threshold: start }, own);
  }
  if (typeof max === 'number')
    positive = layer.emit({ type: 'clip', min: 0, max }, last, [positive]);
  if (slope === 0) return positive;
  const below = layer.emit({ type: 'rescaling', scale: -1, offset: start }, `${name}_below`);
  const negative = layer.emit({ type: 'relu', negativeSlope: 0 }, `${name}_negative`, [below]);
  const scaled = layer.emit({ type: 'rescaling', scale: -slope, offset: 0 }, `${name}_scaled`, [
    negative,
  ]);
  return layer.emit({ type: 'add' }, name, [positive, scaled]);
}

function encodeRelu({ negativeSlope }: LayerOf<'relu'>): EncodedLayer[] {
  return negativeSlope === 0
    ? one('Activation', { activation: 'relu' })
    : one('ReLU', { max_value: null, negative_slope: negativeSlope, threshold: 0 });
}

/** A slope for each channel; where places have slopes of their own, they are made channels. */
function decodePrelu(layer: DecodeContext): string {
  const { inputShape } = layer;
  const alpha = layer.weight('alpha', inputShape.length);
  const places = inputShape.map((_, index) => index + 1);
  const last = places.slice(-1);
  const isByChannel = alpha.shape.slice(0, -1).every((length) => length === 1);
  const shape = isByChannel ? inputShape.slice(-1) : inputShape;
  const full = broadcastTo(alpha, [...inputShape.slice(shape.length).map(() => 1), ...shape]);
  const slopes = tensor('float32', [full.data.length], full.data);
  return alongAxes(layer, isByChannel ? last : places, (input, name) =>
    layer.emit({ type: 'prelu', alpha: slopes }, name, [input]),
  );
}

function encodePrelu(
  { alpha }: LayerOf<'prelu'>,
  { input }: { input: readonly number[] },
): EncodedLayer[] {
  const spatial = input.slice(0, -1);
  const shape = [...spatial.map(() => 1), ...alpha.shape];
  const own: Float32Tensor = tensor('float32', shape, alpha.data);
  const shared = spatial.length > 0 ? spatial.map((_, index) => index + 1) : null;
  return [
    {
      className: 'PReLU',
      options: { shared_axes: shared, alpha_initializer: zeros },
      weights: [{ name: 'alpha', tensor: own }],
    },
  ];
}

/** `min + relu(x − min)`, where the ReLU has the upper limit, or `max − relu(max − x)`. */
function encodeClip({ min, max }: LayerOf<'clip'>): EncodedLayer[] {
  if (min === 0) return clipped(max);
  const turned = min === undefined ? { scale: -1, offset: max } : undefined;
  const before = turned ?? { scale: 1, offset: -(min ?? 0) };
  const after = turned ?? { scale: 1, offset: min };
  const limit = max === undefined || min === undefined ? undefined : max - min;
  return [
    { className: 'Rescaling', suffix: '_before', options: before },
    ...clipped(limit),
    { className: 'Rescaling', suffix: '_after', options: after },
  ];
}

function encodeHardSigmoid({ slope: scale }: LayerOf<'hardSigmoid'>): EncodedLayer[] {
  const scaled = { className: 'Rescaling', suffix: '_scaled', options: { scale, offset: 0.5 } };
  return [scaled, ...clipped(1)];
}

/** From 0 to a limit. */
function clipped(max: number | undefined): EncodedLayer[] {
  return one('ReLU', { max_value: max ?? null, negative_slope: 0, threshold: 0 });
}
