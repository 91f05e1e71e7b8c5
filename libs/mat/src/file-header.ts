import type { ByteSource } from '@gender/core';
import { HEADER_BYTES, VERSION_HDF5, VERSION_LEVEL_5, VERSION_OFFSET } from './level5.js';
import { MAX_NAME_BYTES } from './limits.js';
import { MatError } from './mat-error.js';

/** What the first 128 bytes of a level 5 file say. */
export interface FileHeader {
  readonly littleEndian: boolean;
}

const LATER = 'save it in MATLAB with `save -v7`';
/** The first bytes of an HDF5 file. */
const HDF5_SIGNATURE = [0x89, 0x48, 0x44, 0x46];

/**
 * Reads the header and makes sure that the file is of level 5 (MATLAB 5 to 7.2).
 *
 * @throws MatError `MAT_FORMAT` when it is no MAT-file, `MAT_UNSUPPORTED` when it is of level 4 or 7.3.
 */
export async function readFileHeader(source: ByteSource): Promise<FileHeader> {
  const bytes = await source.slice(0, Math.min(source.byteLength, HEADER_BYTES));
  const fail = (code: 'MAT_FORMAT' | 'MAT_UNSUPPORTED' | 'MAT_TRUNCATED', what: string): MatError =>
    new MatError(code, `${source.name}: ${what}`, { offset: 0 });

  if (HDF5_SIGNATURE.every((byte, index) => bytes[index] === byte)) {
    throw fail('MAT_UNSUPPORTED', `is an HDF5 file, perhaps of MATLAB 7.3; ${LATER}`);
  }
  const mark = String.fromCharCode(bytes[126] ?? 0, bytes[127] ?? 0);
  if (mark !== 'IM' && mark !== 'MI') {
    if (looksLikeLevel4(bytes)) throw fail('MAT_UNSUPPORTED', `is of level 4 (MATLAB 4); ${LATER}`);
    throw bytes.length < HEADER_BYTES
      ? fail('MAT_TRUNCATED', `has ${bytes.length} bytes; a MAT-file begins with ${HEADER_BYTES}`)
      : fail('MAT_FORMAT', 'is not a MAT-file: its header has no byte order mark');
  }
  const littleEndian = mark === 'IM';
  const version = new DataView(bytes.buffer, bytes.byteOffset).getUint16(
    VERSION_OFFSET,
    littleEndian,
  );
  if (version === VERSION_HDF5) throw fail('MAT_UNSUPPORTED', `is of version 7.3; ${LATER}`);
  if (version !== VERSION_LEVEL_5) {
    throw fail('MAT_FORMAT', `has the unknown version 0x${version.toString(16)}`);
  }
  return { littleEndian };
}

/**
 * Level 4 has no file header, only one for each matrix: five numbers of four bytes, of which the
 * first, in decimal digits, tells the storage and the last the length of the name.
 */
function looksLikeLevel4(bytes: Uint8Array): boolean {
  if (bytes.length < 20) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [true, false].some((littleEndian) => {
    const [type, nameLength] = [view.getUint32(0, littleEndian), view.getUint32(16, littleEndian)];
    return type < 5000 && nameLength >= 1 && nameLength <= MAX_NAME_BYTES;
  });
}
