import {
  endOfLine,
  isSpace,
  readNetpbmLayout,
  readNumber,
  type NetpbmLayout,
} from '../header/netpbm-header.js';
import { byteView } from '../header/byte-view.js';
import type { Picture } from '../pixels/picture.js';
import { UnreadKind } from '../unread-kind.js';
import type { PictureDecoder } from './picture-decoder.js';
import { toRgb } from '../pixels/to-rgb.js';

/** Decodes PBM, PGM and PPM, in bytes and in decimal numbers, as Pillow does. */
export const netpbmDecoder: PictureDecoder = {
  name: 'this package',
  decode: (bytes) => Promise.resolve().then(() => decodeNetpbm(bytes)),
};

function decodeNetpbm(bytes: Uint8Array): Picture {
  const layout = readNetpbmLayout(bytes);
  const { width, height, kind, plain, maximum } = layout;
  if (kind === 2 && maximum > 255) throw new UnreadKind('grey Netpbm of more than 8 bits');
  const channels = kind === 3 ? 3 : 1;
  const samples =
    kind === 1
      ? readBits(bytes, layout)
      : readSamples(bytes, layout, width * height * channels, plain ? decimals : binary);
  return { width, height, data: toRgb(samples, channels) };
}

/** Black is 1. In bytes, each row begins a new one; as text, blanks between digits may be missing. */
function readBits(bytes: Uint8Array, layout: NetpbmLayout): Uint8Array {
  const { width, height, plain, pixelOffset } = layout;
  const samples = new Uint8Array(width * height);
  if (plain) {
    let position = pixelOffset;
    for (let index = 0; index < samples.length; index += 1) {
      position = skipBlanks(bytes, position);
      const digit = byteView(bytes).getUint8(position) - 48;
      if (digit !== 0 && digit !== 1) throw new RangeError('it holds more than 0 and 1');
      samples[index] = digit === 1 ? 0 : 255;
      position += 1;
    }
    return samples;
  }
  const view = byteView(bytes.subarray(pixelOffset));
  const stride = Math.ceil(width / 8);
  for (let index = 0; index < samples.length; index += 1) {
    const x = index % width;
    const byte = view.getUint8(Math.floor(index / width) * stride + (x >> 3));
    samples[index] = (byte >> (7 - (x & 7))) & 1 ? 0 : 255;
  }
  return samples;
}

function skipBlanks(bytes: Uint8Array, from: number): number {
  let position = from;
  for (;;) {
    const byte = byteView(bytes).getUint8(position);
    if (byte === '#'.charCodeAt(0)) position = endOfLine(bytes, position);
    else if (isSpace(byte)) position += 1;
    else return position;
  }
}

/** The next sample each time it is called. */
type Samples = (bytes: Uint8Array, layout: NetpbmLayout) => () => number;

const binary: Samples = (bytes, { maximum, pixelOffset }) => {
  const view = byteView(bytes);
  const size = maximum < 256 ? 1 : 2;
  let position = pixelOffset - size;
  return () => {
    position += size;
    return size === 1 ? view.getUint8(position) : view.getUint16(position);
  };
};

const decimals: Samples = (bytes, { maximum, pixelOffset }) => {
  let position = pixelOffset;
  return () => {
    const { value, end } = readNumber(bytes, position);
    position = end;
    if (value > maximum) throw new RangeError(`${value} is more than the largest sample`);
    return value;
  };
};

function readSamples(
  bytes: Uint8Array,
  layout: NetpbmLayout,
  count: number,
  open: Samples,
): Uint8Array {
  const next = open(bytes, layout);
  const samples = new Uint8Array(count);
  for (let index = 0; index < count; index += 1) {
    samples[index] = Math.min(255, roundHalfToEven((next() / layout.maximum) * 255));
  }
  return samples;
}

/** As Python's `round`. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const apart = value - below;
  if (apart === 0.5) return below + (below % 2);
  return apart < 0.5 ? below : below + 1;
}
