import * as z from 'zod';
import { TfjsError } from '@gender/keras/tfjs';

/** A number that JSON holds as text, as protocol buffers write integers of 64 bits. */
const whole = z.union([z.string().regex(/^-?\d{1,20}$/), z.int()]).transform(Number);

/** A text in base64, or as a list of bytes. */
const text = z.union([
  z.base64().transform((encoded) => atob(encoded)),
  z.array(z.int().min(0).max(255)).transform((bytes) => String.fromCharCode(...bytes)),
]);

const shape = z.object({
  dim: z.array(z.object({ size: whole.optional() })).default([]),
  unknownRank: z.boolean().optional(),
});

const attribute = z.object({
  i: whole.optional(),
  f: z.number().optional(),
  b: z.boolean().optional(),
  s: text.optional(),
  type: z.union([z.string(), z.int()]).optional(),
  shape: shape.optional(),
  list: z.object({ i: z.array(whole).optional(), s: z.array(text).optional() }).optional(),
});

const node = z.object({
  name: z.string().min(1, 'an operator has no name'),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), attribute).default({}),
});

const tensorInfo = z.object({ name: z.string(), tensorShape: shape.optional() });

/** What a `model.json` of the format graph-model says of its operators: TensorFlow's `GraphDef` as JSON. */
const graphSchema = z.object({
  modelTopology: z.object({ node: z.array(node) }),
  signature: z
    .object({
      inputs: z.record(z.string(), tensorInfo).default({}),
      outputs: z.record(z.string(), tensorInfo).default({}),
    })
    .nullish(),
  userDefinedMetadata: z.unknown().optional(),
});

/** A GraphModel's operators, without its weights. */
export type GraphModel = z.infer<typeof graphSchema>;

/** One operator, as TensorFlow writes it. */
export type GraphModelNode = z.infer<typeof node>;

/** What TensorFlow says of the lengths of a tensor; −1 stands for one that is open. */
export type GraphModelShape = z.infer<typeof shape>;

/** @throws TfjsError (`TFJS_FORMAT`) when the content of a `model.json` is no graph of operators. */
export function parseGraphModel(path: string, content: unknown): GraphModel {
  const { data, error } = graphSchema.safeParse(content);
  if (data !== undefined) return data;
  const why = z.prettifyError(error).replaceAll(/\s+/g, ' ');
  throw new TfjsError('TFJS_FORMAT', `${path} is no GraphModel of TensorFlow.js: ${why}`, {
    cause: error,
  });
}
