import { describeForeignBytes, FOREIGN_BYTES, refusal, type ByteSource } from '@gender/core';
import { platform } from '#platform';
import { level4Container } from './level4/container.js';
import { level5Container } from './level5/container.js';
import { HEADER_BYTES, VERSION_HDF5, VERSION_LEVEL_5, VERSION_OFFSET } from './level5/format.js';
import { level73Container } from './level73/container.js';
import { asMatError } from './level73/hdf5-errors.js';
import type { MatContainer } from './mat-container.js';
import { MatError, type MatErrorCode } from './mat-error.js';

/** What MATLAB, Octave and SciPy begin a header of level 5 with. */
const HEADER_START = 'MATLAB';

/** The first bytes of an HDF5 file without a header of MATLAB's. */
const HDF5_SIGNATURE = [0x89, 0x48, 0x44, 0x46];

/**
 * Tells from its first bytes which version a MAT-file has, and opens it.
 *
 * @throws MatError `MAT_FORMAT` when it is no MAT-file.
 */
export async function openContainer(source: ByteSource): Promise<MatContainer> {
  const bytes = await source.slice(0, Math.min(source.byteLength, FOREIGN_BYTES));
  const fail = (code: MatErrorCode, what: string, offset = 0): MatError =>
    new MatError(code, `${source.name}: ${what}`, { offset });

  if (HDF5_SIGNATURE.every((byte, index) => bytes[index] === byte)) return openHdf5(source);
  // Level 5 begins with a text; level 4 with a number below 5000 in four bytes.
  if (bytes.length >= 4 && bytes.subarray(0, 4).includes(0)) return openLevel4(source, bytes);
  if (bytes.length < HEADER_BYTES && !isForeign(bytes)) {
    throw fail(
      'MAT_TRUNCATED',
      `has ${bytes.length} bytes; a MAT-file begins with ${HEADER_BYTES}`,
    );
  }
  const mark = String.fromCharCode(...bytes.subarray(126, 128));
  if (mark !== 'IM' && mark !== 'MI') {
    throw fail('MAT_FORMAT', notMat(bytes, 'its header has no byte order mark'), 126);
  }
  const littleEndian = mark === 'IM';
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const version = view.getUint16(VERSION_OFFSET, littleEndian);
  if (version === VERSION_HDF5) return openHdf5(source);
  if (version === VERSION_LEVEL_5) return level5Container(source, littleEndian);
  throw fail('MAT_FORMAT', `has the unknown version 0x${version.toString(16)}`, VERSION_OFFSET);
}

/** Whether so few bytes are of another kind of file; the first of a MAT-file's are letters, too. */
function isForeign(bytes: Uint8Array): boolean {
  const text = String.fromCharCode(...bytes);
  const begun = text.startsWith(HEADER_START) || HEADER_START.startsWith(text);
  return !begun && describeForeignBytes(bytes) !== undefined;
}

/** Any bytes with a zero among the first four may be of level 4; its header tells. */
async function openLevel4(source: ByteSource, start: Uint8Array): Promise<MatContainer> {
  try {
    return await level4Container(source);
  } catch (cause) {
    const foreign = describeForeignBytes(start);
    if (!(cause instanceof MatError) || foreign === undefined) throw cause;
    throw new MatError('MAT_FORMAT', `${source.name}: ${notMat(start, cause.message)}`, { cause });
  }
}

function notMat(start: Uint8Array, otherwise: string): string {
  return refusal('a MAT-file', start, otherwise);
}

async function openHdf5(source: ByteSource): Promise<MatContainer> {
  try {
    return level73Container(source.name, await platform.openHdf5(source));
  } catch (cause) {
    throw asMatError(cause);
  }
}
