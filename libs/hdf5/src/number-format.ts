import { headerMessages, MessageType, withAddresses } from './object-header.js';

/**
 * How numbers are laid out in their bytes. HDF5's own functions tell the class and the size of a type, but both are the
 * same of bfloat16 and of IEEE's float16, and of integers that fill only a part of their bytes. The layout is that
 * of the "HDF5 File Format Specification" 3.0, IV.A.2.d.
 */

/** `plain` is IEEE 754 or all bits of an integer; what is no number is `plain` as well. */
export type NumberFormat = 'plain' | 'bfloat16' | 'other';

const CLASS_BITS = 0x0f;
const INTEGER = 0;
const FLOAT = 1;
const COMPOUND = 6;
/** Bytes before the properties of a type, and with those of a number. */
const HEADING_BYTES = 8;
const NUMBER_BYTES: Partial<Record<number, number>> = { [INTEGER]: 12, [FLOAT]: 20 };
/** How floats keep the first bit of their mantissa, and their bytes. */
const ORDER_AND_MANTISSA = 0x70;
const IMPLIED_BIT = 0x20;

/** Sign, offset, precision, where exponent and mantissa begin and how long they are, bias: all in bits. */
const floatLayouts: Readonly<Record<string, NumberFormat>> = {
  '15,0,16,10,5,0,10,15': 'plain',
  '31,0,32,23,8,0,23,127': 'plain',
  '63,0,64,52,11,0,52,1023': 'plain',
  '15,0,16,7,8,0,7,127': 'bfloat16',
};

/**
 * How the numbers of a dataset are laid out; of compounds, those of all members.
 *
 * @param start - where the HDF5 file begins behind its user block
 * @param address - of the dataset's header
 */
export function numberFormat(path: string, start: number, address: number): NumberFormat {
  return withAddresses(path, start, (read) => {
    const [type] = headerMessages(read, address, MessageType.datatype);
    return type === undefined || type.byteLength < HEADING_BYTES ? 'other' : formatOf(type);
  });
}

function formatOf(type: DataView): NumberFormat {
  const kind = type.getUint8(0) & CLASS_BITS;
  if (type.byteLength < (NUMBER_BYTES[kind] ?? 0)) return 'other';
  if (kind === INTEGER) return isWhole(type) ? 'plain' : 'other';
  if (kind === FLOAT) return floatFormat(type);
  return kind === COMPOUND ? formatOfMembers(type) : 'plain';
}

function isWhole(integer: DataView): boolean {
  const [size, offset, precision] = [
    integer.getUint32(4, true),
    integer.getUint16(8, true),
    integer.getUint16(10, true),
  ];
  return offset === 0 && precision === 8 * size;
}

function floatFormat(float: DataView): NumberFormat {
  if ((float.getUint8(1) & ORDER_AND_MANTISSA) !== IMPLIED_BIT) return 'other';
  const sign = float.getUint8(2);
  const [offset, precision] = [float.getUint16(8, true), float.getUint16(10, true)];
  const places = [12, 13, 14, 15].map((at) => float.getUint8(at));
  const bias = float.getUint32(16, true);
  return floatLayouts[[sign, offset, precision, ...places, bias].join()] ?? 'other';
}

/** Members that are no numbers are not looked behind. */
function formatOfMembers(compound: DataView): NumberFormat {
  const version = compound.getUint8(0) >> 4;
  const members = compound.getUint16(1, true);
  const offsetBytes = version < 3 ? 4 : bytesFor(compound.getUint32(4, true));
  const dimensionBytes = version < 2 ? 28 : 0;
  let at = HEADING_BYTES;
  for (let member = 0; member < members; member += 1) {
    let end = at;
    while (end < compound.byteLength && compound.getUint8(end) !== 0) end += 1;
    const nameBytes = end + 1 - at;
    at += version < 3 ? Math.ceil(nameBytes / 8) * 8 : nameBytes;
    at += offsetBytes + dimensionBytes;
    if (at >= compound.byteLength) return 'other';
    const type = new DataView(compound.buffer, compound.byteOffset + at, compound.byteLength - at);
    const length = NUMBER_BYTES[type.getUint8(0) & CLASS_BITS];
    if (length === undefined || formatOf(type) !== 'plain') return 'other';
    at += length;
  }
  return 'plain';
}

/** The fewest bytes that hold a number. */
function bytesFor(value: number): number {
  return Math.max(1, Math.ceil(Math.log2(value + 1) / 8));
}
