import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ImageHeader } from '../header/image-header.js';
import { isBaselineScan } from '../header/jpeg-header.js';
import type { Picture } from '../pixels/picture.js';

/**
 * The largest picture that is decoded here: each is decoded in the calling thread, 5 ms for 512×512. A call of
 * sharp (0.35.5) costs 1.5 ms besides decoding, which is what a face crop of 200×200 takes here twice over.
 */
const MOST_PIXELS = 2 ** 18;
/** The memory of WebAssembly, to which the file is copied, only grows. */
const MOST_BYTES = 2 ** 20;

/** What the package exports (1.6.0); its own types lack an argument, and take other memory. */
interface Codec {
  default: (
    jpeg: Uint8Array,
  ) => Promise<{ data: Uint8ClampedArray; width: number; height: number }>;
  init(module: WebAssembly.Module, emscripten: object): Promise<void>;
}

let started: Promise<Codec | undefined> | undefined;
/** How many messages of libjpeg there were, of which any may mean that pixels are made up. */
let messages = 0;

/**
 * Decodes a small JPEG of the usual kind on libjpeg in WebAssembly (MozJPEG, by jSquash), to the pixels of sharp and
 * Pillow, bit for bit.
 *
 * @returns nothing of a large picture, of another kind of JPEG and of one that libjpeg has anything to say of: it is for
 *   another decoder
 */
export async function decodeSmallJpeg(
  bytes: Uint8Array,
  { width, height }: ImageHeader,
): Promise<Picture | undefined> {
  const isSmall = width * height <= MOST_PIXELS && bytes.length <= MOST_BYTES;
  if (!isSmall || !isBaselineScan(bytes)) return undefined;
  const codec = await (started ??= start().catch(() => undefined));
  const before = messages;
  try {
    const decoded = await codec?.default(bytes);
    const isWhole = decoded?.width === width && decoded.height === height && messages === before;
    if (!isWhole) return undefined;
    return { width, height, data: withoutAlpha(decoded.data) };
  } catch {
    started = undefined; // libjpeg has ended its program, and holds the memory of the picture
    return undefined;
  }
}

/** RGBA as RGB, in the same memory: that of another array would have to be collected for each picture. */
function withoutAlpha({ buffer, byteOffset, length }: Uint8ClampedArray): Uint8Array {
  const bytes = new Uint8Array(buffer, byteOffset, length);
  for (let from = 0, to = 0; from < length; from += 4, to += 3) {
    bytes[to] = bytes[from] ?? 0;
    bytes[to + 1] = bytes[from + 1] ?? 0;
    bytes[to + 2] = bytes[from + 2] ?? 0;
  }
  return bytes.subarray(0, (length / 4) * 3);
}

/** Compiled once, however often it is started. */
let compiled: Promise<WebAssembly.Module> | undefined;

async function start(): Promise<Codec> {
  const codec = (await import('@jsquash/jpeg/decode.js')) as unknown as Codec;
  const note = (): void => {
    messages += 1;
  };
  await codec.init(await (compiled ??= compile()), { print: note, printErr: note });
  return codec;
}

async function compile(): Promise<WebAssembly.Module> {
  const { resolve } = createRequire(import.meta.url);
  return WebAssembly.compile(await readFile(resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm')));
}
