import type { Network } from '@gender/network';
import { findFormat, listEndings } from './network-formats.js';
import { FormatError } from './format-error.js';
import type { NetworkFormat } from './network-format.js';

/**
 * How networks are written to a path; to find out before anything is read.
 *
 * @throws FormatError when its name tells no format (`FORMAT_UNKNOWN`) or one that is only read
 *   (`FORMAT_WRITE`).
 */
export function findWriter(path: string): NonNullable<NetworkFormat['write']> {
  const { name, write } = findFormat(path);
  if (write) return write;
  throw new FormatError(
    'FORMAT_WRITE',
    `${path}: networks in the format ${name} are read, not written; expected one of ${listEndings('write')}`,
  );
}

/**
 * Writes a network in the format that the end of the path tells. It appears whole or not at all;
 * equal networks give equal bytes.
 *
 * @throws FormatError as `findWriter` does.
 * @throws FileError when it cannot be written; KerasError, TfjsError, OnnxError when the format has no
 *   layer for one of the network's, or the network is too large for it.
 */
export async function writeNetwork(path: string, network: Network): Promise<void> {
  await findWriter(path)(path, network);
}
