import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';
import * as z from 'zod';
import { normalizationSchema, type Normalization } from './network.js';

/** A normalisation as plain data, which files of other frameworks carry as JSON. */
const recordSchema = normalizationSchema.unwrap().extend({
  /** `values` in the order of a picture: rows, columns, channels. */
  mean: z
    .object({
      shape: z.array(z.int().min(1)).readonly(),
      values: z.array(z.number()).readonly(),
    })
    .refine(({ shape, values }) => elementCount(shape) === values.length),
  scale: z.array(z.number()).readonly().optional(),
});

/** @see encodeNormalization */
export type NormalizationRecord = Readonly<z.infer<typeof recordSchema>>;

/**
 * A normalisation as plain data, for the metadata of exported models: the pixels of an RGB picture,
 * 0–255, become `(pixel − mean) · scale`, and `channelOrder` is their order afterwards.
 *
 * @example
 * ```ts
 * JSON.stringify(encodeNormalization(network.normalization));
 * // {"interpolation":"nearest","mean":{"shape":[3],"values":[129.186,104.762,93.594]}}
 * ```
 */
export function encodeNormalization({ mean, scale, ...rest }: Normalization): NormalizationRecord {
  return {
    ...rest,
    mean: { shape: mean.shape, values: [...mean.data] },
    ...(scale && { scale: [...scale.data] }),
  };
}

/** The normalisation of what {@link encodeNormalization} gave; `undefined` of anything else. */
export function decodeNormalization(value: unknown): Normalization | undefined {
  const record = recordSchema.safeParse(value);
  if (!record.success) return undefined;
  const { mean, scale, ...rest } = record.data;
  const restored = {
    ...rest,
    mean: float32(mean.shape, mean.values),
    ...(scale && { scale: float32([scale.length], scale) }),
  };
  return normalizationSchema.safeParse(restored).data;
}

function float32(shape: readonly number[], values: readonly number[]): Float32Tensor {
  return tensor('float32', shape, Float32Array.from(values));
}
