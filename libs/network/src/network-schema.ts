import { elementCount, isUnread, type Float32Tensor } from '@gender/tensor';
import { z } from 'zod';

const name = z.string().min(1);
const length = z.int().min(1);
const shape = z.array(length).readonly();
const pair = z.tuple([length, length]).readonly();
const margin = z.int().min(0);
const padding = z.tuple([margin, margin, margin, margin]).readonly();
const epsilon = z.number().min(0);
const weights = z.custom<Float32Tensor>(isFloat32Tensor, 'expected a float32 tensor');
const oneInput = { name, inputs: z.array(name).length(1).readonly() };
const severalInputs = { name, inputs: z.array(name).min(2).readonly() };

/** One layer, field by field; equal to the type `Layer`. */
export const layerSchema = z.discriminatedUnion('type', [
  z.strictObject({
    ...oneInput,
    type: z.literal('conv2d'),
    strides: pair,
    padding,
    dilation: pair,
    groups: length,
    kernel: weights,
    bias: weights.optional(),
  }),
  z.strictObject({
    ...oneInput,
    type: z.literal('convTranspose2d'),
    strides: pair,
    cropping: padding,
    groups: length,
    kernel: weights,
    bias: weights.optional(),
  }),
  z.strictObject({
    ...oneInput,
    type: z.literal('dense'),
    kernel: weights,
    bias: weights.optional(),
  }),
  z.strictObject({
    ...oneInput,
    type: z.enum(['maxPool', 'averagePool']),
    poolSize: pair,
    strides: pair,
    padding,
  }),
  z.strictObject({ ...oneInput, type: z.enum(['globalMaxPool', 'globalAveragePool']) }),
  z.strictObject({ ...oneInput, type: z.literal('relu'), negativeSlope: z.number() }),
  z.strictObject({ ...oneInput, type: z.literal('sigmoid') }),
  z.strictObject({ ...oneInput, type: z.literal('tanh') }),
  z.strictObject({ ...oneInput, type: z.literal('softmax') }),
  z.strictObject({ ...oneInput, type: z.literal('dropout'), rate: z.number().min(0).lt(1) }),
  z.strictObject({ ...oneInput, type: z.literal('flatten') }),
  z.strictObject({ ...oneInput, type: z.literal('reshape'), shape }),
  z.strictObject({ ...oneInput, type: z.literal('permute'), axes: z.array(margin).readonly() }),
  z.strictObject({ ...oneInput, type: z.literal('zeroPadding'), padding }),
  z.strictObject({ ...oneInput, type: z.literal('cropping'), cropping: padding }),
  z.strictObject({
    ...oneInput,
    type: z.literal('batchNormalization'),
    epsilon,
    gamma: weights.optional(),
    beta: weights.optional(),
    mean: weights,
    variance: weights,
  }),
  z.strictObject({
    ...oneInput,
    type: z.literal('layerNormalization'),
    epsilon,
    gamma: weights.optional(),
    beta: weights.optional(),
  }),
  z.strictObject({
    ...oneInput,
    type: z.literal('localResponseNormalization'),
    size: length,
    alpha: z.number().min(0),
    beta: z.number(),
    kappa: z.number().min(0),
  }),
  z.strictObject({ ...severalInputs, type: z.literal('add') }),
  z.strictObject({ ...severalInputs, type: z.literal('concatenate') }),
]);

/** A network, field by field; equal to the type `Network`. What only the whole can say, `validateNetwork` checks. */
export const networkSchema = z.strictObject({
  name,
  input: z.strictObject({ name, shape, anySize: z.boolean().optional() }),
  layers: z.array(layerSchema).min(1).readonly(),
  output: name,
  classes: z.array(z.string()).readonly().optional(),
  normalization: z
    .strictObject({
      mean: weights,
      interpolation: z.string().optional(),
      keepAspect: z.boolean().optional(),
      border: z.tuple([margin, margin]).readonly().optional(),
    })
    .optional(),
});

function isFloat32Tensor(value: unknown): value is Float32Tensor {
  if (typeof value !== 'object' || value === null) return false;
  if (!('dtype' in value && 'shape' in value && 'data' in value)) return false;
  if (isUnread(value)) return true;
  const { dtype, shape: lengths, data } = value;
  return (
    dtype === 'float32' &&
    Array.isArray(lengths) &&
    lengths.every((each) => Number.isSafeInteger(each) && Number(each) >= 0) &&
    data instanceof Float32Array &&
    data.length === elementCount(lengths.map(Number))
  );
}
