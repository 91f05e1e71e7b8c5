import { toBinary } from '@bufbuild/protobuf';
import { required } from '@gender/core';
import type { Network, NetworkInput } from '@gender/network';
import { OnnxError } from '../onnx-error.js';
import { ModelProtoSchema, type GraphProto, type ModelProto } from '../proto/onnx_pb.js';

/** What makes features of pictures by operators of any kind: an `.onnx` file that is run as it is. */
export interface FeatureModel extends Pick<Network, 'normalization'> {
  /** Names it in messages. */
  readonly name: string;
  /** One picture, `(H, W, C)`; the input of the file is `(N, H, W, C)`, float32. */
  readonly input: NetworkInput;
  /** The number of pictures that the file takes at once; `undefined` where any will do. */
  readonly batch: number | undefined;
  /** The name of the output, `(N, …)`. */
  readonly output: string;
  /** Whether maps are `(N, C, H, W)`, as in files of PyTorch, which `mapsChannelsLast` turns. */
  readonly channelsFirst: boolean;
  /** The file; of equal bytes features are equal. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The keys of the metadata that say how to use a file, which differ for what is made of it. */
export const METADATA = [
  'classes',
  'temperature',
  'normalization',
  'preprocessing',
  'features',
] as const;

/** All names of tensors and nodes, to which others are added. */
export class Names {
  readonly #taken: Set<string>;

  constructor({ node, initializer, input, output }: GraphProto) {
    const named = [...node, ...initializer, ...input, ...output].map(({ name }) => name);
    this.#taken = new Set([...named, ...node.flatMap((each) => [...each.input, ...each.output])]);
  }

  has(name: string): boolean {
    return this.#taken.has(name);
  }

  /** Whether a name begins with a prefix and a slash. */
  hasPrefix(prefix: string): boolean {
    return [...this.#taken].some((name) => name.startsWith(`${prefix}/`));
  }
}

/** No reader of protocol buffers takes longer messages; the rest of a model is far smaller than this margin. */
const MAX_WEIGHT_BYTES = 2 ** 31 - 2 ** 24;

/**
 * The bytes of a model, with its weights.
 *
 * @throws OnnxError (`ONNX_TOO_LARGE`) when they would exceed 2 GiB.
 */
export function encodeWhole(model: ModelProto, file: string): Uint8Array<ArrayBuffer> {
  const { initializer: weights } = required(model.graph, `the graph of ${file}`);
  const bytes = weights.reduce((sum, { rawData }) => sum + rawData.length, 0);
  if (bytes > MAX_WEIGHT_BYTES) {
    throw new OnnxError(
      'ONNX_TOO_LARGE',
      `${file} has ${bytes} bytes of weights, but one file can hold ${MAX_WEIGHT_BYTES}`,
    );
  }
  return Uint8Array.from(toBinary(ModelProtoSchema, model));
}
