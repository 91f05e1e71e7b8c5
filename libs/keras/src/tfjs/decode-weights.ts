import {
  bytesPerElement,
  elementCount,
  float16ToFloat32,
  fromBytes,
  tensor,
  type Tensor,
} from '@gender/tensor';
import * as z from 'zod';
import { TfjsError } from './tfjs-error.js';

/** Steps of equal size: a stored number q stands for `q · scale + min`. */
const range = { scale: z.number(), min: z.number() };
const steps = [
  z.object({ dtype: z.literal('uint8'), ...range }),
  z.object({ dtype: z.literal('uint16'), ...range }),
] as const;

const named = {
  name: z.string(),
  shape: z.array(z.number().int().nonnegative()).readonly(),
};

/** Weights by their dtype, with how they are stored where that is in fewer bytes. */
const weightSchema = z.discriminatedUnion('dtype', [
  z.object({
    ...named,
    dtype: z.literal('float32'),
    quantization: z
      .discriminatedUnion('dtype', [...steps, z.object({ dtype: z.literal('float16') })])
      .optional(),
  }),
  z.object({
    ...named,
    dtype: z.literal('int32'),
    quantization: z.discriminatedUnion('dtype', steps).optional(),
  }),
  z.object({ ...named, dtype: z.literal('bool'), quantization: z.undefined().optional() }),
]);

const manifestSchema = z
  .array(
    z.object({
      /** Files whose bytes, one after the other, are those of the weights. */
      paths: z.array(z.string()).readonly(),
      weights: z.array(weightSchema).readonly(),
    }),
  )
  .readonly();

/** What a weights manifest says of its files, as `model.json` holds it, or a file of its own. */
export type WeightsManifest = z.infer<typeof manifestSchema>;

/** One weight of a manifest. */
type WeightEntry = z.infer<typeof weightSchema>;

/**
 * Checks a weights manifest of TensorFlow.js.
 *
 * @param path - names it in messages
 * @throws TfjsError (`TFJS_WEIGHTS`) when it is none, or has weights of a kind that is not read
 *   (strings, complex numbers) or of one name.
 */
export function parseWeightsManifest(path: string, content: unknown): WeightsManifest {
  const { data, error } = manifestSchema.safeParse(content);
  if (data === undefined) {
    const message = `${path} is no weights manifest of TensorFlow.js, or has weights of a kind that is not read: ${z.prettifyError(error)}`;
    throw new TfjsError('TFJS_WEIGHTS', message.replaceAll('\n', ' '), { cause: error });
  }
  const names = data.flatMap(({ weights }) => weights.map(({ name }) => name));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return data;
  throw new TfjsError('TFJS_WEIGHTS', `${path} has two weights of the name "${twice}"`);
}

/**
 * The weights of one group of a manifest by name: float32, int32 or bool, quantised ones as the
 * numbers that they stand for.
 *
 * @param path - of the manifest, for messages
 * @param bytes - of the group's files, one after the other
 * @throws TfjsError (`TFJS_WEIGHTS`) when the files have fewer or more bytes than the weights.
 */
export function decodeWeights(
  path: string,
  { paths, weights }: WeightsManifest[number],
  bytes: Uint8Array,
): Map<string, Tensor> {
  const expected = weights.reduce((sum, weight) => sum + storedBytes(weight), 0);
  if (expected !== bytes.length) {
    throw new TfjsError(
      'TFJS_WEIGHTS',
      `${paths.join(', ')} of ${path} has ${bytes.length} bytes; its weights take ${expected}: a file is cut short, or of another model`,
    );
  }
  let end = 0;
  return new Map(
    weights.map((weight) => {
      const start = end;
      end += storedBytes(weight);
      return [weight.name, decode(weight, bytes.subarray(start, end))];
    }),
  );
}

function storedBytes({ shape, dtype, quantization }: WeightEntry): number {
  const stored = quantization?.dtype === 'float16' ? 'uint16' : (quantization?.dtype ?? dtype);
  return elementCount(shape) * bytesPerElement(stored);
}

/** As TensorFlow.js does: in float64, rounded once. */
function decode({ shape, dtype, quantization }: WeightEntry, bytes: Uint8Array): Tensor {
  if (quantization === undefined) return tensor(dtype, shape, fromBytes(dtype, bytes));
  if (quantization.dtype === 'float16') {
    return tensor('float32', shape, float16ToFloat32(fromBytes('uint16', bytes)));
  }
  const { scale, min } = quantization;
  const values = Float64Array.from(fromBytes(quantization.dtype, bytes));
  const exact = values.map((step) => step * scale + min);
  return dtype === 'float32'
    ? tensor(dtype, shape, Float32Array.from(exact))
    : tensor('int32', shape, Int32Array.from(exact.map(Math.round)));
}
