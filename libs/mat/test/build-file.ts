import { deflateSync } from 'node:zlib';

/**
 * MAT-files put together byte by byte after "MAT-File Format" (The MathWorks), so that tests do not
 * depend on this library's own writer.
 */
export class FileBuilder {
  constructor(readonly littleEndian: boolean) {}

  /** Numbers of a storage type (`mi…`) as bytes. */
  numbers(storage: number, values: readonly number[]): Uint8Array {
    const [size, put] = storages[storage]!;
    const bytes = new Uint8Array(size * values.length);
    const view = new DataView(bytes.buffer);
    values.forEach((value, index) => put(view, index * size, value, this.littleEndian));
    return bytes;
  }

  /** A data element: tag, content, and zeros to a multiple of eight bytes. */
  element(type: number, content: Uint8Array): Uint8Array {
    const padding = new Uint8Array(-content.length & 7);
    return join(this.numbers(6, [type, content.length]), content, padding);
  }

  /** The short form of an element of one to four bytes, which shares the eight with its tag. */
  packed(type: number, content: Uint8Array): Uint8Array {
    const tag = this.numbers(6, [content.length * 0x1_0000 + type]);
    return join(tag, content, new Uint8Array(4 - content.length));
  }

  /** An array: flags, dimensions, name, and the elements of its content. */
  array(
    { code, flags = 0, shape, name = '' }: ArrayParts,
    ...content: readonly Uint8Array[]
  ): Uint8Array {
    return this.element(
      14,
      join(
        this.element(6, this.numbers(6, [code + flags, 0])),
        this.element(5, this.numbers(5, shape)),
        this.element(1, new TextEncoder().encode(name)),
        ...content,
      ),
    );
  }

  compressed(element: Uint8Array): Uint8Array {
    const content = deflateSync(element);
    return join(this.numbers(6, [15, content.length]), content);
  }

  file(...elements: readonly Uint8Array[]): Uint8Array {
    const header = new Uint8Array(128).fill(0x20);
    header.set(this.numbers(4, [0x0100, 0x4d49]), 124);
    return join(header, ...elements);
  }

  /** A matrix of level 4: type, rows, columns, whether it is complex, length of the name; the name; numbers. */
  level4(
    { digits, rows, columns, complex = false, name = 'x' }: Level4Parts,
    storage: number,
    values: readonly number[],
  ): Uint8Array {
    const type = (this.littleEndian ? 0 : 1000) + digits;
    return join(
      this.numbers(6, [type, rows, columns, Number(complex), name.length + 1]),
      new TextEncoder().encode(`${name}\0`),
      this.numbers(storage, values),
    );
  }
}

export interface ArrayParts {
  /** The number of the class (`mx…_CLASS`). */
  code: number;
  /** Bits beside it: 0x0800 complex, 0x0200 logical. */
  flags?: number;
  shape: readonly number[];
  name?: string;
}

export interface Level4Parts {
  /** Precision times ten, and what the matrix is: 0 numbers, 1 text, 2 sparse. */
  digits: number;
  rows: number;
  columns: number;
  complex?: boolean;
  name?: string;
}

type Put = (view: DataView, at: number, value: number, littleEndian: boolean) => void;

/** By the number of a storage type: bytes of a number, and how it is written. */
const storages: Readonly<Record<number, readonly [size: number, put: Put]>> = {
  1: [1, (view, at, value) => view.setInt8(at, value)],
  2: [1, (view, at, value) => view.setUint8(at, value)],
  3: [2, (view, at, value, little) => view.setInt16(at, value, little)],
  4: [2, (view, at, value, little) => view.setUint16(at, value, little)],
  5: [4, (view, at, value, little) => view.setInt32(at, value, little)],
  6: [4, (view, at, value, little) => view.setUint32(at, value, little)],
  7: [4, (view, at, value, little) => view.setFloat32(at, value, little)],
  9: [8, (view, at, value, little) => view.setFloat64(at, value, little)],
  12: [8, (view, at, value, little) => view.setBigInt64(at, BigInt(value), little)],
  13: [8, (view, at, value, little) => view.setBigUint64(at, BigInt(value), little)],
  17: [2, (view, at, value, little) => view.setUint16(at, value, little)],
  18: [4, (view, at, value, little) => view.setUint32(at, value, little)],
};

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
