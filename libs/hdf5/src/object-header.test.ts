import { describe, expect, it } from 'vitest';
import { headerMessages, MessageType, number64, type ReadAt } from './object-header.js';

/** A file of bytes, all zero but those that are put into it. */
class Bytes {
  readonly view = new DataView(new ArrayBuffer(4096));

  u8(at: number, ...values: number[]): this {
    values.forEach((value, index) => this.view.setUint8(at + index, value));
    return this;
  }
  u16(at: number, value: number): this {
    this.view.setUint16(at, value, true);
    return this;
  }
  u32(at: number, value: number): this {
    this.view.setUint32(at, value, true);
    return this;
  }
  u64(at: number, value: number): this {
    this.view.setBigUint64(at, BigInt(value), true);
    return this;
  }
  readonly read: ReadAt = (address, length) =>
    address + length > this.view.byteLength
      ? undefined
      : new DataView(this.view.buffer, address, length);
}

/** A header of version 1 at 0 (specification IV.A.1.a) with `length` bytes of messages from 16 on. */
const version1 = (length: number): Bytes => new Bytes().u8(0, 1).u32(8, length);

/** One of version 2 at 0 (IV.A.1.b), its flags saying how it goes on. */
const version2 = (flags: number): Bytes => new Bytes().u8(0, 0x4f, 0x48, 0x44, 0x52, 2, flags);

/** A message of version 1: type and length of 2 bytes each, 4 of flags, content. */
const message1 = (file: Bytes, at: number, type: number, ...content: number[]): number => {
  file
    .u16(at, type)
    .u16(at + 2, content.length)
    .u8(at + 8, ...content);
  return at + 8 + content.length;
};

const contents = (file: Bytes, type: number): number[][] =>
  [...headerMessages(file.read, 0, type)].map((message) =>
    Array.from({ length: message.byteLength }, (_, at) => message.getUint8(at)),
  );

describe('messages of a header of version 1', () => {
  it('are found by their type, in order', () => {
    const file = version1(64);
    let at = message1(file, 16, MessageType.layout, 1, 2);
    at = message1(file, at, MessageType.attribute, 3);
    message1(file, at, MessageType.layout, 4, 5, 6);
    expect(contents(file, MessageType.layout)).toEqual([
      [1, 2],
      [4, 5, 6],
    ]);
    expect(contents(file, MessageType.attribute)).toEqual([[3]]);
    expect(contents(file, 0x77)).toEqual([]);
  });

  it('go on in the block to which a message leads', () => {
    const file = version1(24).u16(16, MessageType.continuation).u16(18, 16);
    file.u64(24, 1000).u64(32, 32);
    message1(file, 1000, MessageType.layout, 7, 8);
    expect(contents(file, MessageType.layout)).toEqual([[7, 8]]);
  });

  it('end although blocks lead to each other in a circle', () => {
    const file = version1(24).u16(16, MessageType.continuation).u16(18, 16);
    file.u64(24, 16).u64(32, 24);
    expect(contents(file, MessageType.layout)).toEqual([]);
  });

  it('leave out a block that lies behind the end of the file', () => {
    const file = version1(48).u16(16, MessageType.continuation).u16(18, 16);
    file.u64(24, 4090).u64(32, 64);
    message1(file, 40, MessageType.layout, 9);
    expect(contents(file, MessageType.layout)).toEqual([[9]]);
  });

  it('end at one that is longer than its block', () => {
    const file = version1(16).u16(16, MessageType.layout).u16(18, 9);
    expect(contents(file, MessageType.layout)).toEqual([]);
  });
});

describe('messages of a header of version 2', () => {
  it.each([
    ['nothing else', 0x00, 6, 4],
    ['times', 0x20, 22, 4],
    ['limits of attributes', 0x10, 10, 4],
    ['times and limits', 0x30, 26, 4],
    ['the order of attributes', 0x04, 6, 6],
  ])('are found behind %s', (_, flags, lengthAt, messageBytes) => {
    const file = version2(flags).u8(lengthAt, 40);
    const at = lengthAt + 1;
    file
      .u8(at, MessageType.layout)
      .u16(at + 1, 2)
      .u8(at + messageBytes, 5, 6);
    expect(contents(file, MessageType.layout)).toEqual([[5, 6]]);
  });

  it.each([
    [0, 1],
    [1, 2],
    [2, 4],
    [3, 8],
  ])('are found where flags %d give their length %d bytes', (flags, lengthBytes) => {
    const file = version2(flags).u8(6, 30);
    const at = 6 + lengthBytes;
    file
      .u8(at, MessageType.attribute)
      .u16(at + 1, 1)
      .u8(at + 4, 200);
    expect(contents(file, MessageType.attribute)).toEqual([[200]]);
  });

  it('go on in a block between a signature and a checksum', () => {
    const file = version2(0).u8(6, 20);
    file
      .u8(7, MessageType.continuation)
      .u16(8, 16)
      .u64(11, 500)
      .u64(19, 4 + 4 + 3 + 4);
    file.u8(500, 0x4f, 0x43, 0x48, 0x4b).u8(504, MessageType.layout).u16(505, 3).u8(508, 1, 2, 3);
    expect(contents(file, MessageType.layout)).toEqual([[1, 2, 3]]);
  });
});

describe('what is no header', () => {
  it.each([
    ['zeros', new Bytes()],
    ['a version that is not known', version2(0).u8(4, 3)],
    ['another signature', version2(0).u8(0, 0x46)],
  ])('has no messages: %s', (_, file) => {
    expect(contents(file, MessageType.layout)).toEqual([]);
  });

  it('has none behind the end of the file', () => {
    expect([...headerMessages(new Bytes().read, 5000, MessageType.layout)]).toEqual([]);
  });
});

it('reads numbers of 64 bits, little-endian', () => {
  const { view } = new Bytes().u8(3, 1, 0, 0, 0, 1);
  expect(number64(view, 3)).toBe(2 ** 32 + 1);
});
