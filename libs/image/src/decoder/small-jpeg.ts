import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ImageHeader } from '../header/image-header.js';
import { isBaselineScan } from '../header/jpeg-header.js';
import type { Picture } from '../pixels/picture.js';
import { toRgb } from '../pixels/to-rgb.js';

/**
 * The largest picture that is decoded here: each is decoded in the calling thread, 5 ms for 512×512. A call of
 * sharp (0.35.5) costs 1.5 ms besides decoding, which is what a face crop of 200×200 takes here twice over.
 */
const MOST_PIXELS = 2 ** 18;
/** The memory of WebAssembly, to which the file is copied, only grows. */
const MOST_BYTES = 2 ** 20;

type Decode = (
  jpeg: Uint8Array,
) => Promise<{ data: Uint8ClampedArray; width: number; height: number }>;

let loaded: Promise<Decode | undefined> | undefined;
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
  const decode = await (loaded ??= load().catch(() => undefined));
  const before = messages;
  try {
    const decoded = await decode?.(bytes);
    const isWhole = decoded?.width === width && decoded.height === height && messages === before;
    if (!isWhole) return undefined;
    return { width, height, data: toRgb(new Uint8Array(decoded.data.buffer), 4) };
  } catch {
    loaded = undefined; // libjpeg has ended its program, and holds the memory of the picture
    return undefined;
  }
}

async function load(): Promise<Decode> {
  const require = createRequire(import.meta.url);
  const wasmBinary = await readFile(require.resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'));
  const { default: decode, init } = await import('@jsquash/jpeg/decode.js');
  const note = (): void => {
    messages += 1;
  };
  // Emscripten's options, of which the package's types know a part.
  const options: object = { wasmBinary, print: note, printErr: note };
  await init(options);
  return decode as unknown as Decode; // of memory, whatever its type says
}
