import * as z from 'zod';
import { oneInput, type Shape } from './fields.js';
import { defineLayer, type LayerDefinition } from './layer-definition.js';

/**
 * What formulas of layers are made of: an engine or a format that has these operations on its values,
 * each element by itself, has all elementwise layers.
 */
export interface Arithmetic<V> {
  add(a: V, b: V | number): V;
  mul(a: V, b: V | number): V;
  div(a: V, b: V | number): V;
  maximum(a: V, b: V | number): V;
  minimum(a: V, b: V | number): V;
  abs(x: V): V;
  /** −1, 0 or 1. */
  sign(x: V): V;
  exp(x: V): V;
  erf(x: V): V;
  tanh(x: V): V;
  /** `1 / (1 + e^−x)` */
  sigmoid(x: V): V;
  /** `log(1 + e^x)` */
  softplus(x: V): V;
  /** `x` where it is positive, `e^x − 1` elsewhere. */
  elu(x: V): V;
  /** `1.0507 · (x` where it is positive, `1.6733 · (e^x − 1)` elsewhere`)` (Klambauer and others 2017). */
  selu(x: V): V;
}

/** A layer as a formula of what it reads. */
type Formula<L> = <V>(x: V, math: Arithmetic<V>, layer: L) => V;

/** A definition with the formula of its layers. */
export interface ElementwiseDefinition<L, S extends z.ZodObject> extends LayerDefinition<L, S> {
  readonly formula: Formula<L>;
}

function define<S extends z.ZodObject>(
  schema: S,
  formula: Formula<Readonly<z.infer<S>>>,
): ElementwiseDefinition<Readonly<z.infer<S>>, S> {
  const outputShape = (_layer: unknown, input: Shape): Shape => input;
  return { ...defineLayer(schema, { outputShape }), formula };
}

const clipSchema = z
  .strictObject({
    ...oneInput,
    type: z.literal('clip'),
    min: z.number().optional(),
    max: z.number().optional(),
  })
  .refine(({ min, max }) => min !== undefined || max !== undefined, 'has no limit')
  .refine(
    ({ min = -Infinity, max = Infinity }) => min <= max,
    'the upper limit is below the lower',
  );

/** Layers that make of each value another one, by a formula; one more is one more row. */
export const elementwise = {
  sigmoid: define(z.strictObject({ ...oneInput, type: z.literal('sigmoid') }), (x, math) =>
    math.sigmoid(x),
  ),
  tanh: define(z.strictObject({ ...oneInput, type: z.literal('tanh') }), (x, math) => math.tanh(x)),
  exponential: define(z.strictObject({ ...oneInput, type: z.literal('exponential') }), (x, math) =>
    math.exp(x),
  ),
  softplus: define(z.strictObject({ ...oneInput, type: z.literal('softplus') }), (x, math) =>
    math.softplus(x),
  ),
  softsign: define(z.strictObject({ ...oneInput, type: z.literal('softsign') }), (x, math) =>
    math.div(x, math.add(math.abs(x), 1)),
  ),
  /** `x` where it is positive, `alpha · (e^x − 1)` elsewhere. */
  elu: define(
    z.strictObject({ ...oneInput, type: z.literal('elu'), alpha: z.number() }),
    (x, math, { alpha }) =>
      alpha === 1
        ? math.elu(x)
        : math.add(math.maximum(x, 0), math.mul(math.elu(math.minimum(x, 0)), alpha)),
  ),
  selu: define(z.strictObject({ ...oneInput, type: z.literal('selu') }), (x, math) => math.selu(x)),
  /** `x · sigmoid(x)`, also called SiLU. */
  swish: define(z.strictObject({ ...oneInput, type: z.literal('swish') }), (x, math) =>
    math.mul(x, math.sigmoid(x)),
  ),
  /** `x · tanh(softplus(x))` (Misra 2019). */
  mish: define(z.strictObject({ ...oneInput, type: z.literal('mish') }), (x, math) =>
    math.mul(x, math.tanh(math.softplus(x))),
  ),
  /** `x / 2 · (1 + erf(x / √2))`, or with `approximate` its form with a tanh (Hendrycks, Gimpel 2016). */
  gelu: define(
    z.strictObject({ ...oneInput, type: z.literal('gelu'), approximate: z.boolean() }),
    (x, math, { approximate }) =>
      math.mul(math.mul(x, 0.5), math.add(approximate ? tanhBell(x, math) : erfBell(x, math), 1)),
  ),
  /** `slope · x + 1/2`, between 0 and 1. */
  hardSigmoid: define(
    z.strictObject({ ...oneInput, type: z.literal('hardSigmoid'), slope: z.number() }),
    (x, math, { slope }) => math.minimum(math.maximum(math.add(math.mul(x, slope), 0.5), 0), 1),
  ),
  /** `x`, but at least `min` and at most `max`, of which one may be absent. */
  clip: define(clipSchema, (x, math, { min, max }) => {
    const above = min === undefined ? x : math.maximum(x, min);
    return max === undefined ? above : math.minimum(above, max);
  }),
  /** `x` where it is above the threshold, 0 elsewhere. */
  thresholdedRelu: define(
    z.strictObject({ ...oneInput, type: z.literal('thresholdedRelu'), threshold: z.number() }),
    (x, math, { threshold }) => math.mul(x, math.maximum(math.sign(math.add(x, -threshold)), 0)),
  ),
  /** `scale · x + offset` */
  rescaling: define(
    z.strictObject({
      ...oneInput,
      type: z.literal('rescaling'),
      scale: z.number(),
      offset: z.number(),
    }),
    (x, math, { scale, offset }) => math.add(math.mul(x, scale), offset),
  ),
};

function erfBell<V>(x: V, math: Arithmetic<V>): V {
  return math.erf(math.mul(x, Math.SQRT1_2));
}

/** `tanh(√(2 / π) · (x + 0.044715 · x³))` */
function tanhBell<V>(x: V, math: Arithmetic<V>): V {
  const cube = math.mul(math.mul(x, x), x);
  const sum = math.add(x, math.mul(cube, 0.044715));
  return math.tanh(math.mul(sum, Math.sqrt(2 / Math.PI)));
}
