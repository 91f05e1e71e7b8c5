import { z } from 'zod';

/** What Keras writes about each layer, as far as it matters for its result. Defaults are Keras'. */

const pair = z.union([
  z.tuple([z.int().positive(), z.int().positive()]),
  z
    .int()
    .positive()
    .transform((size): [number, number] => [size, size]),
]);

const paddingMode = z.enum(['valid', 'same']);

/** Feature maps have their channels last; the other order is refused by name. */
const channelsLast = z.literal('channels_last').nullish();

/** The name of a function, or a serialised function or layer. */
const activation = z
  .union([
    z.string(),
    z.object({ class_name: z.literal('function'), config: z.string() }).transform((f) => f.config),
  ])
  .nullish()
  .transform((name) => name ?? 'linear');

/** An axis, alone or in a list. */
const axis = z.union([z.int(), z.tuple([z.int()]).transform(([only]) => only)]).default(-1);

const shape = z.array(z.int().positive().nullable());

export const inputConfig = z.object({
  batch_input_shape: shape.optional(),
  batch_shape: shape.optional(),
});

export const conv2dConfig = z.object({
  strides: pair.default([1, 1]),
  padding: paddingMode.default('valid'),
  dilation_rate: pair.default([1, 1]),
  groups: z.int().positive().default(1),
  use_bias: z.boolean().default(true),
  activation,
  data_format: channelsLast,
});

export const conv2dTransposeConfig = z.object({
  strides: pair.default([1, 1]),
  padding: paddingMode.default('valid'),
  output_padding: z.null().optional(),
  dilation_rate: z.union([z.literal(1), z.tuple([z.literal(1), z.literal(1)])]).optional(),
  groups: z.literal(1).optional(),
  use_bias: z.boolean().default(true),
  activation,
  data_format: channelsLast,
});

export const denseConfig = z.object({ use_bias: z.boolean().default(true), activation });

export const poolConfig = z.object({
  pool_size: pair.default([2, 2]),
  strides: pair.nullish(),
  padding: paddingMode.default('valid'),
  data_format: channelsLast,
});

export const globalPoolConfig = z.object({
  keepdims: z.boolean().default(false),
  data_format: channelsLast,
});

export const activationConfig = z.object({ activation });

export const reluConfig = z.object({
  max_value: z.null().optional(),
  negative_slope: z.number().nullish(),
  threshold: z.literal(0).nullish(),
});

export const leakyReluConfig = z.object({
  alpha: z.number().optional(),
  negative_slope: z.number().optional(),
});

export const softmaxConfig = z.object({ axis });

export const dropoutConfig = z.object({ rate: z.number().min(0).max(1) });

export const flattenConfig = z.object({ data_format: channelsLast });

export const reshapeConfig = z.object({ target_shape: z.array(z.int()) });

export const permuteConfig = z.object({ dims: z.array(z.int().positive()) });

const sides = z.tuple([z.int().nonnegative(), z.int().nonnegative()]);

export const zeroPaddingConfig = z.object({
  padding: z.tuple([sides, sides]),
  data_format: channelsLast,
});

export const croppingConfig = z.object({
  cropping: z.tuple([sides, sides]),
  data_format: channelsLast,
});

export const normalizationConfig = z.object({
  axis,
  epsilon: z.number().default(1e-3),
  center: z.boolean().default(true),
  scale: z.boolean().default(true),
  rms_scaling: z.literal(false).optional(),
});

export const concatenateConfig = z.object({ axis });
