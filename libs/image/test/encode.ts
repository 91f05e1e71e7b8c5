// Writes small picture files byte by byte, so that tests know every one of their fields.
import { crc32, deflateSync } from 'node:zlib';
import type { Picture } from '../src/index.js';

/** Bytes, numbers of 0 to 255, or Latin-1 text. */
export type Bytes = readonly number[] | Uint8Array | string;

/** Bytes, numbers and Latin-1 text as one array. */
export function join(...parts: readonly Bytes[]): Uint8Array {
  const latin1 = (part: Bytes): Uint8Array =>
    typeof part === 'string' ? Buffer.from(part, 'latin1') : Uint8Array.from(part);
  return new Uint8Array(Buffer.concat(parts.map(latin1)));
}

/** A number in `size` bytes, the lowest first. */
export function littleEndian(value: number, size: 2 | 4): number[] {
  return Array.from({ length: size }, (_, byte) => (value >>> (8 * byte)) & 255);
}

/** A number in `size` bytes, the highest first. */
export function bigEndian(value: number, size: 2 | 4): number[] {
  return littleEndian(value, size).reverse();
}

/** What a BMP file says of its pixels. */
export interface BmpFields {
  width: number;
  /** Negative: the top row comes first. */
  height: number;
  bits: number;
  compression?: number;
  /** Blue, green, red of each colour. */
  palette?: readonly (readonly [number, number, number])[];
  masks?: readonly [number, number, number];
  pixels: Bytes;
}

/** A BMP file with Windows' header of 40 bytes, masks behind it. */
export function bmp(fields: BmpFields): Uint8Array {
  const { width, height, bits, compression = 0, palette = [], masks = [], pixels } = fields;
  const behind = [
    ...masks.flatMap((mask) => littleEndian(mask, 4)),
    ...palette.flatMap((colour) => [...colour, 0]),
  ];
  const offset = 54 + behind.length;
  const body = join(pixels);
  return join(
    ...['BM', littleEndian(offset + body.length, 4), [0, 0, 0, 0], littleEndian(offset, 4)],
    ...[littleEndian(40, 4), littleEndian(width, 4), littleEndian(height, 4)],
    ...[littleEndian(1, 2), littleEndian(bits, 2), littleEndian(compression, 4)],
    ...[littleEndian(0, 4), littleEndian(0, 4), littleEndian(0, 4)],
    ...[littleEndian(palette.length, 4), littleEndian(0, 4), behind, body],
  );
}

/** A tag of a TIFF directory whose value is one SHORT or LONG, or bytes. */
export type TiffTag = readonly [tag: number, value: number | Uint8Array, type?: 3 | 4];

/** A TIFF file, or EXIF block, of one directory. */
export function tiff(tags: readonly TiffTag[], order: 'II' | 'MM' = 'II'): Uint8Array {
  const number = order === 'II' ? littleEndian : bigEndian;
  const data: number[] = [];
  const behind = 8 + 2 + tags.length * 12 + 4;
  const entries = tags.flatMap(([tag, value, type = 3]) => {
    if (typeof value === 'number') {
      const stored = type === 3 ? [...number(value, 2), 0, 0] : number(value, 4);
      return [...number(tag, 2), ...number(type, 2), ...number(1, 4), ...stored];
    }
    const place = behind + data.length;
    data.push(...value);
    const stored = value.length > 4 ? number(place, 4) : [...value, 0, 0, 0, 0].slice(0, 4);
    return [...number(tag, 2), ...number(1, 2), ...number(value.length, 4), ...stored];
  });
  return join(order, number(42, 2), number(8, 4), number(tags.length, 2), entries, [0, 0, 0, 0], data); // prettier-ignore
}

/** An EXIF block with nothing but an orientation. */
export function exif(orientation: number, order: 'II' | 'MM' = 'II'): Uint8Array {
  return tiff([[274, orientation]], order);
}

/** An XMP packet with nothing but an orientation, as an attribute or as an element. */
export function xmp(orientation: number | string, form: 'attribute' | 'element'): string {
  return form === 'attribute'
    ? `<rdf:Description tiff:Orientation="${orientation}"/>`
    : `<tiff:Orientation>${orientation}</tiff:Orientation>`;
}

/** A segment of a JPEG: its marker and its body. */
export type Segment = readonly [marker: number, body: Bytes];

/** A start of frame of a grey JPEG, or of one with the samplings given. */
export function frame(width: number, height: number, samplings: readonly number[] = [0x11]): Bytes {
  const components = samplings.flatMap((sampling, index) => [index + 1, sampling, 0]);
  return join([8], bigEndian(height, 2), bigEndian(width, 2), [samplings.length], components);
}

/** A JPEG of these segments, and what follows its last one. */
export function jpeg(segments: readonly Segment[], scan: Bytes = []): Uint8Array {
  const parts = segments.flatMap(([marker, body]): Bytes[] => {
    const bytes = join(body);
    return [[0xff, marker], bigEndian(bytes.length + 2, 2), bytes];
  });
  return join([0xff, 0xd8], ...parts, scan);
}

/** A chunk of a PNG: its type and its body. */
export type Chunk = readonly [type: string, body: Bytes];

/** A PNG of 8-bit RGB, with chunks between its header and its pixels. */
export function png({ width, height, data }: Picture, chunks: readonly Chunk[] = []): Uint8Array {
  const rows = Array.from({ length: height }, (_, row) =>
    join([0], data.subarray(row * width * 3, (row + 1) * width * 3)),
  );
  const header = join(bigEndian(width, 4), bigEndian(height, 4), [8, 2, 0, 0, 0]);
  const all: Chunk[] = [
    ['IHDR', header],
    ...chunks,
    ['IDAT', deflateSync(join(...rows))],
    ['IEND', []],
  ];
  const parts = all.map(([type, body]) => {
    const content = join(type, body);
    return join(bigEndian(content.length - 4, 4), content, bigEndian(crc32(content), 4));
  });
  return join('\x89PNG\r\n\x1a\n', ...parts);
}

/** A WebP container of these chunks, without pixels. */
export function webp(chunks: readonly Chunk[]): Uint8Array {
  const parts = chunks.map(([type, body]) => {
    const bytes = join(body);
    return join(type, littleEndian(bytes.length, 4), bytes, bytes.length % 2 === 1 ? [0] : []);
  });
  const content = join('WEBP', ...parts);
  return join('RIFF', littleEndian(content.length, 4), content);
}
