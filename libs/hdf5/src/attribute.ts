import { required } from '@gender/core';
import { elementCount, tensor, type Tensor } from '@gender/tensor';
import type { Metadata } from 'h5wasm/node';
import { elementType, TypeClass } from './element-type.js';
import type { FileContext } from './file-context.js';
import { withBuffer } from './h5wasm.js';
import { Hdf5Error } from './hdf5-error.js';
import { decodeFixedStrings, readCharacterArrays, readVariableStrings } from './strings.js';

/** HDF5's message when it is asked to read an attribute into no buffer. */
const NO_BUFFER = 'NULL';

/**
 * The value of an attribute: a scalar as a JavaScript value (64-bit integers that a number cannot
 * hold as bigint), strings in row-major order, numbers as a tensor, an empty one as `null`.
 */
export type AttributeValue = string | number | bigint | boolean | readonly string[] | Tensor | null;

/**
 * Reads an attribute of the object at `path`; it must exist.
 *
 * @throws Hdf5Error (`HDF5_UNSUPPORTED`) for compounds, references and the like.
 */
export function readAttribute(file: FileContext, path: string, name: string): AttributeValue {
  const object = `attribute '${name}' of ${path}`;
  requireReadable(file, object, path, name);
  const metadata = file.read(object, (id) => file.module.get_attribute_metadata(id, path, name));
  const { shape } = metadata;
  if (shape === null) return null;
  const byteLength = elementCount(shape) * metadata.size;
  if (byteLength > file.byteLength) {
    throw new Hdf5Error(
      'HDF5_FORMAT',
      `${file.path} is damaged: ${object} claims ${byteLength} bytes; get the file again`,
    );
  }
  if (metadata.vlen || metadata.type === TypeClass.variable) file.requireSoundHeaps(path);
  const read = <T>(decode: (address: number, byteLength: number) => T): T => {
    return withBuffer(file.module, byteLength, (address) => {
      file.read(object, (id) => file.module.get_attribute_data(id, path, name, BigInt(address)));
      return decode(address, byteLength);
    });
  };
  if (metadata.type === TypeClass.string) {
    const strings = read((address, byteLength) =>
      metadata.vlen
        ? readVariableStrings(file, path, name, address, byteLength)
        : decodeFixedStrings(bytesAt(file, address, byteLength), metadata),
    );
    return shape.length === 0 ? required(strings[0], object) : strings;
  }
  if (holdsCharacterArrays(metadata)) {
    return read((address) => readCharacterArrays(file, path, name, address, byteLength));
  }
  const values = numbers(file, object, metadata, shape, (decode) =>
    read((address, byteLength) => decode(bytesAt(file, address, byteLength))),
  );
  return shape.length === 0 ? scalar(object, values) : values;
}

function holdsCharacterArrays({ type, vlen_type: element }: Metadata): boolean {
  return type === TypeClass.variable && element?.type === TypeClass.string && element.size === 1;
}

/** How the strings of an attribute are stored. */
export interface StringType {
  /** Bytes of each string, with the zero byte that ends it, or `variable`. */
  readonly length: number | 'variable';
  readonly charset: 'ascii' | 'utf-8';
}

/** The type of an attribute of strings, which must exist; `undefined` where it holds no strings. */
export function readStringType(
  file: FileContext,
  path: string,
  name: string,
): StringType | undefined {
  const object = `attribute '${name}' of ${path}`;
  requireReadable(file, object, path, name);
  const { type, vlen, size, cset } = file.read(object, (id) =>
    file.module.get_attribute_metadata(id, path, name),
  );
  if (type !== TypeClass.string) return undefined;
  return { length: vlen ? 'variable' : size, charset: cset === 0 ? 'ascii' : 'utf-8' };
}

/**
 * `get_attribute_metadata` aborts the wasm module where the attribute cannot be opened;
 * `get_attribute_data` reports it. Without a buffer it always fails, but last at that.
 */
function requireReadable(file: FileContext, object: string, path: string, name: string): void {
  try {
    file.read(object, (id) => file.module.get_attribute_data(id, path, name, 0n));
  } catch (cause) {
    if (!(cause instanceof Hdf5Error && cause.message.includes(NO_BUFFER))) throw cause;
  }
}

function numbers(
  file: FileContext,
  object: string,
  metadata: Metadata,
  shape: readonly number[],
  read: <T>(decode: (bytes: Uint8Array) => T) => T,
): Tensor {
  const elements = elementType(metadata, 'plain');
  if (!elements) {
    throw new Hdf5Error(
      'HDF5_UNSUPPORTED',
      `${file.path}: ${object} has HDF5 type class ${metadata.type} of ${metadata.size} bytes; only strings, integers, floats and booleans are read`,
    );
  }
  return tensor(
    elements.dtype,
    shape,
    read((bytes) => elements.decode(bytes)),
  );
}

function scalar(object: string, { dtype, data }: Tensor): number | bigint | boolean {
  const value = required(data[0], object);
  if (dtype === 'bool') return value === 1;
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** A copy of bytes in the wasm memory. */
function bytesAt({ module }: FileContext, address: number, byteLength: number): Uint8Array {
  return module.HEAPU8.slice(address, address + byteLength);
}
