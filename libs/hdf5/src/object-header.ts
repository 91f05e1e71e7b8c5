import { closeSync, openSync, readSync } from 'node:fs';

/**
 * Object headers of both versions, as the "HDF5 File Format Specification" 3.0 lays them out
 * (IV.A.1), for what HDF5's own functions do not tell.
 */

/** Types of messages in an object header. */
export const MessageType = {
  datatype: 0x03,
  externalFiles: 0x07,
  layout: 0x08,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
} as const;

/** `OHDR`, with which a header of version 2 begins. */
const SIGNATURE = 0x4f484452;
/** What the flags of a header of version 2 say that it holds. */
const HAS_TIMES = 0x20;
const HAS_ATTRIBUTE_LIMITS = 0x10;
const HAS_ORDER = 0x04;
/** The longest heading of a header, of version 2. */
const HEADING_BYTES = 34;
/** Blocks of an object header that are followed; HDF5 itself writes a few. */
const MAX_BLOCKS = 64;
/** The flag of a message that is kept elsewhere (IV.A.2), and what says that this is a header (III.G). */
const IS_SHARED = 0x02;
const IN_HEADER = 2;
/** A larger block than this is left to HDF5. */
const MAX_BYTES = 1 << 24;

/** Reads bytes at an address of an HDF5 file; `undefined` where there are none. */
export type ReadAt = (address: number, length: number) => DataView | undefined;

/** How the header of an object is laid out. */
interface Header {
  /** Its first messages; the others are in blocks that messages lead to. */
  readonly first: Block;
  /** Bytes before the content of a message: its type, its length and more. */
  readonly messageBytes: number;
  readonly version: 1 | 2;
}

interface Message {
  readonly type: number;
  /** It is kept elsewhere, and the content says where. */
  readonly isShared: boolean;
  readonly content: DataView;
}

interface Block {
  readonly address: number;
  readonly length: number;
}

/**
 * Opens a file for reading by HDF5's addresses, as long as `use` runs.
 *
 * @param start - where the HDF5 file begins behind its user block
 */
export function withAddresses<T>(path: string, start: number, use: (read: ReadAt) => T): T {
  const file = openSync(path, 'r');
  const read: ReadAt = (address, length) => {
    const at = start + address;
    if (!Number.isSafeInteger(at) || length < 0 || length > MAX_BYTES) return undefined;
    const bytes = new Uint8Array(length);
    const found = readSync(file, bytes, 0, length, at);
    return found === length ? new DataView(bytes.buffer) : undefined;
  };
  try {
    return use(read);
  } finally {
    closeSync(file);
  }
}

/**
 * The messages of one type in an object's header; none where its version is not known. In place of one that is shared,
 * such as a type that has a name, comes the one in the header that it leads to.
 */
export function* headerMessages(
  read: ReadAt,
  address: number,
  wanted: number,
): Generator<DataView> {
  for (const { type, isShared, content } of allMessages(read, address)) {
    if (type !== wanted) continue;
    const shared = isShared ? sharedAddress(content) : undefined;
    if (!isShared) yield content;
    else if (shared !== undefined) yield* ownMessages(read, shared, wanted);
  }
}

/** The messages of one type that a header holds itself. */
function* ownMessages(read: ReadAt, address: number, wanted: number): Generator<DataView> {
  for (const { type, isShared, content } of allMessages(read, address)) {
    if (type === wanted && !isShared) yield content;
  }
}

/** The header that holds a shared message; none where it is in a heap of the file (IV.A.2). */
function sharedAddress(message: DataView): number | undefined {
  if (message.byteLength < 10) return undefined;
  const [version, type] = [message.getUint8(0), message.getUint8(1)];
  if (version === 1) return message.byteLength < 16 ? undefined : number64(message, 8);
  return version === 3 && type !== IN_HEADER ? undefined : number64(message, 2);
}

/** What a header holds, in its first block and those that messages lead to. */
function* allMessages(read: ReadAt, address: number): Generator<Message> {
  const header = readHeader(read, address);
  if (header === undefined) return;
  const blocks = [header.first];
  // Messages in a block add further blocks to the list.
  for (const { address: at, length } of blocks) {
    const block = read(at, length);
    if (block === undefined) continue;
    for (const message of messagesIn(header, block)) {
      yield message;
      const leadsOn = message.type === MessageType.continuation && message.content.byteLength >= 16;
      if (leadsOn && blocks.length < MAX_BLOCKS)
        blocks.push(continuedBlock(header, message.content));
    }
  }
}

/** An address or a length of 64 bits. */
export function number64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function readHeader(read: ReadAt, address: number): Header | undefined {
  const heading = read(address, HEADING_BYTES);
  if (heading?.getUint8(0) === 1) {
    const first = { address: address + 16, length: heading.getUint32(8, true) };
    return { first, messageBytes: 8, version: 1 };
  }
  if (heading?.getUint32(0) !== SIGNATURE || heading.getUint8(4) !== 2) return undefined;
  const flags = heading.getUint8(5);
  const lengthAt = 6 + (flags & HAS_TIMES ? 16 : 0) + (flags & HAS_ATTRIBUTE_LIMITS ? 4 : 0);
  const lengthBytes = 1 << (flags & 3);
  const first = {
    address: address + lengthAt + lengthBytes,
    length: numberOf(heading, lengthAt, lengthBytes),
  };
  return { first, messageBytes: flags & HAS_ORDER ? 6 : 4, version: 2 };
}

/** A block of version 2 begins with a signature and ends with a checksum, of 4 bytes each. */
function continuedBlock({ version }: Header, message: DataView): Block {
  const block = { address: number64(message, 0), length: number64(message, 8) };
  return version === 1 ? block : { address: block.address + 4, length: block.length - 8 };
}

function* messagesIn({ version, messageBytes }: Header, block: DataView): Generator<Message> {
  for (let at = 0; at + messageBytes <= block.byteLength;) {
    const type = version === 1 ? block.getUint16(at, true) : block.getUint8(at);
    const length = block.getUint16(at + (version === 1 ? 2 : 1), true);
    const start = at + messageBytes;
    if (start + length > block.byteLength) return;
    const flags = block.getUint8(at + (version === 1 ? 4 : 3));
    const content = new DataView(block.buffer, block.byteOffset + start, length);
    yield { type, isShared: (flags & IS_SHARED) !== 0, content };
    at = start + length;
  }
}

/** A number of 1, 2, 4 or 8 bytes. */
function numberOf(view: DataView, at: number, bytes: number): number {
  if (bytes === 8) return number64(view, at);
  return bytes === 4
    ? view.getUint32(at, true)
    : bytes === 2
      ? view.getUint16(at, true)
      : view.getUint8(at);
}
