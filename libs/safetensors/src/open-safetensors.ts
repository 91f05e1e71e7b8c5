import { FOREIGN_BYTES, refusal, type ByteSource } from '@gender/core';
import { formatShape, type Tensor } from '@gender/tensor';
import { LENGTH_BYTES, parseHeader, type Header, type TensorInfo } from './header.js';
import { SafetensorsError } from './safetensors-error.js';
import { storedType } from './stored-type.js';

/** A file whose header has been read; tensors are read one by one when they are asked for. */
export interface SafetensorsFile extends Header {
  /** A path or another name, for messages. */
  readonly name: string;
  /**
   * Reads a tensor; 16-bit floats (F16, BF16) become 32-bit ones, which keep them exactly.
   *
   * @throws SafetensorsError (`SAFETENSORS_NETWORK`) when there is no such tensor;
   *   (`SAFETENSORS_UNSUPPORTED`) for 8-bit floats and complex numbers.
   */
  read(name: string): Promise<Tensor>;
  /**
   * Reads rows `start` up to but not including `end` along a tensor's first axis, as `read` does.
   *
   * @returns a tensor of shape `(end − start, …)`
   * @throws RangeError for rows that do not exist.
   * @throws SafetensorsError as `read`.
   */
  readRows(name: string, start: number, end: number): Promise<Tensor>;
}

/** The longest header that the format's own library reads. */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Reads the header of a safetensors file.
 *
 * @throws SafetensorsError (`SAFETENSORS_FORMAT`) when it is none, is cut short, or its tensors do
 *   not fill it one after the other; (`SAFETENSORS_UNSUPPORTED`) for types not known here.
 */
export async function openSafetensors(source: ByteSource): Promise<SafetensorsFile> {
  const length = await headerLength(source);
  const dataStart = LENGTH_BYTES + length;
  const bytes = await source.slice(LENGTH_BYTES, dataStart);
  const header = parseHeader(source.name, bytes, source.byteLength - dataStart);
  const infos = new Map(header.tensors.map((info) => [info.name, info]));
  const find = (name: string): TensorInfo => {
    const info = infos.get(name);
    if (info) return info;
    throw new SafetensorsError('SAFETENSORS_NETWORK', `${source.name} has no tensor "${name}"`);
  };

  return {
    ...header,
    name: source.name,
    read: async (name) => readTensor(source, dataStart, find(name)),
    readRows: async (name, start, end) =>
      readTensor(source, dataStart, rowsOf(source.name, find(name), start, end)),
  };
}

/** Some rows of a tensor as a tensor of their own. */
function rowsOf(file: string, info: TensorInfo, start: number, end: number): TensorInfo {
  const [rows, ...rest] = info.shape;
  const areWhole = [start, end].every(Number.isSafeInteger);
  if (!areWhole || rows === undefined || start < 0 || end < start || end > rows) {
    throw new RangeError(
      `${file}: tensor "${info.name}" of shape ${formatShape(info.shape)} has no rows ${start} to ${end}`,
    );
  }
  const rowBytes = rows === 0 ? 0 : (info.end - info.start) / rows;
  return {
    ...info,
    shape: [end - start, ...rest],
    start: info.start + start * rowBytes,
    end: info.start + end * rowBytes,
  };
}

async function headerLength(source: ByteSource): Promise<number> {
  const { byteLength } = source;
  if (byteLength < LENGTH_BYTES) throw await notSafetensors(source, `it has ${byteLength} bytes`);
  const bytes = await source.slice(0, LENGTH_BYTES);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES || length > byteLength - LENGTH_BYTES) {
    throw await notSafetensors(source, `its ${byteLength} bytes begin with a header of ${length}`);
  }
  return Number(length);
}

async function readTensor(
  source: ByteSource,
  dataStart: number,
  { name, type, shape, start, end }: TensorInfo,
): Promise<Tensor> {
  const decode = storedType(type)?.decode;
  if (!decode) {
    throw new SafetensorsError(
      'SAFETENSORS_UNSUPPORTED',
      `${source.name}: tensor "${name}" has type ${type}, which tensors do not have; convert it to F32`,
    );
  }
  return decode(shape, await source.slice(dataStart + start, dataStart + end));
}

async function notSafetensors(source: ByteSource, why: string): Promise<SafetensorsError> {
  const { name, byteLength } = source;
  const start = await source.slice(0, Math.min(byteLength, FOREIGN_BYTES));
  const what = refusal('a safetensors file', start, why);
  return new SafetensorsError('SAFETENSORS_FORMAT', `${name} ${what}`);
}
