import { latin1 } from './byte-view.js';

/** Each format that is read here: its name, and how its first bytes look. */
/* eslint-disable no-control-regex -- file formats begin with control characters */
const formats = {
  jpeg: { name: 'JPEG', start: /^\xff\xd8\xff/ },
  png: { name: 'PNG', start: /^\x89PNG\r\n\x1a\n/ },
  webp: { name: 'WebP', start: /^RIFF[^]{4}WEBP/ },
  gif: { name: 'GIF', start: /^GIF8[79]a/ },
  tiff: { name: 'TIFF', start: /^(II\*\0|MM\0\*)/ },
  bmp: { name: 'BMP', start: /^BM[^]{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0/ },
  netpbm: { name: 'Netpbm', start: /^P[1-6][\s#]/ },
} as const;

/** The formats that are read here; `netpbm` is PBM, PGM and PPM. */
export type ImageFormat = keyof typeof formats;

/** Their names, for messages. */
export const formatNames: string = Object.values(formats)
  .map(({ name }) => name)
  .join(', ');

/** What people call a format. */
export function formatName(format: ImageFormat): string {
  return formats[format].name;
}

const names = Object.keys(formats) as ImageFormat[];

/** How many bytes tell the format. */
export const FORMAT_BYTES = 18;

/** The format that the first bytes of a file announce; `undefined` for anything else. */
export function detectFormat(bytes: Uint8Array): ImageFormat | undefined {
  const start = latin1(bytes.subarray(0, FORMAT_BYTES));
  return names.find((name) => formats[name].start.test(start));
}
