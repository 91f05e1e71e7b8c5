import { crc32c } from './crc32c.js';

/** Bytes before the data of a record: its length in 8 and their checksum in 4. */
const HEAD = 12;
/** Bytes after it: its checksum. */
const TAIL = 4;

/** One record of a TFRecord file: length, masked CRC-32C of the length, data, masked CRC-32C of the data. */
export function encodeRecord(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEAD + data.length + TAIL);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(bytes.subarray(0, 8)), true);
  bytes.set(data, HEAD);
  view.setUint32(HEAD + data.length, masked(data), true);
  return bytes;
}

/** A record in a file, and where it ends. */
export interface FoundRecord {
  readonly data: Uint8Array;
  readonly end: number;
}

/** The records of a file in order, up to the first that is cut off or damaged. */
export function* decodeRecords(file: Uint8Array): Generator<FoundRecord> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let start = 0;
  while (start + HEAD + TAIL <= file.length) {
    const length = Number(view.getBigUint64(start, true));
    const end = start + HEAD + length + TAIL;
    if (end > file.length) return;
    const data = file.subarray(start + HEAD, start + HEAD + length);
    const isWhole =
      view.getUint32(start + 8, true) === masked(file.subarray(start, start + 8)) &&
      view.getUint32(end - TAIL, true) === masked(data);
    if (!isWhole) return;
    yield { data, end };
    start = end;
  }
}

/** A checksum that is stored among data of which checksums are taken (TFRecord's mask). */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
