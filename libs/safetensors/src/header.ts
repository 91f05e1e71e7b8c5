import { elementCount, formatShape } from '@gender/tensor';
import * as z from 'zod';
import { SafetensorsError } from './safetensors-error.js';
import { storedType } from './stored-type.js';

/** What a file says about one of its tensors. */
export interface TensorInfo {
  readonly name: string;
  /** As the format names it: `F32`, `BF16`, `I64` and so on. */
  readonly type: string;
  readonly shape: readonly number[];
  /** Where its bytes begin, counted from the end of the header. */
  readonly start: number;
  /** Where they end. */
  readonly end: number;
}

/** Texts beside the tensors, by name. */
export type Metadata = Readonly<Record<string, string>>;

export interface Header {
  readonly metadata: Metadata;
  /** In the order of their bytes. */
  readonly tensors: readonly TensorInfo[];
}

/** The name in the header that is no tensor. */
export const METADATA = '__metadata__';

/** Bytes of the number in front of the header, an unsigned 64-bit integer. */
export const LENGTH_BYTES = 8;

/** Data begins at a multiple of this, so that every type can be read in place. */
const ALIGNMENT = 8;

const whole = z.int().min(0);

const tensorSchema = z.object({
  dtype: z.string(),
  shape: z.array(whole),
  data_offsets: z.tuple([whole, whole]),
});

const headerSchema = z.record(z.string(), z.unknown());

/**
 * Parses a header and checks that its tensors fill the data one after the other, as the format
 * demands.
 *
 * @param file - for messages
 * @param dataBytes - bytes behind the header
 * @throws SafetensorsError
 */
export function parseHeader(file: string, bytes: Uint8Array, dataBytes: number): Header {
  const { [METADATA]: metadata, ...entries } = parseOrThrow(file, () =>
    headerSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))),
  );
  const tensors = Object.entries(entries)
    .map(([name, value]) => parseOrThrow(`${file}: tensor "${name}"`, () => toInfo(name, value)))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  let end = 0;
  for (const tensor of tensors) {
    checkTensor(file, tensor, end);
    end = tensor.end;
  }
  if (end !== dataBytes) {
    throw new SafetensorsError(
      'SAFETENSORS_FORMAT',
      `${file} has ${dataBytes} bytes of data, but its tensors end at ${end}; get the file again`,
    );
  }
  return {
    metadata: parseOrThrow(`${file}: ${METADATA}`, () =>
      z.record(z.string(), z.string()).default({}).parse(metadata),
    ),
    tensors,
  };
}

/** The start of a file: the length of the header and the header, filled up with spaces. */
export function encodeHeader({ metadata, tensors }: Header): Uint8Array {
  const entries = tensors.map(
    ({ name, type, shape, start, end }) =>
      [name, { dtype: type, shape, data_offsets: [start, end] }] as const,
  );
  const header = {
    ...(Object.keys(metadata).length > 0 && { [METADATA]: metadata }),
    ...Object.fromEntries(entries),
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(' '.charCodeAt(0));
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, LENGTH_BYTES);
  return bytes;
}

function toInfo(name: string, value: unknown): TensorInfo {
  const { dtype: type, shape, data_offsets: offsets } = tensorSchema.parse(value);
  return { name, type, shape, start: offsets[0], end: offsets[1] };
}

function checkTensor(
  file: string,
  { name, type, shape, start, end }: TensorInfo,
  at: number,
): void {
  const size = storedType(type)?.size;
  if (size === undefined) {
    throw new SafetensorsError(
      'SAFETENSORS_UNSUPPORTED',
      `${file}: tensor "${name}" has type "${type}", which is not known here; convert it to F32`,
    );
  }
  const expected = elementCount(shape) * size;
  if (start === at && end - start === expected) return;
  throw new SafetensorsError(
    'SAFETENSORS_FORMAT',
    `${file}: tensor "${name}" (${type}, ${formatShape(shape)}) lies at ${start}–${end}, expected ${at}–${at + expected}; the file is damaged`,
  );
}

function parseOrThrow<T>(where: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new SafetensorsError(
      'SAFETENSORS_FORMAT',
      `${where}: the header cannot be read: ${why}`,
      { cause },
    );
  }
}
